"""Folders beside what runs, in `.stacklint/`, for what is made and judged before it counts."""

from __future__ import annotations

import fcntl
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from deployer.directory.content import SECRET_FOLDER
from deployer.errors import PreflightFailed
from stacklint.model.own_files import OWN
from stacklint.repo.said import why_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_ASIDE = "next-"


@contextmanager
def aside(place: Path) -> Iterator[Path]:
    """Give an empty folder of a deployment directory, which is gone afterwards.

    It is locked as long as it is used: what a killed run has left is known by that.
    """
    own = place / OWN
    try:
        own.mkdir(mode=SECRET_FOLDER, exist_ok=True)
        made = tempfile.TemporaryDirectory(prefix=_ASIDE, dir=own, ignore_cleanup_errors=True)
    except OSError as error:
        raise PreflightFailed((f"{own} cannot be written: {why_of(error)}",)) from error
    with made as name:
        handle = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield Path(name)
        finally:
            os.close(handle)


def is_aside(path: Path) -> bool:
    """Tell whether a path is that of such a folder, there or not."""
    return path.parent.name == OWN and path.name.startswith(_ASIDE)


def clear_left(place: Path) -> None:
    """Take away the folders of killed runs; those of a run that only looks are in use."""
    from shutil import rmtree  # noqa: PLC0415 -- few runs are killed

    for path in sorted((place / OWN).glob(f"{_ASIDE}*")):
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            rmtree(path, ignore_errors=True)
        except BlockingIOError:
            continue
        finally:
            os.close(handle)
