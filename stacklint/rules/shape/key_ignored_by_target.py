"""The rule `key-ignored-by-target`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Profile, Safety, Severity
from stacklint.model.change import RemoveEntry
from stacklint.model.dialect import Dialect
from stacklint.model.keys import spec_form
from stacklint.model.targets import Target
from stacklint.model.yaml.nodes import Mapping, Scalar, Sequence, merged_entries, resolved
from stacklint.model.yaml.scalars import text_of
from stacklint.rule import Deployer, Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.keys import Form
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.nodes import Node
    from stacklint.rule import Hits, Settings

MEMLOCK_CLASS = "high-memlock"
_PAGE = "maintenance-service"

# What is there in the place of a key that is not read.
_INSTEAD = {"configmaps": ": each of its volumes is an empty volume of docker's"}


@rule(
    category="shape",
    severity=Severity.WARNING,
    harm=Harm.MEANING,
    profile=Profile.STRICT,
    fix=Safety.DISPLAY,
)
def key_ignored_by_target(spec: Spec, settings: Settings, deployer: Deployer) -> Hits:
    """Key that the target of the spec does not read."""
    target = spec.target
    if target is None or spec.dialect is Dialect.FORK:
        return
    top, below = _ignored(spec.dialect, target)
    for entry in merged_entries(spec.root):
        if entry.name in top and not _is_empty(entry.value):
            yield _hit(spec, (entry.name,), target)
    for path in below:
        if spec.root.entry(path[0]) and not _is_empty(spec.node(*path)):
            yield _hit(spec, path, target)
    if spec.makes_objects and deployer is Deployer.STACKLINT:
        yield from _unserved(spec)
    if target is Target.K8S and MEMLOCK_CLASS not in settings.runtime_classes:
        yield from _memlock(spec)


@cache
def _ignored(
    dialect: Dialect, target: Target
) -> tuple[frozenset[str], tuple[tuple[str, ...], ...]]:
    """Give the keys of the top level that a target ignores, and those further down."""
    root = spec_form(dialect)
    top = {name for name, form in root.keys.items() if _ignores(form, target)}
    below = [
        (name, inner)
        for name, form in root.keys.items()
        for inner, what in form.keys.items()
        if name not in top and _ignores(what, target)
    ]
    return frozenset(top), tuple(below)


def _ignores(form: Form, target: Target) -> bool:
    return form.targets is not None and target.value not in form.targets


def _is_empty(node: Node | None) -> bool:
    node = resolved(node)
    if isinstance(node, Mapping):
        return not node.entries
    if isinstance(node, Sequence):
        return not node.items
    return not isinstance(node, Scalar) or not text_of(node)


def _hit(spec: Spec, path: tuple[str, ...], target: Target) -> Hit:
    name = ".".join(path)
    fix = Fix(f"remove `{name}`", Safety.DISPLAY, (RemoveEntry(path),))
    if name == _PAGE:
        return Hit(
            spec.at(*path),
            f"`{_PAGE}` on compose: `restart` stops with an AttributeError",
            fix,
            severity=Severity.ERROR,
            profile=Profile.RECOMMENDED,
            of_laconic_so=True,
        )
    return Hit(
        spec.at(*path),
        f"`{name}` has no effect on `{target.value}`{_INSTEAD.get(name, '')}",
        fix,
        words=f"read for {_readers(spec, path)} alone",
    )


def _unserved(spec: Spec) -> Iterator[Hit]:
    """Give the key that laconic-so reads, and stacklint's own deployer does not."""
    if spec.root.entry(_PAGE) is not None and not _is_empty(spec.node(_PAGE)):
        yield Hit(
            spec.at(_PAGE),
            f"`{_PAGE}`: `stacklint deploy` shows no page while a deployment restarts, and refuses"
            " the spec",
            Fix(f"remove `{_PAGE}`", Safety.DISPLAY, (RemoveEntry((_PAGE,)),)),
            severity=Severity.ERROR,
            profile=Profile.RECOMMENDED,
        )


def _readers(spec: Spec, path: tuple[str, ...]) -> str:
    form = spec_form(spec.dialect)
    for part in path:
        form = form.keys[part]
    return " and ".join(form.targets or ())


def _memlock(spec: Spec) -> Iterator[Hit]:
    path = ("security", "unlimited-memlock")
    if (spec.text(*path) or "").lower() != "true":
        return
    yield Hit(
        spec.at(*path),
        f"`unlimited-memlock` asks for the RuntimeClass `{MEMLOCK_CLASS}`,"
        " which nobody makes on `k8s`: every pod is refused",
        Fix("remove `unlimited-memlock`", Safety.DISPLAY, (RemoveEntry(path),)),
        notes=(("hint", f"name `{MEMLOCK_CLASS}` under `runtime-classes` if the cluster has it"),),
        severity=Severity.ERROR,
        profile=Profile.RECOMMENDED,
    )
