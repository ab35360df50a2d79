"""The spec and the stack of a deployment as they are checked out, or of one commit."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from deployer.checkouts import checkouts
from deployer.checkouts.clone import Clone
from deployer.checkouts.origin import Whence, read_whence
from deployer.checkouts.submodules import guard_recorded, left_out, record_of
from deployer.directory.aside import aside
from deployer.errors import CannotDo, NoStack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from deployer.shell import Shell
    from deployer.source import Repository, Source


def guard_committed(source: Source, shell: Shell) -> None:
    """Raise CannotDo where a checkout is not what its commit says, or not the recorded one."""
    found = checkouts(source)
    roots = {checkout.root for checkout in found}
    for checkout in found:
        clone = Clone(shell, checkout.root)
        clone.check_clean(checkout.files)
        guard_recorded(clone, record_of(checkout.root, roots, shell))


@contextmanager
def laid_out(
    place: Path,
    where: Whence,
    revision: str,
    shell: Shell,
    repository: Callable[[Path], Repository],
) -> Iterator[Source]:
    """Give the source as it is checked out, or of a commit."""
    root = where.repository.root
    if not revision:
        yield _read(where, "HEAD", shell)
        return
    if not (root / ".git").exists():
        raise CannotDo(f"--rev {revision}", f"{root} is in no git, and has no commits")
    clone = Clone(shell, root)
    commit = clone.commit(revision)
    with aside(place) as folder, clone.at(commit, folder) as tree:
        # What the commit does not have is not what happens to be checked out.
        is_own = where.stack is not None and where.stack.is_relative_to(root.resolve())
        stack = None if is_own else where.stack
        there = Whence(_of_commit(repository(tree), root), where.spec, stack)
        yield _read(there, commit, shell)


def _read(where: Whence, commit: str, shell: Shell) -> Source:
    """Read the spec and its stack; of one that is not there, say in which submodule it may be."""
    root = where.repository.root
    try:
        return read_whence(where)
    except NoStack as error:
        is_git = (root / ".git").exists()
        path = left_out(Clone(shell, root), commit, root) if is_git else ""
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
