"""Where the files of a ConfigMap lie: in the repository, or in the deployment directory."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from deployer.wanted.resource import CannotRender
from stacklint.model.volumes.configmaps import Origin, origin_of, source_directory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.frame import Frame
    from stacklint.model.spec import ConfigMap
    from stacklint.model.tree import Tree

_BACKUP = ".bak"


def source_of(configmap: ConfigMap, frame: Frame) -> str | None:
    """Give the directory with the files of a ConfigMap of the spec; None where it has none."""
    around = frame.surroundings
    if around.config_env is not None:
        return _of_deployment(configmap, around.tree)
    origin = origin_of(configmap)
    if origin is None or origin is Origin.HOST:
        words = f"config map {configmap.name} comes from the host that deploys, or from nowhere"
        raise CannotRender(f"{words}: keep its files in the repository", configmap.at)
    directory = source_directory(configmap, frame.spec, frame.stack, around.tree)
    # `./` is what a stack has of that name, and may be filled before the start.
    if directory is not None or origin is Origin.STACK:
        return directory
    source = configmap.source.text if configmap.source else ""
    words = f"config map {configmap.name}: there is no directory {source} in the repository"
    raise CannotRender(words, configmap.at)


def _of_deployment(configmap: ConfigMap, tree: Tree) -> str | None:
    path = f"configmaps/{configmap.name}"
    if tree.is_dir(path):
        return path if tree.names(path) else None
    words = f"config map {configmap.name}: the deployment directory has no {path}: put it back"
    raise CannotRender(words, configmap.at)


def keys_of(directory: str, tree: Tree) -> list[str]:
    """Give the names that become keys."""
    left = set(backups_in(directory, tree))
    return [name for name in tree.names(directory) if name not in left]


def backups_in(directory: str, tree: Tree) -> Iterator[str]:
    """Give what laconic-so's `restart` leaves of files that it replaced: `x.bak` beside `x`."""
    names = tree.names(directory)
    for name in names:
        is_file = tree.is_file(posixpath.join(directory, name))
        if is_file and name.endswith(_BACKUP) and name.removesuffix(_BACKUP) in names:
            yield name
