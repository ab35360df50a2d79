"""`deploy plan`: what a restart would do, or a start where the repository is not at hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from deployer.checkouts.laid_out import guard_committed, laid_out
from deployer.checkouts.origin import whence
from deployer.commands.next_revision import rendered
from deployer.directory.content_tree import ContentTree
from deployer.directory.disk import on_disk
from deployer.directory.present import present
from deployer.directory.state import origin_of
from deployer.errors import CannotDo
from deployer.revisions.candidate import as_it_lies
from deployer.revisions.intact import guard_directory
from deployer.run.judged import look
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from deployer.commands.next_revision import Desk
    from deployer.plan.moves import Asked
    from deployer.run.judged import Judged
    from deployer.run.world import World


class Wish(NamedTuple):
    """What is asked for: the spec, the commit, whether to pull, the volumes that are named.

    `spec` is a path as it was typed, empty for the one that was deployed last; `revision` is a
    commit, empty for what is checked out.
    """

    spec: str
    revision: str
    is_pulled: bool
    asked: Asked


def plan(place: Path, wish: Wish, world: World, desk: Desk) -> Judged:
    """Say what a restart would do; where its repository is not at hand, what a start would.

    Pulls nothing, locks nothing, and takes files as they are, committed or not.
    """
    guard_directory(place)
    origin = origin_of(ContentTree(present(place)))
    root = "" if origin is None else origin.repository
    is_at_hand = root and Path(root).is_dir()
    if not (wish.spec or wish.revision or is_at_hand):
        return look(as_it_lies(place, "", world.told), world, wish.asked)
    where = whence(place, wish.spec, desk.repository)
    with (
        on_disk(place),
        laid_out(place, where, wish.revision, world.shell, desk.repository) as source,
    ):
        try:
            guard_committed(source, world.shell)
        except CannotDo as error:
            world.watcher.note(f"a restart would be refused: {error}")
        with rendered(place, source, world, desk) as one:
            return look(one, world, wish.asked)
