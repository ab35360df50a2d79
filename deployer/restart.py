"""`deploy restart`: the spec in git becomes what runs. `deploy plan`: what that would be.

Source: the reference on `restart`, steps S2 to S8.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from deployer.checkouts import Checkout, checkouts
from deployer.checkouts.clone import Clone
from deployer.checkouts.commits import commit_words
from deployer.checkouts.origin import Whence, read_whence, whence
from deployer.checkouts.submodules import guard_recorded, left_out, record_of
from deployer.directory.aside import aside
from deployer.directory.content_tree import ContentTree
from deployer.directory.disk import on_disk
from deployer.directory.present import present
from deployer.directory.state import origin_of
from deployer.errors import BadInput, CannotDo, NoStack, PreflightFailed
from deployer.rendered import rendered
from deployer.revisions.candidate import as_it_lies
from deployer.revisions.intact import guard_directory
from deployer.run.carried_out import carry_out
from deployer.run.judged import look
from deployer.run.opened import opened
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from deployer.plan.moves import Asked
    from deployer.rendered import Desk
    from deployer.revisions.candidate import Candidate
    from deployer.run.carried_out import Outcome
    from deployer.run.judged import Judged
    from deployer.run.world import World
    from deployer.source import Repository, Source


class Wish(NamedTuple):
    """What is asked for: the spec, the commit, whether to pull, the volumes that are named.

    `spec` is a path as it was typed, empty for the one that was deployed last; `revision` is a
    commit, empty for what is checked out.
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
    guard_directory(place)
    origin = origin_of(ContentTree(present(place)))
    root = "" if origin is None else origin.repository
    is_at_hand = root and Path(root).is_dir()
    if not (wish.spec or wish.revision or is_at_hand):
        return look(as_it_lies(place, "", world.told), world, wish.asked)
    where = whence(place, wish.spec, desk.repository)
    with on_disk(place), _laid_out(place, where, wish, world, desk) as source:
        try:
            _guard_committed(source, world)
        except CannotDo as error:
            world.watcher.note(f"a restart would be refused: {error}")
        with _made(place, source, world, desk) as one:
            return look(one, world, wish.asked)


def _guard_committed(source: Source, world: World) -> None:
    """Raise CannotDo where a checkout is not what its commit says, or not the recorded one."""
    found = checkouts(source)
    roots = {checkout.root for checkout in found}
    for checkout in found:
        clone = Clone(world.shell, checkout.root)
        clone.check_clean(checkout.files)
        guard_recorded(clone, record_of(checkout.root, roots, world.shell))


@contextmanager
def _next(place: Path, wish: Wish, world: World, desk: Desk) -> Iterator[Candidate]:
    where = whence(place, wish.spec, desk.repository)
    if wish.revision:
        _fetch(where, wish, world)
    else:
        _go_forward(where, wish, world)
    with _laid_out(place, where, wish, world, desk) as source:
        _guard_committed(source, world)
        with _made(place, source, world, desk) as one:
            yield one


def _fetch(where: Whence, wish: Wish, world: World) -> None:
    """Learn of new commits; where that fails, one that is here already can be deployed."""
    if wish.is_pulled and (where.repository.root / ".git").exists():
        try:
            Clone(world.shell, where.repository.root).fetch_commits()
        except PreflightFailed as error:
            world.watcher.note(f"only commits that are here already are known: {error}")


def _go_forward(where: Whence, wish: Wish, world: World) -> None:
    """Bring the checkouts to where their branches are: all that can, or none of them."""
    clones, there = [], _checkouts(where)
    roots = {checkout.root for checkout in there}
    for checkout in there:
        clone = Clone(world.shell, checkout.root)
        clone.check_clean(checkout.files)
        if record_of(checkout.root, roots, world.shell) is None:
            clones.append(clone)
    if not wish.is_pulled:
        return
    found = [(clone, clone.fetch()) for clone in clones]
    for clone, why in found:
        if why:
            world.watcher.note(why)
        else:
            clone.forward()


def _checkouts(where: Whence) -> tuple[Checkout, ...]:
    """Give the checkouts as they are; of one that cannot be read, and may be mended, all counts."""
    try:
        return checkouts(read_whence(where))
    except (BadInput, NoStack):
        root = where.repository.root
        return (Checkout(root, (".",)),) if (root / ".git").exists() else ()


@contextmanager
def _laid_out(place: Path, where: Whence, wish: Wish, world: World, desk: Desk) -> Iterator[Source]:
    """Give the source as it is checked out, or of a commit."""
    root = where.repository.root
    if not wish.revision:
        yield _read(where, "HEAD", world)
        return
    if not (root / ".git").exists():
        raise CannotDo(f"--rev {wish.revision}", f"{root} is in no git, and has no commits")
    clone = Clone(world.shell, root)
    commit = clone.commit(wish.revision)
    with aside(place) as folder, clone.at(commit, folder) as tree:
        # What the commit does not have is not what happens to be checked out.
        is_own = where.stack is not None and where.stack.is_relative_to(root.resolve())
        stack = None if is_own else where.stack
        there = Whence(_of_commit(desk.repository(tree), root), where.spec, stack)
        yield _read(there, commit, world)


def _read(where: Whence, commit: str, world: World) -> Source:
    """Read the spec and its stack; of one that is not there, say in which submodule it may be."""
    root = where.repository.root
    try:
        return read_whence(where)
    except NoStack as error:
        is_git = (root / ".git").exists()
        path = left_out(Clone(world.shell, root), commit, root) if is_git else ""
        if not path:
            raise
        raise NoStack(error.what, _why_left_out(where.repository, path, commit)) from error


def _why_left_out(repository: Repository, path: str, commit: str) -> str:
    update = f"type `git -C {repository.checkout} submodule update --init {path}`"
    if repository.own is None:
        return f"submodule {path} is not checked out: {update}"
    then = f"check out {commit[:7]}, {update}, and say --no-pull in place of --rev"
    return f"submodule {path} does not come with a commit: {then}"


def _of_commit(repository: Repository, own: Path) -> Repository:
    """Look for stacks of other checkouts from where the operator's own one lies."""
    tree = repository.root
    roots = (
        root if (tree / root).is_dir() else os.path.relpath(own / root, tree)
        for root in repository.stack_roots
    )
    return repository._replace(own=own, stack_roots=tuple(roots))


@contextmanager
def _made(place: Path, source: Source, world: World, desk: Desk) -> Iterator[Candidate]:
    desk.judge(source.repository.root, source.spec.file, place / "spec.yml")
    with rendered(place, source, world, desk) as one:
        yield one._replace(commits=commit_words(one, source, world.shell))
