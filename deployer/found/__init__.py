"""What a target has now: the resources of a deployment, and where the bytes of its volumes are."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deployer.wanted.resource import Key, Resource


class Home(Enum):
    """Who keeps the bytes of a volume.

    `HOST` is a directory of the host, `NODE` a directory of a node that no host directory is
    mounted to, `PROVISIONED` what a storage class made, `DOCKER` a volume that docker keeps,
    `UNNAMED` one that docker made for a mount without a name.
    """

    HOST = "a directory of the host"
    NODE = "a directory of the node"
    PROVISIONED = "a provisioned volume"
    DOCKER = "a docker volume"
    UNNAMED = "a volume without a name"


class Place(NamedTuple):
    """A place for bytes.

    `path` is the directory: on the host for HOST, else where `inside` says (in the node, or the
    mountpoint of docker). `inode` is `device:number` as the host sees it, empty where nobody could
    look. `size` is in bytes, None where nobody could count.
    """

    home: Home
    path: str
    inside: str = ""
    inode: str = ""
    size: int | None = None


class Binding(NamedTuple):
    """Where the bytes of a volume are now, and how we know.

    `evidence` is words (`web-1 mounts it`, `the claim names it`). `trouble` says why it must not be
    touched (a dead mount, a claim that is being deleted); empty where all is well. `users` are the
    workloads, by key, that use it now or would if they ran. `is_lost` tells that the trouble is for
    good: the bytes are gone, and only who says so by name begins again.
    """

    volume: str
    place: Place
    evidence: str
    trouble: str = ""
    users: tuple[Key, ...] = ()
    is_lost: bool = False


class Prospect(NamedTuple):
    """What is at the place that a volume is to have.

    `place` has no path where the target makes one up. `exists` and `is_empty` are None where nobody
    could look. `trouble` says why no data may go there (not under a live mount; a mount point with
    nothing mounted; it belongs to another deployment). `is_external` tells that others make and
    remove it, `is_known` that a run of ours has put the volume there before. `begun` is the way in
    which a run that never came to its end led it there, as its option is called; else empty.
    """

    volume: str
    place: Place | None
    exists: bool | None = None
    is_empty: bool | None = None
    trouble: str = ""
    is_external: bool = False
    is_known: bool = False
    begun: str = ""


TAKEN_OVER = "fields taken over from laconic-so"
"""The change of an object that laconic-so wrote last."""


class Sighting(NamedTuple):
    """A resource as it is now: `changes` are words for what would change, none if it is right.

    `is_down` tells that the change takes a workload down for a moment; `foreign` says whose it is
    where it is not this deployment's; `is_stopped` tells that a workload is there and does not run,
    as `deploy stop` leaves it.
    """

    changes: tuple[str, ...] = ()
    is_down: bool = False
    foreign: str = ""
    is_stopped: bool = False


class SetAside(NamedTuple):
    """A copy of a volume that a run has left, so that nothing is lost; nobody mounts it.

    `name` is what keeps it, `run` the run that made it, `removal` the command that ends it.
    """

    volume: str
    name: str
    run: str
    size: int | None
    removal: str


def unnamed_title(service: str, target: str) -> str:
    """Give what an operator calls a volume without a name."""
    return f"{service}:{target}"


class Unnamed(NamedTuple):
    """A volume that docker made for a mount without a name, of a workload by its key.

    `target` is where it is mounted. `is_inherited` tells that the next container of the workload
    mounts it again, as long as that takes the place of one that is still there; `is_begun` that a
    run that never came to its end began it, where the operator had let another one go.
    """

    user: Key
    target: str
    place: Place
    is_inherited: bool
    is_begun: bool = False

    @property
    def title(self) -> str:
        """What an operator calls it."""
        return unnamed_title(self.user.name, self.target)

    @property
    def binding(self) -> Binding:
        """Where its bytes are."""
        evidence = f"{self.user.name} has it at {self.target}"
        return Binding(self.title, self.place, evidence, users=(self.user,))


class Found(NamedTuple):
    """What a look at a target found.

    `leftovers` are resources that are there and not wanted any more. `troubles` are sentences on
    what would make the deployment fail, seen before anything stops: images that are nowhere, ports
    that are taken, what the API server refuses. `notes` are for the operator to know. `sharers` are
    the namespaces that use what the whole cluster has, too, by the title of that. `set_aside` are
    copies that earlier runs left of volumes, `unnamed` the volumes that have no name.
    """

    sightings: Mapping[Key, Sighting]
    bindings: Mapping[str, Binding]
    prospects: Mapping[str, Prospect]
    leftovers: tuple[Resource, ...] = ()
    troubles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    sharers: Mapping[str, tuple[str, ...]] = {}
    set_aside: tuple[SetAside, ...] = ()
    unnamed: tuple[Unnamed, ...] = ()

    @property
    def held(self) -> tuple[Binding, ...]:
        """Where bytes are, also those in volumes without a name; each place once."""
        there = {binding.place.inside for binding in self.bindings.values()}
        more = (x for x in self.unnamed if x.place.size != 0 and x.place.inside not in there)
        return (*self.bindings.values(), *(x.binding for x in more))


NOTHING = Found({}, {}, {})
"""A target that nobody could look at, or that has nothing yet."""


class Begun(NamedTuple):
    """What a run that never came to its end was doing with a volume, or had done.

    `way` is as its option is called (`migrate`), `path` where it led the volume to; empty where the
    target makes that up.
    """

    volume: str
    way: str
    path: str


class Earlier(NamedTuple):
    """What the record of the last revision says, for what no live object tells.

    `inventory` are the keys that it made, `bindings` where its volumes were, `digests` the checksum
    of the files that a service mounts, by service, `images` the ids of images by name. `begun` is
    what runs have left unfinished since, by volume.
    """

    inventory: tuple[Key, ...] = ()
    bindings: Mapping[str, Binding] = {}
    digests: Mapping[str, str] = {}
    images: Mapping[str, str] = {}
    begun: Mapping[str, Begun] = {}


class Condition(Enum):
    """How far a workload is."""

    READY = "ready"
    WAITING = "waiting"
    FAILED = "failed"


class Readiness(NamedTuple):
    """How far a workload is, in words that say what it waits for or why it failed.

    `restarts` counts the restarts of its containers, so that who waits can see that it grows.
    """

    condition: Condition
    words: str
    restarts: int = 0


class Running(NamedTuple):
    """A container that is there, whatever its state.

    `owner` is the workload that it is of, by the name of its key; `pod` what holds it, by the name
    that the target has for it; `service` the name that its author knows. `state` is the target's
    own word, `words` say why it is not ready. `age` is in seconds since it started last, or since
    it was made where it never did; None where nobody knows. `node` is empty on compose.
    """

    owner: str
    pod: str
    service: str
    condition: Condition
    state: str
    words: str
    restarts: int = 0
    age: float | None = None
    node: str = ""
