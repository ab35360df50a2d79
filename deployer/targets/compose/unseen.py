"""Volumes that docker does not have: where their bytes are by the record of the last revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.found import Binding, Home, Place
from deployer.targets.compose import places
from deployer.targets.compose.unnamed import unnamed_place
from deployer.targets.local_paths import inode_of

if TYPE_CHECKING:
    from deployer.targets.compose.look import Look
    from deployer.targets.compose.project import Volume


def unseen(title: str, volume: Volume, look: Look) -> dict[str, Binding]:
    """Give where a volume is that docker does not have: as the record says, or not yet mounted."""
    before = look.earlier.bindings.get(title)
    if before is not None and before.place.home is Home.HOST:
        return {title: _recorded(before)}
    if title in look.project.volumes and before is not None and before.place.path:
        return {title: _without_name(before, look) or _lost(before)}
    if title in look.project.volumes or not is_made(volume):
        return {}
    evidence, path = "no service mounts it", volume.device
    place = Place(Home.DOCKER, "", volume.name)
    if path:
        place = Place(Home.HOST, path, "", inode_of(path), places.size_of(path))
    return {title: Binding(title, place, evidence)}


def _recorded(before: Binding) -> Binding:
    path = before.place.path
    place = Place(Home.HOST, path, "", inode_of(path), places.size_of(path))
    trouble, is_lost = places.gone(path)
    evidence = "the record of the last revision"
    return Binding(before.volume, place, evidence, trouble, is_lost=is_lost)


def _lost(before: Binding) -> Binding:
    """Say that docker does not have a volume any more that it had for the last revision."""
    trouble = f"docker has no volume {before.place.inside} any more, where its data was"
    evidence = "the record of the last revision"
    return Binding(before.volume, before.place, evidence, trouble, is_lost=True)


def is_made(volume: Volume) -> bool:
    """Tell whether what a volume needs is there."""
    return not volume.device or places.state_of(volume.device)[0] is True


def _without_name(before: Binding, look: Look) -> Binding | None:
    """Give where a volume was that had no name then; None where docker has that no more."""
    kept = next((x for x in look.kept if x.is_unnamed and x.name == before.place.inside), None)
    if kept is None:
        return None
    return Binding(before.volume, unnamed_place(kept), "the record of the last revision")
