"""Conditionals of Makefiles that ask for a file: `ifeq (,$(wildcard spec.yml))`."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from stacklint.model.scripts.command import Guard

if TYPE_CHECKING:
    from collections.abc import Callable

_DIRECTIVE = re.compile(
    r"^ *(?P<word>else[ \t]+ifn?eq|else|ifn?eq|ifn?def|endif)\b(?P<told>[^\n]*)$", re.MULTILINE
)
# Nothing on the one side, and what there is of a file on the other.
_IS_MISSING = re.compile(
    r"\s*(?:\(\s*,\s*(?P<after>[^,]+)\)|\((?P<before>[^,]+),\s*\)"
    r"|(['\"])(?:\3\s+\3(?P<second>.+)\3|(?P<first>.+)\3\s+\3\3))\s*"
)
_SIDES = ("after", "before", "second", "first")
_WILDCARD = re.compile(r"\s*\$[({]wildcard\s+(?P<file>.+?)[)}]\s*")


def guards_at(text: str, filled: Callable[[str], str]) -> Callable[[int], tuple[Guard, ...]]:
    """Give what tells, of a place in a Makefile, which files have to be missing there, or not."""
    starts, states = [0], [tuple[Guard, ...]()]
    blocks: list[Guard | None] = []
    for found in _DIRECTIVE.finditer(text):
        word = found["word"].split()
        before = blocks.pop() if blocks and word[0] in {"else", "endif"} else None
        if word[-1] == "else":
            blocks.append(None if before is None else before._replace(holds=not before.holds))
        elif word[0] != "endif":
            blocks.append(_asked(word[-1], filled(found["told"])))
        starts.append(found.end())
        states.append(tuple(filter(None, blocks)))
    return lambda place: states[bisect_right(starts, place) - 1]


def _asked(word: str, told: str) -> Guard | None:
    """Give what a conditional asks, where it asks whether a file is missing."""
    found = _IS_MISSING.fullmatch(told)
    side = "" if found is None else next(filter(None, found.group(*_SIDES)))
    asked = _WILDCARD.fullmatch(side) if word.endswith("eq") else None
    return None if asked is None else Guard(f"test -e {asked['file']} ", holds=word == "ifneq")
