"""`deploy start`: what a deployment directory says is brought up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.directory.content_tree import ContentTree
from deployer.directory.present import present
from deployer.directory.state import origin_of
from deployer.revisions.candidate import as_it_lies
from deployer.run.carried_out import carry_out
from deployer.run.judged import look
from deployer.run.opened import opened

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from deployer.plan.moves import Asked
    from deployer.run.carried_out import Outcome
    from deployer.run.judged import Judged
    from deployer.run.world import World


def start(place: Path, asked: Asked, world: World, approve: Callable[[Judged], None]) -> Outcome:
    """Bring up what a deployment directory says; `approve` raises what keeps it from happening."""
    with opened(place, world):
        origin = origin_of(ContentTree(present(place)))
        commit = "" if origin is None else origin.commit
        judged = look(as_it_lies(place, commit, world.told), world, asked)
        approve(judged)
        return carry_out(judged, world)
