"""Where the directory behind a volume lies: on the host, and in a kind node.

Source: reference on dialects, section g; paths are compared component by component, and what has no
right place is refused (defects 3 to 9).
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from deployer.wanted.resource import CannotRender
from stacklint.model.hostpath import HostPath
from stacklint.model.targets import ABILITIES
from stacklint.model.volumes.nodepath import NODE_ROOT

if TYPE_CHECKING:
    from deployer.wanted.resource import Identity
    from stacklint.model.spec import Spec, Volume


def host_directory(volume: Volume, spec: Spec, identity: Identity) -> str | None:
    """Give the directory of the host; None for a volume without a path."""
    if volume.is_empty:
        return None
    path = volume.path
    if path is None or path.is_opaque:
        words = f"volume {volume.name}: the path is left to a template, or is no text"
        raise CannotRender(words, volume.at)
    if path.is_home:
        words = f"volume {volume.name}: nobody expands `~`: write {path.text} from the root on"
        raise CannotRender(words, volume.at)
    if path.is_absolute:
        return path.clean
    if spec.target is not None and not ABILITIES[spec.target].reads_relative_paths:
        words = f"volume {volume.name}: {path.text} means nothing on a node of another machine"
        raise CannotRender(f"{words}: write an absolute path, or leave it empty", volume.at)
    return posixpath.normpath(posixpath.join(identity.directory, path.text))


def as_written(volume: Volume) -> str:
    """Give the path as its author wrote it, for people to read."""
    return "" if volume.path is None else volume.path.text


def mount_root(spec: Spec) -> HostPath | None:
    """Give the directory that is mounted into a kind node."""
    root = spec.mount_root
    if root is None or not spec.target or not ABILITIES[spec.target].has_mount_root:
        return None
    if not root.is_absolute or root.is_opaque:
        words = f"kind-mount-root: {root.text} is no absolute path, and kind takes it as it is"
        raise CannotRender(words, spec.at("kind-mount-root"))
    return root


def node_directory(volume: Volume, spec: Spec, identity: Identity) -> str | None:
    """Give the directory that a pod of a node sees; None for a volume without a path."""
    directory = host_directory(volume, spec, identity)
    if directory is None or not spec.target or not ABILITIES[spec.target].has_mount_root:
        return directory
    root = mount_root(spec)
    path = HostPath(directory)
    if root is None or not path.is_at_or_below(root):
        return f"{NODE_ROOT}/{volume.name}"
    _refuse_below_root(volume, path, root)
    return f"{NODE_ROOT}/{posixpath.relpath(path.clean, root.clean)}"


def _refuse_below_root(volume: Volume, path: HostPath, root: HostPath) -> None:
    if path.clean == root.clean:
        words = f"volume {volume.name} is {root.text} itself, with the data of every stack in it"
        raise CannotRender(f"{words}: give it a directory of its own below", volume.at)
    if volume.path is not None and not volume.path.is_absolute:
        words = f"volume {volume.name}: the deployment directory lies below {root.text}, where"
        raise CannotRender(f"{words} laconic-so loses {volume.path.text}: write it out", volume.at)


def refuse_shared_places(spec: Spec, identity: Identity) -> None:
    """Refuse two directories of the host at one place of the node, or one over the other."""
    seen: list[tuple[str, str]] = []
    for volume in spec.volumes:
        directory = host_directory(volume, spec, identity)
        place = node_directory(volume, spec, identity)
        if directory is None or place is None:
            continue
        for other_place, other in seen:
            if _hides(other_place, other, place, directory) or _hides(
                place, directory, other_place, other
            ):
                words = f"volume {volume.name}: {directory} and {other} would be {place} and"
                words = f"{words} {other_place} in the node, one over the other"
                raise CannotRender(f"{words}: rename the volume", volume.at)
        seen.append((place, directory))


def _hides(place: str, directory: str, below: str, expected: str) -> bool:
    """Tell whether what is mounted at a place hides another directory that is expected below."""
    if below != place and not below.startswith(f"{place}/"):
        return False
    return directory + below[len(place) :] != expected
