"""The files of a deployment directory become those of another revision, one after the other."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from deployer.directory.content import FOLDER, OWN, SECRET_FOLDER, folders_above, up_from
from deployer.errors import StepFailed

if TYPE_CHECKING:
    from pathlib import Path

    from deployer.directory.content import Content, File

_NEW = ".stacklint-new"


def replace_files(place: Path, old: Content, new: Content) -> None:
    """Make the files of `old` those of `new`; what is in neither is left alone.

    A file is never seen half written. Raises StepFailed where the system says no; what was replaced
    until then stays replaced, and `replace_files` the other way round puts it back.
    """
    before = {file.path: file for file in old.files}
    gone = before.keys() - {file.path for file in new.files}
    try:
        _clear_left(place)
        _make_way(place, old, new)
        for folder in sorted({*new.folders, *folders_above(new)}):
            _make_folder(place / folder)
        for file in new.files:
            if before.get(file.path) != file:
                _put(place, file)
        for path in gone:
            _remove(place / path)
        _clear_folders(place, old, new)
    except OSError as error:
        why = (error.strerror or "no reason given").lower()
        raise StepFailed(str(error.filename or place), f"cannot be written: {why}") from error


def _clear_left(place: Path) -> None:
    """Take away what was about to be renamed when a run was killed.

    That is, beside files which are named one by one; in other directories it is seen as a file.
    """
    for folder in (place, place / OWN):
        for left in folder.glob(f"*{_NEW}"):
            left.unlink()


def _make_way(place: Path, old: Content, new: Content) -> None:
    """Take away files where a directory comes, and directories where a file comes."""
    folders, files = {*new.folders, *folders_above(new)}, {file.path for file in new.files}
    for file in old.files:
        if file.path in folders or up_from(file.path) & files - {file.path}:
            _remove(place / file.path)
    for folder in sorted({*old.folders, *folders_above(old)}, reverse=True):
        if up_from(folder) & files:
            _remove_empty(place / folder)


def _make_folder(path: Path) -> None:
    if not path.is_dir():
        path.mkdir(mode=SECRET_FOLDER if path.name == OWN else FOLDER, parents=True)
        sync(path.parent)


def _put(place: Path, file: File) -> None:
    path = place / file.path
    new = path.with_name(path.name + _NEW)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(file.data)
        os.fchmod(handle, file.mode)
        os.fsync(handle)
    new.replace(path)
    sync(path.parent)


def _remove(path: Path) -> None:
    if path.is_file() or path.is_symlink():
        path.unlink()
        sync(path.parent)


def _clear_folders(place: Path, old: Content, new: Content) -> None:
    """Take away directories that only held what is gone; never one that is not empty."""
    kept = {*new.folders, *folders_above(new)}
    for folder in sorted({*old.folders, *folders_above(old)} - kept, reverse=True):
        _remove_empty(place / folder)


def _remove_empty(path: Path) -> None:
    if path.is_dir() and not any(path.iterdir()):
        path.rmdir()


def sync(path: Path) -> None:
    """Return when a file or directory is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
