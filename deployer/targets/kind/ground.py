"""The nodes of a kind cluster, whose directories are directories of this host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.errors import StepFailed
from deployer.found import Home, Place, Prospect
from deployer.migration.route import Route
from deployer.targets.kind.nodes import ask_inside, inside
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from deployer.plan.moves import Move
    from deployer.shell import Shell
    from deployer.targets.kind.sight import Sight

IN_NODE = "in the kind node"


class Copying(NamedTuple):
    """How bytes are copied: `run` marks what is half done.

    `copy` gets a shell, what runs programs where the bytes are, source, target and the mark.
    """

    copy: Callable[[Shell, tuple[str, ...], str, str, str], None]
    run: str


class NodeGround:
    """The directories of the nodes that pods run on."""

    __slots__ = ("_copying", "_sight")

    def __init__(self, sight: Sight, copying: Copying) -> None:
        self._sight = sight
        self._copying = copying

    def place(self, path: str, home: Home) -> Place:
        """Take a directory of the host where the node has one there.

        What a class made stays its own, since it deletes it, mounted or not.
        """
        host = self._sight.host_path(path)
        if home is Home.NODE and host is not None:
            return self._seen(self._on_host(host, path), path)
        node = self._sight.holder(path)
        if node is None:
            # The kubelet makes the directory of a hostPath; nobody makes one of a class again.
            return Place(home, path, IN_NODE, size=0 if home is Home.NODE else None)
        words = IN_NODE if len(self._sight.nodes) == 1 else f"in node {node.name}"
        return Place(home, path, words, size=self._sight.size(node, path))

    def _seen(self, place: Place, path: str) -> Place:
        """Look as root in a node, from whom nothing is hidden."""
        node = self._sight.landing[0]
        look = self._sight.look(node, path)
        inode = place.inode or ("" if look is None else look.inode)
        return place._replace(inode=inode, size=self._sight.size(node, path))

    def _on_host(self, host: str, path: str) -> Place:
        return Place(Home.HOST, host, path, self._sight.host.inode(host))

    def prospect(self, volume: str, path: str) -> Prospect:
        """Say what is there, or why a node does not have what is asked for."""
        sight = self._sight
        hidden = sight.hidden(path)
        if hidden:
            place = Place(Home.HOST, sight.asked.host_path(path) or path, path)
            return Prospect(volume, place, trouble=hidden)
        host = sight.host_path(path) or path
        look = sight.look(sight.landing[0], path)
        return Prospect(
            volume,
            self._on_host(host, path),
            exists=look is not None,
            is_empty=None if look is None else look.is_empty,
            trouble=sight.host.unmounted(host) or sight.dead(path),
        )

    def trouble(self, path: str) -> str:
        """Say that a mount is dead, or that something else was mounted over it."""
        return self._sight.dead(path)

    def make(self, path: str) -> None:
        """Make it on the host; as root in the nodes where that is not ours to do, or not seen."""
        host = self._sight.host_path(path)
        if host is not None and not self._sight.host.unmakable(host):
            self._sight.host.make(host)
            return
        for node in self._sight.landing:
            ran = ask_inside(self._sight.shell, node, 'mkdir -p -- "$1"', path)
            if ran.code:
                raise StepFailed(path, f"{node.name} cannot make it: {ran.err.strip()}")

    def copy(self, move: Move) -> None:
        """Copy in a node, as root, where it has both places; else on this host."""
        route = self.route(move)
        self._copying.copy(route.shell, route.prefix, route.source, route.target, self._copying.run)

    def route(self, move: Move) -> Route:
        """Say where and from where to where is copied; StepFailed where that cannot be."""
        if move.source is None or move.goal is None:
            raise StepFailed(move.volume, "the plan does not say where its bytes go")
        source, goal = _in_node(move.source), _in_node(move.goal)
        self._guard_mount(move.source, move.goal)
        is_inside = self._has(move.source) and self._has(move.goal)
        for node in self._sight.nodes:
            if is_inside and self._sight.look(node, source) is not None:
                return Route(self._sight.shell, inside(node), source, goal)
        if move.source.home is not Home.HOST:
            raise StepFailed(move.volume, f"no node has {source} any more")
        return Route(self._sight.shell, (), move.source.path, move.goal.path)

    def _guard_mount(self, source: Place, goal: Place) -> None:
        """Copy into no directory that is itself a mount: a copy is renamed into its place."""
        has = [node.mounts for node in self._sight.landing] or [self._sight.planned]
        mount = has[0].covering(goal.inside)
        if mount is not None and mount.target == goal.inside:
            why = (
                "a node has it as a mount of its own, and nothing is renamed over that: stop, copy"
            )
            words = f"{why} {source.path} into it by `cp -a`, and take --adopt"
            raise StepFailed(goal.path, words)

    def _has(self, place: Place) -> bool:
        """Tell whether what a node has at the place of a directory of the host is that one."""
        if place.home is not Home.HOST:
            return True
        live = self._sight.host_path(place.inside)
        return live is not None and self._sight.asked.is_same(live, place.path)


def _in_node(place: Place) -> str:
    return place.inside if place.home is Home.HOST else place.path
