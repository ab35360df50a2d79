"""The rows of the survival map: each volume of a spec and of its stack, and each ConfigMap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.enums import Enum
from stacklint.model.hostpath import HostPath
from stacklint.model.named import NamedTuple
from stacklint.model.tokens import unmasked
from stacklint.model.volumes.names import unknown_volumes, volumes_not_written
from stacklint.model.volumes.survival import Backing, Event, Fate, survival_of
from stacklint.model.volumes.volatile import Volatility, volatility_of
from stacklint.model.volumes.ways import (
    NOT_USED,
    uses_of,
    way_of_configmap,
    way_of_unwritten,
    way_of_volume,
)
from stacklint.model.yaml.nodes import Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Bundle, Use
    from stacklint.model.spec import Spec
    from stacklint.model.volumes.survival import Survival
    from stacklint.model.volumes.way import Way


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
        way = way_of_volume(bundle, volume, unknown)
        row = _row(bundle, volume.name, Section.VOLUMES, way)
        yield _in_own_words(spec, row._replace(written=_text(volume.path)))
    for configmap in spec.configmaps:
        way = way_of_configmap(bundle, configmap)
        row = _row(bundle, configmap.name, Section.CONFIGMAPS, way)
        yield _in_own_words(spec, row._replace(written=_text(configmap.source)))
    for name in () if stack is None else volumes_not_written(spec, stack):
        yield _row(bundle, name, Section.STACK, way_of_unwritten(bundle, name))


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


def _row(bundle: Bundle, name: str, section: Section, way: Way) -> Row:
    spec = bundle.spec
    uses = () if way in NOT_USED else uses_of(bundle, name)
    return Row(
        name=name,
        section=section,
        backing=way.backing,
        written=None,
        host=way.host,
        node=way.node,
        mounts=tuple(_mounted(use, spec, way.backing) for use in uses),
        survival=_survival(spec, way),
        note=way.note or _NOTES.get(_volatility(way), ""),
    )


def _survival(spec: Spec, way: Way) -> Survival | None:
    found, how = survival_of(spec.target, way.backing), _volatility(way)
    return found if found is None or how is None else found.but(Event.REBOOT, _FATES[how])


def _volatility(way: Way) -> Volatility | None:
    if way.backing is not Backing.ABSOLUTE or way.host is None:
        return None
    return volatility_of(HostPath(way.host))


_FATES = {
    Volatility.MEMORY: Fate.LOST,
    Volatility.RUNTIME: Fate.LOST,
    Volatility.SWEPT: Fate.UNKNOWN,
}
_NOTES: dict[Volatility | None, str] = {
    Volatility.MEMORY: "in the memory of the host",
    Volatility.RUNTIME: "in the memory of the host",
    Volatility.SWEPT: "swept by most hosts",
}


def _mounted(use: Use, spec: Spec, backing: Backing) -> Mounted:
    role = Role.JOB if use.by_job else Role.SERVICE
    is_read_only = use.is_read_only
    if spec.makes_objects:
        # Only `ro` alone is read there, and nobody can write to a ConfigMap.
        is_read_only = backing is Backing.CONFIG or use.mount.options == ("ro",)
        role = Role.INIT if use.service.is_init else role
    return Mounted(use.pod, use.service.name, use.mount.target, is_read_only, role)
