"""What a deployment directory says of its volumes, however little of it can be read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from deployer.directory.reading import read_directory
from deployer.errors import DeployError
from stacklint.model.named import NamedTuple
from stacklint.model.secrets import masked
from stacklint.model.survival import Backing
from stacklint.model.survival_map import survival_map
from stacklint.model.survival_row import Section
from stacklint.model.volume_way import DEPLOYMENT
from stacklint.repo.trees import Unreadable, WorkTree

if TYPE_CHECKING:
    from pathlib import Path

    from stacklint.model.survival_row import Row
    from stacklint.model.targets import Target

_ON_HOST = {Backing.RELATIVE, Backing.ABSOLUTE}


class Said(NamedTuple):
    """A volume as the spec has it; `host` is the directory that it asks for, None for none."""

    name: str
    backing: Backing
    written: str | None
    host: str | None
    note: str


class Spoken(NamedTuple):
    """What a directory says; `trouble` is why nothing is known of its volumes.

    `project` is the name that compose and, where there is none in the spec, kind know it by.
    """

    place: str
    name: str
    target: Target | None = None
    project: str = ""
    volumes: tuple[Said, ...] = ()
    trouble: str = ""

    def said(self, name: str) -> Said | None:
        """Give what the spec says of a volume."""
        return next((one for one in self.volumes if one.name == name), None)


def spoken(place: Path) -> Spoken:
    """Read a deployment directory."""
    where = str(place)
    try:
        directory = read_directory(WorkTree(place, None), place)
    except (DeployError, Unreadable) as error:
        words = f"what its spec says is not known: {error}"
        return Spoken(where, place.name, trouble=words)
    spec = directory.bundle.spec
    rows = survival_map(directory.bundle).rows
    return Spoken(
        place=where,
        name=spec.stack_name or place.name,
        target=spec.target,
        project=directory.identity.cluster_id,
        volumes=tuple(_said(row, where) for row in rows if row.section is not Section.CONFIGMAPS),
    )


def _said(row: Row, place: str) -> Said:
    host = row.host if row.backing in _ON_HOST else None
    if host is not None and host.startswith(DEPLOYMENT):
        host = os.path.normpath(place + host.removeprefix(DEPLOYMENT))
    written = None if row.written is None else masked(row.written)
    return Said(row.name, row.backing, written, host, masked(row.note))
