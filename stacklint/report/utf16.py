"""Places as SARIF counts them: lines from 1, columns in UTF-16 code units."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stacklint.model.yaml.document import Document
    from stacklint.report.symbolic import Json


def region_data(document: Document, start: int, end: int) -> dict[str, Json]:
    """Give the characters between two offsets, the end excluded, as a region."""
    line, column = position(document, start)
    end_line, end_column = position(document, end)
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def position(document: Document, offset: int) -> tuple[int, int]:
    """Give line and column of an offset; a character beyond the BMP is two columns wide."""
    line, column = document.position(offset)
    before = document.text[offset - column + 1 : offset]
    if before.isascii():
        return line, column
    return line, column + sum(character > "\uffff" for character in before)
