"""Conditions of Makefiles: `ifdef WIPE`, `ifeq (,$(wildcard x))`, lines that stop a recipe."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from stacklint.model.scripts.command import Guard

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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
_TWO = re.compile(
    r"\s*(?:\((?P<a>[^,()]*(?:\(\w+\)[^,()]*)?),(?P<b>[^,()]*(?:\(\w+\)[^,()]*)?)\)"
    r"|(['\"])(?P<c>[^'\"]*)\3\s+(['\"])(?P<d>[^'\"]*)\5)\s*"
)
_VARIABLE = re.compile(r"\$(?:\((\w+)\)|\{(\w+)\})")
_PLAIN = re.compile(r"[\w.:/@+-]*")
_TEST = r"(?P<test>\[\[?\s[^|&;\n]*?\s\]\]?|test\s[^|&;\n]+?)\s*"
_FAILS = r"(?:exit\s+[1-9]\d*|\bfalse\b)"
_GOES_ON = re.compile(rf"{_TEST}(?:\|\|.*{_FAILS}[\s;)}}]*)?", re.DOTALL)
_STOPS = re.compile(
    rf"if\s+{_TEST};\s*then\b(?:(?!\bel(?:se|if)\b).)*{_FAILS}[\s;\\]*fi[\s;]*", re.DOTALL
)
# Nobody asks in more words, nor deeper within each other.
_DEEPEST = 20
_LONGEST = 1000
_ERROR = re.compile(r"\s*\$[({]error\b")


def guards_at(text: str, known: Mapping[str, str]) -> Callable[[int], tuple[Guard, ...]]:
    """Give what tells, of a place in a Makefile, which conditions hold there.

    `known` are variables that the file sets; whoever calls make may set them otherwise.
    """
    starts, states = [0], [tuple[Guard, ...]()]
    blocks: list[Guard | None] = []
    for found in _DIRECTIVE.finditer(text):
        word = found["word"].split()
        before = blocks.pop() if blocks and word[0] in {"else", "endif"} else None
        if word[-1] == "else":
            blocks.append(None if before is None else before._replace(holds=not before.holds))
        elif word[0] != "endif":
            blocks.append(_asked(word[-1], found["told"], known))
        starts.append(found.end())
        states.append(tuple(filter(None, blocks[-_DEEPEST:])))
    return lambda place: states[bisect_right(starts, place) - 1]


def _asked(word: str, told: str, known: Mapping[str, str]) -> Guard | None:
    """Give what a conditional asks: whether a file is missing, or what a variable is."""
    holds = not word.startswith("ifn")
    if word.endswith("def"):
        name = told.strip()
        return (
            Guard(f'[ -n "{with_default(name, known)}" ]', holds) if name.isidentifier() else None
        )
    found = _IS_MISSING.fullmatch(_VARIABLE.sub(lambda x: known.get(x[1] or x[2], x[0]), told))
    side = "" if found is None else next(filter(None, found.group(*_SIDES)))
    file = _WILDCARD.fullmatch(side)
    if file is not None:
        return Guard(f"test -e {file['file']} ", holds=not holds)
    two = _TWO.fullmatch(told)
    if two is None:
        return None
    one, other = (
        with_defaults(x.strip(), known) for x in two.group("a", "b", "c", "d") if x is not None
    )
    return Guard(f'[ "{one}" = "{other}" ]', holds)


def with_defaults(text: str, known: Mapping[str, str]) -> str:
    """Write the variables of make as a shell has them, with what the file sets them to."""
    return _VARIABLE.sub(lambda x: with_default(x[1] or x[2], known), text)


def with_default(name: str, known: Mapping[str, str]) -> str:
    """Write a variable of make as a shell has it, with what the file sets it to."""
    value = known.get(name, "")
    return f"${{{name}:-{value}}}" if value and _PLAIN.fullmatch(value) else f"${{{name}}}"


def stopping(line: str, around: tuple[Guard, ...], known: Mapping[str, str]) -> Guard | None:
    """Give what has to hold for a recipe to go on behind a line; None where the line is no test."""
    if _ERROR.match(line):
        return around[0]._replace(holds=not around[0].holds) if len(around) == 1 else None
    if len(line) > _LONGEST:
        return None
    goes_on, stops = _GOES_ON.fullmatch(line.strip()), _STOPS.fullmatch(line.strip())
    found = goes_on or stops
    if found is None:
        return None
    return Guard(with_defaults(found["test"], known), holds=goes_on is not None)
