"""PersistentVolumeClaims: one for each volume."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.kubernetes.persistent_volume import STORAGE_CLASS
from deployer.wanted.kubernetes.volumes import claimed_volumes, size_of_volume, volume_metadata
from deployer.wanted.resource import Resource, Role
from stacklint.model.targets import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.frame import Frame
    from stacklint.model.change import Data

_KEPT: dict[Target | None, str] = {
    Target.KIND: "kept in the node, lost with the cluster",
    Target.K8S: "kept as the cluster's default class keeps it",
}


def claims(frame: Frame) -> Iterator[Resource]:
    """Give the claims; one with a path names its PersistentVolume, another leaves it open."""
    kept = _KEPT.get(frame.spec.target, "")
    for volume in claimed_volumes(frame):
        size = size_of_volume(frame, volume.name)
        spec: dict[str, Data] = {
            "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": size}},
        }
        if not volume.is_empty:
            spec["storageClassName"] = STORAGE_CLASS
            spec["volumeName"] = frame.name(volume.name)
        body: dict[str, Data] = {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": volume_metadata(frame, volume.name),
            "spec": spec,
        }
        about = f"no path: {kept}, {size}" if volume.is_empty else size
        key = frame.key("PersistentVolumeClaim", volume.name)
        yield Resource(key, body, Role.VOLUME, volume.name, about, volume.at)
