"""`deploy restart`: the spec in git becomes what runs. `deploy plan`: what that would be.

Source: the reference on `restart`, steps S2 to S8.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from deployer.candidate import as_it_lies
from deployer.checkouts import checkouts
from deployer.directory.content_tree import ContentTree
from deployer.directory.present import present
from deployer.directory.state import origin_of
from deployer.errors import CannotDo
from deployer.pull import Clone
from deployer.rendered import rendered, source_of
from deployer.revisions import latest
from deployer.run import carry_out, look
from deployer.source import read_source
from deployer.start import opened
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from deployer.candidate import Candidate
    from deployer.checkouts import Checkout
    from deployer.guard import Asked
    from deployer.rendered import Desk
    from deployer.run import Judged, Outcome, World
    from deployer.source import Source


class Wish(NamedTuple):
    """What is asked for: the spec, the commit, whether to pull, the volumes that are named.

    `spec` is a path below the root of the repository, empty for the one that was deployed last;
    `revision` is a commit, empty for what is checked out.
    """

    spec: str
    revision: str
    is_pulled: bool
    asked: Asked


def restart(
    place: Path, wish: Wish, world: World, desk: Desk, approve: Callable[[Judged], None]
) -> Outcome:
    """Deploy what git says now; `approve` raises what keeps it from happening."""
    with opened(place, world), _next(place, wish, world, desk) as one:
        judged = look(one, world, wish.asked)
        approve(judged)
        return carry_out(judged, world)


def plan(place: Path, wish: Wish, world: World, desk: Desk) -> Judged:
    """Say what a restart would do; where its repository is not at hand, what a start would.

    Pulls nothing, locks nothing, and takes files as they are, committed or not.
    """
    origin = origin_of(ContentTree(present(place)))
    if origin is None or not Path(origin.repository).is_dir():
        return look(as_it_lies(place, "", world.token), world, wish.asked)
    source = source_of(place, wish.spec, desk)
    with _laid_out(source, wish, world, desk) as settled:
        for checkout in checkouts(settled):
            _note_uncommitted(Clone(world.shell, checkout.root), checkout, world)
        with _made(place, settled, world, desk) as one:
            return look(one, world, wish.asked)


def _note_uncommitted(clone: Clone, checkout: Checkout, world: World) -> None:
    try:
        clone.check_clean(checkout.files)
    except CannotDo as error:
        world.watcher.note(f"a restart would be refused: {error}")


@contextmanager
def _next(place: Path, wish: Wish, world: World, desk: Desk) -> Iterator[Candidate]:
    source = source_of(place, wish.spec, desk)
    if not wish.revision:
        _go_forward(source, wish, world)
    with (
        _laid_out(source, wish, world, desk) as settled,
        _made(place, settled, world, desk) as one,
    ):
        yield one


def _go_forward(source: Source, wish: Wish, world: World) -> None:
    """Bring the checkouts to where their branches are; refused where their files are changed."""
    for checkout in checkouts(source):
        clone = Clone(world.shell, checkout.root)
        clone.check_clean(checkout.files)
        if wish.is_pulled:
            for note in clone.pull().notes:
                world.watcher.note(note)


@contextmanager
def _laid_out(source: Source, wish: Wish, world: World, desk: Desk) -> Iterator[Source]:
    """Give the source as it is checked out, or of a commit."""
    root, spec = source.repository.root, source.spec.file
    if not wish.revision:
        yield read_source(source.repository, spec)
        return
    if not (root / ".git").exists():
        raise CannotDo(f"--rev {wish.revision}", f"{root} is in no git, and has no commits")
    clone = Clone(world.shell, root)
    with clone.at(clone.commit(wish.revision)) as tree:
        yield read_source(desk.repository(tree)._replace(own=root), spec)


@contextmanager
def _made(place: Path, source: Source, world: World, desk: Desk) -> Iterator[Candidate]:
    desk.judge(source.repository.root, source.spec.file, place / "spec.yml")
    with rendered(place, source, world, desk) as one:
        yield one._replace(commits=_commits(place, one, source, world))


def _commits(place: Path, one: Candidate, source: Source, world: World) -> str:
    """Say which commits came since the revision that runs: `git 3f2c1aa..9b10d4e (2 commits)`."""
    record = latest(place)
    before, after = "" if record is None else record.commit, one.commit
    if not after:
        return "from no commit"
    if not before or before == after:
        return f"git {after[:7]}"
    count = len(Clone(world.shell, source.repository.root).subjects(before, after))
    commits = "1 commit" if count == 1 else f"{count} commits"
    return f"git {before[:7]}..{after[:7]} ({commits})"
