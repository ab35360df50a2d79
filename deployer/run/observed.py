"""A deployment as it lies in its directory, and as its target has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.directory.disk import on_disk
from deployer.revisions import earlier_of, latest
from deployer.revisions.candidate import as_it_lies
from deployer.revisions.journal import unfinished, with_left
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from deployer.found import Earlier, Found
    from deployer.revisions import Record
    from deployer.revisions.candidate import Candidate
    from deployer.run.world import World
    from deployer.targets.protocol import Chosen


class Observed(NamedTuple):
    """What a look gave; `before` is the last revision that got ready, None where none did."""

    candidate: Candidate
    chosen: Chosen
    found: Found
    before: Record | None


def observe(place: Path, world: World) -> Observed:
    """Look at a deployment, and change nothing."""
    with on_disk(place):
        before = latest(place)
    one = as_it_lies(place, "" if before is None else before.commit, world.told)
    chosen = world.choose(one)
    found = chosen.target.observe(chosen.wanted, known_of(place, before))
    return Observed(one, chosen, found, before)


def known_of(place: Path, before: Record | None) -> Earlier:
    """Give what is on the disk of what no live object tells, a run that was killed included."""
    return with_left(earlier_of(before), unfinished(place))
