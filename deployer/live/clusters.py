"""The kind clusters of this host: asked in their own nodes, by nobody's kubeconfig."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.errors import DeployError
from deployer.found import Home, Place
from deployer.found.backing import backing_of
from deployer.live.claims import KINDS, claimed_in, owners_in
from deployer.live.scales import Weight
from deployer.live.site import Group
from deployer.shell import last_words
from deployer.targets.kind.nodes import control_plane, inside, landing, nodes_of
from stacklint.model.named import NamedTuple
from stacklint.model.targets import Target
from stacklint.model.volumes.live import LiveCluster, LiveVolume
from stacklint.model.volumes.survival import Backing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.live.claims import Claimed
    from deployer.live.site import Site
    from deployer.targets.kind.nodes import Node

_KUBECTL = ("kubectl", "--kubeconfig", "/etc/kubernetes/admin.conf", "--request-timeout=15s")
_PATIENCE = 30


class Cluster(NamedTuple):
    """A cluster that answers."""

    site: Site
    nodes: tuple[Node, ...]

    def node_of(self, claimed: Claimed) -> Node:
        """Give the node that a volume is on, or that its pods would run on first."""
        on = (node for node in self.nodes if node.name in claimed.nodes)
        return next(on, landing(self.nodes)[0])

    def weights(self, found: list[Claimed]) -> dict[tuple[str, str], Weight]:
        """Count what is at the paths of volumes, asking each node once; by node and path."""
        paths: dict[Node, list[str]] = {}
        for claimed in found:
            if claimed.path:
                paths.setdefault(self.node_of(claimed), []).append(claimed.path)
        return {
            (node.name, path): weight
            for node, some in paths.items()
            for path, weight in self.site.scales.in_node(node, some).items()
        }

    def volume(self, claimed: Claimed, weights: dict[tuple[str, str], Weight]) -> LiveVolume:
        """Say where the bytes of a claim are."""
        node, path = self.node_of(claimed), claimed.path
        one = LiveVolume(
            name=claimed.title,
            kept=claimed.kept,
            target=Target.KIND,
            backing=Backing.NOWHERE,
            users=claimed.users,
            trouble=claimed.trouble,
        )
        if not path:
            return one
        weight = weights.get((node.name, path), Weight())
        host = None if claimed.is_made else node.mounts.host_path(path)
        home = Home.PROVISIONED if claimed.is_made else Home.NODE
        place = Place(home, path) if host is None else Place(Home.HOST, host, path)
        return one._replace(
            backing=backing_of(place, Target.KIND, claimed.owner.directory),
            host=host,
            node=path,
            size=weight.size,
            trouble=claimed.trouble or self._dead(node, host, weight),
        )

    def _dead(self, node: Node, host: str | None, weight: Weight) -> str:
        here = self.site.host.inode(host) if host else ""
        if not weight.inode or not here or weight.inode == here:
            return ""
        # So it is, too, where docker runs in a machine of its own: inodes are not the same there.
        words = f"{node.name} has another directory there than this host has now"
        return f"{words}, and that of the node is counted"


def clusters(site: Site, names: list[str]) -> Iterator[LiveCluster]:
    """Look at clusters, by their names; one that cannot be asked says why."""
    for name in names:
        found: LiveCluster | None
        try:
            found = _cluster(site, name)
        except DeployError as error:
            found = LiveCluster(name, trouble=str(error))
        if found is not None and (found.deployments or found.trouble or not site.named):
            yield found


def _cluster(site: Site, name: str) -> LiveCluster | None:
    """Look at a cluster; None where it has gone meanwhile."""
    nodes = nodes_of(site.shell, name, site.host.real)
    if not nodes:
        return None
    control = control_plane(name, tuple(sorted(nodes, key=lambda node: not node.is_running)))
    if not control.is_running:
        words = f"{control.name} is stopped, and what is in it cannot be seen: `docker start"
        return LiveCluster(name, trouble=f"{words} {control.name}` first")
    asked = (*inside(control), *_KUBECTL, "get", KINDS, "-A", "-o", "json")
    ran = site.shell.ask(*asked, timeout=_PATIENCE)
    if ran.code:
        return LiveCluster(name, trouble=f"its API server does not answer: {last_words(ran)}")
    return _read(Cluster(site, nodes), name, ran.out)


def _read(cluster: Cluster, name: str, output: str) -> LiveCluster:
    site = cluster.site
    found = [x for x in claimed_in(output) if not site.named or _is_wanted(site, x)]
    weights = cluster.weights(found)
    groups = {x.directory: x.namespace for x in owners_in(output) if site.wants(x.directory)}
    volumes: dict[str, list[LiveVolume]] = {directory: [] for directory in ("", *groups)}
    for claimed in found:
        volumes[claimed.owner.directory].append(cluster.volume(claimed, weights))
    return LiveCluster(
        name=name,
        deployments=tuple(
            site.deployment(Group(Target.KIND, space, directory), volumes[directory])
            for directory, space in groups.items()
        ),
        others=tuple(volumes[""]),
        is_partial=bool(site.named),
    )


def _is_wanted(site: Site, claimed: Claimed) -> bool:
    return bool(claimed.owner.directory) and site.wants(claimed.owner.directory)
