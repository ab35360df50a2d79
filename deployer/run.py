"""One run: look, judge, plan, let it be confirmed, act; and back again where that does not work.

Source: the state machine of the reference on `restart`, steps S5 to S16 and R.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.apply import Act, Hands, apply
from deployer.candidate import Files, candidate
from deployer.directory.content import OWN, same_files
from deployer.directory.present import present
from deployer.directory.replace import replace_files
from deployer.errors import (
    DeployError,
    LeftBroken,
    NotReady,
    PreflightFailed,
    RolledBack,
)
from deployer.found import Earlier
from deployer.guard import Asked, guard_shared, judge, put_back
from deployer.journal import Journal
from deployer.plan import Action, plan_of
from deployer.revisions import Record, evidence_folder, files_of, keep, latest, next_number
from deployer.targets.local_images import restore_images
from deployer.wanted.resource import Role
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from deployer.apply import Pace, Watcher
    from deployer.candidate import Candidate
    from deployer.directory.content import Content
    from deployer.found import Found
    from deployer.guard import Move
    from deployer.lock import Holder
    from deployer.plan import Plan, Step
    from deployer.shell import Shell
    from deployer.targets.protocol import Chosen
    from stacklint.model.spec import Spec


class World(NamedTuple):
    """What a run needs of the world: programs, the clock, who watches, and who we are.

    `time` gives the time of day (RFC 3339, UTC), `choose` the target of a revision, `token` what
    `image-pull-secret` reads, None where it is not at hand.
    """

    shell: Shell
    choose: Callable[[Candidate], Chosen]
    token: Callable[[Spec], str | None]
    time: Callable[[], str]
    pace: Pace
    watcher: Watcher
    holder: Holder


class Judged(NamedTuple):
    """A revision that was looked at: what runs, what becomes of volumes, and the plan.

    `revision` is the number that it would have; 0 for a run that makes none.
    """

    candidate: Candidate
    chosen: Chosen
    found: Found
    moves: tuple[Move, ...]
    plan: Plan
    before: Record | None
    revision: int = 0

    @property
    def is_same(self) -> bool:
        """Nothing would be done, to what runs or to the files."""
        old = present(self.candidate.place)
        return not self.plan.changes and same_files(old, self.candidate.content)


class Outcome(NamedTuple):
    """How a run ended: the revision that runs now, and whether anything was done."""

    revision: int
    is_changed: bool


def look(one: Candidate, world: World, asked: Asked) -> Judged:
    """Look at what runs, judge the volumes, and plan; changes nothing."""
    before = latest(one.place)
    earlier = Earlier() if before is None else before.earlier
    chosen = world.choose(one)
    found = chosen.target.observe(chosen.wanted, earlier)
    moves, plan = planned(chosen, found, asked)
    return Judged(one, chosen, found, moves, plan, before, next_number(one.place))


def planned(chosen: Chosen, found: Found, asked: Asked) -> tuple[tuple[Move, ...], Plan]:
    """Judge what becomes of the volumes, and plan; Refused where that is not right."""
    moves = judge(chosen.wanted, found, asked, can_copy=chosen.can_copy)
    plan = plan_of(chosen.wanted, found, moves)
    changed = [x.resource.title for x in plan.changes if _is_of_cluster(x)]
    guard_shared(changed, found.sharers, asked)
    return moves, plan


def _is_of_cluster(step: Step) -> bool:
    return step.resource.role is Role.CLUSTER and step.action is not Action.CREATE


def carry_out(judged: Judged, world: World) -> Outcome:
    """Do what was planned; RolledBack or LeftBroken where it does not get ready."""
    place = judged.candidate.place
    if judged.is_same:
        return Outcome(0 if judged.before is None else judged.before.number, is_changed=False)
    if judged.found.troubles:
        raise PreflightFailed(judged.found.troubles)
    old = present(place)
    before = _secured(judged, old, world)
    number = next_number(place)
    journal = Journal(place, world.holder.since, 0 if before is None else before.number)
    journal.begin_swap(old, judged.candidate.content)
    try:
        replace_files(place, old, judged.candidate.content)
        apply(judged.plan, _hands(judged.candidate, journal, world))
    except DeployError as error:
        _keep_evidence(error, place, number)
        raise _gone_back(error, Back(place, before, number), journal, world) from error
    _keep(judged, number, world)
    journal.close()
    return Outcome(number, is_changed=True)


def _hands(one: Candidate, journal: Journal, world: World) -> Hands:
    """Give what acts; the files are in their place by now, and targets read them there."""
    chosen = world.choose(one._replace(files=one.place))
    return Hands(chosen.target, journal, world.watcher, world.pace)


def _secured(judged: Judged, old: Content, world: World) -> Record | None:
    """Give the revision to go back to; None where nothing ran before.

    Where others changed the files since (laconic-so does), what runs is kept as a revision first.
    """
    place, before = judged.candidate.place, judged.before
    if same_files(old, judged.candidate.content):
        return before
    if before is not None and same_files(files_of(place, before.number), old):
        return before
    running = {x.key for x in judged.chosen.wanted.resources if x.role is Role.WORKLOAD}
    if not running & judged.found.sightings.keys():
        return before
    earlier = Earlier() if before is None else before.earlier
    earlier = earlier._replace(bindings=dict(judged.found.bindings))
    found = Record(next_number(place), world.time(), "", "", earlier)
    keep(place, found, old)
    return found


def _keep(judged: Judged, number: int, world: World) -> None:
    """Keep the revision that is ready now, with what a new look says of it."""
    one = judged.candidate._replace(files=judged.candidate.place)
    chosen = world.choose(one)
    earlier = Earlier(
        inventory=tuple(x.key for x in chosen.wanted.resources),
        bindings=chosen.target.observe(chosen.wanted, Earlier()).bindings,
        digests=chosen.digests(),
        images=chosen.images(),
    )
    keep(
        one.place, Record(number, world.time(), one.commit, judged.plan.name, earlier), one.content
    )


def _keep_evidence(error: DeployError, place: Path, number: int) -> None:
    if isinstance(error, NotReady):
        file = evidence_folder(place, number) / f"{error.what.replace('/', '-')}.txt"
        file.write_text(f"{error}\n\n{error.evidence}\n", encoding="utf-8")
        file.chmod(0o600)


class Back(NamedTuple):
    """Where to go back to: the directory, the revision, and the one that failed."""

    place: Path
    before: Record | None
    failed: int


def _gone_back(error: DeployError, back: Back, journal: Journal, world: World) -> DeployError:
    """Put the last revision back, files and objects; give what says how that went."""
    status = f"stacklint deploy status --dir {back.place}"
    start = f"stacklint deploy start --dir {back.place}"
    if back.before is None:
        state = "There is no earlier revision to go back to, and what was made is left as it is."
        return LeftBroken(str(error), state, (status, start))
    act, begun = Act("R", f"back to revision {back.before.number}"), world.pace.now()
    world.watcher.begin(act, str(error))
    try:
        _put_back(back.place, back.before, journal, world)
    except DeployError as second:
        world.watcher.failed(act, str(second), world.pace.now() - begun)
        state = f"Taking it back failed too: {second}. What runs may be of both revisions."
        return LeftBroken(str(error), state, (status, start))
    world.watcher.end(act, "runs again", world.pace.now() - begun)
    journal.close()
    kept = f"{OWN}/rev/{back.failed}/evidence" if isinstance(error, NotReady) else "none"
    return RolledBack(str(error), kept, back.before.number)


def _put_back(place: Path, before: Record, journal: Journal, world: World) -> None:
    files = files_of(place, before.number)
    replace_files(place, present(place), files)
    restore_images(world.shell, before.earlier.images)
    again = Files(place, place, files, before.commit)
    chosen = world.choose(candidate(again, world.token))
    found = chosen.target.observe(chosen.wanted, before.earlier)
    plan = plan_of(chosen.wanted, found, put_back(chosen.wanted, found))
    apply(plan, Hands(chosen.target, journal, world.watcher, world.pace))
