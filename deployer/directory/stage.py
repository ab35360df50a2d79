"""A directory that comes to be all at once: staged beside its place, synced, renamed.

The staging directory is locked while it is written: a second run is refused, and what a killed run
has left is taken over.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from deployer.directory.content import FOLDER, SECRET_FOLDER, folders_above, up_from
from deployer.directory.replace import sync
from deployer.errors import AlreadyThere, NotWritten
from stacklint.model.own_files import OWN
from stacklint.repo.said import why_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from deployer.directory.content import Content, File


def staging_of(place: Path) -> Path:
    """Give the directory where a directory is staged."""
    return place.with_name(f".{place.name}.stacklint-new")


def make_directory(
    place: Path, content: Content, *, before_rename: Callable[[], None] = lambda: None
) -> None:
    """Make a directory with all its content, or nothing at all.

    Raises AlreadyThere where it exists or is being made, NotWritten where the system says no.
    `before_rename` is called when all is written and nothing is in its place yet.
    """
    try:
        with _locked(place) as staging:
            _write_all(staging, content)
            before_rename()
            guard_free(place)
            staging.rename(place)
            sync(place.parent)
    except OSError as error:
        raise NotWritten(str(place), why_of(error)) from error


@contextmanager
def scratch(place: Path) -> Iterator[Path]:
    """Give an empty folder beside a directory that is about to be made; it is gone afterwards."""
    from tempfile import TemporaryDirectory  # noqa: PLC0415 -- for stacks with hooks alone

    try:
        made = TemporaryDirectory(prefix=f".{place.name}.stacklint-", dir=place.parent)
    except OSError as error:
        raise NotWritten(str(place), why_of(error)) from error
    with made as name:
        yield Path(name)


def guard_free(place: Path) -> None:
    """Raise AlreadyThere where something is in the place."""
    if place.exists() or place.is_symlink():
        raise AlreadyThere(str(place), "name a new directory, or move that one away by hand")


@contextmanager
def _locked(place: Path) -> Iterator[Path]:
    staging = staging_of(place)
    staging.mkdir(mode=SECRET_FOLDER, exist_ok=True)
    lock = os.open(staging, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        _lock(lock, staging, place)
        _clear(staging)
        try:
            yield staging
        finally:
            if staging.exists() and os.path.samestat(os.fstat(lock), staging.stat()):
                _remove(staging)
    finally:
        os.close(lock)


def _lock(lock: int, staging: Path, place: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise AlreadyThere(str(place), "another run is making it just now") from None
    # Between our look and our lock, another run may have finished with it.
    if not staging.exists() or not os.path.samestat(os.fstat(lock), staging.stat()):
        raise AlreadyThere(str(place), "another run has just made it")


def _clear(staging: Path) -> None:
    if any(staging.iterdir()):
        for path in staging.iterdir():
            _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        from shutil import rmtree  # noqa: PLC0415 -- only where something went wrong

        rmtree(path)
    else:
        path.unlink()


def _write_all(staging: Path, content: Content) -> None:
    folders = {up for path in content.folders for up in up_from(path)} | folders_above(content)
    for folder in sorted(folders):
        (staging / folder).mkdir()
    for file in content.files:
        _write(staging, file)
    # All are written before the first is waited for, so that the system waits for many at once.
    for file in content.files:
        sync(staging / file.path)
    for folder in sorted(folders, reverse=True):
        (staging / folder).chmod(SECRET_FOLDER if folder == OWN else FOLDER)
        sync(staging / folder)
    staging.chmod(FOLDER)
    sync(staging)


def _write(staging: Path, file: File) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    handle = os.open(staging / file.path, flags, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(file.data)
        os.fchmod(handle, file.mode)
