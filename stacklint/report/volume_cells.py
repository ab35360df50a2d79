"""A row of the survival map as text for a screen, in the columns that its target has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.targets import Target
from stacklint.model.volumes.survival import Backing, Event, Fate
from stacklint.model.volumes.survival_row import Role
from stacklint.report.escape import visible

if TYPE_CHECKING:
    from stacklint.model.volumes.survival_map import SurvivalMap
    from stacklint.model.volumes.survival_row import Mounted, Row
    from stacklint.report.look import Look


class Columns(NamedTuple):
    """Titles of the columns between the name and the dots, and what each dot stands for."""

    places: tuple[str, ...]
    mounts: str
    events: dict[Event, str]


COLUMNS: dict[Target | None, Columns] = {
    Target.KIND: Columns(
        ("docker host", "kind node"),
        "pod",
        {
            Event.CONTAINER: "container",
            Event.NODE: "node",
            Event.REBOOT: "reboot",
            Event.CLUSTER: "cluster",
            Event.DIRECTORY: "deployment moved",
        },
    ),
    Target.K8S: Columns(
        ("node",),
        "pod",
        {Event.CONTAINER: "container", Event.REBOOT: "reboot", Event.CLAIM: "claim"},
    ),
    Target.COMPOSE: Columns(
        ("docker host",),
        "container",
        {
            Event.CONTAINER: "container",
            Event.REBOOT: "reboot",
            Event.CLAIM: "down -v",
            Event.DIRECTORY: "deployment moved",
        },
    ),
    None: Columns(("docker host",), "pod", {}),
}
"""What is shown for each target: on kind, the claim ends whatever the cluster does."""


class Signs(NamedTuple):
    """The characters that the map is drawn with."""

    fates: dict[Fate, str]
    nothing: str
    arrow: str
    between: str
    dots: str


_DRAWN = Signs({Fate.KEPT: "●", Fate.LOST: "○", Fate.UNKNOWN: "?"}, "—", "→", " · ", "…")
_TYPED = Signs({Fate.KEPT: "*", Fate.LOST: "o", Fate.UNKNOWN: "?"}, "-", "->", ", ", "...")


def signs_for(look: Look) -> Signs:
    """Choose what the reader's screen can show."""
    return _DRAWN if look.unicode else _TYPED


class MountCell(NamedTuple):
    """Who mounts a volume, where, and a remark in brackets."""

    service: str
    path: str
    flags: str


class Cells(NamedTuple):
    """A row, nothing in it steering a terminal; `fates` is empty where there is no place."""

    name: str
    places: tuple[str, ...]
    mounts: tuple[MountCell, ...]
    fates: tuple[Fate, ...]
    note: str


_NOT_KNOWN = "?"

# What stands in the place of a path on the host.
_WORDS = {
    (Target.COMPOSE, Backing.NOTHING): "docker volume",
    (Target.COMPOSE, Backing.EXTERNAL): "docker volume",
    (Target.K8S, Backing.NOTHING): "storage class",
}


def cells_of(drawn: SurvivalMap, row: Row, look: Look) -> Cells:
    """Write a row of a map into the columns of its target."""
    columns = COLUMNS[drawn.target]
    nothing = signs_for(look).nothing
    places = (_host(row, drawn.target), row.node or _node(row))[: len(columns.places)]
    mounts = tuple(_mount(mounted, look) for mounted in row.mounts)
    if not mounts:
        mounts = (MountCell("", nothing if drawn.knows_mounts else _NOT_KNOWN, ""),)
    survival = row.survival
    return Cells(
        visible(row.name, unicode=look.unicode) or '""',
        tuple(visible(place, unicode=look.unicode) or nothing for place in places),
        mounts,
        () if survival is None else tuple(map(survival.fate, columns.events)),
        visible(row.note, unicode=look.unicode),
    )


def _host(row: Row, target: Target | None) -> str:
    if row.host is not None:
        return row.host
    if row.backing is Backing.CONFIG:
        return "config map"
    if row.backing is Backing.TEMPLATE:
        return _NOT_KNOWN
    words = "" if target is None else _WORDS.get((target, row.backing), "")
    return words or (row.written or "")


def _node(row: Row) -> str:
    is_left_open = row.backing in {Backing.TEMPLATE, Backing.ABSOLUTE}
    return _NOT_KNOWN if is_left_open else ""


def _mount(mounted: Mounted, look: Look) -> MountCell:
    said = ("ro",) if mounted.is_read_only else ()
    said += () if mounted.role is Role.SERVICE else (mounted.role.value,)
    return MountCell(
        visible(mounted.service, unicode=look.unicode),
        visible(mounted.path, unicode=look.unicode),
        f" ({', '.join(said)})" if said else "",
    )
