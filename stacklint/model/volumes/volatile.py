"""Directories of a host that forget what is put into them.

Source: the file hierarchy of systemd, file-hierarchy(7), and its tmpfiles.d(5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.enums import Enum
from stacklint.model.hostpath import is_at_or_below

if TYPE_CHECKING:
    from stacklint.model.hostpath import HostPath

_MEMORY = "/dev/shm"  # noqa: S108 -- named, not used
_RUNTIME = ("/run", "/var/run")
# Disks are mounted here.
_BUT_DISKS = ("/run/media", "/run/mount")
_SWEPT = "/tmp"  # noqa: S108 -- named, not used


class Volatility(Enum):
    """How a directory forgets.

    `MEMORY` has no other use, so that who names it may want that; of `RUNTIME` few know it.
    """

    MEMORY = "memory"
    RUNTIME = "runtime"
    SWEPT = "swept"


def volatility_of(path: HostPath) -> Volatility | None:
    """Tell how what lies at a path gets lost on any host; None where nothing says that it does."""
    clean = path.clean
    if not clean.startswith((_MEMORY, *_RUNTIME, _SWEPT)):
        return None
    if path.is_opaque or any(is_at_or_below(clean, x) for x in _BUT_DISKS):
        return None
    if is_at_or_below(clean, _MEMORY):
        return Volatility.MEMORY
    if any(is_at_or_below(clean, x) for x in _RUNTIME):
        return Volatility.RUNTIME
    return Volatility.SWEPT if is_at_or_below(clean, _SWEPT) else None
