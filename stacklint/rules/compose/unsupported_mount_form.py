"""The rule `unsupported-mount-form`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Safety, Severity
from stacklint.model.change import AddEntry, SetValue
from stacklint.model.compose import MountKind
from stacklint.model.nodes import Mapping, is_own
from stacklint.model.targets import KUBERNETES
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Collection

    from stacklint.model.bundle import Stack
    from stacklint.model.compose import Mount, Service
    from stacklint.rule import Hits

# What a mount of the short form can say.
_SHORT_KEYS = {"type", "source", "src", "target", "destination", "read_only"}


@rule(
    category="compose",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=KUBERNETES,
    fix=Safety.SAFE,
)
def unsupported_mount_form(stack: Stack) -> Hits:
    """Mount that cannot be read, or is read otherwise."""
    for pod in (*stack.pods, *stack.jobs):
        # Of a job, a pod of the stack may declare them.
        declared = stack.volumes if pod in stack.jobs else pod.compose.volumes
        for service in pod.compose.services:
            for mount in service.mounts:
                hit = _hit(declared, service, mount)
                if hit is not None:
                    yield hit


def _hit(declared: Collection[str], service: Service, mount: Mount) -> Hit | None:
    of = f"mount of `{service.name}`"
    if mount.is_long:
        return Hit(mount.at, f"{of} in the long form: `create` stops there", _shortened(mount))
    if mount.kind is MountKind.ANONYMOUS:
        words = f"{of} at {mount.target} without a volume: `create` stops with an IndexError"
        return Hit(mount.at, words)
    if mount.kind is MountKind.VOLUME and mount.source not in declared:
        return _undeclared(mount, of)
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


def _undeclared(mount: Mount, of: str) -> Hit:
    change = AddEntry(("volumes", mount.source), None)
    return Hit(
        mount.at,
        f"{of}: no `{mount.source}` is declared under `volumes`, so its pod is refused",
        Fix(f"volumes.{mount.source}", Safety.UNSAFE, (change,), "specs have to give it a path"),
    )


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
        f"{of} at {mount.target}: `{written}` is not `ro`, and it can be written to",
        fix if own else None,
        severity=Severity.WARNING,
    )
