"""A cluster that is not there, or whose nodes are stopped: what can be told of it all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.found import Binding, Found, Home, Place, Prospect, Sighting
from deployer.targets.kind.ground import IN_NODE
from deployer.targets.kind.mounts import below
from deployer.targets.untrusted import text
from deployer.wanted.resource import Role
from stacklint.model.volumes.nodepath import NODE_ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.found import Earlier
    from deployer.targets.kind.config import ClusterConfig
    from deployer.targets.kind.mounts import Mount
    from deployer.targets.kind.sight import Sight
    from deployer.wanted.resource import Key, Wanted
    from stacklint.model.change import Data

_NO_ROOT = "without a `kind-mount-root`, a volume that is added later takes a new cluster"
_SHARED = (
    "what the cluster shares stays as it is, since nobody sees who else uses it while its node is "
    "stopped: plan again when it runs"
)
# A plan adds that it changed.
_STOPPED = ("its node has stopped: its state",)
# A job that ended would run again, and nobody can see who else uses what the cluster shares.
_LEFT = {Role.JOB, Role.CLUSTER}
_UNKNOWN = ("nobody can see it while its node is stopped, and it may have",)


def absent(sight: Sight, config: ClusterConfig, wanted: Wanted, earlier: Earlier) -> Found:
    """Tell what a cluster that is made would find, and what was lost with an earlier one."""
    bindings = {name: found for name, x in earlier.bindings.items() if (found := _after(x, sight))}
    troubles = (*_unfollowed(sight), *_taken(sight, config), *_unmakable(sight))
    has_root = any(mount.target == NODE_ROOT for mount in sight.planned.mounts)
    notes = () if has_root else (_NO_ROOT,)
    return Found({}, bindings, _prospects(sight, wanted), (), troubles, notes)


def stopped(sight: Sight, cluster: Key, wanted: Wanted, earlier: Earlier) -> Found:
    """Tell what can be told while a node is stopped: its mounts, and what was recorded."""
    names = ", ".join(node.name for node in sight.nodes if not node.is_running)
    sightings = {**dict(_recorded(wanted, earlier)), cluster: Sighting(_STOPPED)}
    bindings = {name: _now(x, sight) for name, x in earlier.bindings.items()}
    troubles = [*_sourceless(sight)]
    if not earlier.inventory and any(x.role is Role.VOLUME for x in wanted.resources):
        troubles.append(
            f"{names} of cluster {sight.cluster} is stopped, and nobody recorded where its volumes "
            f"are: `docker start {names.replace(',', '')}`, wait a minute, and try again"
        )
    notes = [f"{names} is stopped: it is started first, which takes a minute"]
    if any(x.role is Role.CLUSTER for x in wanted.resources):
        notes.append(_SHARED)
    return Found(sightings, bindings, _prospects(sight, wanted), (), tuple(troubles), tuple(notes))


def _recorded(wanted: Wanted, earlier: Earlier) -> Iterator[tuple[Key, Sighting]]:
    """Take for changed whatever was made before, but for what is better left as it is."""
    made = set(earlier.inventory)
    for resource in wanted.resources:
        if resource.key in made:
            is_left = resource.role in _LEFT
            is_stopped = resource.role is Role.WORKLOAD
            yield resource.key, Sighting(() if is_left else _UNKNOWN, is_stopped=is_stopped)


def _after(binding: Binding, sight: Sight) -> Binding | None:
    """Give what is left of a volume when its cluster is gone; None where nothing ever was."""
    if binding.place.home is Home.HOST:
        return _now(binding, sight)
    if not binding.place.path:
        return None
    words = f"it was in the node of cluster {sight.cluster}, and is gone with it"
    place = binding.place._replace(inside=binding.place.inside or IN_NODE)
    return binding._replace(place=place, trouble=words, users=(), is_lost=True)


def _now(binding: Binding, sight: Sight) -> Binding:
    """Look at a directory of the host again; what a stopped node holds is as it was recorded."""
    place, host = binding.place, sight.host
    if place.home is not Home.HOST:
        return binding._replace(trouble="", users=())
    if host.is_there(place.path) is False:
        words = f"it was in {place.path}, which is not there any more"
        return binding._replace(trouble=words, users=(), is_lost=True)
    looked = place._replace(inode=host.inode(place.path), size=host.size(place.path))
    words = f"it was recorded, and {place.path} is there"
    trouble = host.unmounted(place.path)
    return Binding(binding.volume, looked, words, trouble)


def _prospects(sight: Sight, wanted: Wanted) -> dict[str, Prospect]:
    found: dict[str, Prospect] = {}
    for resource in wanted.resources:
        if resource.key.kind == "PersistentVolume":
            found[resource.title] = _prospect(resource.title, path_of(resource.body), sight)
        elif resource.key.kind == "PersistentVolumeClaim":
            found.setdefault(resource.title, Prospect(resource.title, None))
    return found


def path_of(body: Data) -> str:
    """Give the directory of a node that a PersistentVolume is to be; empty for all else."""
    return text(body, "spec", "hostPath", "path")


def _prospect(volume: str, path: str, sight: Sight) -> Prospect:
    hidden = sight.hidden(path)
    host = sight.asked.host_path(path) or path
    place = Place(Home.HOST, host, path, sight.host.inode(host))
    if hidden:
        return Prospect(volume, place, trouble=hidden)
    is_there, is_empty = sight.host.is_there(host), sight.host.is_empty(host)
    if is_empty is False:
        place = place._replace(size=sight.host.size(host))
    return Prospect(volume, place, is_there, is_empty, sight.host.unmounted(host))


def _unfollowed(sight: Sight) -> Iterator[str]:
    for mount in sight.planned.mounts:
        if mount.propagation and not sight.host.is_followed(mount.source):
            yield (
                f"{mount.source} lies on a private mount, and docker starts no node with it: make "
                "that one shared by `mount --make-rshared` first"
            )


def _unmakable(sight: Sight) -> Iterator[str]:
    for mount in sight.planned.mounts:
        if is_for_data(mount):
            yield from filter(None, (sight.host.unmakable(mount.source),))
        elif sight.host.is_there(mount.source) is False:
            yield f"{mount.source}, which the node is to have, is not there"


def is_for_data(mount: Mount) -> bool:
    """Tell whether a mount is a directory for volumes, which is made where it is missing."""
    return below(mount.target, NODE_ROOT) is not None


def _sourceless(sight: Sight) -> Iterator[str]:
    """Say which directories docker would make anew, and empty, as it starts a node."""
    for mount in (x for node in sight.nodes for x in node.mounts.mounts if x.source):
        if sight.host.is_there(mount.source) is False:
            yield (
                f"{mount.source}, which the node has at {mount.target}, is not there any more: put "
                "it back before the node starts, or docker makes an empty one"
            )


def _taken(sight: Sight, config: ClusterConfig) -> Iterator[str]:
    listening = sight.host.listening()
    for port in config.ports:
        if port.inside.endswith("/tcp") and port.host in listening:
            yield f"port {port.host} of this host, which the cluster is to have, is taken"
