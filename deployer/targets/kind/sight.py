"""What can be seen of the directories of nodes: asked for, mounted, and really the same."""

from __future__ import annotations

import posixpath
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from deployer.targets.kind.host import PATIENCE, size_said
from deployer.targets.kind.mounts import below
from deployer.targets.kind.nodes import ask_inside, landing
from stacklint.model.named import NamedTuple
from stacklint.model.volumes.nodepath import NODE_ROOT

if TYPE_CHECKING:
    from deployer.shell import Shell
    from deployer.targets.kind.host import Host
    from deployer.targets.kind.mounts import Mounts
    from deployer.targets.kind.nodes import Node

_ABSENT = 44
_LOOK = f"""\
[ -e "$1" ] || exit {_ABSENT}
stat -L -c %d:%i -- "$1" && find -H "$1" -mindepth 1 -maxdepth 1 ! -name lost+found -print -quit
"""
_SIZE = f'timeout {PATIENCE} du -sb -- "$1"'


class Look(NamedTuple):
    """What a node has at a path."""

    inode: str
    is_empty: bool


class Sight(NamedTuple):
    """A cluster as seen from this host.

    `asked` are the mounts that the spec asks for, `planned` those that a new cluster would have.
    There are no `nodes` where there is no cluster yet.
    """

    shell: Shell
    host: Host
    cluster: str
    nodes: tuple[Node, ...]
    asked: Mounts
    planned: Mounts

    @property
    def landing(self) -> tuple[Node, ...]:
        """The nodes that pods run on."""
        return landing(self.nodes)

    def host_path(self, path: str) -> str | None:
        """Give the directory of the host that every node has at a path; None if there is none."""
        found = [node.mounts.host_path(path) for node in self.landing] or [
            self.planned.host_path(path)
        ]
        first = found[0]
        if first is None or any(x is None or not self.asked.is_same(first, x) for x in found):
            return None
        return first

    def hidden(self, path: str) -> str:
        """Say that a node has no directory of the host at a path, or not the one asked for."""
        asked = self.asked.host_path(path)
        if not self.nodes:
            return self._unplanned(path, asked)
        for node in self.landing:
            live = node.mounts.host_path(path)
            if live is None or (asked is not None and not self.asked.is_same(asked, live)):
                return self._hidden(node, asked or path, live)
        return ""

    def _unplanned(self, path: str, asked: str | None) -> str:
        planned = self.planned.host_path(path)
        if planned is not None and (asked is None or self.asked.is_same(asked, planned)):
            return ""
        has, wants = planned or "no directory of the host", asked or "one"
        return f"kind-config.yml mounts {has} at {path}, and the spec asks for {wants}: mend it"

    def _hidden(self, node: Node, asked: str, live: str | None) -> str:
        has = "" if live is None else f", which has {live} in its place"
        words = f"{asked} is not under a live mount of {node.name}{has}, and the mounts of a node"
        words = f"{words} are fixed when it is made"
        mount = node.mounts.covering(NODE_ROOT)
        if mount is None or not mount.source:
            return f"{words}: it takes a new cluster, best one with a `kind-mount-root`"
        return f"{words}: put it under {mount.source}, or make a new cluster"

    def look(self, node: Node, path: str) -> Look | None:
        """Look at a path in a node, as root; None where nothing is there."""
        ran = ask_inside(self.shell, node, _LOOK, path)
        if ran.code:
            return None
        inode, _, rest = ran.out.partition("\n")
        return Look(inode, not rest.strip())

    def size(self, node: Node, path: str) -> int | None:
        """Count the bytes below a path of a node; None where that takes long."""
        look = self.look(node, path)
        if look is None or look.is_empty:
            return 0
        ran = ask_inside(self.shell, node, _SIZE, path)
        return size_said(ran.out) if ran.code == 0 else None

    def holder(self, path: str) -> Node | None:
        """Give the node that has a directory of its own at a path."""
        return next((x for x in self.nodes if self.look(x, path) is not None), None)

    def dead(self, path: str) -> str:
        """Say why a node does not see what the host has behind a path; empty where it does."""
        return next((words for node in self.landing if (words := self._dead(node, path))), "")

    def _dead(self, node: Node, path: str) -> str:
        mount, host = node.mounts.covering(path), node.mounts.host_path(path)
        if mount is None or host is None:
            return ""
        again = f"`docker restart {node.name}` takes what is there now"
        while not self.host.inode(host):
            if not below(host, mount.source):
                words = f"{mount.source}, which {node.name} has at {mount.target}, cannot be seen"
                return f"{words} on this host: put it back, then {again}"
            host, path = posixpath.dirname(host), posixpath.dirname(path)
        look = self.look(node, path)
        if look is not None and (look.inode == self.host.inode(host) or self._reads(node, path)):
            return ""
        words = f"{node.name} does not see what is at {host}: that was made anew, or a disk was"
        return f"{words} mounted there, while the node ran: put back what was there, or {again}"

    def _reads(self, node: Node, path: str) -> bool:
        """Tell whether a node reads what is written here, where inodes are not the same.

        That is so where docker runs on another machine, with directories of this one.
        """
        host = node.mounts.host_path(path)
        try:
            with tempfile.NamedTemporaryFile(dir=host, prefix=".stacklint-probe-") as probe:
                name = Path(probe.name).name
                ran = ask_inside(self.shell, node, '[ -e "$1" ]', posixpath.join(path, name))
        except OSError:
            return False
        return ran.code == 0
