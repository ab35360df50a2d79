"""Places in a text, as the linter counts them and as the client does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from stacklint.model.yaml.document import BOM

if TYPE_CHECKING:
    from pygls.workspace import PositionCodec

    from stacklint.lsp.report import Place

_LAST_CHARACTER = 2**31 - 1
"""What the protocol takes for the end of a line, however long it is."""


class Lines:
    """The lines of a text: only a line feed ends one, as in a `Document`."""

    def __init__(self, text: str, codec: PositionCodec) -> None:
        self.bom = len(BOM) if text.startswith(BOM) else 0
        self.lines = text.split("\n")
        self.codec = codec

    def range_of(self, place: Place) -> types.Range:
        """Turn lines and columns of a report into a range."""
        return types.Range(
            self._position(place["line"] - 1, place["column"] - 1),
            self._position(place["end_line"] - 1, place["end_column"] - 1),
        )

    def range_between(self, start: int, end: int) -> types.Range:
        """Turn offsets of a report into a range."""
        return types.Range(self._at(start), self._at(end))

    def offset_of(self, position: types.Position) -> int:
        """Turn a position of the client into an offset, as a report has it."""
        before = self.lines[: position.line]
        own = self.lines[position.line] if position.line < len(self.lines) else ""
        found = self.codec.position_from_client_units([own], types.Position(0, position.character))
        return sum(map(len, before)) + len(before) + found.character - self.bom

    def _at(self, offset: int) -> types.Position:
        left = offset + self.bom
        for number, line in enumerate(self.lines):
            if left <= len(line):
                return types.Position(number, self.codec.client_num_units(line[:left]))
            left -= len(line) + 1
        return self._position(len(self.lines) - 1, len(self.lines[-1]))

    def _position(self, line: int, column: int) -> types.Position:
        # A report may be of a text that was longer; a mark at the end of the line is close enough.
        own = self.lines[line] if line < len(self.lines) else ""
        width = column + self.bom if line == 0 else column
        return types.Position(line, self.codec.client_num_units(own[:width]))


def whole_lines(span: types.Range) -> types.Range:
    """Give a range with all of the lines that it begins and ends in."""
    return types.Range(
        types.Position(span.start.line, 0), types.Position(span.end.line, _LAST_CHARACTER)
    )


def is_within(inner: types.Range, outer: types.Range) -> bool:
    """Tell whether two ranges have a position in common, an end that touches included."""
    return _key(inner.start) <= _key(outer.end) and _key(outer.start) <= _key(inner.end)


def _key(position: types.Position) -> tuple[int, int]:
    return position.line, position.character
