"""A line of a file as a terminal shows it, and where each of its characters stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.secrets.masks import MASK
from stacklint.report.escape import command_marks, visible_character
from stacklint.report.width import column, columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacklint.model.yaml.document import Span
    from stacklint.report.look import Look

_TAB = "    "


class Cells(NamedTuple):
    """What stands on the screen, piece by piece.

    `left` and `right` are the columns where each character of the line begins and ends; one more
    of each stands for the end of the line.
    """

    pieces: tuple[str, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]

    @property
    def width(self) -> int:
        """Columns of the whole line."""
        return self.left[-1]

    def under(self, start: int, end: int) -> tuple[int, int]:
        """Turn offsets in the line into columns; nothing at all becomes one column."""
        last = len(self.left) - 1
        start, end = min(start, last), min(end, last)
        first = self.left[start]
        return first, max(first + 1, self.right[end - 1] if end > start else 0)

    def cut(self, start: int, width: int, dots: str) -> str:
        """Give the columns from `start` on, with dots where something is left out."""
        if start == 0 and self.width <= width:
            return "".join(self.pieces)
        before = dots if start else ""
        after = dots if self.width > start + width else ""
        first, last = start + len(before), start + width - len(after)
        return before + self._between(first, last) + after

    def _between(self, first: int, last: int) -> str:
        shown: list[str] = []
        at = 0
        for piece in self.pieces:
            taken = columns(piece)
            if first <= at and at + taken <= last:
                shown.append(piece)
            elif at < last and at + taken > first:
                # Half of something wide: its columns stay, so that what follows stands right.
                shown.append(" " * (min(at + taken, last) - max(at, first)))
            at += taken
        return "".join(shown)


def cells_of(line: str, secrets: Sequence[Span], look: Look) -> Cells:
    """Lay out a line; `secrets` are spans in it, in order, each shown as `****`."""
    pieces: list[str] = []
    left: list[int] = []
    right: list[int] = []
    marks = command_marks(line)
    at = 0
    hidden = {offset: span for span in secrets for offset in range(span.start, span.end)}
    for offset, character in enumerate(line):
        span = hidden.get(offset)
        if span is None:
            piece = _piece(character, look, marked=offset in marks)
        else:
            piece = MASK if offset == span.start else ""
        taken = sum(map(column, piece))
        is_inside = span is not None and offset != span.start
        left.append(left[-1] if is_inside else at)
        at += taken
        right.append(at)
        if piece:
            pieces.append(piece)
    return Cells(tuple(pieces), (*left, at), (*right, at))


def _piece(character: str, look: Look, *, marked: bool) -> str:
    if character == "\t":
        return _TAB
    if marked:
        return f"\\x{ord(character):02x}"
    return visible_character(character, unicode=look.unicode)
