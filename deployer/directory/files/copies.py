"""Files and directories that go into a deployment as they are."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from deployer.directory.content import PLAIN, PROGRAM, SECRET, SECRET_FOLDER, Content, File
from deployer.errors import BadInput
from stacklint.repo.said import why_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def copied(source: Path, to: str) -> Content:
    """Copy a file, or a directory with all that is in it; links are followed."""
    if not _is_dir(source):
        return Content((_file(source, to),), ())
    files: list[File] = []
    folders: list[str] = []
    for path, place in _walked(source, to, frozenset()):
        if _is_dir(path):
            folders.append(place)
        else:
            files.append(_file(path, place))
    return Content(tuple(files), tuple(folders))


def _walked(folder: Path, to: str, above: frozenset[str]) -> Iterator[tuple[Path, str]]:
    """Give a directory and all that is below it, in an order that is always the same."""
    real = os.path.realpath(folder)
    if real in above:
        raise BadInput(str(folder), "is a link to a directory that it lies in: it has no end")
    yield folder, to
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        raise BadInput(str(folder), f"cannot be read: {why_of(error)}") from error
    for name in names:
        path, place = folder / name, f"{to}/{name}"
        if _is_dir(path):
            yield from _walked(path, place, above | {real})
        else:
            yield path, place


def _is_dir(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 -- says no where it may not look


def _file(path: Path, to: str) -> File:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise BadInput(str(path), "is no regular file, and only those can be copied")
        return File(to, path.read_bytes(), _mode(found.st_mode))
    except OSError as error:
        raise BadInput(str(path), f"cannot be read: {why_of(error)}") from error


def _mode(found: int) -> int:
    """Give the mode that git would; what nobody else may read stays so."""
    mode = PROGRAM if found & stat.S_IXUSR else PLAIN
    is_private = not found & (stat.S_IRGRP | stat.S_IROTH)
    return mode & (SECRET_FOLDER if mode == PROGRAM else SECRET) if is_private else mode
