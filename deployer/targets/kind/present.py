"""A cluster whose nodes run: whether it is the one that is asked for, and has the images."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.found import Sighting
from deployer.targets.kind.images import images_in
from deployer.targets.kind.mounts import below
from deployer.targets.kind.nodes import CONTROL
from deployer.targets.kind.pods import images_asked
from deployer.targets.kind.unseen import path_of
from deployer.wanted.resource import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from deployer.targets.kind.config import ClusterConfig
    from deployer.targets.kind.images import NodeImages
    from deployer.targets.kind.sight import Sight
    from deployer.wanted.resource import Key, Wanted

_LOCAL = ":local"


def stored_images(sight: Sight) -> tuple[NodeImages, ...]:
    """Give the images of each node that pods run on."""
    return tuple(images_in(sight.shell, node) for node in sight.landing)


def image_sightings(wanted: Wanted, stores: tuple[NodeImages, ...]) -> Mapping[Key, Sighting]:
    """Tell which images of this host the nodes have, and which of those are others by now."""
    found: dict[Key, Sighting] = {}
    for resource in (x for x in wanted.resources if x.role is Role.IMAGE):
        ids = [store.ids(resource.title) for store in stores]
        if all(resource.body["id"] in known for known in ids):
            found[resource.key] = Sighting()
        elif any(ids):
            found[resource.key] = Sighting(("its content",))
    return found


def image_troubles(wanted: Wanted, stores: tuple[NodeImages, ...]) -> Iterator[str]:
    """Say which images no pod would get: no node has them, and nobody can load them."""
    loaded = {x.title for x in wanted.resources if x.role is Role.IMAGE}
    for asked in images_asked(wanted):
        is_there = bool(stores) and all(store.ids(asked.name) for store in stores)
        if is_there or not asked.is_loadable or asked.has_login or asked.name in loaded:
            continue
        pull = f"`docker pull {asked.name}`, or build it"
        build = f"`docker build --tag {asked.name}` where its Dockerfile is"
        way = build if asked.name.endswith(_LOCAL) else pull
        yield f"image {asked.name} is neither on this host nor in every node: {way}"


def differences(sight: Sight, config: ClusterConfig, wanted: Wanted) -> Iterator[str]:
    """Say what kind-config.yml asks for and the cluster does not have.

    What a volume lacks is said of that volume.
    """
    told = [path_of(x.body) for x in wanted.resources if x.key.kind == "PersistentVolume"]
    again = "which takes a new cluster"
    for mount in config.mounts.mounts:
        is_told = any(below(path, mount.target) is not None for path in told if path)
        if not is_told and sight.hidden(mount.target):
            yield f"the cluster does not have {mount.source} at {mount.target}, {again}"
    for node in (x for x in sight.nodes if x.role == CONTROL):
        for port in config.ports:
            if port not in node.ports:
                yield f"the cluster does not have port {port.host} of this host, {again}"
