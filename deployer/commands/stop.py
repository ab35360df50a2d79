"""`deploy stop` and `deploy destroy`: what runs ends; what it wrote stays, unless it is named."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from deployer.directory.disk import on_disk
from deployer.errors import CannotDo, DeployError, LeftBroken
from deployer.found import Home
from deployer.guard.unnamed import left_words
from deployer.plan import Action, Step, plan_from
from deployer.plan.moves import where
from deployer.revisions.forgotten import forget_places, forget_runs
from deployer.revisions.journal import Journal
from deployer.run.apply import Hands, apply
from deployer.run.carried_out import Outcome
from deployer.run.judged import Judged
from deployer.run.observed import observe
from deployer.run.opened import opened
from deployer.wanted.resource import Role
from deployer.wanted.uses import users_first

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from deployer.found import Binding
    from deployer.run.world import World
    from deployer.wanted.resource import Resource

_TAKEN_AWAY = (Role.ROUTE, Role.JOB, Role.WORKLOAD, Role.CONFIG)
"""What `destroy` removes, in this order; what holds data or belongs to others is not in it."""

_ROOM = 8192
"""Bytes for the journal of a stop."""


def stop(place: Path, world: World, approve: Callable[[Judged], None]) -> Outcome:
    """Stop every workload of a deployment, and keep all else."""
    with opened(place, world):
        seen = _seen(place, world)
        return _carried_out(seen, tuple(_stops(seen)), world, approve)


def destroy(
    place: Path, volumes: frozenset[str], world: World, approve: Callable[[Judged], None]
) -> Outcome:
    """Remove what a deployment made on its target, and the volumes that are named.

    Directories of the host, the namespace, Secrets and the deployment directory stay.
    """
    with opened(place, world):
        seen = _seen(place, world)
        steps = (*_removals(seen), *_erasures(seen, volumes))
        notes = (*seen.found.notes, *_left(seen), *left_words(seen.found))
        seen = seen._replace(found=seen.found._replace(notes=notes))

        def agreed(judged: Judged) -> None:
            approve(judged)
            # What is made again may be empty: a job that filled it has to fill it again.
            forget_runs(place, (x.resource.key.name for x in steps if _is_job(x)))

        outcome = _carried_out(seen, steps, world, agreed)
        # Not before: where this ends half-way, the data may still be there.
        forget_places(place, (x for x in volumes if not _is_of_host(seen.found.bindings[x])))
        return outcome


def _is_job(step: Step) -> bool:
    return step.resource.role is Role.JOB


def _seen(place: Path, world: World) -> Judged:
    one, chosen, found, before = observe(place, world)
    # What would keep a start from working is no reason to go on running.
    return Judged(one, chosen, found._replace(troubles=()), (), plan_from((), ()), before)


def _carried_out(
    seen: Judged, steps: tuple[Step, ...], world: World, approve: Callable[[Judged], None]
) -> Outcome:
    judged = seen._replace(plan=plan_from(steps, ()))
    number = 0 if seen.before is None else seen.before.number
    approve(judged)
    if steps:
        journal = Journal(seen.candidate.place, world.holder.since, number)
        with on_disk(seen.candidate.place):
            journal.reserve(_ROOM)
        try:
            with on_disk(seen.candidate.place):
                apply(judged.plan, Hands(seen.chosen.target, journal, world.watcher, world.pace))
        except DeployError as error:
            raise _half_done(error, seen.candidate.place) from error
        journal.close()
    return Outcome(number, is_changed=bool(steps))


def _half_done(error: DeployError, place: Path) -> LeftBroken:
    state = "What was done until then stays done, and the same command goes on from there."
    return LeftBroken(str(error), state, (f"stacklint deploy status --dir {quote(str(place))}",))


def _stops(seen: Judged) -> Iterator[Step]:
    for resource in _there(seen, (Role.WORKLOAD,)):
        sighting = seen.found.sightings.get(resource.key)
        if sighting is None or not sighting.is_stopped:
            yield Step(Action.STOP, resource, "its data stays", is_down=True)


def _removals(seen: Judged) -> Iterator[Step]:
    for resource in _there(seen, _TAKEN_AWAY):
        if resource.key.kind != "file":
            yield Step(Action.REMOVE, resource, "it can be made again", is_down=True)


def _left(seen: Judged) -> Iterator[str]:
    """Say what the cluster goes on to have, and for whom."""
    there = (x.title for x in _there(seen, (Role.CLUSTER,)) if not x.key.namespace)
    for title in dict.fromkeys(there):
        others = ", ".join(seen.found.sharers.get(title, ()))
        whom = f"it serves {others}" if others else "nobody else uses it"
        yield f"{title} is the cluster's, and stays: {whom}"


def _there(seen: Judged, roles: Iterable[Role]) -> Iterator[Resource]:
    """Give what is there, of this revision and of those before it, users first."""
    wanted = (x for x in seen.chosen.wanted.resources if x.key in seen.found.sightings)
    there = users_first((*seen.found.leftovers, *wanted))
    for role in roles:
        yield from (resource for resource in there if resource.role is role)


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
