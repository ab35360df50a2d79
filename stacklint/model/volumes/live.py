"""What a host has of deployments: where the bytes of volumes really are, and what they outlive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.volumes.survival import WORST, Backing, Event, Fate, Survival, survival_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stacklint.model.targets import Target


class LiveVolume(NamedTuple):
    """A volume as it is.

    `kept` is what keeps it, by its name there: a claim, a persistent volume, a docker volume.
    `host` and `node` are directories of this host and of a kind node, `docker` a docker volume's
    own; each None where there is none. `size` is in bytes, None where nobody could count. `written`
    is the path that the spec has, `differs` says in words how the spec and the truth part, and
    `trouble` what is wrong with the place itself; empty where all is well.
    """

    name: str
    kept: str
    target: Target
    backing: Backing
    host: str | None = None
    node: str | None = None
    docker: str | None = None
    size: int | None = None
    users: tuple[str, ...] = ()
    written: str | None = None
    differs: str = ""
    trouble: str = ""

    @property
    def survival(self) -> Survival | None:
        """What the bytes outlive; None where there are none."""
        return survival_of(self.target, self.backing)

    @property
    def is_fragile(self) -> bool:
        """The bytes do not outlive the worst event of their target for sure."""
        return self.survival is not None and self.survival.fate(WORST[self.target]) != Fate.KEPT

    def is_lost_in(self, event: Event) -> bool:
        """Tell whether an event takes the bytes."""
        fates = {} if self.survival is None else dict(self.survival.fates)
        return fates.get(event) is Fate.LOST


class LiveDeployment(NamedTuple):
    """A deployment as it is.

    `group` is its namespace or its compose project. `directory` is empty where it is not known;
    `trouble` says what could not be looked at, and `note` what else there is to know.
    """

    name: str
    directory: str
    target: Target
    group: str
    volumes: tuple[LiveVolume, ...] = ()
    trouble: str = ""
    note: str = ""

    @property
    def is_idle(self) -> bool:
        """Nothing runs that mounts one of its volumes."""
        return not any(volume.users for volume in self.volumes)


class Cost(NamedTuple):
    """What is lost: volumes that hold bytes, those bytes, and how many nobody could count."""

    volumes: tuple[LiveVolume, ...]
    size: int
    uncounted: int


class LiveCluster(NamedTuple):
    """A kind cluster; `others` are volumes that are no deployment's.

    `is_partial` tells that only some of its deployments were asked for.
    """

    name: str
    deployments: tuple[LiveDeployment, ...] = ()
    others: tuple[LiveVolume, ...] = ()
    trouble: str = ""
    is_partial: bool = False

    @property
    def volumes(self) -> tuple[LiveVolume, ...]:
        """All volumes that it has."""
        return (*_volumes(self.deployments), *self.others)

    @property
    def cost(self) -> Cost:
        """What `kind delete cluster` would take."""
        return cost_of(self.volumes, Event.CLUSTER)


class LiveHost(NamedTuple):
    """A host: its kind clusters, its compose deployments, docker volumes that are nobody's.

    `elsewhere` are deployments that were asked for by name, and are not on this host now.
    """

    name: str
    clusters: tuple[LiveCluster, ...] = ()
    projects: tuple[LiveDeployment, ...] = ()
    others: tuple[LiveVolume, ...] = ()
    elsewhere: tuple[LiveDeployment, ...] = ()

    @property
    def deployments(self) -> tuple[LiveDeployment, ...]:
        """All deployments."""
        on_kind = (one for cluster in self.clusters for one in cluster.deployments)
        return (*on_kind, *self.projects, *self.elsewhere)

    @property
    def volumes(self) -> tuple[LiveVolume, ...]:
        """All volumes, of deployments or not."""
        in_clusters = (one for cluster in self.clusters for one in cluster.others)
        return (*_volumes(self.deployments), *in_clusters, *self.others)

    @property
    def is_whole(self) -> bool:
        """Everything that was to be looked at could be."""
        troubles = (*(x.trouble for x in self.clusters), *(x.trouble for x in self.deployments))
        return not any(troubles)


def cost_of(volumes: Iterable[LiveVolume], event: Event) -> Cost:
    """Sum up what an event takes; an empty volume costs nothing."""
    lost = tuple(x for x in volumes if x.is_lost_in(event) and x.size != 0)
    lost = tuple(sorted(lost, key=lambda volume: -(volume.size or 0)))
    return Cost(lost, bytes_of(lost), sum(x.size is None for x in lost))


def bytes_of(volumes: Iterable[LiveVolume]) -> int:
    """Sum up the bytes of volumes, once where two have the same directory."""
    places = {volume.host or (volume.node, volume.kept): volume.size or 0 for volume in volumes}
    return sum(places.values())


def _volumes(deployments: Iterable[LiveDeployment]) -> Iterable[LiveVolume]:
    return (volume for one in deployments for volume in one.volumes)


def how_bad(volume: LiveVolume) -> tuple[bool, bool, int, str]:
    """Give what sorts volumes, the worst first: in the wrong place, lost soon, large."""
    is_wrong = bool(volume.differs or volume.trouble)
    return (
        not (is_wrong and volume.is_fragile),
        not volume.is_fragile,
        -(volume.size or 0),
        volume.name,
    )
