"""Directories of this host: what is there, and why no data may go there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from deployer.found.size_words import size_words
from deployer.plan.moves import gone_words
from deployer.targets.local_paths import nearest, text_at, unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_ENTRIES = 200_000
_LOST_AND_FOUND = "lost+found"
_LEAST_FREE = 64 * 1024 * 1024
_FEW_PERCENT = 5


def size_of(path: str) -> int | None:
    """Count the bytes below a directory, 0 only where nothing is in it; None where it cannot be.

    What `mkfs` puts there is nothing, here and for `state_of`.
    """
    if state_of(path) == (True, True):
        return 0
    total = count = 0
    folders = [path]
    try:
        while folders:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    total, count = total + entry.stat(follow_symlinks=False).st_size, count + 1
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
            if count > _MOST_ENTRIES:
                return None
    except OSError:
        return None
    return max(total, 1) if count else 0


def state_of(path: str) -> tuple[bool | None, bool | None]:
    """Tell whether a directory is there, and whether it is empty; None where nobody could look."""
    try:
        with os.scandir(path) as entries:
            return True, all(entry.name == _LOST_AND_FOUND for entry in entries)
    except FileNotFoundError:
        return False, None
    except NotADirectoryError:
        return True, False
    except OSError:
        return None, None


def is_missing(path: str) -> bool:
    """Tell whether nothing is at a path; where nobody could look, something may be."""
    try:
        Path(path).stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def cannot_be(path: str) -> str:
    """Say why a directory cannot be at a path; empty where it can."""
    there = nearest(path)
    if path == "/":
        return "/ is all of this host: name a directory of its own"
    if not there.is_dir():
        return f"{there} is no directory"
    link = next((x for x in (Path(path), *Path(path).parents) if x.is_symlink()), there)
    if not link.exists():
        goal = f"{link} is a link to {link.readlink()}, which is not there"
        return f"{goal}: mount that, or make it, first"
    if there == Path("/"):
        top = Path(path).parts[1] if len(Path(path).parts) > 1 else ""
        return f"/{top} is not there: `mkdir /{top}`, if that is no slip"
    return ""


def unmounted(path: str, fstab: str, mounts: str) -> str:
    """Give the mount point above a path that nothing is mounted on; empty where there is none.

    `fstab` and `mounts` are the texts of /etc/fstab and /proc/self/mounts.
    """
    there = set(_points(mounts))
    wanted = (x for x in _points(fstab) if x not in there and x != "/" and is_below(path, x))
    return next(wanted, "")


def _points(table: str) -> Iterator[str]:
    """Give where the lines of a table of mounts mount something."""
    for line in table.splitlines():
        words = line.split()
        if len(words) > 1 and not words[0].startswith("#"):
            yield unescaped(words[1])


def not_mounted(path: str) -> str:
    """Say that a path is below a mount point of this host with nothing on it; empty if not."""
    fstab, mounts = text_at(Path("/etc/fstab")), text_at(Path("/proc/self/mounts"))
    point = unmounted(os.path.realpath(path), fstab, mounts)
    if not point:
        return ""
    return f"{path} is below {point}, which is in /etc/fstab and not mounted: mount it first"


def is_below(path: str, folder: str) -> bool:
    """Tell whether a path is a directory or below it."""
    return path == folder or path.startswith(f"{folder.rstrip('/')}/")


def gone(path: str) -> tuple[str, bool]:
    """Say why the data of a path is not to be seen, and whether for good; empty where it is."""
    where = not_mounted(path)
    if where:
        return where, False
    if state_of(path)[0] is False:
        return gone_words(path), True
    return "", False


def deployment_above(path: str, place: str) -> str:
    """Give the directory of another deployment that a path lies in; empty where there is none."""
    for folder in (Path(path), *Path(path).parents):
        if is_below(place, str(folder)):
            return ""
        if (folder / "deployment.yml").is_file():
            return str(folder)
    return ""


def no_room(path: str) -> tuple[str, str]:
    """Say that the disk of a path is full, and that it soon will be; empty where it is not."""
    try:
        usage = shutil.disk_usage(nearest(path))
    except OSError:
        return "", ""
    return room_words(path, usage.free, usage.total)


def room_words(path: str, free: int, total: int) -> tuple[str, str]:
    """Say what follows from the bytes that a disk has left: what stops us, and what is told."""
    if free < _LEAST_FREE:
        return f"the disk of {path} has only {size_words(free)} left: make room first", ""
    has = f"the disk of {path} has {size_words(free)} left"
    return "", has if free * 100 < total * _FEW_PERCENT else ""
