"""The rule `configmap-source-missing`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Fix, Harm, Profile, Safety, Severity
from stacklint.model.change import SetValue
from stacklint.model.dialect import Dialect
from stacklint.model.targets import KUBERNETES
from stacklint.model.volumes.configmaps import (
    Origin,
    config_directory,
    is_used,
    origin_of,
    source_directory,
    source_paths,
)
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.hostpath import HostPath
    from stacklint.model.spec import ConfigMap, Spec
    from stacklint.model.tree import Tree
    from stacklint.rule import Hits, Settings


@rule(
    category="volumes",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=KUBERNETES,
    fix=Safety.SAFE,
)
def configmap_source_missing(spec: Spec, stack: Stack, tree: Tree, settings: Settings) -> Hits:
    """ConfigMap whose files are not where the spec says."""
    if spec.dialect is Dialect.FORK:
        return
    for configmap in spec.configmaps:
        source, origin = configmap.source, origin_of(configmap)
        if source is None or configmap.name in settings.filled_later:
            continue
        if not is_used(configmap, stack):
            continue
        if origin is Origin.REPOSITORY:
            yield from _of_repository(configmap, source, spec, stack, tree)
        elif origin is Origin.STACK:
            yield from _of_stack(configmap, source, stack, tree)


def _of_repository(
    configmap: ConfigMap, source: HostPath, spec: Spec, stack: Stack, tree: Tree
) -> Hits:
    # What lies outside of the repository cannot be seen from here.
    leads_out = source.clean == ".." or source.clean.startswith("../")
    if leads_out or source_directory(configmap, spec, stack, tree) is not None:
        return
    name = configmap.name
    if any(map(tree.is_file, source_paths(configmap, spec, stack))):
        yield Hit(
            configmap.at.value,
            f"ConfigMap `{name}`: {source.text} is a file, and `create` stops at anything but a"
            " directory",
        )
        return
    found = _directories_that_end_in(source.clean, tree)
    yield Hit(
        configmap.at.value,
        f"ConfigMap `{name}`: there is no directory {source.text} in this repository, so its files"
        " are missing or stale",
        _fix(configmap, found[0]) if len(found) == 1 else None,
        words="read from the root of the repository",
        notes=(("found", ", ".join(found[:3])),) if len(found) > 1 else (),
    )


def _of_stack(configmap: ConfigMap, source: HostPath, stack: Stack, tree: Tree) -> Hits:
    name = configmap.name
    real = config_directory(stack, name)
    is_there, is_usual = tree.is_dir(real), source.clean == f"configmaps/{name}"
    if is_usual and not is_there:
        yield Hit(
            configmap.at.value,
            f"ConfigMap `{name}` stays empty: the stack has no directory {real}",
            severity=Severity.WARNING,
            confidence=Confidence.MEDIUM,
            profile=Profile.STRICT,
        )
    if is_usual or source.clean == real:
        return
    what = f"its files are those of {real}" if is_there else f"{real} is, and is not there"
    yield Hit(
        configmap.at.value,
        f"ConfigMap `{name}`: {source.text} is never read, {what}",
        _fix(configmap, source.clean) if tree.is_dir(source.clean) and not is_there else None,
        words="a path that begins `./` is not read",
        severity=Severity.WARNING if is_there else Severity.ERROR,
    )


def _directories_that_end_in(path: str, tree: Tree) -> list[str]:
    """Give the directories of the repository whose last components are those of a path."""
    found: set[str] = set()
    for file in tree.files():
        below = f"/{file}"
        at = below.find(f"/{path}/")
        while at >= 0:
            found.add(below[1 : at + 1 + len(path)])
            at = below.find(f"/{path}/", at + 1)
    # Git also lists what the working tree has lost.
    return sorted(filter(tree.is_dir, found))


def _fix(configmap: ConfigMap, path: str) -> Fix:
    change = SetValue(configmap.at.path, path)
    return Fix(f"{configmap.name}: {path}", Safety.SAFE, (change,))
