"""How a table of volumes is fitted into the columns of a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.report.width import columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stacklint.report.volume_cells import Cells, Columns, MountCell

GAP = "  "
SURVIVES = "survives"

# Of a path that gets less than this, a table would hide more than it shows.
_LEAST_PATH = 11


class Widths(NamedTuple):
    """Columns that each part of a table takes; `service` is a part of `mounts`."""

    name: int
    places: tuple[int, ...]
    service: int
    mounts: int
    dots: int

    @property
    def before_mounts(self) -> int:
        """Where the mounts begin."""
        return 1 + sum(x + len(GAP) for x in (self.name, *self.places))

    @property
    def before_dots(self) -> int:
        """Where the dots begin."""
        return self.before_mounts + self.mounts + len(GAP)


def widths_of(rows: Sequence[Cells], titles: Columns, room: int) -> Widths | None:
    """Fit a table into some columns by shortening its widest paths; None where that is no table."""
    name = max(columns(text) for text in ("volume", *(row.name for row in rows)))
    service = max(columns(mount.service) for mount in _mounts(rows))
    service += bool(service)
    fixed = Widths(name, (0,) * len(titles.places), service, service, dots_width(titles))
    natural = _natural(rows, titles)
    fitted = _fitted(
        [*natural, _mount_width(rows, titles, service)],
        [
            *(min(x, _LEAST_PATH) for x in natural),
            _mount_width(rows, titles, service, _LEAST_PATH),
        ],
        room - fixed.before_dots - fixed.dots,
    )
    if fitted is None:
        return None
    return fixed._replace(places=tuple(fitted[:-1]), mounts=service + fitted[-1])


def dots_width(titles: Columns) -> int:
    """Give the columns that the dots take with their title."""
    return max(len(SURVIVES), 2 * len(titles.events) - 1) if titles.events else 0


def _natural(rows: Sequence[Cells], titles: Columns) -> list[int]:
    return [
        max(len(title), *(columns(row.places[index]) for row in rows))
        for index, title in enumerate(titles.places)
    ]


def _mount_width(
    rows: Sequence[Cells], titles: Columns, service: int, most: int | None = None
) -> int:
    """Give the columns that mounts take beside who mounts, `most` of them for a path."""
    widths = ((columns(mount.path), len(mount.flags)) for mount in _mounts(rows))
    taken = [min(path, path if most is None else most) + flags for path, flags in widths]
    return max(len(titles.mounts) - service, *taken)


def _mounts(rows: Sequence[Cells]) -> Iterator[MountCell]:
    return (mount for row in rows for mount in row.mounts)


def _fitted(natural: list[int], least: list[int], room: int) -> list[int] | None:
    """Take from the widest until all fit; None where they would not at their least."""
    if sum(least) > room:
        return None
    fitted = [min(wanted, max(room, low)) for wanted, low in zip(natural, least, strict=True)]
    while sum(fitted) > room:
        over = [index for index, low in enumerate(least) if fitted[index] > low]
        fitted[max(over, key=fitted.__getitem__)] -= 1
    return fitted
