"""Volumes: where their bytes are now, and what is at the place that they are to have."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from deployer.found import Binding, Home, Place, Prospect, SetAside, Sighting
from deployer.targets.compose import places
from deployer.targets.compose.project import Volume
from deployer.targets.compose.unseen import is_made, unseen
from deployer.targets.local_paths import inode_of
from deployer.targets.untrusted import text
from deployer.wanted.resource import Key, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from deployer.targets.compose.live import Container, Kept
    from deployer.targets.compose.look import Look
    from deployer.wanted.resource import Resource

KIND = "volume"


def wanted_volumes(look: Look) -> dict[str, Volume]:
    """Give the volumes that are wanted; compose leaves out those that nothing mounts."""
    resources = (x for x in look.wanted.resources if x.role is Role.VOLUME)
    return {x.title: look.project.volumes.get(x.title) or _unused(x, look) for x in resources}


def _unused(resource: Resource, look: Look) -> Volume:
    setting, options = look.setting, resource.body.get("driver_opts")
    device = text(options, "device")
    path = os.path.normpath(os.path.join(setting.base, device))  # noqa: PTH118 -- no link followed
    bound = (("device", path), ("o", "bind"))
    name = f"{setting.project}_{resource.title}"
    return Volume(resource.title, name, is_external=False, options=bound if device else ())


def volume_sightings(look: Look) -> dict[Key, Sighting]:
    """Give the volumes that are there; one that nothing mounts is, wherever it will be."""
    names = {kept.name for kept in look.kept}
    found: dict[Key, Sighting] = {}
    for title, volume in wanted_volumes(look).items():
        is_idle = title not in look.project.volumes
        if volume.name in names or (is_idle and is_made(volume)):
            found[Key(KIND, look.setting.project, title)] = Sighting()
    return found


def bindings(look: Look, heirs: Mapping[str, Binding]) -> dict[str, Binding]:
    """Give where the bytes of each volume are: as docker has it, else as the record says.

    `heirs` are those that come to the place of a volume without a name.
    """
    wanted = wanted_volumes(look)
    by_name = {volume.name: title for title, volume in wanted.items()}
    found: dict[str, Binding] = {}
    for kept in look.kept:
        title = by_name.get(kept.name)
        if title is None and kept.project == look.setting.project:
            title = kept.title
        if title:
            found[title] = _binding(title, kept, wanted.get(title), look)
    for title, volume in wanted.items():
        if title not in found:
            heir = heirs.get(title)
            found.update(unseen(title, volume, look) if heir is None else {title: heir})
    return found


def _binding(title: str, kept: Kept, goal: Volume | None, look: Look) -> Binding:
    mounting = [x for x in look.containers if _mounts(x, kept)]
    ours = [x for x in mounting if look.is_ours(x)]
    others = [x.name for x in mounting if x not in ours]
    up = ", ".join(x.name for x in ours if x.is_up)
    theirs = f"{', '.join(others)}, of another deployment" if others else ""
    trouble, is_lost = places.gone(kept.device) if kept.device else ("", False)
    return Binding(
        volume=title,
        place=place_of(kept),
        evidence=_evidence(kept, up, theirs),
        trouble=trouble or next(_troubles(kept, goal, mounting, others), ""),
        users=tuple(dict.fromkeys(_users(ours, look.setting.project))),
        is_lost=is_lost,
    )


def _evidence(kept: Kept, up: str, theirs: str) -> str:
    """Say who mounts a volume: what is up of this deployment, and whatever is of others."""
    if up:
        return f"{up} mounts it, and so does {theirs}" if theirs else f"{up} mounts it"
    words = f"docker volume {kept.name}"
    return f"{words}, which {theirs}, mounts too" if theirs else words


def _mounts(container: Container, kept: Kept) -> bool:
    return any(mount.volume == kept.name for mount in container.mounts)


def _users(ours: list[Container], project: str) -> Iterator[Key]:
    """Give who writes to it now or would if it ran; a job that is over does not."""
    for container in ours:
        if container.is_up or not (container.is_job or container.is_aside):
            yield Key("service", project, container.service)


def place_of(kept: Kept) -> Place:
    """Give the place of a volume of docker."""
    if kept.device:
        path = os.path.normpath(kept.device)
        return Place(Home.HOST, path, "", inode_of(path), places.size_of(path))
    if kept.options:
        # What the driver mounts is there while a container runs, and cannot be counted.
        return Place(Home.DOCKER, kept.mountpoint, kept.name)
    inode = inode_of(kept.mountpoint)
    return Place(Home.DOCKER, kept.mountpoint, kept.name, inode, places.size_of(kept.mountpoint))


def set_aside(look: Look) -> Iterator[SetAside]:
    """Give the copies that earlier runs left of volumes of this project."""
    for kept in look.kept:
        if kept.run and kept.of_project == look.setting.project:
            size = places.size_of(kept.mountpoint)
            removal = f"docker volume rm {kept.name}"
            yield SetAside(kept.of_title, kept.name, kept.run, size, removal)


def _troubles(
    kept: Kept, goal: Volume | None, mounting: list[Container], others: list[str]
) -> Iterator[str]:
    if kept.device:
        yield from _dead_mounts(kept, mounting)
    if goal is None or is_same(kept, goal):
        return
    running = [x for x in mounting if x.name in others]
    if running:
        yield f"{running[0].name} of another deployment uses it too: stop and remove that first"
    if not kept.device and not os.access(kept.mountpoint, os.R_OK | os.X_OK):
        yield f"only root can copy what docker keeps in {kept.mountpoint}: run it as root"


def _dead_mounts(kept: Kept, mounting: list[Container]) -> Iterator[str]:
    """Compare what a container has with what is at its path; only root can look."""
    now = inode_of(kept.device)
    for container in mounting:
        for mount in container.mounts:
            if mount.volume == kept.name and container.pid:
                inside = inode_of(f"/proc/{container.pid}/root{mount.target}")
                if inside and now and inside != now:
                    yield (
                        f"{container.name} writes to a directory that was {kept.device} and is "
                        "not any more: put that back in its place, or stop the container if its "
                        "data is not wanted"
                    )


def is_same(kept: Kept, goal: Volume) -> bool:
    """Tell whether docker has a volume as it is wanted, however its path is written."""
    if goal.is_external:
        return True
    if not kept.device or not goal.device:
        return kept.device == goal.device
    return os.path.realpath(kept.device) == os.path.realpath(goal.device)


def prospects(look: Look) -> dict[str, Prospect]:
    """Give what is at the place that each volume is to have."""
    by_name = {kept.name: kept for kept in look.kept}
    return {
        title: _prospect(title, volume, by_name.get(volume.name), look)
        for title, volume in wanted_volumes(look).items()
    }


def _prospect(title: str, volume: Volume, kept: Kept | None, look: Look) -> Prospect:
    if volume.is_external:
        place = None if kept is None or not kept.device else place_of(kept)
        return Prospect(title, place, exists=kept is not None, is_external=True)
    if not volume.device:
        return Prospect(title, None)
    path = os.path.normpath(volume.device)
    exists, is_empty = places.state_of(path)
    is_there = kept is not None and is_same(kept, volume)
    # What docker has already is counted where it is.
    size = places.size_of(path) if exists and not is_there else None
    place = Place(Home.HOST, path, "", inode_of(path), size)
    trouble = "" if is_there else next(_objections(path, look), "")
    return Prospect(title, place, exists, is_empty, trouble)


def _objections(path: str, look: Look) -> Iterator[str]:
    """Say why no data may go to a directory."""
    for words in (places.not_mounted(path), places.cannot_be(path)):
        if words:
            yield words
    real, setting = os.path.realpath(path), look.setting
    foreign = (x for x in look.kept if x.device and x.project != setting.project)
    for kept in foreign:
        if places.is_below(real, os.path.realpath(kept.device)):
            yield f"{path} is of {_owned(kept, look)}"
    other = places.deployment_above(real, setting.place)
    if other:
        yield f"{path} is in {other}, which is the directory of another deployment"


def _owned(kept: Kept, look: Look) -> str:
    owner = f"project {kept.project}" if kept.project else "no project"
    words = f"docker volume {kept.name}, which belongs to {owner}"
    users = [container.name for container in look.containers if _mounts(container, kept)]
    if users:
        return f"{words}, and {', '.join(users)} has it: name another directory, or end that first"
    # Of a volume that is bound to a directory, docker removes no file.
    return f"{words}, and no container has it: `docker volume rm {kept.name}` lets go of the files"
