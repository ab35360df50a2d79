"""The compose projects of this host, and the volumes that docker has."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import TYPE_CHECKING

from deployer.found import Home, Place, unnamed_title
from deployer.found.backing import backing_of
from deployer.live.site import Group
from stacklint.model.named import NamedTuple
from stacklint.model.targets import Target
from stacklint.model.volumes.live import LiveDeployment, LiveVolume
from stacklint.model.volumes.survival import Backing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from deployer.live.site import Site
    from deployer.targets.compose.live import Container, Kept

_OURS = "laconic-"
"""What the ids of deployments begin with."""

_NAME_IT = "its containers are gone, and with them which directory it is of: name that, to compare"


class Docker(NamedTuple):
    """What docker has on this host; of volumes, those that are not part of a kind node."""

    site: Site
    containers: tuple[Container, ...]
    volumes: tuple[Kept, ...]

    def groups(self) -> tuple[Group, ...]:
        """Give the deployments whose containers are there, or that were asked for."""
        running = (_group(x.project, x.base) for x in self.containers if x.project)
        asked = (
            Group(Target.COMPOSE, one.project, one.place)
            for one in self.site.asked_for()
            if one.target is Target.COMPOSE
        )
        found = (*(x for x in running if x is not None and self.site.wants(x.directory)), *asked)
        return tuple({(x.name, self.site.host.real(x.directory)): x for x in found}.values())

    def mounting(self, kept: Kept) -> list[Container]:
        """Give the containers that mount a volume."""
        return [x for x in self.containers if any(y.volume == kept.name for y in x.mounts)]

    def whose(self, kept: Kept, groups: tuple[Group, ...]) -> Group | None:
        """Give the deployment of a volume: of its project, and where that is of two, who has it."""
        mounting = {(x.project, posixpath.dirname(x.base)) for x in self.mounting(kept)}
        names = {kept.project} if kept.project else {project for project, _ in mounting}
        same = [group for group in groups if group.name in names]
        exact = (group for group in same if (group.name, group.directory) in mounting)
        return next(exact, same[0] if same else None)

    def volume(self, kept: Kept, directory: str) -> LiveVolume:
        """Say where the bytes of a volume are."""
        mounting = self.mounting(kept)
        one = LiveVolume(
            name=_name(kept, mounting),
            kept=f"docker volume {kept.name}",
            target=Target.COMPOSE,
            backing=Backing.NOTHING if kept.project or kept.is_unnamed else Backing.EXTERNAL,
            docker=kept.mountpoint,
            users=tuple(x.name for x in mounting if x.is_up),
        )
        if kept.device:
            return self._bound(one, posixpath.normpath(kept.device), directory)
        if kept.options:
            # What a driver mounts from elsewhere is neither counted nor deleted with its volume.
            return one._replace(backing=Backing.EXTERNAL)
        size = self.site.scales.size(kept.mountpoint)
        is_hidden = size is None and self.site.host.is_there(kept.mountpoint) is None
        return one._replace(size=size, trouble="only root can count its bytes" if is_hidden else "")

    def _bound(self, one: LiveVolume, path: str, directory: str) -> LiveVolume:
        gone = self.site.host.is_there(path) is False
        return one._replace(
            backing=backing_of(Place(Home.HOST, path), Target.COMPOSE, directory),
            host=path,
            docker=None,
            size=None if gone else self.site.scales.size(path),
            trouble=f"{path} is not there any more" if gone else "",
        )


def _name(kept: Kept, mounting: Sequence[Container]) -> str:
    """Give what a volume is called; one without a name, as `stacklint deploy` calls it."""
    if not kept.is_unnamed:
        return kept.title or kept.name
    called = (
        unnamed_title(x.service, y.target)
        for x in mounting
        for y in x.mounts
        if y.volume == kept.name
    )
    return next(called, kept.name)


def _group(project: str, base: str) -> Group | None:
    """Give the deployment of a container; None for a project that is none of laconic-so's."""
    directory, _, last = base.rpartition("/")
    is_ours = last == "compose" and (
        project.startswith(_OURS) or Path(directory, "deployment.yml").is_file()
    )
    return Group(Target.COMPOSE, project, directory) if is_ours else None


def projects(docker: Docker) -> tuple[LiveDeployment, ...]:
    """Look at the deployments on compose."""
    groups = docker.groups()
    volumes: dict[Group, list[LiveVolume]] = {group: [] for group in groups}
    for kept in docker.volumes:
        group = docker.whose(kept, groups)
        if group is not None:
            volumes[group].append(docker.volume(kept, group.directory))
    there = (docker.site.deployment(group, found) for group, found in volumes.items())
    return (*there, *_without_containers(docker, groups))


def _without_containers(docker: Docker, groups: tuple[Group, ...]) -> Iterator[LiveDeployment]:
    found: dict[str, list[LiveVolume]] = {}
    for kept in _left(docker, groups):
        if kept.project.startswith(_OURS):
            found.setdefault(kept.project, []).append(docker.volume(kept, ""))
    for project, volumes in found.items():
        yield LiveDeployment(project, "", Target.COMPOSE, project, tuple(volumes), note=_NAME_IT)


def others(docker: Docker) -> tuple[LiveVolume, ...]:
    """Give the volumes that are no deployment's."""
    left = _left(docker, docker.groups())
    return tuple(docker.volume(x, "") for x in left if not x.project.startswith(_OURS))


def _left(docker: Docker, groups: tuple[Group, ...]) -> Iterator[Kept]:
    if not docker.site.named:
        yield from (x for x in docker.volumes if docker.whose(x, groups) is None)
