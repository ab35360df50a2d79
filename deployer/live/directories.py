"""What a deployment directory says of its volumes, however little of it can be read."""

from __future__ import annotations

import os
import posixpath
from typing import TYPE_CHECKING

from deployer.directory.reading import identity_of, read_directory
from deployer.errors import DeployError
from deployer.source import guard_spec
from stacklint.model.bundle import Bundle
from stacklint.model.named import NamedTuple
from stacklint.model.secrets.masks import masked
from stacklint.model.spec import Spec
from stacklint.model.volumes.survival import Backing
from stacklint.model.volumes.survival_map import survival_map
from stacklint.model.volumes.survival_row import Section
from stacklint.model.volumes.way import DEPLOYMENT
from stacklint.repo.discover import parsed
from stacklint.repo.trees import Unreadable, WorkTree

if TYPE_CHECKING:
    from pathlib import Path

    from stacklint.model.targets import Target
    from stacklint.model.volumes.survival_row import Row

_ON_HOST = {Backing.RELATIVE, Backing.ABSOLUTE}


class Said(NamedTuple):
    """A volume as the spec has it; `host` is the directory that it asks for, None for none."""

    name: str
    backing: Backing
    written: str | None
    host: str | None
    note: str


class Spoken(NamedTuple):
    """What a directory says; `trouble` is why nothing is known of its volumes, `note` why not all.

    `project` is the name that compose and, where there is none in the spec, kind know it by.
    """

    place: str
    name: str
    target: Target | None = None
    project: str = ""
    volumes: tuple[Said, ...] = ()
    trouble: str = ""
    note: str = ""

    def said(self, name: str) -> Said | None:
        """Give what the spec says of a volume."""
        return next((one for one in self.volumes if one.name == name), None)


def spoken(place: Path) -> Spoken:
    """Read a deployment directory; of its spec alone where more cannot be read."""
    tree, where = WorkTree(place, None), str(place)
    try:
        directory = read_directory(tree, place)
        return _of(directory.bundle, directory.identity.cluster_id, where)
    except (DeployError, Unreadable) as error:
        return _of_spec_alone(tree, place, str(error))


def _of_spec_alone(tree: WorkTree, place: Path, why: str) -> Spoken:
    unknown = Spoken(str(place), place.name, trouble=f"what its spec says is not known: {why}")
    try:
        data = tree.read("spec.yml")
        document = None if data is None else parsed("spec.yml", data)
        if document is None or document.fault is not None:
            return unknown
        spec = Spec(document)
        guard_spec(spec)
        one = _of(Bundle(spec, None), identity_of(tree, place).cluster_id, str(place))
    except (DeployError, Unreadable):
        return unknown
    return one._replace(note=f"only its spec can be read: {why}")


def _of(bundle: Bundle, project: str, place: str) -> Spoken:
    rows = survival_map(bundle).rows
    return Spoken(
        place=place,
        name=bundle.spec.stack_name or posixpath.basename(place),
        target=bundle.spec.target,
        project=project,
        volumes=tuple(_said(row, place) for row in rows if row.section is not Section.CONFIGMAPS),
    )


def _said(row: Row, place: str) -> Said:
    host = row.host if row.backing in _ON_HOST else None
    if host is not None and host.startswith(DEPLOYMENT):
        host = os.path.normpath(place + host.removeprefix(DEPLOYMENT))
    written = None if row.written is None else masked(row.written)
    return Said(row.name, row.backing, written, host, masked(row.note))
