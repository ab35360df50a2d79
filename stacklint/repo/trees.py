"""Trees of files: the working tree, the index, a commit."""

from __future__ import annotations

import errno
import os
import posixpath
import stat
from typing import TYPE_CHECKING

from stacklint.model.lazy import cached_property
from stacklint.model.pattern import Pattern
from stacklint.model.yaml.document import MAX_BYTES
from stacklint.repo.said import why_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from stacklint.model.tree import Tree
    from stacklint.repo.git import Git
    from stacklint.repo.modules import Recorded

_PIECE = 65536

# Never worth a walk where git cannot say what is ignored.
_NEVER = {".git", ".venv", "node_modules", "__pycache__"}

_MODULE = Pattern(r'(?m)^\s*path\s*=\s*"?(.+?)/?"?\s*$')

# A name that is too long, or links that lead in a circle: no file.
_NO_SUCH = {errno.ENAMETOOLONG, errno.ELOOP}


class Unreadable(Exception):
    """A file is there and cannot be read."""

    def __init__(self, path: str, words: str) -> None:
        self.path = path
        self.words = words

    def __str__(self) -> str:
        """Say which file, and what the system said."""
        return f"{self.path} cannot be read: {self.words}"


class WorkTree:
    """The files as they lie on the disk."""

    def __init__(self, root: str | os.PathLike[str], git: Git | None) -> None:
        self.root = os.fspath(root)
        self.git = git

    def _at(self, path: str) -> str:
        return os.path.join(self.root, path)

    def read(self, path: str) -> bytes | None:
        """Give the bytes of a file, one more than the limit at most; None where there is none."""
        try:
            return _contents(self._at(path))
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError, ValueError):
            return None
        except OSError as error:
            if error.errno in _NO_SUCH:
                return None
            raise Unreadable(path, why_of(error)) from error

    def tracked(self, path: str) -> bytes | None:
        """Give the bytes that the index has, before any filter of git's."""
        blob = self._index.get(path)
        return None if blob is None or self.git is None else self.git.blob(blob)

    @cached_property
    def _index(self) -> Mapping[str, str]:
        return {} if self.git is None else self.git.index()

    def is_file(self, path: str) -> bool:
        """Tell whether a path is a file."""
        return os.path.isfile(self._at(path))

    def is_dir(self, path: str) -> bool:
        """Tell whether a path is a directory."""
        return os.path.isdir(self._at(path))

    def is_at_hand(self, path: str) -> bool:
        """Tell whether a file or directory lies on the disk."""
        return os.path.exists(self._at(path))

    def names(self, path: str) -> Sequence[str]:
        """Give the names directly below a directory, sorted."""
        try:
            return sorted(os.listdir(self._at(path)))
        except (OSError, ValueError):
            return ()

    def size(self, path: str) -> int:
        """Give the bytes of a file."""
        try:
            return os.stat(self._at(path)).st_size
        except (OSError, ValueError):
            return 0

    def files(self) -> Sequence[str]:
        """Give what git tracks or does not ignore; everything where there is no git."""
        return self._files

    @cached_property
    def _files(self) -> Sequence[str]:
        return self._walked() if self.git is None else self.git.files()

    def targets_of(self, paths: Collection[str]) -> Mapping[str, str]:
        """Give where links lead, as the disk has it."""
        folders = {path.rpartition("/")[0] for path in paths}
        found = (path for folder in folders for path in self._links_in(folder))
        root, links = os.path.realpath(self.root), set(found).intersection(paths)
        return {x: os.path.relpath(os.path.realpath(self._at(x)), root) for x in links}

    def _links_in(self, folder: str) -> list[str]:
        """List the links of a directory: to read it takes less than to look at each file."""
        try:
            with os.scandir(self._at(folder)) as entries:
                links = [entry.name for entry in entries if entry.is_symlink()]
        except (OSError, ValueError):
            return []
        return [f"{folder}/{name}" if folder else name for name in links]

    def _walked(self) -> list[str]:
        found: list[str] = []
        for folder, folders, names in os.walk(self.root):
            folders[:] = sorted(set(folders) - _NEVER)
            base = os.path.relpath(folder, self.root).replace(os.sep, "/")
            found += names if base == "." else [f"{base}/{name}" for name in names]
        return sorted(found)


