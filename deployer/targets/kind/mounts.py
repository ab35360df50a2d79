"""Which directory of the host is which directory of a node; fixed when the node is made.

Source: reference on deployment directories, section 4. docker keeps a source as it was typed, so
directories of the host are compared by their real paths, which whoever asks hands in.
"""

from __future__ import annotations

import json
import posixpath
from typing import TYPE_CHECKING

from stacklint.model.hostpath import cleaned
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

_BIND = "bind"


class Mount(NamedTuple):
    """A directory that a node has from outside.

    `source` is the directory of the host, empty for what docker itself keeps (`/var` of a node).
    `propagation` is docker's word: `rprivate` does not see what is mounted on the host later.
    """

    source: str
    target: str
    is_writable: bool = True
    propagation: str = ""


class Mounts(NamedTuple):
    """The mounts of a node; `real` gives the real path of a directory of the host."""

    mounts: tuple[Mount, ...]
    real: Callable[[str], str]

    def covering(self, node_path: str) -> Mount | None:
        """Give the mount that a directory of the node lies on: the deepest one."""
        over = [x for x in self.mounts if below(node_path, x.target) is not None]
        return max(over, key=lambda mount: len(posixpath.normpath(mount.target)), default=None)

    def host_path(self, node_path: str) -> str | None:
        """Give the directory of the host behind one of the node; None where there is none."""
        mount = self.covering(node_path)
        if mount is None or not mount.source:
            return None
        return joined(mount.source, below(node_path, mount.target) or "")

    def node_path(self, host_path: str) -> str | None:
        """Give where the node has a directory of the host; None where it has it nowhere.

        A directory that another mount hides is not there.
        """
        found, wanted = [], self.real(host_path)
        for mount in (x for x in self.mounts if x.source):
            rest = below(wanted, self.real(mount.source))
            place = None if rest is None else joined(mount.target, rest)
            if place is not None and self.covering(place) == mount:
                found.append((len(self.real(mount.source)), place))
        return max(found)[1] if found else None

    def is_same(self, one: str, other: str) -> bool:
        """Tell whether two directories of the host are one, by their real paths."""
        return self.real(one) == self.real(other)


def below(path: str, root: str) -> str | None:
    """Give the rest of a path below another, empty for the same one; None where it is elsewhere."""
    path, root = cleaned(path), cleaned(root)
    if path == root:
        return ""
    start = root if root == "/" else f"{root}/"
    return path.removeprefix(start) if path.startswith(start) else None


def joined(root: str, rest: str) -> str:
    """Give a path below another."""
    return posixpath.join(cleaned(root), rest) if rest else cleaned(root)


def read_mounts(text: str, real: Callable[[str], str]) -> Mounts:
    """Read `.Mounts` of `docker inspect`, as JSON."""
    found = json.loads(text) or []
    return Mounts(tuple(_mount(entry) for entry in found), real)


def _mount(entry: dict[str, object]) -> Mount:
    is_bind = entry.get("Type") == _BIND
    return Mount(
        source=str(entry.get("Source", "")) if is_bind else "",
        target=str(entry.get("Destination", "")),
        is_writable=entry.get("RW") is not False,
        propagation=str(entry.get("Propagation", "")),
    )
