"""Volumes that docker made for mounts without a name: whose they are, and what becomes of them.

Source: docker compose 2.26, which mounts the volume of the old container again where the service
has a mount without a name at that very place, or nothing there and the image a `VOLUME` (measured).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.found import Home, Place, Unnamed
from deployer.targets.compose import places
from deployer.targets.local_paths import inode_of
from deployer.wanted.resource import Key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from deployer.found import Binding
    from deployer.targets.compose.live import Container, Kept
    from deployer.targets.compose.look import Look
    from stacklint.model.change import Data

    OwnVolumes = Callable[[str], frozenset[str]]
    """Gives the places for which an image has a volume of its own."""


def unnamed(look: Look, own_volumes: OwnVolumes) -> tuple[Unnamed, ...]:
    """Give the volumes without a name that this deployment has written to."""
    kept = {x.name: x for x in look.kept if x.is_unnamed}
    found: dict[str, Unnamed] = {}
    for one in (x for y in look.ours for x in _of(y, kept, look, own_volumes)):
        # One that others have by `volumes_from` is theirs who ask for it.
        if one.is_inherited or one.place.inside not in found:
            found[one.place.inside] = one
    return tuple(found.values())


def overlay(service: str, found: Sequence[Unnamed]) -> dict[str, Data]:
    """Give a compose file in which a service mounts volumes without a name at their places."""
    volumes: dict[str, Data] = {
        x.place.inside: {"external": True, "name": x.place.inside} for x in found
    }
    mounts: list[Data] = [
        {"type": "volume", "source": x.place.inside, "target": x.target} for x in found
    ]
    return {"services": {service: {"volumes": mounts}}, "volumes": volumes}


def _of(
    container: Container, kept: dict[str, Kept], look: Look, own_volumes: OwnVolumes
) -> Iterator[Unnamed]:
    key = Key("service", look.setting.project, container.service)
    for mount in container.mounts if not container.is_aside else ():
        if mount.volume in kept:
            is_inherited = _is_inherited(container.service, mount.target, look, own_volumes)
            yield Unnamed(key, mount.target, unnamed_place(kept[mount.volume]), is_inherited)


def _is_inherited(name: str, target: str, look: Look, own_volumes: OwnVolumes) -> bool:
    service = look.project.services.get(name)
    if service is None:
        return False
    if any(x.is_unnamed and x.target == target for x in service.mounts):
        return True
    is_taken = any(x.is_at(target) for x in service.mounts)
    return not is_taken and target in own_volumes(service.image)


def heirs(look: Look, found: Sequence[Unnamed]) -> dict[str, Binding]:
    """Give the volumes with a name that come to the place of one without: there their bytes are."""
    bindings: dict[str, Binding] = {}
    for one in found:
        service = look.project.services.get(one.user.name)
        for mount in () if service is None else service.mounts:
            if mount.volume and mount.is_at(one.target):
                bindings.setdefault(mount.volume, one.binding._replace(volume=mount.volume))
    return bindings


def unnamed_place(kept: Kept) -> Place:
    """Give the place of a volume without a name."""
    path = kept.mountpoint
    return Place(Home.UNNAMED, path, kept.name, inode_of(path), places.size_of(path))
