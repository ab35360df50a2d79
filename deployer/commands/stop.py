"""`deploy stop`: what runs ends, and all else stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.plan import Action, Step
from deployer.run.ended import as_it_runs, end, there
from deployer.run.opened import opened
from deployer.wanted.resource import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from deployer.run.carried_out import Outcome
    from deployer.run.judged import Judged
    from deployer.run.world import World


def stop(place: Path, world: World, approve: Callable[[Judged], None]) -> Outcome:
    """Stop every workload of a deployment, and keep all else."""
    with opened(place, world):
        seen = as_it_runs(place, world)
        return end(seen, tuple(_stops(seen)), world, approve)


def _stops(seen: Judged) -> Iterator[Step]:
    for resource in there(seen, (Role.WORKLOAD,)):
        sighting = seen.found.sightings.get(resource.key)
        if sighting is None or not sighting.is_stopped:
            yield Step(Action.STOP, resource, "its data stays", is_down=True)
