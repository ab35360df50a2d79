"""PersistentVolumes: one for each volume with a path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.hostpaths import as_written, node_directory
from deployer.wanted.kubernetes.volumes import claimed_volumes, size_of_volume, volume_metadata
from deployer.wanted.resource import Key, Resource, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.frame import Frame
    from stacklint.model.change import Data

STORAGE_CLASS = "manual"


def persistent_volumes(frame: Frame) -> Iterator[Resource]:
    """Give the PersistentVolumes, which belong to the whole cluster."""
    for volume in claimed_volumes(frame):
        path = node_directory(volume, frame.spec, frame.identity)
        if path is None:
            continue
        body: dict[str, Data] = {
            "apiVersion": "v1",
            "kind": "PersistentVolume",
            "metadata": volume_metadata(frame, volume.name),
            "spec": {
                "storageClassName": STORAGE_CLASS,
                "accessModes": ["ReadWriteOnce"],
                "capacity": {"storage": size_of_volume(frame, volume.name)},
                "hostPath": {"path": path},
            },
        }
        host = as_written(volume)
        about = host if host == path else f"{host}, {path} in the node"
        key = Key("PersistentVolume", "", frame.name(volume.name))
        yield Resource(key, body, Role.VOLUME, volume.name, about, volume.at)
