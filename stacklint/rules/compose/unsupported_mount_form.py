"""The rule `unsupported-mount-form`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Elsewhere, Fix, Harm, Safety, Severity
from stacklint.model.change import AddEntry, SetValue
from stacklint.model.compose.mount import MountKind
from stacklint.model.targets import KUBERNETES, Target
from stacklint.model.volumes.configmaps import config_directory
from stacklint.model.volumes.nodepath import free_path
from stacklint.model.yaml.nodes import Mapping, is_own
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Service
    from stacklint.model.compose.mount import Mount
    from stacklint.model.spec import Spec
    from stacklint.model.tree import Tree
    from stacklint.rule import Hits

# What a mount of the short form can say.
_SHORT_KEYS = {"type", "source", "src", "target", "destination", "read_only"}


@rule(
    category="compose",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=KUBERNETES,
    fix=Safety.SAFE,
    of_laconic_so=True,
)
def unsupported_mount_form(spec: Spec | None, stack: Stack, tree: Tree) -> Hits:
    """Mount that cannot be read, or is read otherwise."""
    for hit, undeclared in _odd(stack):
        if undeclared is None:
            yield hit
        elif spec is not None:
            yield _declared(hit, undeclared, spec, stack, tree)
        # Where no spec tells the target, what no file declares is a fault for compose too.
        elif not stack.is_closed or undeclared.source in stack.volumes:
            yield hit._replace(fix=None)


# Many specs share a stack, and its files say the same to each.
@lru_cache(maxsize=256)
def _odd(stack: Stack) -> tuple[tuple[Hit, Mount | None], ...]:
    """Give the odd mounts; each with itself where it is one of a volume that is not declared."""
    return tuple(_hits(stack))


def _hits(stack: Stack) -> Iterator[tuple[Hit, Mount | None]]:
    for pod in (*stack.pods, *stack.jobs):
        for service in pod.compose.services:
            for mount in service.mounts:
                # Each pod gets the volumes of its own file, and so does each job.
                is_open = mount.kind is MountKind.VOLUME and mount.source not in pod.compose.volumes
                if is_open and not mount.is_long:
                    yield _undeclared(service, mount, stack), mount
                    continue
                hit = _hit(service, mount)
                if hit is not None:
                    yield hit, mount if is_open else None


def _hit(service: Service, mount: Mount) -> Hit | None:
    of = f"mount of `{service.name}`"
    if mount.is_long:
        words = f"{of} in the long form: on Kubernetes, `create` stops there"
        is_read = mount.kind is not MountKind.OTHER
        return Hit(mount.at, words, _shortened(mount), of_laconic_so=is_read)
    if mount.kind is MountKind.ANONYMOUS:
        words = f"{of} at {mount.target} without a volume: on Kubernetes, `create` stops there"
        return Hit(mount.at, f"{words} with an IndexError")
    # A bind becomes a ConfigMap, which nobody can write to.
    is_volume = mount.kind is MountKind.VOLUME
    if is_volume and "ro" in mount.options and mount.options != ("ro",):
        return _options(mount, of)
    return None


def _shortened(mount: Mount) -> Fix | None:
    _, node = mount.at.document.find(mount.at.path)
    is_plain = isinstance(node, Mapping) and {x.name for x in node.entries} <= _SHORT_KEYS
    if not (is_plain and mount.source and mount.target):
        return None
    if mount.kind is MountKind.OTHER or not is_own(mount.at.document.root, mount.at.path):
        return None
    text = f"{mount.source}:{mount.target}" + (":ro" if mount.is_read_only else "")
    return Fix(text, Safety.SAFE, (SetValue(mount.at.path, text),))


def _undeclared(service: Service, mount: Mount, stack: Stack) -> Hit:
    words = f"this file declares no `{mount.source}` under `volumes`"
    other = stack.volumes.get(mount.source)
    theirs = "" if other is None else f" (what {other.file} declares is for its own pod)"
    message = f"mount of `{service.name}`: {words}{theirs}, so Kubernetes refuses its pod"
    return Hit(mount.at, message, of_laconic_so=False)


def _declared(hit: Hit, mount: Mount, spec: Spec, stack: Stack, tree: Tree) -> Hit:
    """Add the declaration, and what the spec needs for a volume that it does not name yet."""
    name = mount.source
    entry = None if _is_named(spec, name) else _entry(spec, stack, name, tree)
    if (mount.is_long and hit.fix is None) or (entry is None and not _is_named(spec, name)):
        return hit._replace(fix=None)
    shortened = () if hit.fix is None else hit.fix.changes
    fix = Fix(
        f"volumes.{name}",
        Safety.UNSAFE,
        (*shortened, AddEntry(("volumes", name), None)),
        "its data may belong elsewhere",
        () if entry is None else (Elsewhere(spec.file, (entry,)),),
    )
    at = () if entry is None else (Label(spec.at(str(entry.path[0])), f"without `{name}`"),)
    return hit._replace(fix=fix, also=at)


def _is_named(spec: Spec, name: str) -> bool:
    return any(name in spec.section(section).names() for section in ("volumes", "configmaps"))


def _entry(spec: Spec, stack: Stack, name: str, tree: Tree) -> AddEntry | None:
    """Give the entry of a spec for a new volume; None where nobody can say which."""
    if not stack.writers(name):
        has_files = tree.is_dir(config_directory(stack, name))
        return AddEntry(("configmaps", name), f"./configmaps/{name}") if has_files else None
    path = free_path(spec, name)
    if path is None and spec.target is Target.KIND:
        return None
    # On a remote cluster no path is known; without one, its storage class makes a volume.
    return AddEntry(("volumes", name), path)


def _options(mount: Mount, of: str) -> Hit:
    text = f"{mount.source}:{mount.target}:ro"
    written = ",".join(mount.options)
    fix = Fix(
        text,
        Safety.UNSAFE,
        (SetValue(mount.at.path, text),),
        "docker compose loses the other options",
    )
    own = is_own(mount.at.document.root, mount.at.path)
    return Hit(
        mount.at,
        f"{of} at {mount.target}: to laconic-so `{written}` is not `ro`, and on Kubernetes it can"
        " be written to",
        fix if own else None,
        severity=Severity.WARNING,
    )
