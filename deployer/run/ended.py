"""A run that only ends things: no file changes, no revision is made, and nothing is waited for."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from deployer.directory.disk import on_disk
from deployer.errors import DeployError, LeftBroken
from deployer.plan import Step, plan_from
from deployer.revisions.journal import Journal
from deployer.run.apply import Hands, apply
from deployer.run.carried_out import Outcome
from deployer.run.judged import Judged
from deployer.run.observed import observe
from deployer.wanted.uses import users_first

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from deployer.run.world import World
    from deployer.wanted.resource import Resource, Role

_ROOM = 8192
"""Bytes for the journal of a stop."""


def as_it_runs(place: Path, world: World) -> Judged:
    """Look at a deployment, with a plan that does nothing yet."""
    one, chosen, found, before = observe(place, world)
    # What would keep a start from working is no reason to go on running.
    return Judged(one, chosen, found._replace(troubles=()), (), plan_from((), ()), before)


def end(
    seen: Judged, steps: tuple[Step, ...], world: World, approve: Callable[[Judged], None]
) -> Outcome:
    """Take steps that only end something; LeftBroken where one does not work."""
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


def there(seen: Judged, roles: Iterable[Role]) -> Iterator[Resource]:
    """Give what is there, of this revision and of those before it, users first."""
    wanted = (x for x in seen.chosen.wanted.resources if x.key in seen.found.sightings)
    ordered = users_first((*seen.found.leftovers, *wanted))
    for role in roles:
        yield from (resource for resource in ordered if resource.role is role)
