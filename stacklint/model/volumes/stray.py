"""Data that a program is told to keep where no mount is.

Source: what the images' own pages say of the variables and options that move their data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.compose.mount import MountKind
from stacklint.model.configenv import config_of
from stacklint.model.hostpath import is_at_or_below
from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern
from stacklint.model.tokens import has_token
from stacklint.model.volumes.data_places import options_of
from stacklint.model.volumes.evidence import image_name, known_place
from stacklint.model.volumes.persistence import (
    held_targets,
    keeps_data,
    variables_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stacklint.model.compose.file import Service
    from stacklint.model.spec import Spec

_TOLD_BY: dict[str, tuple[str, ...]] = {
    "etcd": ("ETCD_DATA_DIR", "--data-dir", "-data-dir"),
    "go-ipfs": ("IPFS_PATH",),
    "grafana": ("GF_PATHS_DATA",),
    "influxdb": ("INFLUXD_ENGINE_PATH", "INFLUXDB_DATA_DIR", "--engine-path"),
    "kubo": ("IPFS_PATH",),
    "mariadb": ("--datadir",),
    "minio": ("server",),
    "mongo": ("--dbpath",),
    "mysql": ("--datadir",),
    "postgis": ("PGDATA",),
    "postgres": ("PGDATA",),
    "prometheus": ("--storage.tsdb.path",),
    "redis": ("--dir",),
    "timescaledb": ("PGDATA",),
    "timescaledb-ha": ("PGDATA",),
    "valkey": ("--dir",),
}
_VARIABLES = frozenset(x for told in _TOLD_BY.values() for x in told if x.isupper())
_PLAIN_PATH = Pattern(r"/[\w./-]+")


class Stray(NamedTuple):
    """What has a program keep its data in a directory where no mount is."""

    told: str
    directory: str


def config_that_moves(spec: Spec) -> tuple[tuple[str, str], ...]:
    """Give what a spec says in the place of every container of where data lies."""
    if not spec.makes_objects or _VARIABLES.isdisjoint(config_of(spec).named):
        return ()
    return tuple((x, text) for x, text in variables_of(spec).items() if x in _VARIABLES)


def stray_of(service: Service, config: Mapping[str, str]) -> Stray | None:
    """Give what leads the data of a service past its mounts; one that takes it in clears all."""
    is_other = "bitnami" in (service.image or "")
    told_by = None if is_other else _TOLD_BY.get(image_name(service.image))
    found = [] if told_by is None else list(_told(service, config, told_by))
    if not found or not keeps_data(service):
        return None
    targets = held_targets(service)
    if any(map(has_token, targets)) or any(_is_taken_in(x.directory, targets) for x in found):
        return None
    return found[-1]


def misplaced_target(service: Service) -> str | None:
    """Give where a volume is that other images keep their data at, of one that has none."""
    named = (x for x in service.mounts if x.kind is MountKind.VOLUME and not x.is_read_only)
    return next((x.inside for x in named if known_place(x.inside)), None)


def _told(service: Service, config: Mapping[str, str], told_by: tuple[str, ...]) -> Iterator[Stray]:
    said = (*{**service.environment, **config}.items(), *options_of(service))
    places = (Stray(name, path) for name, path in said if name in told_by)
    return (x for x in places if _PLAIN_PATH.fullmatch(x.directory) and not has_token(x.directory))


def _is_taken_in(directory: str, targets: list[str]) -> bool:
    return any(is_at_or_below(directory, x) or is_at_or_below(x, directory) for x in targets)
