"""What a volume outlives, per target: the one answer that rules, messages and the map share.

Source: the survival table of the reference (kind and compose rows measured, k8s rows inferred).
That compose leaves an external volume alone is what its own documentation says.
"""

from __future__ import annotations

from stacklint.model.enums import Enum
from stacklint.model.named import NamedTuple
from stacklint.model.targets import Target


class Event(Enum):
    """What may happen to a deployment, from the mildest to the worst."""

    CONTAINER = "container"
    NODE = "node"
    REBOOT = "reboot"
    CLAIM = "claim"
    CLUSTER = "cluster"
    DIRECTORY = "directory"


class Backing(Enum):
    """What stands behind a volume.

    `TEMPLATE` is left to a template, `EXTERNAL` a docker volume that somebody else made. With
    `NOWHERE` nothing is made at all, or a pod waits for it for ever.
    """

    NOTHING = "no-path"
    RELATIVE = "relative-path"
    ABSOLUTE = "absolute-path"
    CONFIG = "config-map"
    EXTERNAL = "external-volume"
    TEMPLATE = "template"
    NOWHERE = "no-place"


class Fate(Enum):
    """What becomes of data in an event; lost from view counts as lost."""

    KEPT = "kept"
    LOST = "lost"
    UNKNOWN = "unknown"


class Survival(NamedTuple):
    """What becomes of data in each event that the target has, and the words for its end."""

    fates: tuple[tuple[Event, Fate], ...]
    lost_with: tuple[str, ...] = ()

    def fate(self, event: Event) -> Fate:
        """Give what becomes of the data in an event of the target."""
        return dict(self.fates)[event]

    @property
    def outlives(self) -> tuple[Event, ...]:
        """The events that the data outlives for sure."""
        return tuple(event for event, fate in self.fates if fate is Fate.KEPT)

    def but(self, event: Event, fate: Fate) -> Survival:
        """Give the same with another end in one event."""
        return self._replace(fates=tuple((x, fate if x is event else y) for x, y in self.fates))


_EVERYWHERE = {
    Event.CONTAINER: "container restart",
    Event.REBOOT: "host reboot",
    Event.CLAIM: "claim or namespace delete",
    Event.DIRECTORY: "moving the deployment directory",
}

EVENTS: dict[Target, dict[Event, str]] = {
    Target.COMPOSE: _EVERYWHERE | {Event.CLAIM: "`down -v` or a volume prune"},
    Target.KIND: {
        Event.CONTAINER: _EVERYWHERE[Event.CONTAINER],
        Event.NODE: "node restart",
        Event.REBOOT: _EVERYWHERE[Event.REBOOT],
        Event.CLAIM: _EVERYWHERE[Event.CLAIM],
        Event.CLUSTER: "cluster delete",
        Event.DIRECTORY: _EVERYWHERE[Event.DIRECTORY],
    },
    Target.K8S: _EVERYWHERE,
}
"""The events that each target has, in their order, and what they are called there."""

WORST = {Target.COMPOSE: Event.CLAIM, Target.KIND: Event.CLUSTER, Target.K8S: Event.CLAIM}
"""The event of each target that a volume without a path does not, or may not, outlive."""


class _End(NamedTuple):
    """How data ends: the events that it is lost in, those where nobody knows, and words."""

    words: tuple[str, ...]
    lost_in: tuple[Event, ...] = ()
    unknown_in: tuple[Event, ...] = ()


_ENDS: dict[Target, dict[Backing, _End]] = {
    Target.KIND: {
        Backing.NOTHING: _End(("cluster", "namespace", "claim"), (Event.CLAIM, Event.CLUSTER)),
        Backing.RELATIVE: _End(("the deployment directory",), (Event.DIRECTORY,)),
        Backing.ABSOLUTE: _End(("the host's disk",)),
        Backing.CONFIG: _End(("cluster", "namespace"), (Event.CLAIM, Event.CLUSTER)),
    },
    Target.K8S: {
        Backing.NOTHING: _End(
            ("claim, unless the storage class retains",), unknown_in=(Event.CLAIM,)
        ),
        Backing.ABSOLUTE: _End(("the node's disk",)),
        Backing.CONFIG: _End(("namespace",), (Event.CLAIM,)),
    },
    Target.COMPOSE: {
        Backing.NOTHING: _End(("`down -v`", "volume prune"), (Event.CLAIM,)),
        Backing.RELATIVE: _End(("the deployment directory",), (Event.DIRECTORY,)),
        Backing.ABSOLUTE: _End(("the host's disk",)),
        Backing.EXTERNAL: _End(("whoever made it",)),
    },
}

# What a template may put in the place of its token.
_POSSIBLE = (Backing.NOTHING, Backing.RELATIVE, Backing.ABSOLUTE)


def survival_of(target: Target | None, backing: Backing) -> Survival | None:
    """Say what a volume outlives; None where it has no place there, or the target is not known.

    What is left to a template is lost or kept where all that it may become is, else unknown.
    """
    if target is None:
        return None
    if backing is Backing.TEMPLATE:
        return _left_open(target)
    end = _ENDS[target].get(backing)
    if end is None:
        return None
    return Survival(tuple((event, _fate(event, end)) for event in EVENTS[target]), end.words)


def _fate(event: Event, end: _End) -> Fate:
    if event in end.lost_in:
        return Fate.LOST
    return Fate.UNKNOWN if event in end.unknown_in else Fate.KEPT


def _left_open(target: Target) -> Survival:
    ends = [_ENDS[target][backing] for backing in _POSSIBLE if backing in _ENDS[target]]
    found = {event: {_fate(event, end) for end in ends} for event in EVENTS[target]}
    return Survival(
        tuple((x, fates.pop() if len(fates) == 1 else Fate.UNKNOWN) for x, fates in found.items())
    )


def survival_notes(target: Target, backing: Backing) -> tuple[tuple[str, str], ...]:
    """Say what a volume outlives, and with what it is lost, as notes of a finding."""
    found = survival_of(target, backing)
    if found is None:
        return ()
    outlives = ", ".join(EVENTS[target][event] for event in found.outlives)
    return (("survives", outlives), ("lost with", ", ".join(found.lost_with)))
