"""Survival maps for people: where each volume lies, who mounts it, and what it outlives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.targets import Target
from stacklint.model.volumes.survival import Backing
from stacklint.report import hints
from stacklint.report.ansi import Style, paint
from stacklint.report.escape import visible
from stacklint.report.volume_cells import COLUMNS, cells_of, signs_for
from stacklint.report.volume_table import drawn
from stacklint.report.width import columns, shortened, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stacklint.report.chart import Chart
    from stacklint.report.look import Look


def volumes_text(charts: Sequence[Chart], look: Look, *, with_headings: bool) -> str:
    """Give a table for each spec, with what to type next below it."""
    parts = []
    for chart in charts:
        heading = [_heading(chart, look)] if with_headings else []
        parts.append("\n".join((*heading, *_lines(chart, look))))
    return "\n\n".join(parts) + "\n" if parts else ""


def _heading(chart: Chart, look: Look) -> str:
    drawn_map = chart.map
    target = "no known target" if drawn_map.target is None else drawn_map.target.value
    file = visible(chart.file, unicode=look.unicode)
    rest = visible(f"{drawn_map.stack or 'no stack'} on {target}", unicode=look.unicode)
    dots = signs_for(look).dots
    file = shortened(file, look.width - 2, dots)
    if columns(f"{file}: {rest}") <= look.width:
        return f"{paint(file, Style.STRONG, look)}: {rest}"
    return f"{paint(file, Style.STRONG, look)}:\n  {shortened(rest, look.width - 2, dots)}"


def _lines(chart: Chart, look: Look) -> Iterator[str]:
    yield from table_lines(chart, look)
    yield from _summary(chart, look)


def table_lines(chart: Chart, look: Look) -> Iterator[str]:
    """Give the table of a map, and its notes."""
    rows = [cells_of(chart.map, row, look) for row in chart.map.rows]
    if rows:
        yield from drawn(rows, COLUMNS[chart.map.target], look)
    for note in chart.map.notes:
        yield from wrapped(f"note: {visible(note, unicode=look.unicode)}", look.width)


def _summary(chart: Chart, look: Look) -> Iterator[str]:
    """Sum up in a line, and say what to type next."""
    file = visible(chart.file, unicode=look.unicode)
    is_about_empty = any(row.backing is Backing.NOTHING for row in chart.map.rows)
    is_placed = not chart.map.tally.without_place
    typed = hints.explain(_EMPTY) if is_about_empty and is_placed else hints.check(file)
    words = f"{counted(chart)}:"
    painted = paint(typed, Style.COMMAND, look)
    if columns(f"{words} {typed}") <= look.width:
        yield f"{words} {painted}"
    else:
        yield from wrapped(words, look.width)
        yield f"  {painted}"


_EMPTY = "empty-volume-holds-data"

# One of them, and several.
_LOST = {
    Target.COMPOSE: ("is lost with `down -v`", "are lost with `down -v`"),
    Target.KIND: ("dies with the cluster", "die with the cluster"),
    Target.K8S: ("is lost with its claim", "are lost with their claims"),
}
_UNKNOWN = {
    Target.COMPOSE: ("is left to a template", "are left to a template"),
    Target.KIND: ("is left to a template", "are left to a template"),
    Target.K8S: ("may go with its claim", "may go with their claims"),
}
_OUTLIVE = {
    Target.COMPOSE: ("outlives `down -v`", "outlive `down -v`"),
    Target.KIND: ("outlives the cluster", "outlive the cluster"),
    Target.K8S: ("outlives its claim", "outlive their claims"),
}
_NO_PLACE = ("has no place", "have no place")


def counted(chart: Chart) -> str:
    """Say how many volumes there are, and how many do not outlive the worst of the target."""
    tally, target = chart.map.tally, chart.map.target
    if not tally.volumes:
        return "no volumes"
    many = f"{tally.volumes} volume{'s' * (tally.volumes > 1)}"
    if target is None:
        return many
    counts = (
        (tally.lost, _LOST[target]),
        (tally.unknown, _UNKNOWN[target]),
        (tally.without_place, _NO_PLACE),
    )
    lost = [(count, words[count > 1]) for count, words in counts if count]
    if not lost:
        which = ", which" if tally.volumes == 1 else ", all"
        return f"{many}{which} {_OUTLIVE[target][tally.volumes > 1]}"
    (count, words), *more = lost
    return ", ".join((f"{count} of {many} {words}", *(f"{x} {y}" for x, y in more)))
