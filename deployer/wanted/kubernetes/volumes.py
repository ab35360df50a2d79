"""The volumes of a spec that a cluster has to have, and their sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.sizes import size_text
from stacklint.model.resources import spec_amounts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.frame import Frame
    from stacklint.model.change import Data
    from stacklint.model.spec import Volume

DEFAULT_SIZE = "2000M"
"""What laconic-so takes where nothing is written; nobody meant it to be binary."""


def claimed_volumes(frame: Frame) -> Iterator[Volume]:
    """Give the volumes that pods claim; a config map of the same name has its place."""
    configmaps = {configmap.name for configmap in frame.spec.configmaps}
    for volume in frame.spec.volumes:
        if volume.name in frame.stack.volumes and volume.name not in configmaps:
            yield volume


def size_of_volume(frame: Frame, name: str) -> str:
    """Give the size of a volume: its own, else that of all, else two gigabytes."""
    amounts = {x.at.path: x for x in spec_amounts(frame.spec)}
    end = ("reservations", "storage")
    for path in (("resources", "volumes", name, *end), ("resources", "volumes", *end)):
        if path in amounts:
            decimal = frame.surroundings.has_decimal_sizes
            return size_text(amounts[path], decimal=decimal)
    return DEFAULT_SIZE


def volume_metadata(frame: Frame, name: str) -> dict[str, Data]:
    """Give the metadata that a PersistentVolume and its claim have in common."""
    return frame.metadata(name, **{"volume-label": frame.label(name)})
