"""The mounts of a service, and what stands behind each on a cluster.

Source: laconic-so makes a ConfigMap of a file or directory that a compose file binds; a path that
begins with `/` is the node's; compose makes a directory where a source is missing, and so do we.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from deployer.wanted.interpolation import filled
from deployer.wanted.resource import CannotRender
from stacklint.model.compose.binds import Bind
from stacklint.model.compose.mount import MountKind
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.frame import Frame
    from stacklint.model.bundle import Pod
    from stacklint.model.compose.file import Service
    from stacklint.model.compose.mount import Mount


TAKEN = "../config/"
"""What a deployment takes with it of a stack, as compose files see it."""


class Backing(Enum):
    """What stands behind a mount."""

    VOLUME = "a volume of the spec"
    FILE = "a config map with one file"
    DIRECTORY = "a config map with the files of a directory"
    NODE = "a directory of the node"
    EMPTY = "an empty directory"


class Mounted(NamedTuple):
    """A mount of a container: `name` is that of the volume of the pod, `path` what is bound."""

    mount: Mount
    backing: Backing
    name: str
    path: str


def mounted(pod: Pod, service: Service, frame: Frame) -> Iterator[Mounted]:
    """Give the mounts of a service, variables filled in."""
    for index, written in enumerate(service.mounts):
        mount = _filled(written, frame)
        if mount.kind is MountKind.ANONYMOUS:
            yield _scratch(service, mount, index)
        else:
            yield _mounted(pod, service, mount, frame)


def _filled(mount: Mount, frame: Frame) -> Mount:
    source = filled(mount.source, frame.values, mount.at)
    target = filled(mount.target, frame.values, mount.at)
    for text, is_there in ((mount.source, source), (mount.target, target)):
        if text and not is_there:
            words = f"{text} leads nowhere, since no variable of it is set: set it in `config`"
            raise CannotRender(words, mount.at)
    kind = mount.kind
    # What a variable stands for tells a directory from a name.
    if (kind is MountKind.OTHER or "$" in mount.source) and not mount.is_long:
        kind = MountKind.BIND if source[:1] in {"/", ".", "~"} else MountKind.VOLUME
    return mount._replace(kind=kind, source=source, target=target)


def _scratch(service: Service, mount: Mount, index: int) -> Mounted:
    """Give an anonymous volume, which nobody can find again under compose either."""
    return Mounted(mount, Backing.EMPTY, f"{service.name}-anonymous-{index}", "")


def _mounted(pod: Pod, service: Service, mount: Mount, frame: Frame) -> Mounted:
    if mount.kind is MountKind.VOLUME:
        return _named(pod, service, mount)
    if mount.kind is MountKind.OTHER:
        words = f"{service.name} mounts something that is no volume and no bind at {mount.target}"
        raise CannotRender(f"{words}, and a cluster does not serve it", mount.at)
    path = pod.compose.document.beside(mount.source)
    name = Bind(service, mount, path, "").name
    return Mounted(mount, _backing(service, mount, path, frame), name, path)


def _named(pod: Pod, service: Service, mount: Mount) -> Mounted:
    if mount.source not in pod.compose.volumes:
        words = f"{service.name} mounts volume {mount.source}, which `volumes` of"
        raise CannotRender(f"{words} {pod.compose.file} does not declare: add it there", mount.at)
    return Mounted(mount, Backing.VOLUME, mount.source, "")


def _backing(service: Service, mount: Mount, path: str, frame: Frame) -> Backing:
    tree, source = frame.surroundings.tree, mount.source
    if source.startswith("/"):
        if not mount.is_read_only:
            words = f"{service.name} writes to {source} of the host, which a pod does not see"
            raise CannotRender(f"{words}: make it a volume, with that path in the spec", mount.at)
        return Backing.NODE
    if not source.startswith(TAKEN) or not (tree.is_file(path) or tree.is_dir(path)):
        return Backing.EMPTY
    if "rw" in mount.options:
        words = f"{service.name} writes to {source}, which becomes a config map: take `:rw` off,"
        raise CannotRender(f"{words} or make it a volume", mount.at)
    return Backing.FILE if tree.is_file(path) else Backing.DIRECTORY
