"""What is: how far each workload is, and where the bytes of each volume are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.found import Condition, Home, Readiness
from deployer.found.backing import backing_of
from deployer.revisions.journal import unfinished
from deployer.revisions.lock import holder_words
from deployer.run.judged import refused
from deployer.run.observed import observe
from deployer.targets.cluster_secrets import with_untold
from deployer.wanted.resource import Role
from stacklint.model.named import NamedTuple
from stacklint.model.volumes.survival import EVENTS, survival_of

if TYPE_CHECKING:
    from pathlib import Path

    from deployer.errors import Refused
    from deployer.found import Binding, Found
    from deployer.revisions.candidate import Candidate
    from deployer.run.world import World
    from deployer.targets.protocol import Chosen
    from deployer.wanted.resource import Resource


class Workload(NamedTuple):
    """A workload or a job, and how far it is; `is_wanted` is false for what nothing asks for."""

    title: str
    kind: str
    readiness: Readiness
    is_wanted: bool = True


class Held(NamedTuple):
    """A volume: where its bytes are, what they outlive, what they are lost with, in words."""

    binding: Binding
    outlives: tuple[str, ...]
    lost_with: tuple[str, ...]


class Status(NamedTuple):
    """A deployment as it is; `revision` is 0 where none of ours got ready.

    `refused` says why a start would be, None where it would not. `unfinished` says what a killed
    run was doing, empty where there is none; `holder` who is doing that now, empty where nobody is
    any more.
    """

    candidate: Candidate
    revision: int
    since: str
    workloads: tuple[Workload, ...]
    volumes: tuple[Held, ...]
    troubles: tuple[str, ...]
    refused: Refused | None
    unfinished: str
    holder: str

    @property
    def is_ready(self) -> bool:
        """Everything that is to run is ready."""
        wanted = (workload for workload in self.workloads if workload.is_wanted)
        conditions = {workload.readiness.condition for workload in wanted}
        return conditions <= {Condition.READY}


_BRINGS_UP = ": `stacklint deploy start` brings it up"


def status(place: Path, world: World) -> Status:
    """Look at a deployment, and change nothing."""
    left = unfinished(place)
    one, chosen, found, before = observe(place, world)
    found = with_untold(found, one.untold, chosen.wanted)
    runs = (x for x in (*chosen.wanted.resources, *found.leftovers) if x.role in _RUNS)
    why = refused(one, chosen, found, before)
    advice = "" if why or found.troubles else _BRINGS_UP
    return Status(
        candidate=one,
        revision=0 if before is None else before.number,
        since="" if before is None else before.time,
        workloads=tuple(_workload(x, chosen, found, advice) for x in runs),
        volumes=tuple(held(one, x) for x in found.held),
        troubles=found.troubles,
        refused=why,
        unfinished="" if left is None else left.step,
        # Who asks for the lock may be in the way of a run that begins: only where one is about.
        holder="" if left is None else holder_words(place),
    )


_RUNS = {Role.WORKLOAD, Role.JOB}


def _workload(resource: Resource, chosen: Chosen, found: Found, advice: str) -> Workload:
    kind = "job" if resource.role is Role.JOB else "workload"
    sighting = found.sightings.get(resource.key)
    if resource in found.leftovers:
        readiness = chosen.target.readiness(resource.key)
        words = f"{readiness.words}; nothing asks for it, and the next start removes it"
        return Workload(resource.title, kind, readiness._replace(words=words), is_wanted=False)
    if sighting is None:
        return _waiting(resource.title, kind, f"it is not there{advice}")
    if sighting.is_stopped:
        return _waiting(resource.title, kind, f"it is stopped{advice}")
    return Workload(resource.title, kind, chosen.target.readiness(resource.key))


def _waiting(title: str, kind: str, words: str) -> Workload:
    return Workload(title, kind, Readiness(Condition.WAITING, words))


def held(one: Candidate, binding: Binding) -> Held:
    """Say what the bytes of a volume outlive, by where they really are."""
    backing = backing_of(binding.place, one.target, str(one.place))
    survival = survival_of(one.target, backing)
    if survival is None:
        return Held(binding, (), ())
    outlives = tuple(EVENTS[one.target][event] for event in survival.outlives)
    if binding.place.home is Home.UNNAMED:
        return Held(binding, outlives, ("its container",))
    return Held(binding, outlives, survival.lost_with)
