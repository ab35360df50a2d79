"""The rule `undeclared-volume`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Safety, Severity
from stacklint.model.change import AddEntry
from stacklint.model.compose.mount import MountKind
from stacklint.model.targets import Target
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Service
    from stacklint.model.compose.mount import Mount
    from stacklint.rule import Hits


@rule(
    category="compose",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=frozenset({Target.COMPOSE}),
    fix=Safety.UNSAFE,
)
def undeclared_volume(stack: Stack) -> Hits:
    """Volume that a service mounts and no file of the stack declares."""
    if not stack.is_closed:
        return
    # Compose does not look at what no profile asks for.
    for service in (x for x in stack.every_service if not x.has_profiles):
        for mount in service.mounts:
            is_volume = mount.kind is MountKind.VOLUME and "$" not in mount.source
            if is_volume and mount.source not in stack.volumes:
                yield _hit(service, mount)


def _hit(service: Service, mount: Mount) -> Hit:
    start = f"`{service.name}` mounts `{mount.source}`"
    happens = "docker compose starts nothing of the stack"
    if "/" in mount.source:
        words = "which is taken for the name of a volume, since it does not begin with `./`"
        return Hit(mount.at, f"{start}, {words}: {happens}")
    change = AddEntry(("volumes", mount.source), None)
    return Hit(
        mount.at,
        f"{start}, and no file of the stack declares it under `volumes`: {happens}",
        Fix(f"volumes.{mount.source}", Safety.UNSAFE, (change,), "specs have to give it a path"),
    )
