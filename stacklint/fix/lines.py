"""Lines of a text by offset; a line ends with a line feed, and the carriage return before it."""

from __future__ import annotations

import re

from stacklint.fix.edit import Edit

# What may stand between two tokens.
_GAP = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")


def after_gap(text: str, offset: int) -> int:
    """Give the next offset that is neither blank nor in a comment."""
    found = _GAP.match(text, offset)
    return offset if found is None else found.end()


def line_start(text: str, offset: int) -> int:
    """Give the first offset of the line."""
    return text.rfind("\n", 0, offset) + 1


def line_end(text: str, offset: int) -> int:
    """Give the offset behind the line's last character, before its newline."""
    end = text.find("\n", offset)
    if end < 0:
        return len(text)
    return end - 1 if end > offset and text[end - 1] == "\r" else end


def next_line(text: str, offset: int) -> int:
    """Give the first offset of the next line; the end of the text behind the last one."""
    end = text.find("\n", offset)
    return len(text) if end < 0 else end + 1


def column(text: str, offset: int) -> int:
    """Count the characters before an offset on its line."""
    return offset - line_start(text, offset)


def is_first_on_line(text: str, offset: int) -> bool:
    """Tell whether nothing but blanks stands before it."""
    return not text[line_start(text, offset) : offset].strip(" ")


def newline_at(text: str, offset: int) -> str:
    """Give the newline of a line; of the line above where it is the last and has none."""
    end = text.find("\n", offset)
    if end < 0:
        end = text.rfind("\n", 0, offset)
    if end < 0:
        return "\n"
    return "\r\n" if end and text[end - 1] == "\r" else "\n"


def lines_cut(text: str, start: int, end: int) -> Edit:
    """Remove whole lines; a file that ends without a newline still does."""
    if end == len(text) and not text.endswith("\n"):
        while start and not text[line_start(text, start - 1) : start].strip():
            start = line_start(text, start - 1)
        start = line_end(text, line_start(text, start - 1)) if start else 0
    return Edit(start, end, "")


def lines_below(text: str, offset: int, lines: list[str], indent: int) -> Edit:
    """Insert lines below the one at an offset, each indented, blank ones left blank."""
    newline = newline_at(text, offset)
    end = line_end(text, offset)
    return Edit(end, end, "".join(newline + indented(line, indent) for line in lines))


def indented(line: str, indent: int) -> str:
    """Give a line behind that many spaces; nothing for a blank one."""
    return " " * indent + line if line else ""
