"""A deployment directory, held for a run: what a killed one left behind is put in order first.

Source: the reference on `restart`, S0 and S1.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from deployer.directory.aside import clear_left
from deployer.directory.disk import on_disk
from deployer.directory.present import present
from deployer.directory.replace import replace_files
from deployer.revisions import drop_halves, files_of, retell
from deployer.revisions.intact import guard_own, guard_readable
from deployer.revisions.journal import Journal, Phase, forget, undo_of, unfinished, with_left
from deployer.revisions.lock import locked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from deployer.directory.content import Content
    from deployer.revisions.journal import Entry
    from deployer.run.world import World


@contextmanager
def opened(place: Path, world: World) -> Iterator[None]:
    """Hold a deployment directory, with what a killed run left behind put in order."""
    guard_own(place)
    with on_disk(place), locked(place, world.holder):
        clear_left(place)
        _recover(place, world)
        drop_halves(place)
        guard_readable(place)
        yield


def _recover(place: Path, world: World) -> None:
    """Put back files that a killed run had half replaced; what runs is looked at anyway."""
    left = unfinished(place)
    if left is None:
        forget(place)
        return
    undo = _whole(place, left)
    if undo is not None:
        replace_files(place, present(place), undo)
        words = "its files are those from before it again"
    else:
        words = "this run goes on from what is there"
    run = f"the run of {left.run}" if left.run else "a run whose journal says nothing"
    world.watcher.note(f"{run} ended in the middle, at `{left.step}`: {words}")
    # Kept before the journal goes: the next run may refuse, and the one after it has to know too.
    retell(place, lambda earlier: with_left(earlier, left))
    Journal(place, left.run, left.before).close()


def _whole(place: Path, left: Entry) -> Content | None:
    """Give the files to put back where a run was changing them; None where it was not."""
    if left.phase is Phase.SWAP:
        return undo_of(place)
    return files_of(place, left.before) if left.phase is Phase.BACK else None
