"""The way of each volume of a spec and its stack, and what is to be remarked of it.

Source: the tables on volumes and ConfigMaps in the reference (dialect, g).
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from stacklint.model.compose.overridden import as_run, images_in
from stacklint.model.dialect import Dialect
from stacklint.model.targets import Target
from stacklint.model.tokens import has_token
from stacklint.model.volumes.configmaps import Origin, is_used, origin_of
from stacklint.model.volumes.evidence import known_place
from stacklint.model.volumes.names import names_all
from stacklint.model.volumes.persistence import hider_of
from stacklint.model.volumes.stray import config_that_moves, stray_of
from stacklint.model.volumes.survival import Backing
from stacklint.model.volumes.way import DEPLOYMENT, Way, way_of
from stacklint.model.yaml.nodes import Mapping
from stacklint.model.yaml.scalars import is_null

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Bundle, Use
    from stacklint.model.spec import ConfigMap, Spec, Volume

_OVERRULED = Way(Backing.NOWHERE, note="not used: the config map of that name is mounted")
_PASSED_OVER = Way(Backing.NOWHERE, note="not used: the volume of that name is mounted")
NOT_USED = (_OVERRULED, _PASSED_OVER)
"""The ways of what the spec names, and nobody mounts."""

_PLAIN = Way(Backing.NOTHING, note="compose has no config maps: an empty docker volume")
_UNDECLARED = Way(Backing.NOWHERE, note="no compose file of the stack declares it")


def way_of_volume(bundle: Bundle, volume: Volume, unknown: tuple[Volume, ...]) -> Way:
    """Tell where a volume of the spec lies; `unknown` are those that no compose file declares."""
    spec, name = bundle.spec, volume.name
    if not volume.is_empty and not _is_readable(spec, volume):
        if spec.is_opaque("volumes", name):
            return Way(Backing.TEMPLATE, note="a template decides the path")
        return Way(Backing.NOWHERE, note="its value is no path: `create` stops")
    if volume in unknown:
        return _UNDECLARED
    if spec.makes_objects and any(x.name == name for x in spec.configmaps):
        return _OVERRULED
    declared = _as_declared(bundle, name) if volume.is_empty else None
    return _with_use(bundle, name, declared or way_of(spec, name, volume.path))


def _is_readable(spec: Spec, volume: Volume) -> bool:
    """Only the fork reads a mapping with a path."""
    is_mapping = isinstance(spec.node("volumes", volume.name), Mapping)
    return volume.path is not None and (spec.dialect is Dialect.FORK or not is_mapping)


def _with_use(bundle: Bundle, name: str, way: Way) -> Way:
    """Remark that nobody mounts a volume, or that nobody can write to one that is empty."""
    stack = bundle.stack
    if stack is None or not stack.knows_mounts(bundle.spec.target) or has_token(name):
        return way
    uses = uses_of(bundle, name)
    left_out = (use for use in stack.uses(name) if use not in uses)
    way = _remarked(way, *(f"`{x.service.name}` has another at {x.mount.target}" for x in left_out))
    if not uses:
        return _remarked(way, "nobody mounts it")
    if way.backing is Backing.NOTHING and not stack.writers(name):
        return _remarked(way, "nobody can write to it")
    return _remarked(way, *_by_hiders(bundle.spec, uses), *_by_strays(bundle.spec, uses))


def _remarked(way: Way, *remarks: str) -> Way:
    return way._replace(note="; ".join(filter(None, (way.note, *remarks))))


def uses_of(bundle: Bundle, name: str) -> tuple[Use, ...]:
    """Give the mounts of a volume, but for those that its target leaves out."""
    uses = () if bundle.stack is None else bundle.stack.uses(name)
    if bundle.spec.target is not Target.COMPOSE:
        return uses
    return tuple(use for use in uses if use.mount not in use.service.left_out)


def _by_hiders(spec: Spec, uses: tuple[Use, ...]) -> Iterator[str]:
    """Say that an image writes beside what is mounted for it."""
    for use in uses:
        if at := hider_of(spec, use):
            yield f"`{use.service.name}` writes to its image's own volume at {at}"


def _by_strays(spec: Spec, uses: tuple[Use, ...]) -> Iterator[str]:
    """Say that a program is told to keep its data where nothing is mounted."""
    run, told = dict(images_in(spec)), dict(config_that_moves(spec))
    for use in uses:
        stray = stray_of(as_run(use.service, run), told) if known_place(use.mount.inside) else None
        if stray is not None:
            yield f"`{use.service.name}` is told to keep its data at {stray.directory}"


def way_of_configmap(bundle: Bundle, configmap: ConfigMap) -> Way:
    """Tell what a ConfigMap of the spec is made of."""
    spec, stack, name = bundle.spec, bundle.stack, configmap.name
    if stack is not None and not has_token(name) and not is_used(configmap, stack):
        return _UNDECLARED
    if spec.target is Target.COMPOSE:
        return _PLAIN if spec.volume(name) is None else _PASSED_OVER
    if configmap.source is None and not spec.is_opaque("configmaps", name):
        return Way(Backing.NOWHERE, note="it names no source: `create` stops")
    return Way(Backing.CONFIG, note=_SOURCES[origin_of(configmap)])


_SOURCES = {
    Origin.STACK: "made again from git",
    Origin.REPOSITORY: "made again from git",
    Origin.HOST: "made again from the host that deploys",
    None: "a template decides the source",
}


def way_of_unwritten(bundle: Bundle, name: str) -> Way:
    """Tell what becomes of a volume that the spec does not name."""
    spec = bundle.spec
    why = _why_create_stops(spec)
    if why:
        return Way(Backing.NOWHERE, note=f"{why}: `create` stops")
    if not names_all(spec):
        return Way(Backing.TEMPLATE, note="not in the spec, as far as that can be read")
    if spec.target is not Target.COMPOSE:
        never = ": its pod never starts" if spec.makes_objects else ""
        return Way(Backing.NOWHERE, note=f"missing from the spec{never}")
    declared = _as_declared(bundle, name)
    if declared is None:
        return Way(Backing.NOTHING, note="not in the spec: docker makes one")
    return declared._replace(note=f"not in the spec: {declared.note}")


def _why_create_stops(spec: Spec) -> str:
    """Say why nothing can be named below `volumes`; empty where something can, or may."""
    node = spec.node("volumes")
    is_open = node is None or isinstance(node, Mapping) or spec.is_opaque("volumes")
    if is_open or spec.target is None or spec.dialect is Dialect.FORK:
        return ""
    if is_null(node):
        return "" if spec.has_gaps else "`volumes` is there and empty"
    return "`volumes` is no mapping"


def _as_declared(bundle: Bundle, name: str) -> Way | None:
    """Follow what a compose file says of a volume; compose alone reads it, where no path is."""
    stack = bundle.stack
    if stack is None or not stack.is_kept_elsewhere(name, bundle.spec.target):
        return None
    compose = stack.volumes[name]
    device = compose.device(name)
    if compose.is_external(name) or device is None:
        return Way(Backing.EXTERNAL, note="made by somebody else")
    if has_token(device):
        return Way(Backing.TEMPLATE, device, note="a variable of the compose file decides the path")
    note = "the compose file says where"
    if device.startswith("."):
        host = posixpath.normpath(f"{DEPLOYMENT}/compose/{device}")
        return Way(Backing.RELATIVE, host, note=note)
    is_directory = device.startswith("/") and not device.startswith("//")
    return Way(Backing.ABSOLUTE if is_directory else Backing.EXTERNAL, device, note=note)
