"""The files of a deployment directory become those of another revision.

All that needs room is written and synced aside first; what comes then are renames and removals.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from deployer.directory.content import FOLDER, SECRET_FOLDER, folders_above, up_from
from deployer.errors import StepFailed
from stacklint.model.own_files import OWN
from stacklint.repo.said import why_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from deployer.directory.content import Content, File

_ASIDE = f"{OWN}/new"
"""Where git looks for nothing: what is new may be secret."""


def replace_files(place: Path, old: Content, new: Content) -> None:
    """Make the files of `old` those of `new`; what is in neither is left alone.

    A file is never seen half written. Raises StepFailed where the system says no.
    """
    lay_aside(place, old, new)
    swap_in(place, old, new)


def lay_aside(place: Path, old: Content, new: Content) -> None:
    """Write what is new beside its place, and return when it is on the disk.

    Raises StepFailed where the system says no, and then nothing is left of it.
    """
    try:
        with _saying(place):
            clear_aside(place)
            _lay(place, old, new)
    except StepFailed:
        clear_aside(place)
        raise


def swap_in(place: Path, old: Content, new: Content) -> None:
    """Put what was laid aside in its place, and take away what is gone.

    Raises StepFailed where the system says no; what was replaced until then stays replaced, and
    `replace_files` the other way round puts it back.
    """
    gone = {file.path for file in old.files} - {file.path for file in new.files}
    with _saying(place):
        _make_way(place, old, new)
        _rename(place / _ASIDE, place)
        for path in gone:
            _remove(place / path)
        _clear_folders(place, old, new)
        clear_aside(place)


def clear_aside(place: Path) -> None:
    """Take away what was laid aside, also by a run that was killed."""
    if (place / _ASIDE).is_dir():
        from shutil import rmtree  # noqa: PLC0415 -- few runs change files

        rmtree(place / _ASIDE)
        _remove_empty(place / OWN)


@contextmanager
def _saying(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        name = error.filename2 or error.filename or place
        raise StepFailed(str(name), f"cannot be written: {why_of(error)}") from error


def _lay(place: Path, old: Content, new: Content) -> None:
    before, aside = {file.path: file for file in old.files}, place / _ASIDE
    aside.parent.mkdir(mode=SECRET_FOLDER, exist_ok=True)
    aside.mkdir(mode=SECRET_FOLDER)
    made = [x for x in sorted({*new.folders, *folders_above(new)}) if not (place / x).is_dir()]
    for folder in made:
        _make_folders(aside, folder)
    written = [file for file in new.files if before.get(file.path) != file]
    for file in written:
        _make_folders(aside, file.path.rpartition("/")[0])
        _write(aside / file.path, file)
    # All are written before the first is waited for, so that the system waits for many at once.
    for file in written:
        sync(aside / file.path)
    for path in (x for x in aside.rglob("*") if x.is_dir()):
        sync(path)


def _make_folders(aside: Path, folder: str) -> None:
    for up in sorted(up_from(folder)):
        if not (aside / up).is_dir():
            (aside / up).mkdir(mode=SECRET_FOLDER if up.rpartition("/")[2] == OWN else FOLDER)


def _write(path: Path, file: File) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(file.data)
        os.fchmod(handle, file.mode)


def _make_way(place: Path, old: Content, new: Content) -> None:
    """Take away files where a directory comes, and directories where a file comes."""
    folders, files = {*new.folders, *folders_above(new)}, {file.path for file in new.files}
    for file in old.files:
        if file.path in folders or up_from(file.path) & files - {file.path}:
            _remove(place / file.path)
    for folder in sorted({*old.folders, *folders_above(old)}, reverse=True):
        if up_from(folder) & files:
            _remove_empty(place / folder)


def _rename(aside: Path, place: Path) -> None:
    """Rename what lies aside, directories as a whole where there is none of that name."""
    for path in sorted(aside.iterdir()):
        goal = place / path.name
        if path.is_dir() and goal.is_dir():
            _rename(path, goal)
        else:
            path.replace(goal)
    sync(place)


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
