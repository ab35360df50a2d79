"""All containers of a deployment, one by one: state, restarts, age, node, and why not ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.found import Condition, Running
from deployer.revisions.candidate import as_it_lies
from deployer.run.observed import observe
from deployer.wanted.resource import Role
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from deployer.revisions.candidate import Candidate
    from deployer.run.world import World
    from deployer.targets.protocol import Chosen
    from deployer.wanted.resource import Resource

_NEVER = "it has not run as it is written now: `stacklint deploy start` runs it"


class Processes(NamedTuple):
    """What runs of a deployment, and what is to run and does not."""

    candidate: Candidate
    running: tuple[Running, ...]

    @property
    def is_ready(self) -> bool:
        """Everything that is to run is ready."""
        return all(x.condition is Condition.READY for x in self.running)


def ps(place: Path, world: World) -> Processes:
    """Look at every container, those too that nothing asks for any more; change nothing."""
    one = as_it_lies(place, "", world.told)
    chosen = world.choose(one)
    there = tuple(chosen.running())
    owners = {x.owner for x in there}
    runs = (x for x in chosen.wanted.resources if x.role in {Role.WORKLOAD, Role.JOB})
    absent = [_absent(x, chosen) for x in runs if x.key.name not in owners]
    over = any(x.condition is Condition.READY for x in absent)
    ran = _ran(place, world) if over else frozenset()
    return Processes(one, (*there, *(_told_apart(x, ran) for x in absent)))


def _absent(resource: Resource, chosen: Chosen) -> Running:
    """Say why nothing is there of what is to run."""
    found = chosen.target.readiness(resource.key)
    condition = found.condition
    if condition is Condition.READY and resource.role is Role.WORKLOAD:
        condition = Condition.WAITING
    return Running(resource.key.name, "", resource.title, condition, "absent", found.words)


def _ran(place: Path, world: World) -> frozenset[str]:
    """Give the jobs that have run: where no container is left, only a whole look tells."""
    seen = observe(place, world)
    jobs = (x.key for x in seen.chosen.wanted.resources if x.role is Role.JOB)
    return frozenset(key.name for key in jobs if key in seen.found.sightings)


def _told_apart(absent: Running, ran: Collection[str]) -> Running:
    """Tell a job that has run and was cleared away from one that never did."""
    if absent.condition is not Condition.READY:
        return absent
    if absent.owner in ran:
        return absent._replace(state="ended", words="it has run, and nothing of it is left")
    return absent._replace(condition=Condition.WAITING, words=_NEVER)
