"""Lines of one file beside their numbers, with labels under the places of a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.yaml.document import Span
from stacklint.report.ansi import SEVERITY_STYLE, Style
from stacklint.report.cells import cells_of
from stacklint.report.width import columns, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stacklint.finding import Finding, Region
    from stacklint.model.yaml.document import Document
    from stacklint.report.cells import Cells
    from stacklint.report.scene import Scene

# Of a longer line only the surroundings of a place are laid out.
_LONG = 1000
# Words that would get less room than this beside their marks begin at the gutter instead.
_LEAST_ROOM = 16
# Lines that the words under a place may take.
_MOST_WORDS = 2


class Source(NamedTuple):
    """The places of a finding in one document, and how many lines of context to give.

    `pad` is the width of the line numbers.
    """

    document: Document
    regions: tuple[Region, ...]
    finding: Finding
    context: int
    pad: int

    def lines(self, scene: Scene) -> list[str]:
        """Give the lines, the gutter's empty ones above and below included."""
        secrets = scene.mask().of(self.finding).spans(self.document)
        edge = scene.paint(f"{' ' * self.pad} |", Style.GUTTER)
        shown = [edge]
        before = 0
        for number in self.numbers():
            if before and number > before + 1:
                shown.append(scene.paint("...", Style.GUTTER))
            shown += _Line(self, number, _within(self.document, number, secrets)).lines(scene)
            before = number
        return [*shown, edge]

    def numbers(self) -> list[int]:
        """Give the lines to show: those of the places, and what stands above the primary one."""
        numbers = {region.line for region in self.regions}
        if self.finding.at in self.regions:
            numbers |= self._above()
        # A line is as short as the dots that would stand for it.
        numbers |= {number + 1 for number in numbers if number + 2 in numbers}
        return sorted(numbers)

    def _above(self) -> set[int]:
        """Give the lines just above the primary place, and that of the key it stands below."""
        at = self.finding.at
        first = at.line - self.context
        if not self.context or not at.path:
            return set(range(max(1, first), at.line))
        entry, _ = self.document.find(at.path[:-1])
        if entry is None:
            return set()
        parent = self.document.position(entry.key.start).line
        if parent >= first:
            return set(range(parent, at.line))
        return {parent, *range(first + 1, at.line)}

    def at(self, number: int) -> list[Region]:
        """Give the places that begin in a line, the primary one first."""
        regions = [region for region in self.regions if region.line == number]
        return sorted(regions, key=lambda region: (region != self.finding.at, region.column))


class _Line(NamedTuple):
    source: Source
    number: int
    secrets: Sequence[Span]

    def lines(self, scene: Scene) -> Iterator[str]:
        span = self.source.document.line_span(self.number)
        labels = self.source.at(self.number)
        skipped = max(0, labels[0].start - span.start - _LONG // 2) if labels else 0
        text = self.source.document.text[span.start : span.end][skipped : skipped + _LONG]
        base = span.start + skipped
        cells = cells_of(text, _moved(self.secrets, base, len(text)), scene.look)
        room = max(1, scene.look.width - self.source.pad - 3)
        places = [cells.under(*_offsets(label, base, span.end)) for label in labels]
        first = _window(cells, places[0], room) if places else 0
        gutter = scene.paint(f"{self.number:>{self.source.pad}} |", Style.GUTTER)
        yield f"{gutter} {cells.cut(first, room, scene.dots)}".rstrip()
        for label, place in zip(labels, places, strict=True):
            start = min(max(place[0] - first, 0), room - 1)
            end = max(min(place[1] - first, room), start + 1)
            yield from self._marks(scene, label, start, end)

    def _marks(self, scene: Scene, label: Region, start: int, end: int) -> Iterator[str]:
        """Give the marks under a place, and the words about it where there is room."""
        finding = self.source.finding
        is_primary = label == finding.at
        style = SEVERITY_STYLE[finding.severity] if is_primary else Style.SECOND
        edge = scene.paint(f"{' ' * self.source.pad} |", Style.GUTTER)
        marks = scene.paint(("^" if is_primary else "-") * (end - start), style)
        words = scene.clipped(label.words, finding, _MOST_WORDS)
        room = scene.look.width - self.source.pad - 3
        beside = f"{edge} {' ' * start}{marks}"
        if not words or end + 1 + columns(words) <= room:
            yield beside + (f" {scene.paint(words, style)}" if words else "")
            return
        yield beside
        indent = start if room - start >= max(_LEAST_ROOM, columns(words) // 3) else 0
        for line in wrapped(words, room - indent):
            yield f"{edge} {' ' * indent}{scene.paint(line, style)}"


def _within(document: Document, number: int, secrets: Sequence[Span]) -> Sequence[Span]:
    start, end = document.line_span(number)
    return [span for span in secrets if span.start < end and span.end > start]


def _moved(secrets: Sequence[Span], base: int, length: int) -> list[Span]:
    """Give spans as offsets into a piece of the text."""
    moved = (Span(max(0, x.start - base), min(length, x.end - base)) for x in secrets)
    return [span for span in moved if span.start < span.end]


def _offsets(region: Region, base: int, line_end: int) -> tuple[int, int]:
    """Give a place as offsets into its first line."""
    return max(0, region.start - base), max(0, min(region.end, line_end) - base)


def _window(cells: Cells, place: tuple[int, int], room: int) -> int:
    """Give the first column to show, so that a place can be seen with what stands before it."""
    start, end = place
    if cells.width <= room or end < room:
        return 0
    return max(0, min(start - room // 4, cells.width - room))
