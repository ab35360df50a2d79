"""Offsets, lines and columns of a report, as a client counts them."""

from __future__ import annotations

import pytest
from lsprotocol import types
from pygls.workspace import PositionCodec

from stacklint.lsp.places import Lines
from stacklint.lsp.report import Place

# A compass is one code point, two units of UTF-16 and four bytes; a umlaut is 1, 1 and 2.
TEXT = "a\n\U0001f9edbü: c\r\nd"


def at(line: int, character: int) -> types.Position:
    return types.Position(line, character)


@pytest.mark.parametrize(
    ("offset", "utf16", "utf32"),
    [
        (0, at(0, 0), at(0, 0)),
        (1, at(0, 1), at(0, 1)),
        (2, at(1, 0), at(1, 0)),
        (3, at(1, 2), at(1, 1)),
        (5, at(1, 4), at(1, 3)),
        (8, at(1, 7), at(1, 6)),
        (10, at(2, 0), at(2, 0)),
        (11, at(2, 1), at(2, 1)),
    ],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_an_offset_is_a_position_and_back(
    offset: int, utf16: types.Position, utf32: types.Position, mark: str
) -> None:
    for encoding, wanted in (("utf-16", utf16), ("utf-32", utf32)):
        lines = Lines(mark + TEXT, PositionCodec(encoding))
        shift = len(mark) if wanted.line == 0 else 0
        position = at(wanted.line, wanted.character + shift)
        assert lines.range_between(offset, offset) == types.Range(position, position)
        assert lines.offset_of(position) == offset


def test_a_place_beyond_the_text_stays_in_it() -> None:
    lines = Lines("a\nb", PositionCodec())
    place = Place(file="x", line=2, column=9, end_line=7, end_column=3, words="")
    assert lines.range_of(place) == types.Range(at(1, 1), at(6, 0))
    assert lines.range_between(99, 99).start == at(1, 1)
