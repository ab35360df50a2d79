"""`deploy destroy`: what was made on the target goes; what it wrote stays, unless it is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.errors import CannotDo
from deployer.found import Home
from deployer.guard.unnamed import left_words
from deployer.plan import Action, Step
from deployer.plan.moves import where
from deployer.revisions.forgotten import forget_places, forget_runs
from deployer.run.ended import as_it_runs, end, there
from deployer.run.opened import opened
from deployer.wanted.resource import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from deployer.found import Binding
    from deployer.run.carried_out import Outcome
    from deployer.run.judged import Judged
    from deployer.run.world import World

_TAKEN_AWAY = (Role.ROUTE, Role.JOB, Role.WORKLOAD, Role.CONFIG)
"""What `destroy` removes, in this order; what holds data or belongs to others is not in it."""


def destroy(
    place: Path, volumes: frozenset[str], world: World, approve: Callable[[Judged], None]
) -> Outcome:
    """Remove what a deployment made on its target, and the volumes that are named.

    Directories of the host, the namespace, Secrets and the deployment directory stay.
    """
    with opened(place, world):
        seen = as_it_runs(place, world)
        steps = (*_removals(seen), *_erasures(seen, volumes))
        notes = (*seen.found.notes, *_left(seen), *left_words(seen.found))
        seen = seen._replace(found=seen.found._replace(notes=notes))

        def agreed(judged: Judged) -> None:
            approve(judged)
            # What is made again may be empty: a job that filled it has to fill it again.
            forget_runs(place, (x.resource.key.name for x in steps if _is_job(x)))

        outcome = end(seen, steps, world, agreed)
        # Not before: where this ends half-way, the data may still be there.
        forget_places(place, (x for x in volumes if not _is_of_host(seen.found.bindings[x])))
        return outcome


def _is_job(step: Step) -> bool:
    return step.resource.role is Role.JOB


def _removals(seen: Judged) -> Iterator[Step]:
    for resource in there(seen, _TAKEN_AWAY):
        if resource.key.kind != "file":
            yield Step(Action.REMOVE, resource, "it can be made again", is_down=True)


def _left(seen: Judged) -> Iterator[str]:
    """Say what the cluster goes on to have, and for whom."""
    stays = (x.title for x in there(seen, (Role.CLUSTER,)) if not x.key.namespace)
    for title in dict.fromkeys(stays):
        others = ", ".join(seen.found.sharers.get(title, ()))
        whom = f"it serves {others}" if others else "nobody else uses it"
        yield f"{title} is the cluster's, and stays: {whom}"


def _erasures(seen: Judged, volumes: frozenset[str]) -> Iterator[Step]:
    bindings = seen.found.bindings
    odd = next((name for name in sorted(volumes) if name not in bindings), None)
    if odd is not None:
        why = f"there is no such volume, but {', '.join(bindings) or 'none'}"
        raise CannotDo(f"--volumes {odd}", why)
    # Of the two objects of a volume, the claim is the one that has the data.
    stored = {x.title: x for x in seen.chosen.wanted.resources if x.role is Role.VOLUME}
    for name in sorted(volumes - stored.keys()):
        why = f"nothing asks for it any more, and {where(bindings[name].place)} stays"
        raise CannotDo(f"--volumes {name}", f"{why}: remove it by hand")
    _guard_external(seen, volumes)
    for name in sorted(volumes):
        yield Step(Action.ERASE, stored[name], _end_of(bindings[name]))


def _guard_external(seen: Judged, volumes: frozenset[str]) -> None:
    for name in sorted(volumes & seen.found.prospects.keys()):
        if seen.found.prospects[name].is_external:
            held = where(seen.found.bindings[name].place)
            why = f"it is external, and {held} stays: remove it by hand, if nobody else has it"
            raise CannotDo(f"--volumes {name}", why)


def _end_of(binding: Binding) -> str:
    if _is_of_host(binding):
        return f"its name goes; the directory {binding.place.path} stays"
    return f"with all its data: {where(binding.place)}"


def _is_of_host(binding: Binding) -> bool:
    return binding.place.home is Home.HOST
