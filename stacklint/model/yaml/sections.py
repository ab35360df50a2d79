"""Which top-level sections of a spec a change touches, told from the text alone.

Most changes touch one line of `config`; for those the earlier version need not be parsed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.pattern import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

# A key at the left margin. Anchors reach across sections; a document in flow style, or one that is
# indented as a whole, has none.
_KEY = Pattern(r"^(?:([A-Za-z][\w.-]*)|\"([^\"\n]*)\"|'([^'\n]*)')[ \t]*:(?=\s|$)")

_FEW_LINES = 3

_QUOTES = frozenset("\"'")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_MARKS = {ord(mark): None for mark in "._-"}
_BLANK = frozenset({" ", "\t", "\r", ""})

# How a line begins that holds no key at the margin.
_BESIDE = frozenset({" ", "#", "\t", "\r", ""})

EVERY = frozenset({"*"})
"""Said where the text alone cannot tell."""


def changed_sections(before: str, after: str) -> frozenset[str]:
    """Name the sections that differ, and perhaps a neighbour; `EVERY` where that cannot be told.

    What stands before the first key has an empty name.
    """
    if _reaches_across(after):
        return EVERY
    start = _same_start(before, after)
    most = min(len(before), len(after)) - start
    end = _end_of_lines(before, after, start) or _same_end(before, after, most)
    were = _lines(before, start, end)
    # What both have alike does not reach across: it is in the text that was looked at.
    if any(map(_reaches, were)) or not _begins_at_margin(before):
        return EVERY
    names = {_name(line) for line in (*were, *_lines(after, start, end))} - {""}
    # The first line that differs belongs to the section that stands open above it.
    above = next((name for line in _upwards(after, start) if (name := _name(line))), "")
    return frozenset(names | {above})


def common_start(one: str, other: str) -> int:
    """Count the characters that two texts begin with alike."""
    low, high = 0, min(len(one), len(other))
    # Halves are compared as texts: many times quicker than line by line.
    while low < high:
        middle = (low + high + 1) // 2
        if one.startswith(other[:middle]):
            low = middle
        else:
            high = middle - 1
    return low


def common_edges(one: str, other: str) -> tuple[int, int]:
    """Count the characters that two texts begin with alike, and end with alike behind these."""
    start = common_start(one, other)
    # The same characters must not be counted from both ends.
    return start, _same_end(one, other, min(len(one), len(other)) - start)


def difference(old: str, new: str) -> tuple[int, int, str]:
    """Give the characters of a text from which to which another differs, and what it has there."""
    start, end = common_edges(old, new)
    return start, len(old) - end, new[start : len(new) - end]


def _reaches_across(text: str) -> bool:
    # Line ends are many: what begins with one is sought only where the rest of it stands.
    has_long_key = "?" in text and "\n?" in text
    return has_long_key or text.rfind("\n---") >= 0 or "&" in text or not _begins_at_margin(text)


def _reaches(line: str) -> bool:
    return "&" in line or line.startswith(("---", "?"))


def _begins_at_margin(text: str) -> bool:
    """Tell whether the first line that says anything begins a key at the margin, as others do."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        first = text[start:end].lstrip(" \t\r")[:1]
        if first and first != "#":
            return text[start] == first and (first in _LETTERS or first in _QUOTES)
        start = end + 1
    return True


def _same_start(one: str, other: str) -> int:
    """Give the offset of the first line that differs."""
    return one.rfind("\n", 0, common_start(one, other)) + 1


def _end_of_lines(one: str, other: str, start: int) -> int:
    """Count what two texts end with alike, where a few lines in a row were written otherwise.

    That is what most changes are; 0 where it is another.
    """
    left, right = start, start
    for _ in range(_FEW_LINES):
        left, right = one.find("\n", left) + 1, other.find("\n", right) + 1
        if not left or not right:
            return 0
        if one[left:] == other[right:]:
            # The line end is alike as well.
            return len(one) - left + 1
    return 0


def _same_end(one: str, other: str, most: int) -> int:
    """Give how many characters two texts end with alike, at the most; whole lines and more."""
    low, high, length = 0, most, len(other)
    while low < high:
        middle = (low + high + 1) // 2
        if one.endswith(other[length - middle :]):
            low = middle
        else:
            high = middle - 1
    return low


def _lines(text: str, start: int, end: int) -> list[str]:
    """Give the lines between what is the same above and below."""
    stop = text.find("\n", max(start, len(text) - end))
    return text[start : len(text) if stop < 0 else stop].split("\n")


def _upwards(text: str, start: int) -> Iterator[str]:
    """Give the lines above an offset where one begins, the nearest first."""
    while start > 0:
        end = start - 1
        start = text.rfind("\n", 0, end) + 1
        yield text[start:end]


def _name(line: str) -> str:
    """Give the key that stands at the margin of a line, if one does."""
    if line[:1] in _BESIDE:
        return ""
    head, colon, rest = line.partition(":")
    name = head.rstrip(" \t")
    # As most keys are written; a pattern takes 0.4 ms to compile.
    if colon and rest[:1] in _BLANK and name[:1] in _LETTERS and name.translate(_MARKS).isalnum():
        return name
    found = _KEY.match(line)
    return "" if found is None else found[1] or found[2] or found[3] or ""
