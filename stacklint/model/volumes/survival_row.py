"""The rows of the survival map: each volume of a spec and of its stack, and each ConfigMap.

Source: the tables on volumes and ConfigMaps in the reference (dialect, g).
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from stacklint.model.dialect import Dialect
from stacklint.model.enums import Enum
from stacklint.model.named import NamedTuple
from stacklint.model.targets import Target
from stacklint.model.tokens import has_token, unmasked
from stacklint.model.volumes.configmaps import Origin, is_used, origin_of
from stacklint.model.volumes.names import names_all, unknown_volumes, volumes_not_written
from stacklint.model.volumes.persistence import hider_of
from stacklint.model.volumes.survival import Backing, survival_of
from stacklint.model.volumes.way import DEPLOYMENT, Way, way_of
from stacklint.model.yaml.nodes import Mapping, Scalar
from stacklint.model.yaml.scalars import is_null

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Bundle, Use
    from stacklint.model.hostpath import HostPath
    from stacklint.model.spec import ConfigMap, Spec, Volume
    from stacklint.model.volumes.survival import Survival


class Role(Enum):
    """What mounts a volume."""

    SERVICE = "service"
    INIT = "init"
    JOB = "job"


class Section(Enum):
    """Who names a volume: a section of the spec, or the stack alone."""

    VOLUMES = "volumes"
    CONFIGMAPS = "configmaps"
    STACK = "stack"


class Mounted(NamedTuple):
    """One mount of a volume: the service, the pod it belongs to, and the path in its container."""

    pod: str
    service: str
    path: str
    is_read_only: bool
    role: Role


class Row(NamedTuple):
    """A volume on the map; `written` is its path as the spec has it, None where it has none.

    `survival` is None where it has no place, and where the target is not known.
    """

    name: str
    section: Section
    backing: Backing
    written: str | None
    host: str | None
    node: str | None
    mounts: tuple[Mounted, ...]
    survival: Survival | None
    note: str


def rows_of(bundle: Bundle) -> Iterator[Row]:
    """Give the volumes of the spec, its ConfigMaps, and what only the stack has."""
    spec, stack = bundle.spec, bundle.stack
    unknown = () if stack is None else unknown_volumes(spec, stack)
    for volume in spec.volumes:
        way = _way_of_volume(bundle, volume, unknown)
        row = _row(bundle, volume.name, Section.VOLUMES, way)
        yield _in_own_words(spec, row._replace(written=_text(volume.path)))
    for configmap in spec.configmaps:
        way = _way_of_configmap(bundle, configmap)
        row = _row(bundle, configmap.name, Section.CONFIGMAPS, way)
        yield _in_own_words(spec, row._replace(written=_text(configmap.source)))
    for name in () if stack is None else volumes_not_written(spec, stack):
        yield _row(bundle, name, Section.STACK, _way_of_unwritten(bundle, name))


def _in_own_words(spec: Spec, row: Row) -> Row:
    """Give the paths of a template as it writes them: it is read with tokens in their place."""
    node = spec.node(row.section.value, row.name)
    if not spec.document.masked or not isinstance(node, Scalar):
        return row
    written = spec.document.text[node.start : node.end]
    paths = (row.written, row.host, row.node)
    said = [None if path is None else unmasked(path, written) for path in paths]
    return row._replace(written=said[0], host=said[1], node=said[2])


def _text(path: HostPath | None) -> str | None:
    return None if path is None else path.text


_OVERRULED = Way(Backing.NOWHERE, note="not used: the config map of that name is mounted")
_PASSED_OVER = Way(Backing.NOWHERE, note="not used: the volume of that name is mounted")
_NOT_USED = (_OVERRULED, _PASSED_OVER)
_PLAIN = Way(Backing.NOTHING, note="compose has no config maps: an empty docker volume")
_UNDECLARED = Way(Backing.NOWHERE, note="no compose file of the stack declares it")


def _way_of_volume(bundle: Bundle, volume: Volume, unknown: tuple[Volume, ...]) -> Way:
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
    uses = _uses_of(bundle, name)
    left_out = (use for use in stack.uses(name) if use not in uses)
    way = _remarked(way, *(f"`{x.service.name}` has another at {x.mount.target}" for x in left_out))
    if not uses:
        return _remarked(way, "nobody mounts it")
    if way.backing is Backing.NOTHING and not stack.writers(name):
        return _remarked(way, "nobody can write to it")
    return _with_hiders(bundle.spec, uses, way)


def _remarked(way: Way, *remarks: str) -> Way:
    return way._replace(note="; ".join(filter(None, (way.note, *remarks))))


def _uses_of(bundle: Bundle, name: str) -> tuple[Use, ...]:
    """Give the mounts of a volume, but for those that its target leaves out."""
    uses = () if bundle.stack is None else bundle.stack.uses(name)
    if bundle.spec.target is not Target.COMPOSE:
        return uses
    return tuple(use for use in uses if use.mount not in use.service.left_out)


def _with_hiders(spec: Spec, uses: tuple[Use, ...], way: Way) -> Way:
    """Remark that an image writes beside what is mounted for it."""
    hiders = ((use.service.name, hider_of(spec, use)) for use in uses)
    said = (f"`{name}` writes to its image's own volume at {at}" for name, at in hiders if at)
    return _remarked(way, *said)


def _way_of_configmap(bundle: Bundle, configmap: ConfigMap) -> Way:
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


def _way_of_unwritten(bundle: Bundle, name: str) -> Way:
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


def _row(bundle: Bundle, name: str, section: Section, way: Way) -> Row:
    spec = bundle.spec
    uses = () if way in _NOT_USED else _uses_of(bundle, name)
    return Row(
        name=name,
        section=section,
        backing=way.backing,
        written=None,
        host=way.host,
        node=way.node,
        mounts=tuple(_mounted(use, spec, way.backing) for use in uses),
        survival=survival_of(spec.target, way.backing),
        note=way.note,
    )


def _mounted(use: Use, spec: Spec, backing: Backing) -> Mounted:
    role = Role.JOB if use.by_job else Role.SERVICE
    is_read_only = use.is_read_only
    if spec.makes_objects:
        # Only `ro` alone is read there, and nobody can write to a ConfigMap.
        is_read_only = backing is Backing.CONFIG or use.mount.options == ("ro",)
        role = Role.INIT if use.service.is_init else role
    return Mounted(use.pod, use.service.name, use.mount.target, is_read_only, role)
