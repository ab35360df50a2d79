"""Symbolic links that git keeps: where the paths behind them lie."""

from __future__ import annotations

import os
import posixpath
from typing import TYPE_CHECKING

from stacklint.model.lazy import cached_property
from stacklint.repo.trees import GitTree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from stacklint.repo.git import Git
    from stacklint.repo.git_output import Listing
    from stacklint.repo.modules import Recorded
    from stacklint.repo.trees import WorkTree

# As many as Linux follows; then they lead in a circle.
_MOST = 40


class LinkedTree(GitTree):
    """The files of the index or of a commit, and what its links lead to."""

    def __init__(self, git: Git, listing: Listing, beside: WorkTree | Recorded) -> None:
        super().__init__(git, listing.files, beside)
        self.links = listing.links

    def files(self) -> Sequence[str]:
        """Give every file, and every link to one that lies elsewhere."""
        beyond = (x for x in self.links if self.behind(x) not in self.blobs and self.is_file(x))
        return sorted([*self.blobs, *beyond])

    def entries(self) -> Iterable[str]:
        """Give the path of everything that has a name in the tree."""
        return *self.blobs, *self.links

    def behind(self, path: str) -> str:
        """Give the path that a path comes to, every link on its way followed."""
        path = super().behind(path)
        for _ in range(_MOST):
            link = next((way for way in _ways(path) if way in self._targets), None)
            if link is None:
                break
            path = posixpath.normpath(self._targets[link] + path[len(link) :])
        return path

    def through(self, touched: frozenset[str]) -> Iterator[str]:
        """Give the paths through links that a change concerns.

        A link that was changed concerns all that lies behind it.
        """
        for link in self._targets:
            target = self.behind(link)
            below = f"{target}/"
            for path in self.blobs if link in touched else touched:
                if path == target or path.startswith(below):
                    yield link + path[len(target) :]

    @cached_property
    def _targets(self) -> dict[str, str]:
        """Where each link leads, from the root."""
        texts = self.git.fetch(self.links.values())
        found = {link: texts.get(blob, b"") for link, blob in self.links.items()}
        return {link: self._from_root(link, text) for link, text in found.items() if text}

    def _from_root(self, link: str, text: bytes) -> str:
        target = os.fsdecode(text)
        if target.startswith("/"):
            return posixpath.relpath(target, self.git.root)
        return posixpath.join(posixpath.dirname(link), target)


def _ways(path: str) -> Iterator[str]:
    """Give the directories that lead to a path, the outermost first, and the path."""
    at = path.find("/")
    while at > 0:
        yield path[:at]
        at = path.find("/", at + 1)
    yield path
