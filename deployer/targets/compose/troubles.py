"""What would keep a project from coming up, seen before anything stops."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from deployer.targets.compose import places
from deployer.targets.compose.digests import files_in, lying
from deployer.targets.compose.ports import port_troubles
from deployer.targets.compose.volumes import wanted_volumes
from deployer.targets.local_paths import unmakable
from deployer.wanted.resource import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.targets.compose.live import Kept
    from deployer.targets.compose.look import Look
    from deployer.targets.compose.project import Service, Volume

_FOR_EVER = frozenset({"always", "unless-stopped"})
_LOCAL = ":local"
_NOTHING = ((False, None), (True, True))
"""What is where docker made a directory already, or will make one."""


def troubles(look: Look) -> Iterator[str]:
    """Give the troubles, a sentence each."""
    yield from _strangers(look)
    yield from _names(look)
    yield from _images(look)
    yield from port_troubles(look)
    yield from _volumes(look)
    yield from _networks(look)
    yield from _given(look)
    yield from _taken_away(look)
    yield from _unmakable(look)
    yield from (words for words, _ in _rooms(look) if words)


def notes(look: Look) -> Iterator[str]:
    """Give what is good to know, and keeps nothing from coming up."""
    yield from (words for _, words in _rooms(look) if words)
    for base in sorted({x.base for x in look.strangers}):
        yield f"containers of {base} have this project too: what runs there is left alone"
    moved = sorted({x.base for x in look.ours if x.base != look.setting.base})
    for base in moved:
        yield f"containers of {look.setting.project} were made from {base}, which is gone"


def _strangers(look: Look) -> Iterator[str]:
    for base in sorted({container.base for container in look.strangers}):
        yield (
            f"project {look.setting.project} has containers of {base} too, and each deployment "
            f"would replace the other's: stop and remove those first"
        )


def _names(look: Look) -> Iterator[str]:
    by_role = {
        role: {x.key.name for x in look.wanted.resources if x.role is role}
        for role in (Role.WORKLOAD, Role.JOB)
    }
    for name in sorted(by_role[Role.WORKLOAD] & by_role[Role.JOB]):
        yield f"`{name}` is a service and a job, and would be one container: rename the job"
    for name in sorted(by_role[Role.JOB]):
        job = look.project.services.get(name)
        if job is not None and job.restart in _FOR_EVER:
            yield f"job `{name}` would never end: take `restart: {job.restart}` out"


def _images(look: Look) -> Iterator[str]:
    wanted = {x.key.name for x in look.wanted.resources if x.role in {Role.WORKLOAD, Role.JOB}}
    said: set[str] = set()
    for name, service in look.project.services.items():
        if name in wanted and service.image not in look.images and service.image not in said:
            said.add(service.image)
            yield f"image {service.image} of `{name}` is not on this host: {_mend(service)}"


def _mend(service: Service) -> str:
    if service.is_built:
        return f"build it, and tag it {service.image}"
    if service.image.endswith(_LOCAL):
        return "no registry has a tag `local`: build the containers of the stack"
    return f"`docker pull {service.image}`"


def _volumes(look: Look) -> Iterator[str]:
    by_name = {kept.name: kept for kept in look.kept}
    for volume in wanted_volumes(look).values():
        kept = by_name.get(volume.name)
        if volume.is_external and kept is None:
            yield (
                f"volume {volume.name} is external and not there: "
                f"`docker volume create {volume.name}`"
            )
        elif kept is not None and _is_odd(volume, kept):
            yield (
                f"volume `{volume.title}` has other driver options than docker's {kept.name}, and "
                "docker never changes those: give it another name, or take the old one away"
            )


def _networks(look: Look) -> Iterator[str]:
    for name in sorted({*look.project.networks} - look.networks):
        yield f"network {name} is external and not there: `docker network create {name}`"


def _given(look: Look) -> Iterator[str]:
    """Say what of secrets and configs is missing: docker makes no file for them."""
    for name, service in look.project.services.items():
        for title in service.absent:
            yield f"{title} of `{name}` is external, which only a swarm has: give it a `file`"
        for path in service.given:
            if places.is_missing(lying(path, look.setting)):
                yield f"{path}, which `{name}` is given, is not there: put it there first"


def _taken_away(look: Look) -> Iterator[str]:
    """Say which files are gone that a service mounts: docker makes a directory of each."""
    setting = look.setting
    is_staged = setting.files != setting.place
    way = "put it into the stack" if is_staged else "`stacklint deploy restart` puts it back"
    for name, service in look.project.services.items():
        had = files_in(look.earlier.digests.get(name, ""))
        for source in sorted({*service.sources} - {*service.given}):
            is_gone = places.state_of(lying(source, setting)) in _NOTHING
            if is_gone and os.path.relpath(source, setting.place) in had:
                words = f"{source}, which `{name}` mounts, is no file any more"
                yield f"{words}, and docker would make a directory of it: {way}"


def _is_odd(volume: Volume, kept: Kept) -> bool:
    """Tell whether options differ that say more than which directory it is."""
    if volume.is_external or volume.device or kept.device:
        return False
    return volume.options != kept.options


def _unmakable(look: Look) -> Iterator[str]:
    paths = {x.device for x in wanted_volumes(look).values() if x.device}
    missing = (x for x in sorted(paths) if places.state_of(x)[0] is False)
    yield from (words for path in missing if (words := unmakable(path)))


def _rooms(look: Look) -> Iterator[tuple[str, str]]:
    paths = {x.device for x in wanted_volumes(look).values() if x.device}
    names = {volume.name for volume in wanted_volumes(look).values()}
    for kept in look.kept:
        if kept.name in names and not kept.device and not kept.options:
            paths.add(kept.mountpoint)
    yield from dict.fromkeys(places.no_room(path) for path in sorted(paths))
