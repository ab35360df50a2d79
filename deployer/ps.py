"""All containers of a deployment, one by one: state, restarts, age, node, and why not ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.candidate import as_it_lies
from deployer.found import Condition, Running
from deployer.wanted.resource import Role
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from deployer.candidate import Candidate
    from deployer.run import World
    from deployer.targets.protocol import Chosen
    from deployer.wanted.resource import Resource


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
    one = as_it_lies(place, "", world.token)
    chosen = world.choose(one)
    there = tuple(chosen.running())
    owners = {x.owner for x in there}
    runs = (x for x in chosen.wanted.resources if x.role in {Role.WORKLOAD, Role.JOB})
    absent = (_absent(x, chosen) for x in runs if x.key.name not in owners)
    return Processes(one, (*there, *absent))


def _absent(resource: Resource, chosen: Chosen) -> Running:
    """Say why nothing is there of what is to run."""
    found = chosen.target.readiness(resource.key)
    condition, words = found.condition, found.words
    if condition is Condition.READY and resource.role is Role.JOB:
        words = "nothing of it is there: it ended and was taken away, or never ran"
    elif condition is Condition.READY:
        condition = Condition.WAITING
    return Running(resource.key.name, "", resource.title, condition, "absent", words)
