"""One run at a time for each deployment: a lock that dies with who holds it."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from deployer.directory.content import SECRET_FOLDER
from deployer.directory.disk import is_full
from deployer.errors import Locked
from stacklint.model.named import NamedTuple
from stacklint.model.own_files import OWN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MOST_BYTES = 10_000


class Holder(NamedTuple):
    """Who works on a deployment: the process, its host, since when (RFC 3339), what was typed."""

    pid: int
    host: str
    since: str
    command: str


@contextmanager
def locked(place: Path, holder: Holder) -> Iterator[None]:
    """Hold the lock of a deployment directory; Locked, with who has it, where it is taken.

    The system lets go of it when the process ends, however that happens.
    """
    own = place / OWN
    own.mkdir(mode=SECRET_FOLDER, exist_ok=True)
    handle = os.open(own / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Locked(str(place), _words(handle)) from None
        _write(handle, holder)
        yield
    finally:
        os.close(handle)


def holder_words(place: Path) -> str:
    """Say who works on a deployment now; empty where nobody does."""
    try:
        handle = os.open(place / OWN / "lock", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return ""
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _words(handle)
    else:
        return ""
    finally:
        os.close(handle)


def _write(handle: int, holder: Holder) -> None:
    """Write down who holds it; a disk that is full keeps nobody from stopping what fills it."""
    os.ftruncate(handle, 0)
    try:
        os.pwrite(handle, json.dumps(holder._asdict()).encode(), 0)
    except OSError as error:
        if not is_full(error):
            raise


def _words(handle: int) -> str:
    try:
        held = json.loads(os.pread(handle, _MOST_BYTES, 0))
        return (
            f"`{held['command']}` (process {held['pid']} on {held['host']}, since {held['since']})"
        )
    except (ValueError, KeyError, TypeError):
        return "another run that has just begun"
