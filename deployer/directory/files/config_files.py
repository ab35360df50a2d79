"""The files of a stack, and of the host, that a deployment takes with it."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import TYPE_CHECKING

from deployer.directory.content import Content
from deployer.directory.files.copies import copied
from deployer.directory.files.guards import CONFIG
from deployer.errors import BadInput, CannotDo
from stacklint.model.targets import ABILITIES
from stacklint.model.volumes.configmaps import Origin, config_directory, origin_of, source_directory
from stacklint.model.yaml.nodes import Scalar, resolved, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.source import Source
    from stacklint.model.bundle import Pod
    from stacklint.model.spec import ConfigMap

# Where a word of a path ends: at the target of a mount, or where something is put in.
_ENDS = "/: \t\n"


def config_files(source: Source) -> Iterator[Content]:
    """Copy `config/<pod>`, and every part of `config` that a compose file names."""
    for name, path in config_paths(source).items():
        whole = source.repository.root / path
        if whole.exists():
            yield copied(whole, f"config/{name}")


def config_paths(source: Source) -> dict[str, str]:
    """Give the parts of `config` that come along, there or not, by name, as paths from the root."""
    names: dict[str, None] = {}
    for pod in (*source.stack.pods, *source.stack.jobs):
        names |= dict.fromkeys((pod.name, *_named(pod)))
    return {name: config_directory(source.stack, name) for name in names}


def _named(pod: Pod) -> Iterator[str]:
    root = pod.compose.document.root
    for _, node in walk(root) if root is not None else ():
        scalar = resolved(node)
        if isinstance(scalar, Scalar) and scalar.value.startswith(CONFIG):
            rest = scalar.value.removeprefix(CONFIG)
            name = rest[: min((rest.find(x) for x in _ENDS if x in rest), default=len(rest))]
            if name not in {"", ".", ".."} and "$" not in name:
                yield name


def notes_on(source: Source) -> Iterator[str]:
    """Say what a compose file binds that does not come along."""
    for service in source.stack.every_service:
        for mount in service.mounts:
            if mount.source.startswith(".") and not mount.source.startswith(CONFIG):
                yield f"{mount.source} of {service.name} is not copied: only `{CONFIG}…` is"


def configmaps(source: Source, home: Path) -> Iterator[Content]:
    """Copy the files of each ConfigMap; where laconic-so finds none, refuse."""
    if not ABILITIES[source.target].makes_objects:
        if source.spec.configmaps:
            yield Content((), (), ("compose has no ConfigMaps: they become docker volumes",))
        return
    for configmap in source.spec.configmaps:
        yield _configmap(source, configmap, home)


def _configmap(source: Source, configmap: ConfigMap, home: Path) -> Content:
    name, to = configmap.name, f"configmaps/{configmap.name}"
    if "/" in name or name in {"", ".", ".."}:
        raise CannotDo(f"configmaps.{name}", "this is no name of a ConfigMap")
    origin = origin_of(configmap)
    if origin is None or configmap.source is None:
        raise CannotDo(f"configmaps.{name}", "its value is no path")
    if origin is Origin.STACK:
        own = source.repository.root / config_directory(source.stack, name)
        if not own.exists():
            note = f"configmaps.{name} is empty: the stack has no config/{name}; fill {to}"
            return Content((), (to,), (note,))
        return _directory(own, f"configmaps.{name}", to)
    path = _host_path(source, configmap.source.text, home)
    if origin is Origin.REPOSITORY:
        # Seen from the root; of a stack in another checkout, from there, as the linter sees it.
        found = source_directory(configmap, source.spec, source.stack, source.repository.tree)
        path = path if found is None else source.repository.root / found
    return _directory(path, f"configmaps.{name}", to)


def _directory(path: Path, what: str, to: str) -> Content:
    if not path.is_dir():
        raise CannotDo(what, f"{path} is no directory of files")
    return copied(path, to)


def host_file(source: Source, path: str, home: Path) -> bytes:
    """Read a file that a spec names: from the root of its repository, or a path of the host."""
    found = _host_path(source, path, home)
    if not path or not found.is_file():
        raise BadInput(source.spec.file, f"names {path or 'nothing'}, which is no file ({found})")
    return copied(found, path).files[0].data


def _host_path(source: Source, path: str, home: Path) -> Path:
    if path == "~" or path.startswith("~/"):
        return home / path.removeprefix("~").lstrip("/")
    return Path(posixpath.normpath(source.repository.checkout / path))
