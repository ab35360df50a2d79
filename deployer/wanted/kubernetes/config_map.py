"""ConfigMaps: of the spec's `configmaps`, and of files that compose files bind."""

from __future__ import annotations

import posixpath
from base64 import b64encode
from typing import TYPE_CHECKING

from deployer.wanted.kubernetes.binds import Backing, mounted
from deployer.wanted.kubernetes.config_source import keys_of, source_of
from deployer.wanted.kubernetes.order import started
from deployer.wanted.names import label_value
from deployer.wanted.resource import CannotRender, Resource, Role
from stacklint.model.names import is_config_key
from stacklint.model.volumes.configmaps import MAX_CONFIGMAP_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.frame import Frame
    from stacklint.model.change import Data
    from stacklint.model.spec import ConfigMap
    from stacklint.model.yaml.place import Place

_IN_BYTES = 10_000
"""Below this, a size is told in bytes."""


def config_maps(frame: Frame) -> Iterator[Resource]:
    """Give the ConfigMaps, those of the spec first."""
    for configmap in frame.spec.configmaps:
        if configmap.name in frame.stack.volumes:
            files = _of_spec(configmap, frame)
            yield _config_map(configmap.name, files, configmap.at, frame)
    yield from _of_binds(frame)


def _of_spec(configmap: ConfigMap, frame: Frame) -> dict[str, bytes]:
    directory = source_of(configmap, frame)
    return {} if directory is None else _files(directory, configmap.at, frame)


def _of_binds(frame: Frame) -> Iterator[Resource]:
    seen: dict[str, str] = {}
    for pod in (*frame.stack.pods, *frame.stack.jobs):
        for service in started(pod):
            for one in mounted(pod, service, frame):
                if one.backing not in {Backing.FILE, Backing.DIRECTORY}:
                    continue
                if seen.get(one.name, one.path) != one.path:
                    words = f"{one.path} and {seen[one.name]} would be one config map, {one.name}"
                    raise CannotRender(f"{words}: rename one of them", one.mount.at)
                if one.name not in seen:
                    seen[one.name] = one.path
                    yield _config_map(
                        one.name, _bound(one.path, one.mount.at, frame), one.mount.at, frame
                    )


def _bound(path: str, at: Place, frame: Frame) -> dict[str, bytes]:
    tree = frame.surroundings.tree
    if tree.is_file(path):
        return _checked({posixpath.basename(path): tree.read(path) or b""}, path, at)
    return _files(path, at, frame)


def _files(directory: str, at: Place, frame: Frame) -> dict[str, bytes]:
    tree = frame.surroundings.tree
    paths = {name: posixpath.join(directory, name) for name in keys_of(directory, tree)}
    folder = next((path for path in paths.values() if tree.is_dir(path)), None)
    if folder is not None:
        words = f"{folder} is a directory, and a config map holds files alone: move it out"
        raise CannotRender(words, at)
    return _checked({name: tree.read(path) or b"" for name, path in paths.items()}, directory, at)


def _checked(files: dict[str, bytes], path: str, at: Place) -> dict[str, bytes]:
    total = sum(map(len, files.values()))
    if total > MAX_CONFIGMAP_BYTES:
        words = f"{path} has {total} bytes, and a config map takes {MAX_CONFIGMAP_BYTES}"
        raise CannotRender(f"{words}: make it a volume", at)
    odd = next((name for name in files if not is_config_key(name)), None)
    if odd is not None:
        words = f"{path}: `{odd}` is no key of a config map (letters, digits, `-`, `_`, `.`)"
        raise CannotRender(words, at)
    return files


def _config_map(name: str, files: dict[str, bytes], at: Place, frame: Frame) -> Resource:
    content: dict[str, Data] = {
        file: b64encode(data).decode() for file, data in sorted(files.items())
    }
    body: dict[str, Data] = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": frame.metadata(name, **{"configmap-label": label_value(name)}),
        "binaryData": content,
    }
    title = next(iter(files)) if name.startswith("host-path-") and len(files) == 1 else name
    about = f"{len(files)} {'file' if len(files) == 1 else 'files'}, {_size(files)}"
    return Resource(frame.key("ConfigMap", name), body, Role.CONFIG, title, about, at)


def _size(files: dict[str, bytes]) -> str:
    total = sum(map(len, files.values()))
    return f"{total} bytes" if total < _IN_BYTES else f"{total // 1000} kB"
