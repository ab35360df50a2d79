"""The content of a deployment directory as a tree of files, before any of it is written."""

from __future__ import annotations

import posixpath
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from deployer.directory.content import Content


class ContentTree:
    """Files of a content by path, so that a next revision can be judged as a directory is."""

    def __init__(self, content: Content) -> None:
        self._files = {posixpath.normpath(file.path): file.data for file in content.files}
        self._folders = tuple(map(posixpath.normpath, content.folders))

    def read(self, path: str) -> bytes | None:
        """Give the bytes of a file, None where there is none."""
        return self._files.get(posixpath.normpath(path))

    def tracked(self, path: str) -> bytes | None:  # noqa: ARG002 -- whatever it is
        """Say that git keeps nothing of it."""
        return None

    def is_file(self, path: str) -> bool:
        """Tell whether a path is a file."""
        return posixpath.normpath(path) in self._files

    def is_dir(self, path: str) -> bool:
        """Tell whether a path is a directory, empty or not."""
        return posixpath.normpath(path) in self._below

    def is_at_hand(self, path: str) -> bool:
        """Tell whether a path is a file or a directory."""
        return self.is_file(path) or self.is_dir(path)

    def names(self, path: str) -> Sequence[str]:
        """Give the names directly below a directory, sorted; none where there is no directory."""
        return sorted(self._below.get(posixpath.normpath(path), ()))

    def size(self, path: str) -> int:
        """Give the bytes of a file, 0 where there is none."""
        return len(self.read(path) or b"")

    def files(self) -> Sequence[str]:
        """Give every file, sorted."""
        return sorted(self._files)

    def targets_of(self, paths: Collection[str]) -> Mapping[str, str]:
        """Give nothing: what a link leads to is kept in its place."""
        del paths
        return {}

    @cached_property
    def _below(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {".": set()}
        for folder in self._folders:
            found.setdefault(folder, set())
        for path in (*self._files, *self._folders):
            rest = path
            while rest not in {"", "."}:
                parent, name = posixpath.split(rest)
                rest = parent or "."
                found.setdefault(rest, set()).add(name)
        return found
