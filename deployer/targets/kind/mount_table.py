"""What the host has mounted, and what it should have: `/proc/self/mountinfo` and `/etc/fstab`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.targets.kind.mounts import below
from deployer.targets.local_paths import unescaped
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_TARGET = 4
_OPTIONS = 6
_END = "-"
_LEAST = 2


class Mounted(NamedTuple):
    """A mount of the host; `is_shared` tells that others can see what is mounted below it later."""

    target: str
    is_shared: bool


def mounted(mountinfo: str) -> tuple[Mounted, ...]:
    """Read `/proc/self/mountinfo`; a later mount at one place hides the earlier."""
    return tuple(_mounted(mountinfo))


def _mounted(mountinfo: str) -> Iterator[Mounted]:
    for line in mountinfo.splitlines():
        words = line.split(" ")
        if _END in words[_OPTIONS:]:
            options = words[_OPTIONS : words.index(_END, _OPTIONS)]
            is_shared = any(x.startswith(("shared:", "master:")) for x in options)
            yield Mounted(unescaped(words[_TARGET]), is_shared)


def unmounted(path: str, fstab: str, mounts: tuple[Mounted, ...]) -> str | None:
    """Give the mount point of fstab that a path lies on, where nothing is mounted there."""
    there = {mount.target for mount in mounts}
    for line in fstab.splitlines():
        words = line.split("#", 1)[0].split()
        point = unescaped(words[1]) if len(words) >= _LEAST else ""
        if point.startswith("/") and point not in there and below(path, point) is not None:
            return point
    return None


def is_shared(path: str, mounts: tuple[Mounted, ...]) -> bool:
    """Tell whether a path lies on a mount that a node can follow; nobody knows is yes."""
    over = [mount for mount in mounts if below(path, mount.target) is not None]
    longest = max((len(mount.target) for mount in over), default=0)
    deepest = [mount for mount in over if len(mount.target) == longest]
    return deepest[-1].is_shared if deepest else True