def _contents(path: str) -> bytes | None:
    """Read a file, one byte more than the limit at most; None for what is none."""
    # `open` makes three objects for it, which takes as long as the reading. A pipe is opened too,
    # without waiting for somebody to write into it.
    file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        found = os.fstat(file)
        if not stat.S_ISREG(found.st_mode):
            return None
        data = os.read(file, min(found.st_size, MAX_BYTES) + 1)
        # What grows meanwhile, or tells no size, comes in pieces.
        while (not data or len(data) != found.st_size) and len(data) <= MAX_BYTES:
            if not (more := os.read(file, _PIECE)):
                break
            data += more
        return data[: MAX_BYTES + 1]
    finally:
        os.close(file)


def modules_of(tree: Tree) -> tuple[str, ...]:
    """Give the directories of submodules, as a tree names them."""
    text = os.fsdecode(tree.tracked(".gitmodules") or b"")
    return tuple(found[1] for found in _MODULE.finditer(text))


class GitTree:
    """The files of the index or of a commit; `beside` has what lies in no blob of this repository.

    That is what lies beside the root, and in submodules.
    """

    def __init__(self, git: Git, blobs: Mapping[str, str], beside: WorkTree | Recorded) -> None:
        self.git = git
        self.blobs = blobs
        self.beside = beside

    def read(self, path: str) -> bytes | None:
        """Give the bytes of a file, decrypted where this clone does that."""
        path = self.behind(path)
        if self._is_beside(path):
            return self.beside.read(path)
        content = self.tracked(path)
        return content and self.git.checked_out(path, self.blobs[path], content)

    def tracked(self, path: str) -> bytes | None:
        """Give the bytes of a file of this tree alone; a repository may be damaged."""
        blob = self.blobs.get(path)
        if blob is None:
            return None
        content = self.git.blob(blob)
        if content is None:
            raise Unreadable(path, f"git lacks its content, {blob[:9]} (see `git fsck`)")
        return content

    def blob_of(self, path: str) -> str | None:
        """Name the content of a file of this tree, links on the way to it followed."""
        return self.blobs.get(self.behind(path))

    def is_file(self, path: str) -> bool:
        """Tell whether a path is a file."""
        path = self.behind(path)
        return self.beside.is_file(path) if self._is_beside(path) else path in self.blobs

    def is_dir(self, path: str) -> bool:
        """Tell whether a path is a directory."""
        path = self.behind(path)
        return self.beside.is_dir(path) if self._is_beside(path) else path in self._below

    def is_at_hand(self, path: str) -> bool:
        """Tell whether a path is in the tree, or on the disk and ignored."""
        return self.is_file(path) or self.is_dir(path) or self.beside.is_at_hand(path)

    def names(self, path: str) -> Sequence[str]:
        """Give the names directly below a directory, sorted."""
        path = self.behind(path)
        if self._is_beside(path):
            return self.beside.names(path)
        return sorted(self._below.get(path, ()))

    def size(self, path: str) -> int:
        """Give the bytes of a file."""
        return len(self.read(path) or b"")

    def files(self) -> Sequence[str]:
        """Give every file."""
        return sorted(self.blobs)

    def targets_of(self, paths: Collection[str]) -> Mapping[str, str]:
        """Give nothing: a link to one of the files is none of them."""
        del paths
        return {}

    def behind(self, path: str) -> str:
        """Give the path that a path comes to."""
        return posixpath.normpath(path)

    def entries(self) -> Iterable[str]:
        """Give the path of everything that has a name in the tree."""
        return self.blobs

    def through(self, touched: frozenset[str]) -> Iterable[str]:
        """Give the paths through links that a change concerns; there are no links here."""
        del touched
        return ()

    def _is_beside(self, path: str) -> bool:
        return any(path == way or path.startswith(f"{way}/") for way in ("..", *self._modules))

    @cached_property
    def _modules(self) -> tuple[str, ...]:
        return modules_of(self)

    @cached_property
    def _below(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for path in self.entries():
            while path and path != ".":
                parent, name = posixpath.split(path)
                found.setdefault(parent or ".", set()).add(name)
                path = parent  # noqa: PLW2901 -- climbs to the root
        return found
