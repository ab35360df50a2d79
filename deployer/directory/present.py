"""The content that a deployment directory has now: what a revision is made of, and no data."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from deployer.directory.content import GENERATED_FILE, LEFT_BEHIND, STATE_FILE, Content, File
from deployer.directory.disk import words_of
from deployer.errors import BadInput
from stacklint.model.own_files import FILES, FOLDERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FILES = sorted((*FILES, GENERATED_FILE, STATE_FILE))


def present(place: Path) -> Content:
    """Read all files of a deployment that belong to a revision; a volume's never do."""
    files = [_read(place, name) for name in _FILES if _is_file(place, name)]
    folders: list[str] = []
    for name in FOLDERS:
        if (place / name).is_dir():
            _guard_link(place / name)
            for path, is_folder in _below(place, name):
                if is_folder:
                    folders.append(path)
                else:
                    files.append(_read(place, path))
    return Content(tuple(files), tuple(folders))


def _is_file(place: Path, name: str) -> bool:
    try:
        return (place / name).is_file()
    except OSError as error:
        raise _unreadable(place, name, error) from error


def _below(place: Path, folder: str) -> Iterator[tuple[str, bool]]:
    yield folder, True
    try:
        entries = sorted(os.scandir(place / folder), key=lambda entry: entry.name)
    except OSError as error:
        raise _unreadable(place, folder, error) from error
    for entry in entries:
        path = f"{folder}/{entry.name}"
        if entry.is_dir():
            _guard_link(place / path)
            yield from _below(place, path)
        elif entry.is_file() and not entry.name.endswith(LEFT_BEHIND):
            yield path, False


def _guard_link(path: Path) -> None:
    if path.is_symlink():
        why = "is a link, and what lies behind it would be changed: put a directory there"
        raise BadInput(str(path), why)


def _read(place: Path, path: str) -> File:
    try:
        return File(path, (place / path).read_bytes(), (place / path).stat().st_mode & 0o777)
    except OSError as error:
        raise _unreadable(place, path, error) from error


def _unreadable(place: Path, path: str, error: OSError) -> BadInput:
    return BadInput(str(place / path), f"cannot be read: {words_of(error)}")
