"""A revision, looked at and judged: what runs, what becomes of volumes, and the plan.

Source: the state machine of the reference on `restart`, steps S5 to S7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.directory.content import same_files
from deployer.directory.present import present
from deployer.errors import Refused, StepFailed
from deployer.guard import guard_shared, judge
from deployer.guard.identity import guard_identity, to_resolve, who, with_names
from deployer.guard.occupied import guard_occupied
from deployer.guard.refusal import GuardRefused
from deployer.guard.renamed import guard_renamed, released_words
from deployer.guard.unnamed import guard_unnamed, let_go_words, with_let_go
from deployer.hooks.steps import with_starts
from deployer.migration.preflight import objections
from deployer.plan import plan_of
from deployer.plan.moves import Asked, with_known
from deployer.revisions import Record, files_of, latest, next_number
from deployer.revisions.intact import guard_place
from deployer.run.observed import known_of
from deployer.targets.cluster_secrets import absent, with_untold
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from deployer.directory.content import Content
    from deployer.found import Found
    from deployer.plan import Plan
    from deployer.plan.moves import Move
    from deployer.revisions.candidate import Candidate
    from deployer.run.world import World
    from deployer.targets.protocol import Chosen


class Judged(NamedTuple):
    """A revision that was looked at: what runs, what becomes of volumes, and the plan.

    `revision` is the number that it would have; 0 for a run that makes none. `is_kept` tells that
    the files lie there already, and that the last revision has the same.
    """

    candidate: Candidate
    chosen: Chosen
    found: Found
    moves: tuple[Move, ...]
    plan: Plan
    before: Record | None
    revision: int = 0
    is_kept: bool = True

    @property
    def is_same(self) -> bool:
        """Nothing would be done, to what runs, to the files or to what is kept of them."""
        return self.is_kept and not self.plan.changes


def look(one: Candidate, world: World, asked: Asked) -> Judged:
    """Look at what runs, judge the volumes, and plan; changes nothing."""
    before = latest(one.place)
    kept = None if before is None else files_of(one.place, before.number)
    come = () if kept is None else _guarded(kept, one, asked)
    chosen = world.choose(one)
    earlier = known_of(one.place, before)
    found = with_known(chosen.target.observe(chosen.wanted, earlier), earlier)
    found = with_untold(found, one.untold, chosen.wanted)
    moves, plan = _planned(one, chosen, found, asked)
    # A run that was killed kept no revision.
    has_run = kept is not None and same_files(kept, one.content)
    plan = with_starts(plan, one, has_run=has_run).of_files(one.checksum)
    more = (
        *released_words(found, moves),
        *let_go_words(plan, found, asked),
        *absent(chosen.wanted, chosen.secret),
    )
    found = found._replace(notes=(*found.notes, *more))
    found = with_names(found, {name: world.resolves(name) for name in come})
    found = found._replace(troubles=(*found.troubles, *_uncopied(chosen, plan)))
    number = next_number(one.place)
    return Judged(one, chosen, found, moves, plan, before, number, has_run and _lies_there(one))


def refused(one: Candidate, chosen: Chosen, found: Found, before: Record | None) -> Refused | None:
    """Say why a start would be refused, as long as nobody says by name what may be."""
    kept = None if before is None else files_of(one.place, before.number)
    try:
        if kept is not None:
            _guarded(kept, one, Asked())
        _planned(one, chosen, with_known(found, known_of(one.place, before)), Asked())
    except Refused as error:
        return error
    return None


def _uncopied(chosen: Chosen, plan: Plan) -> tuple[str, ...]:
    """Say why bytes that are to be copied cannot be, before anything stops for them."""
    try:
        return objections(chosen.copies(plan))
    except StepFailed as error:
        return (str(error),)


def _planned(
    one: Candidate, chosen: Chosen, found: Found, asked: Asked
) -> tuple[tuple[Move, ...], Plan]:
    """Judge and plan; of a directory that was moved, say that where its volumes are not right."""
    try:
        return planned(chosen, found, asked)
    except GuardRefused:
        guard_place(one.place)
        raise


def _guarded(kept: Content, one: Candidate, asked: Asked) -> tuple[str, ...]:
    """Give the host names that come; Refused where it would be another deployment than before."""
    now, then = who(kept, one.place), who(one.content, one.place)
    guard_identity(now, then, asked)
    return to_resolve(now, then)


def _lies_there(one: Candidate) -> bool:
    """Tell whether the directory has these files already."""
    # What was read of its place need not be read again.
    return one.files == one.place or same_files(present(one.place), one.content)


def planned(chosen: Chosen, found: Found, asked: Asked) -> tuple[tuple[Move, ...], Plan]:
    """Judge what becomes of the volumes, and plan; Refused where that is not right."""
    moves = judge(chosen.wanted, found, asked, can_copy=chosen.can_copy)
    plan = plan_of(chosen.wanted, found, moves)
    guard_unnamed(plan, found, moves, asked)
    guard_occupied(moves)
    guard_renamed(chosen.wanted, found, moves, asked)
    guard_shared(plan, found, asked)
    return moves, with_let_go(plan, found, asked)
