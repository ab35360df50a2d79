"""Volumes as they are, as lines for a screen: name, bytes, place, what they outlive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.volumes.live import how_bad
from stacklint.model.volumes.survival import Backing, Fate
from stacklint.report.ansi import Style, paint
from stacklint.report.escape import visible
from stacklint.report.volume_cells import COLUMNS, signs_for
from stacklint.report.volume_widths import SURVIVES
from stacklint.report.width import columns, shortened, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from stacklint.model.targets import Target
    from stacklint.model.volumes.live import LiveVolume
    from stacklint.report.look import Look

_FATE_STYLE = {Fate.KEPT: Style.ADDED, Fate.LOST: Style.ERROR, Fate.UNKNOWN: Style.WARNING}
_GAP = "  "
_SIZE = 10
_MOST_NAME = 28
_LEAST_PLACE = 16
_INDENT = 3
_DEEPER = " " * (_INDENT + 2)


class Table(NamedTuple):
    """How volumes of a target are written: for whom, sizes how, names in how many columns."""

    target: Target
    look: Look
    words: Callable[[int], str]
    name: int

    @property
    def dots(self) -> int:
        """The columns that the dots take."""
        return 2 * len(COLUMNS[self.target].events) - 1

    @property
    def place(self) -> int:
        """The columns that are left for a place."""
        return self.look.width - _INDENT - self.name - _SIZE - self.dots - 3 * len(_GAP)


def table_of(
    target: Target, volumes: Sequence[LiveVolume], look: Look, words: Callable[[int], str]
) -> Table:
    """Give the table that fits volumes."""
    names = (columns(visible(volume.name, unicode=look.unicode)) for volume in volumes)
    widest = max(names, default=0)
    return Table(target, look, words, min(widest, _MOST_NAME, max(8, look.width // 3)))


def lines_of(table: Table, volumes: Sequence[LiveVolume]) -> Iterator[str]:
    """Write volumes, the worst first, each with what is wrong with it below."""
    for volume in sorted(volumes, key=how_bad):
        yield from _lines(table, volume)


def title_of(table: Table, text: str, *, is_empty: bool) -> str:
    """Write the title of a block, and above the dots what they tell."""
    look = table.look
    room = look.width - max(table.dots, len(SURVIVES)) - columns(text)
    if is_empty or room < 1:
        return paint(text, Style.STRONG, look)
    return f"{paint(text, Style.STRONG, look)}{' ' * room}{paint(SURVIVES, Style.QUIET, look)}"


def legend_of(table: Table) -> Iterator[str]:
    """Say what the dots stand for, under them."""
    text = signs_for(table.look).between.join(COLUMNS[table.target].events.values())
    for line in wrapped(text, table.look.width):
        yield " " * max(0, table.look.width - columns(line)) + paint(line, Style.QUIET, table.look)


def _lines(table: Table, volume: LiveVolume) -> Iterator[str]:
    look, dots = table.look, signs_for(table.look).dots
    name = shortened(visible(volume.name, unicode=look.unicode), table.name, dots)
    name = paint(name, Style.STRONG, look) + " " * (table.name - columns(name))
    first = f"{' ' * _INDENT}{name}{_GAP}{_size(table, volume):>{_SIZE}}{_GAP}"
    place = visible(place_words(volume), unicode=look.unicode)
    if table.place >= _LEAST_PLACE:
        place = shortened(place, table.place, dots)
        yield f"{first}{place}{' ' * (table.place - columns(place))}{_GAP}{_dots(table, volume)}"
    else:
        yield f"{first}{_dots(table, volume)}"
        yield f"{_DEEPER}{shortened(place, look.width - len(_DEEPER), dots)}"
    for words in filter(None, (volume.differs, volume.trouble)):
        yield from _remark(visible(words, unicode=look.unicode), look)


def _remark(words: str, look: Look) -> Iterator[str]:
    for line in wrapped(words, look.width - len(_DEEPER)):
        yield _DEEPER + paint(line, Style.WARNING, look)


def _size(table: Table, volume: LiveVolume) -> str:
    if volume.backing is Backing.NOWHERE:
        return ""
    if volume.size is None:
        return "unknown"
    return table.words(volume.size) if volume.size else "empty"


def place_words(volume: LiveVolume) -> str:
    """Say where bytes are: a directory of the host, of the node, or a docker volume."""
    if volume.backing is Backing.NOWHERE:
        return "nowhere yet"
    if volume.host is not None:
        return volume.host
    if volume.node is not None:
        return f"node {volume.node}"
    return volume.kept


def _dots(table: Table, volume: LiveVolume) -> str:
    signs = signs_for(table.look)
    if volume.survival is None:
        return paint(signs.nothing, Style.QUIET, table.look)
    fates = map(volume.survival.fate, COLUMNS[table.target].events)
    return " ".join(paint(signs.fates[x], _FATE_STYLE[x], table.look) for x in fates)
