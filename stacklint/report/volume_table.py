"""The survival map as a table, and as a list where a screen is too narrow for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.volumes.survival import Fate
from stacklint.report.ansi import Style, paint
from stacklint.report.volume_cells import Cells, Columns, MountCell, Signs, signs_for
from stacklint.report.volume_widths import GAP, SURVIVES, Widths, dots_width, widths_of
from stacklint.report.width import columns, shortened, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stacklint.report.look import Look

_FATE_STYLE = {Fate.KEPT: Style.ADDED, Fate.LOST: Style.ERROR, Fate.UNKNOWN: Style.WARNING}


def drawn(rows: Sequence[Cells], titles: Columns, look: Look) -> list[str]:
    """Give the rows as lines that are no wider than the screen, and what the dots stand for."""
    pen = Pen(titles, look, signs_for(look))
    notes = list(dict.fromkeys(row.note for row in rows if row.note))
    beside = max((columns(note) + len(GAP) for note in notes), default=0)
    widths = widths_of(rows, titles, look.width)
    if widths is not None and widths.before_dots + widths.dots + beside <= look.width:
        return [*pen.table(rows, widths, {note: f"{GAP}{note}" for note in notes})]
    marks = {note: f" {number}" for number, note in enumerate(notes, 1)}
    widths = widths_of(rows, titles, look.width - 1 - len(str(len(notes))))
    if widths is None:
        return [*pen.list(rows)]
    return [*pen.table(rows, widths, marks), *pen.footnotes(marks)]


class Pen(NamedTuple):
    """Writes lines for one reader."""

    titles: Columns
    look: Look
    signs: Signs

    def table(self, rows: Sequence[Cells], widths: Widths, notes: dict[str, str]) -> Iterator[str]:
        """Give a line for each row, one more for each further mount; `notes` is written beside."""
        titles = ("volume", *self.titles.places, self.titles.mounts)
        taken = (widths.name, *widths.places, widths.mounts)
        head = (*map(_filled, titles, taken), self._title)
        yield " " + self._quiet(GAP.join(head).rstrip())
        for row in rows:
            yield from self._row(row, widths, notes.get(row.note, ""))
        yield from self._legend(widths.before_dots)

    def _row(self, row: Cells, widths: Widths, note: str) -> Iterator[str]:
        first, *more = (self._mount(x, widths.service, widths.mounts) for x in row.mounts)
        cells = (
            self._name(row.name, widths.name),
            *(
                _filled(shortened(place, width, self.signs.dots), width)
                for place, width in zip(row.places, widths.places, strict=True)
            ),
            _filled(first, widths.mounts),
            self._dots(row, widths.dots if note else 0),
        )
        yield f" {GAP.join(cells)}{self._quiet(note)}".rstrip()
        for mount in more:
            yield " " * widths.before_mounts + mount

    def footnotes(self, marks: dict[str, str]) -> Iterator[str]:
        """Say what the marks beside the rows stand for."""
        for note, mark in marks.items():
            first, *more = wrapped(note, self.look.width - len(mark) - 1)
            yield self._quiet(f"{mark} {first}")
            for line in more:
                yield " " * (len(mark) + 1) + self._quiet(line)

    def list(self, rows: Sequence[Cells]) -> Iterator[str]:
        """Give each row as a line with its name, and the way of its bytes below."""
        widest = max(columns(text) for text in ("volume", *(row.name for row in rows)))
        most = self.look.width - 1 - len(GAP) - dots_width(self.titles)
        width = min(widest, most)
        yield " " + self._quiet(f"{_filled('volume', width)}{GAP}{self._title}".rstrip())
        way = f" {self.signs.arrow} ".join((*self.titles.places, self.titles.mounts))
        yield "   " + self._quiet(way)
        for row in rows:
            yield from self._entry(row, width)
        yield from self._legend(1 + width + len(GAP))

    def _entry(self, row: Cells, width: int) -> Iterator[str]:
        name = self._name(shortened(row.name, width, self.signs.dots), width)
        yield f" {name}{GAP}{self._dots(row)}".rstrip()
        for line in self._way(row):
            yield f"   {shortened(line, self.look.width - 3, self.signs.dots)}"
        for line in wrapped(f"({row.note})", self.look.width - 3) if row.note else ():
            yield "   " + self._quiet(line)

    def _way(self, row: Cells) -> Iterator[str]:
        """Give the way on one line where there is room, else a line for each step."""
        arrow = f"{self.signs.arrow} "
        room = self.look.width - 3
        steps = [place for place in row.places if place != self.signs.nothing]
        mounts = [self._mount(x, _beside(x), room - len(arrow)) for x in row.mounts]
        whole, start = (f" {arrow}".join(x) for x in ((*steps, *mounts), steps))
        if len(mounts) == 1 and columns(whole) <= room:
            yield whole
            return
        parts = [start] if steps and columns(start) <= room else steps
        yield from (f"{arrow if index else ''}{part}" for index, part in enumerate(parts))
        yield from (f"{arrow}{mount}" for mount in mounts)

    def _mount(self, mount: MountCell, service: int, room: int) -> str:
        """Give a mount in some columns, `service` of them for who mounts."""
        path = shortened(mount.path, room - service - len(mount.flags), self.signs.dots)
        return _filled(mount.service, service) + path + mount.flags

    def _legend(self, at: int) -> Iterator[str]:
        """Say what the dots stand for, under them where there is room."""
        text = self.signs.between.join(self.titles.events.values())
        at = max(0, min(at, self.look.width - columns(text)))
        for line in wrapped(text, self.look.width) if text else ():
            yield " " * at + self._quiet(line)

    def _dots(self, row: Cells, width: int = 0) -> str:
        if not self.titles.events:
            return " " * width
        if not row.fates:
            return self._quiet(self.signs.nothing) + " " * (width - 1)
        dots = (paint(self.signs.fates[x], _FATE_STYLE[x], self.look) for x in row.fates)
        return " ".join(dots) + " " * (width - 2 * len(row.fates) + 1)

    @property
    def _title(self) -> str:
        return SURVIVES if self.titles.events else ""

    def _name(self, name: str, width: int) -> str:
        return paint(name, Style.STRONG, self.look) + " " * (width - columns(name))

    def _quiet(self, text: str) -> str:
        return paint(text, Style.QUIET, self.look)


def _beside(mount: MountCell) -> int:
    return columns(mount.service) + bool(mount.service)


def _filled(text: str, width: int) -> str:
    return text + " " * (width - columns(text))
