"""What a deployment on kind needs beside its objects: the cluster, and images in its nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.targets.kind.config import FILE
from deployer.targets.kind.pods import images_asked
from deployer.wanted.resource import Key, Resource, Role, Wanted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stacklint.model.change import Data

CLUSTER = "Cluster"
IMAGE = "Image"
_SHORT = 19


def with_cluster(wanted: Wanted, cluster: Resource, images: Mapping[str, str]) -> Wanted:
    """Put the cluster first, and behind it the images that this host has, by name and id."""
    names = [x.name for x in images_asked(wanted) if x.is_loadable and x.name in images]
    loaded = (_image(name, images[name]) for name in names)
    return wanted._replace(resources=(cluster, *loaded, *wanted.resources))


def cluster_resource(name: str, config: str, node_image: str = "") -> Resource:
    """Give a cluster by the text of its kind-config.yml; no image of its nodes means kind's own."""
    about = f"made by kind as {FILE} says"
    body: dict[str, Data] = {"config": config, "image": node_image}
    return Resource(Key(CLUSTER, "", name), body, Role.PLACE, name, about, None)


def _image(name: str, identity: str) -> Resource:
    about = f"{identity[:_SHORT]} of this host, loaded into the nodes"
    return Resource(Key(IMAGE, "", name), {"id": identity}, Role.IMAGE, name, about, None)
