"""What is kept of a run: the revision that it made, and before that the one to go back to."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from deployer.directory.content import same_files
from deployer.directory.disk import on_disk
from deployer.errors import BadInput, DeployError, LeftBroken, PreflightFailed, StepFailed
from deployer.found import Condition, Earlier
from deployer.plan.moves import is_same
from deployer.revisions import (
    Record,
    drop,
    earlier_of,
    files_folder,
    files_of,
    keep,
    last_ready,
    next_number,
)
from deployer.revisions.candidate import Files, candidate
from deployer.revisions.journal import Journal
from deployer.run.apply import Hands, unready
from deployer.wanted.resource import CannotRender, Role

if TYPE_CHECKING:
    from pathlib import Path

    from deployer.directory.content import Content
    from deployer.found import Found
    from deployer.run.judged import Judged
    from deployer.run.world import World
    from deployer.targets.protocol import LiveTarget
    from deployer.wanted.resource import Wanted

Unready = tuple[tuple[str, str], ...]
"""What is not ready, by its title, and why."""


def left_unready(judged: Judged, target: LiveTarget, number: int, world: World) -> Unready:
    """Give what is not ready of all that is to run, and why."""
    journal = Journal(judged.candidate.place, world.holder.since, number)
    running = [x for x in judged.chosen.wanted.resources if x.role in {Role.WORKLOAD, Role.JOB}]
    return unready(running, Hands(target, journal, world.watcher, world.pace))


def secured(judged: Judged, old: Content, world: World) -> Record | None:
    """Give the revision to go back to; None where nothing ran before.

    Where others changed the files since (laconic-so does), what runs is kept as a revision first;
    what never got ready is nothing to go back to.
    """
    place, before = judged.candidate.place, last_ready(judged.candidate.place)
    if same_files(old, judged.candidate.content):
        return before
    if before is not None and same_files(files_of(place, before.number), old):
        return before
    if not _runs_well(judged) or not _is_what_runs(judged, old, before, world):
        return before
    earlier = earlier_of(judged.before)._replace(bindings=dict(judged.found.bindings))
    found = Record(next_number(place), world.time(), "", "", earlier)
    try:
        keep(place, found, old)
    except StepFailed as error:
        drop(place, found.number)
        raise PreflightFailed((str(error),)) from error
    return found


def _runs_well(judged: Judged) -> bool:
    """Tell whether what runs now is ready: all workloads, and no job that failed."""
    there = [x for x in judged.chosen.wanted.resources if x.key in judged.found.sightings]
    there += judged.found.leftovers
    ask = judged.chosen.target.readiness
    works = [ask(x.key).condition for x in there if x.role is Role.WORKLOAD]
    if not works or set(works) != {Condition.READY}:
        return False
    return all(ask(x.key).condition is not Condition.FAILED for x in there if x.role is Role.JOB)


def _is_what_runs(judged: Judged, old: Content, before: Record | None, world: World) -> bool:
    """Tell whether what runs may be of these files, which are in no revision.

    Files that were edited and never brought up are nothing to go back to.
    """
    place = judged.candidate.place
    try:
        asked = _asked_of(Files(place, place, old, ""), earlier_of(judged.before), world)
    except (BadInput, CannotRender):
        return False
    return _holds_data(*asked) and not (before and _is_of(before, place, world))


def _is_of(record: Record, place: Path, world: World) -> bool:
    """Tell whether what runs is all that a revision asks for."""
    number = record.number
    files = Files(place, files_folder(place, number), files_of(place, number), record.commit)
    asked = _asked_of(files, record.earlier, world)
    return _holds_data(*asked) and _runs_as_asked(*asked)


def _asked_of(files: Files, earlier: Earlier, world: World) -> tuple[Wanted, Found]:
    """Give what files ask for, and what is there of it."""
    chosen = world.choose(candidate(files, world.told))
    return chosen.wanted, chosen.target.observe(chosen.wanted, earlier)


def _holds_data(wanted: Wanted, found: Found) -> bool:
    """Tell whether every volume is where it is asked for."""
    names = {x.title for x in wanted.resources if x.role is Role.VOLUME}
    there = {x: found.bindings[x].place for x in names & found.bindings.keys()}
    goals = found.prospects
    return all(is_same(place, goals[x].place) for x, place in there.items() if x in goals)


def _runs_as_asked(wanted: Wanted, found: Found) -> bool:
    """Tell whether all workloads are there as they are asked for, and no others."""
    seen = [found.sightings.get(x.key) for x in wanted.resources if x.role is Role.WORKLOAD]
    is_right = all(sighting is not None and not sighting.changes for sighting in seen)
    return is_right and not found.leftovers


def keep_run(judged: Judged, number: int, journal: Journal, world: World) -> Unready:
    """Keep the revision that runs now, and give what is not ready of what it did not touch.

    Raises LeftBroken where nobody could go back to it later.
    """
    place = judged.candidate.place
    try:
        with on_disk(place):
            return _record(judged, number, journal, world)
    except DeployError as error:
        state = f"What changed is ready, but could not be kept as revision {number} to go back to."
        again = f"stacklint deploy start --dir {quote(str(place))}"
        raise LeftBroken(str(error), state, (again,)) from error


def _record(judged: Judged, number: int, journal: Journal, world: World) -> Unready:
    """Write down what a new look says of the revision; give what is not ready."""
    one = judged.candidate._replace(files=judged.candidate.place)
    chosen = world.choose(one)
    left = left_unready(judged, chosen.target, number, world)
    earlier = Earlier(
        inventory=tuple(x.key for x in chosen.wanted.resources),
        bindings=chosen.target.observe(chosen.wanted, Earlier()).bindings,
        digests=chosen.digests(),
        images=chosen.images(),
    )
    record = Record(number, world.time(), one.commit, judged.plan.name, earlier, not left)
    journal.release()
    keep(one.place, record, one.content)
    return left
