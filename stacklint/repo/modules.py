"""Submodules: what a version of the repository around them records of each."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from stacklint.repo.git import GitFailed, git_at
from stacklint.repo.trees import GitTree, WorkTree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from stacklint.repo.git import Git
    from stacklint.repo.git_output import Listing, Raw


def tree_of(git: Git, listing: Listing, disk: WorkTree) -> GitTree:
    """Give the tree of the index or of a commit, with its links and submodules."""
    beside = Recorded(disk, listing.modules) if listing.modules else disk
    if not listing.links:
        return GitTree(git, listing.files, beside)
    # Imported late: few repositories have a link.
    from stacklint.repo.links import LinkedTree  # noqa: PLC0415

    return LinkedTree(git, listing, beside)


class Recorded:
    """Submodules at the commits that are recorded of them, and the disk beside the repository.

    One that is not checked out, or lacks that commit, is read from the disk too.
    """

    def __init__(self, disk: WorkTree, commits: Mapping[str, str]) -> None:
        self.disk = disk
        self.commits = commits
        self._trees: dict[str, WorkTree | GitTree] = {}

    def read(self, path: str) -> bytes | None:
        """Give the bytes of a file."""
        tree, rest = self._found(path)
        return tree.read(rest)

    def is_file(self, path: str) -> bool:
        """Tell whether a path is a file."""
        tree, rest = self._found(path)
        return tree.is_file(rest)

    def is_dir(self, path: str) -> bool:
        """Tell whether a path is a directory."""
        tree, rest = self._found(path)
        return tree.is_dir(rest)

    def is_at_hand(self, path: str) -> bool:
        """Tell whether a file or directory lies on the disk."""
        return self.disk.is_at_hand(path)

    def names(self, path: str) -> Sequence[str]:
        """Give the names directly below a directory, sorted."""
        tree, rest = self._found(path)
        return tree.names(rest)

    def _found(self, path: str) -> tuple[WorkTree | GitTree, str]:
        """Give the tree that a path lies in, and its path there."""
        way = next((x for x in self.commits if f"{path}/".startswith(f"{x}/")), None)
        if way is None:
            return self.disk, path
        if way not in self._trees:
            self._trees[way] = _tree_at(os.path.join(self.disk.root, way), self.commits[way])
        return self._trees[way], path[len(way) + 1 :] or "."


def _tree_at(folder: str, commit: str) -> WorkTree | GitTree:
    git = git_at(folder)
    disk = WorkTree(folder, git)
    if git is None or git.commit_of(commit) is None:
        return disk
    return tree_of(git, git.committed(commit), disk)


def changed_within(root: str, raw: Raw) -> Iterator[str]:
    """Give the files of a submodule that another commit of it concerns: all, if git cannot say.

    What is changed and is no submodule has none.
    """
    folder = os.path.join(root, raw.path)
    git = git_at(folder)
    if git is None:
        return
    try:
        changes = git.diff(raw.before or "", raw.after or "HEAD")
    except GitFailed:
        yield from (f"{raw.path}/{path}" for path in WorkTree(folder, None).files())
        return
    for change in changes:
        for path in (change.path, change.old_path, *changed_within(folder, change)):
            yield f"{raw.path}/{path}"
