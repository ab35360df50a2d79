"""The rule `volume-read-as-drive`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Safety, Severity
from stacklint.model.change import SetValue
from stacklint.model.targets import Target
from stacklint.model.yaml.nodes import is_own
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.change import Data
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
def volume_read_as_drive(stack: Stack) -> Hits:
    """Volume whose name is one letter, which docker compose takes for a drive of Windows."""
    # Compose does not start what no profile asks for.
    for service in (x for x in stack.every_service if not x.has_profiles):
        for mount in service.mounts:
            if not mount.is_long and _is_letter(mount.source) and mount.source in stack.volumes:
                yield _hit(service, mount)


def _is_letter(name: str) -> bool:
    return len(name) == 1 and name.isalpha()


def _hit(service: Service, mount: Mount) -> Hit:
    name, target = mount.source, mount.target
    return Hit(
        mount.at,
        f"`{name}:{target}` of `{service.name}` is a path on a drive of Windows to docker compose,"
        " which does not start it: give the volume a longer name, or write the mount in the long"
        " form",
        _long(mount),
    )


def _long(mount: Mount) -> Fix | None:
    if mount.options not in {(), ("ro",), ("rw",)}:
        return None
    if not is_own(mount.at.document.root, mount.at.path):
        return None
    words: dict[str, Data] = {"type": "volume", "source": mount.source, "target": mount.target}
    if mount.is_read_only:
        words["read_only"] = True
    why = "on Kubernetes, laconic-so's `create` stops at the long form"
    return Fix("the long form", Safety.UNSAFE, (SetValue(mount.at.path, words),), why)
