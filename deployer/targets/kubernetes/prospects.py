"""What lies at the directories that volumes are to have, and who else has them."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from deployer.found import Prospect
from deployer.targets.kubernetes.fields import label, name_of, text
from deployer.targets.kubernetes.volumes import SUPERSEDED, path_of_volume

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from deployer.targets.kubernetes.fields import Object
    from deployer.targets.kubernetes.ground import Ground
    from deployer.targets.kubernetes.whose import Whose
    from deployer.wanted.resource import Wanted


def prospects(
    wanted: Wanted, volumes: Iterable[Object], whose: Whose, ground: Ground
) -> Mapping[str, Prospect]:
    """Give what is at the place of each volume that is wanted, by its title."""
    found: dict[str, Prospect] = {}
    for resource in wanted.resources:
        if resource.key.kind == "PersistentVolume":
            path = text(resource.body, "spec", "hostPath", "path")
            one = ground.prospect(resource.title, path)
            trouble = one.trouble or _owned(path, volumes, whose)
            found[resource.title] = one._replace(trouble=trouble)
        elif resource.key.kind == "PersistentVolumeClaim":
            found.setdefault(resource.title, Prospect(resource.title, None))
    return found


def _owned(path: str, volumes: Iterable[Object], whose: Whose) -> str:
    """Say who else has a directory, or one around it or in it (row V10)."""
    for volume in volumes:
        other = path_of_volume(volume)
        if whose.has(volume) or label(volume, SUPERSEDED) or not _touch(path, other):
            continue
        owner = label(volume, "app")
        who = f"deployment {owner}" if owner else "somebody else"
        return f"{other} belongs to {who}, as persistent volume {name_of(volume)}"
    return ""


def _touch(one: str, other: str) -> bool:
    if not one or not other:
        return False
    paths = [posixpath.normpath(one), posixpath.normpath(other)]
    return posixpath.commonpath(paths) in paths
