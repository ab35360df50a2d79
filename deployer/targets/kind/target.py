"""Deployments in a kind cluster of this host: what only kind needs, and Kubernetes for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.errors import Unreachable
from deployer.found import Condition, Readiness, Sighting
from deployer.plan import Action
from deployer.targets.kind.cluster import Cluster
from deployer.targets.kind.config import read_config
from deployer.targets.kind.ground import NodeGround
from deployer.targets.kind.host import Host
from deployer.targets.kind.images import load
from deployer.targets.kind.machine import machine_troubles
from deployer.targets.kind.mounts import Mount
from deployer.targets.kind.nodes import control_plane
from deployer.targets.kind.present import (
    differences,
    image_sightings,
    image_troubles,
    stored_images,
)
from deployer.targets.kind.resources import CLUSTER, IMAGE
from deployer.targets.kind.saved import CERTIFICATES, file_of, saved_in, with_saved
from deployer.targets.kind.sight import Sight
from deployer.targets.kind.unseen import absent, is_for_data, stopped
from deployer.targets.local_images import local_images
from deployer.wanted.resource import Key
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from deployer.directory.files.kind_config import HostMount
    from deployer.found import Earlier, Found, Running
    from deployer.migration.route import Route
    from deployer.plan import Plan, Step
    from deployer.shell import Shell
    from deployer.targets.kind.ground import Copying
    from deployer.targets.kubernetes.ground import Ground
    from deployer.targets.protocol import ClusterTarget
    from deployer.wanted.resource import Wanted


class Setting(NamedTuple):
    """A deployment on kind: its cluster, by the name that was recorded, and its files.

    `config` is the text of its kind-config.yml. `kubeconfig` is a file of its own: the one of the
    user is left alone. `mounts` are those that the spec asks for; without them, what the
    configuration says is taken for it.
    """

    cluster: str
    config: str
    kubeconfig: Path
    copying: Copying
    mounts: tuple[HostMount, ...] | None = None


class KindTarget:
    """A kind cluster; what speaks with its API server is made when that is there."""

    def __init__(
        self,
        shell: Shell,
        setting: Setting,
        kubernetes: Callable[[Path, Ground], ClusterTarget],
    ) -> None:
        self._shell = shell
        self._setting = setting
        self._make = kubernetes
        self._host = Host(shell)
        self._config = read_config(setting.config, self._host.real)
        self._cluster = Cluster(shell, setting.cluster, self._host.real)
        self._made: ClusterTarget | None = None

    def images(self, names: Sequence[str]) -> Mapping[str, str]:
        """Give the ids of the images that this host has."""
        return local_images(self._shell, names)

    def observe(self, wanted: Wanted, earlier: Earlier) -> Found:
        """Look at the cluster, its nodes, and the directories of this host behind them."""
        return with_saved(self._observed(wanted, earlier), wanted)

    def _observed(self, wanted: Wanted, earlier: Earlier) -> Found:
        self._made, sight = None, self._sight()
        if not sight.nodes:
            found = absent(sight, self._config, wanted, earlier)
            troubles = machine_troubles(self._shell, self._config, wanted)
            return _with(found, (*image_troubles(wanted, ()), *troubles))
        if not all(node.is_running for node in sight.nodes):
            return stopped(sight, self._key, wanted, earlier)
        found = self._kubernetes(sight).observe(wanted, earlier)
        stores = stored_images(sight)
        sightings = {self._key: Sighting(), **image_sightings(wanted, stores), **found.sightings}
        found = found._replace(sightings=sightings)
        notes = differences(sight, self._config, wanted)
        return _with(found, image_troubles(wanted, stores), notes)

    def copies(self, plan: Plan) -> tuple[Route, ...]:
        """Give from where to where the bytes of volumes are copied; a stopped node shows none."""
        moves = [x.move for x in plan.changes if x.action is Action.MOVE and x.move is not None]
        sight = self._sight() if moves else None
        if sight is None or not all(node.is_running for node in sight.nodes):
            return ()
        return tuple(map(NodeGround(sight, self._setting.copying).route, moves))

    def execute(self, step: Step) -> None:
        """Take a step: of the cluster and its images here, of objects by the API server."""
        key = step.resource.key
        if key.kind == CLUSTER:
            self._place(step)
        elif key.kind == IMAGE:
            load(self._shell, self._setting.cluster, step.resource.title)
        elif key.kind == CERTIFICATES:
            self._bring_back(file_of(step.resource))
        else:
            self._kubernetes().execute(step)

    def _place(self, step: Step) -> None:
        self._made = None
        if step.action is not Action.CREATE:
            self._cluster.start()
            return
        for mount in self._config.mounts.mounts:
            if is_for_data(mount) and not self._host.is_there(mount.source):
                self._host.make(mount.source)
        body = step.resource.body
        self._cluster.create(str(body["config"]), str(body["image"]), self._setting.kubeconfig)

    def _bring_back(self, file: str) -> None:
        """Make the Secrets that are saved; one that is there is newer, and stays."""
        node = control_plane(self._cluster.name, self._cluster.nodes())
        for secret in saved_in(self._shell, node, file):
            self._kubernetes().add(secret)

    def readiness(self, key: Key) -> Readiness:
        """Ask the API server, where there is one."""
        if self._made is None and not self._is_up():
            return Readiness(Condition.WAITING, f"cluster {self._cluster.name} does not run")
        return self._kubernetes().readiness(key)

    def evidence(self, key: Key) -> str:
        """Ask the API server."""
        return self._kubernetes().evidence(key)

    def secret(self, key: Key) -> Mapping[str, str]:
        """Ask the API server; a cluster that is gone took its Secrets along."""
        nodes = self._cluster.nodes()
        if not nodes:
            return {}
        if not all(node.is_running for node in nodes):
            names = " ".join(node.name for node in nodes if not node.is_running)
            why = f"it is stopped, and cannot be asked: `docker start {names}`, wait a minute"
            raise Unreachable(f"cluster {self._cluster.name}", why)
        return self._kubernetes().secret(key)

    def running(self, namespace: str, app: str) -> tuple[Running, ...]:
        """Ask the API server, where there is one."""
        return self._kubernetes().running(namespace, app) if self._is_up() else ()

    def _is_up(self) -> bool:
        nodes = self._cluster.nodes()
        return bool(nodes) and all(node.is_running for node in nodes)

    @property
    def _key(self) -> Key:
        return Key(CLUSTER, "", self._setting.cluster)

    def _sight(self) -> Sight:
        nodes = self._cluster.nodes()
        planned, mounts = self._config.mounts, self._setting.mounts
        asked = planned
        if mounts is not None:
            found = tuple(Mount(x.host, x.node) for x in mounts)
            asked = planned._replace(mounts=found)
        return Sight(self._shell, self._host, self._cluster.name, nodes, asked, planned)

    def _kubernetes(self, sight: Sight | None = None) -> ClusterTarget:
        """Give what speaks with the API server; its address is asked for once for each look."""
        if self._made is None:
            kubeconfig = self._setting.kubeconfig
            self._cluster.write_kubeconfig(kubeconfig)
            ground = NodeGround(sight or self._sight(), self._setting.copying)
            self._made = self._make(kubeconfig, ground)
        return self._made


def _with(found: Found, troubles: Iterable[str], notes: Iterable[str] = ()) -> Found:
    return found._replace(troubles=(*found.troubles, *troubles), notes=(*found.notes, *notes))
