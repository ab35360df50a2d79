"""Which top-level sections of a spec a change touches, told from the text alone.

Most changes touch one line of `config`; for those the earlier version need not be parsed.
"""

from __future__ import annotations

import re

# A key at the left margin. Anchors reach across sections, and a document in flow style has none.
_KEY = re.compile(r"^(?:([A-Za-z][\w.-]*)|\"([^\"\n]*)\"|'([^'\n]*)')[ \t]*:(?=\s|$)")

# How a line begins that holds no key at the margin.
_BESIDE = frozenset({" ", "#", "\t", "\r", ""})

EVERY = frozenset({"*"})
"""Said where the text alone cannot tell."""


def changed_sections(before: str, after: str) -> frozenset[str]:
    """Name the sections that differ, and perhaps a neighbour; `EVERY` where that cannot be told.

    What stands before the first key has an empty name.
    """
    if _reaches_across(before) or _reaches_across(after):
        return EVERY
    old, new = before.split("\n"), after.split("\n")
    same = _count_same(old, new)
    ends = _count_same(old[same:][::-1], new[same:][::-1])
    differ = [*old[same : len(old) - ends], *new[same : len(new) - ends]]
    names = {_name(line) for line in differ} - {""}
    # The first line that differs belongs to the section that stands open above it.
    above = next((name for line in reversed(old[:same]) if (name := _name(line))), "")
    return frozenset(names | {above})


def _reaches_across(text: str) -> bool:
    return "&" in text or "\n---" in text or text.lstrip()[:1] in {"{", "[", "-"}


def _count_same(one: list[str], other: list[str]) -> int:
    """Count the lines that two texts begin with alike."""
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _name(line: str) -> str:
    """Give the key that stands at the margin of a line, if one does."""
    if line[:1] in _BESIDE:
        return ""
    found = _KEY.match(line)
    return "" if found is None else found[1] or found[2] or found[3] or ""
