"""What a volume outlives, per target: the one answer that rules and messages share.

Source: the survival table of the reference (kind and compose rows measured, k8s rows inferred).
"""

from __future__ import annotations

from enum import Enum

from stacklint.model.named import NamedTuple
from stacklint.model.targets import Target


class Event(Enum):
    """What may happen to a deployment, from the mildest to the worst."""

    CONTAINER = "container restart"
    NODE = "node restart"
    REBOOT = "host reboot"
    CLAIM = "claim or namespace delete"
    CLUSTER = "cluster delete"
    DIRECTORY = "moving the deployment directory"


class Backing(Enum):
    """What stands behind a volume."""

    NOTHING = "no path"
    RELATIVE = "a relative path"
    ABSOLUTE = "an absolute path"


class Survival(NamedTuple):
    """The events that data outlives, and those it is lost (or lost from view) with."""

    outlives: tuple[Event, ...]
    lost_with: tuple[str, ...]


_SURVIVAL: dict[tuple[Target, Backing], Survival] = {
    (Target.KIND, Backing.NOTHING): Survival(
        (Event.CONTAINER, Event.NODE), ("cluster", "namespace", "claim")
    ),
    (Target.KIND, Backing.RELATIVE): Survival(
        (Event.CONTAINER, Event.NODE, Event.REBOOT, Event.CLAIM, Event.CLUSTER),
        ("the deployment directory",),
    ),
    (Target.KIND, Backing.ABSOLUTE): Survival(
        (Event.CONTAINER, Event.NODE, Event.REBOOT, Event.CLAIM, Event.CLUSTER, Event.DIRECTORY),
        ("the host's disk",),
    ),
    (Target.K8S, Backing.NOTHING): Survival(
        (Event.CONTAINER, Event.REBOOT), ("claim, unless the storage class retains",)
    ),
    (Target.K8S, Backing.ABSOLUTE): Survival(
        (Event.CONTAINER, Event.REBOOT, Event.CLAIM), ("the node's disk",)
    ),
    (Target.COMPOSE, Backing.NOTHING): Survival(
        (Event.CONTAINER, Event.REBOOT), ("`down -v`", "volume prune")
    ),
    (Target.COMPOSE, Backing.RELATIVE): Survival(
        (Event.CONTAINER, Event.REBOOT), ("the deployment directory",)
    ),
    (Target.COMPOSE, Backing.ABSOLUTE): Survival(
        (Event.CONTAINER, Event.REBOOT, Event.DIRECTORY), ("the host's disk",)
    ),
}


def survival_notes(target: Target, backing: Backing) -> tuple[tuple[str, str], ...]:
    """Say what a volume outlives, and with what it is lost, as notes of a finding."""
    found = _SURVIVAL.get((target, backing))
    if found is None:
        return ()
    outlives = ", ".join(event.value for event in found.outlives)
    return (("survives", outlives), ("lost with", ", ".join(found.lost_with)))
