"""What the system says no to while files are read and written, as an error of ours."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

from deployer.errors import PreflightFailed, StepFailed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


_FULL = {errno.ENOSPC, errno.EDQUOT}
_OTHERS = "run this as the user whose it is"
_REMEDIES = {
    errno.EACCES: _OTHERS,
    errno.EPERM: _OTHERS,
    errno.EROFS: "mount it so that it can be written to",
}


def is_full(error: OSError) -> bool:
    """Tell whether the system has no room."""
    return error.errno in _FULL


def words_of(error: OSError) -> str:
    """Say why the system said no, and what to do where that is known."""
    why = (error.strerror or "the system said no").lower()
    remedy = _REMEDIES.get(error.errno or 0)
    return f"{why}: {remedy}" if remedy else why


@contextmanager
def on_disk(place: Path) -> Iterator[None]:
    """Turn what the system says (read-only, not allowed) into StepFailed, with the path.

    A disk that is full is PreflightFailed; who has touched something by then says so instead.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        what, why = str(error.filename or place), words_of(error)
        if is_full(error):
            raise PreflightFailed((f"{what}: {why}: make room there",)) from error
        raise StepFailed(what, why) from error
