"""The recipes of Makefiles, and of `just`, as shell."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.piece import Piece, joined, line_starts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_RECIPE = re.compile(r"^(?:\t|[ ]{2})(?P<body>(?:[^\\\n]|\\\n|\\.)*)$", re.MULTILINE)
_WHOLE = re.compile(r"[ \t]+#!.*\n(?:(?:[ \t]+\S.*|[ \t]*)(?:\n|$))*")
_ONE_SHELL = re.compile(r"^\.ONESHELL[ \t]*:", re.MULTILINE)
_MADE = re.compile(r"^(?P<name>\w+)[ \t]*[:?]?=(?P<value>[^\n#]*)$", re.MULTILINE)
# Of make, and of just.
_MAKE_VARIABLE = re.compile(r"\$\((\w+)\)|\{\{[ \t]*(\w+)[ \t]*\}\}")


class _Line(NamedTuple):
    """A recipe line, or a script that takes several, and where it begins and ends."""

    start: int
    end: int
    piece: Piece


def made_in(text: str) -> dict[str, str]:
    """Give the variables of a Makefile that are set once, to text."""
    found = [(x["name"], x["value"].strip(" \t\r'\"")) for x in _MADE.finditer(text)]
    names = Counter(name for name, _ in found)
    return {name: value for name, value in found if names[name] == 1 and "$" not in value}


def recipes_of(text: str) -> Iterator[Piece]:
    """Give what a shell runs at once: a line of a recipe, and all of it below `.ONESHELL`."""
    lines = _lines(text)
    return (x.piece for x in lines) if _ONE_SHELL.search(text) is None else _of_one_shell(lines)


def _of_one_shell(lines: Iterable[_Line]) -> Iterator[Piece]:
    """Put together the lines that follow each other; a `-` before the first is for all of them."""
    pieces: list[Piece] = []
    end = 0
    for line in lines:
        if pieces and line.start > end + 1:
            yield joined(pieces)._replace(ignores_failure=pieces[0].ignores_failure)
            pieces = []
        pieces.append(line.piece)
        end = line.end
    if pieces:
        yield joined(pieces)._replace(ignores_failure=pieces[0].ignores_failure)


def _lines(text: str) -> Iterator[_Line]:
    """Give the recipe lines; `-` before one lets it fail.

    What begins with `#!`, as `just` has it, is one script.
    """
    end = 0
    for found in _RECIPE.finditer(text):
        if found.start() < end:
            continue
        script = _WHOLE.match(text, found.start())
        end = found.end() if script is None else script.end()
        yield _Line(found.start(), end, _recipe(found) if script is None else _whole(script))


def _whole(found: re.Match[str]) -> Piece:
    shell = _MAKE_VARIABLE.sub(r"${\1\2}", found[0])
    return Piece(shell, line_starts(found[0], found.start()))


def _recipe(found: re.Match[str]) -> Piece:
    body = found["body"]
    bare = body.lstrip("@-+ \t")
    goes_on = "-" in body[: len(body) - len(bare)]
    start = found.start("body") + len(body) - len(bare)
    # `$$` is what a shell sees as `$`; what make fills in itself comes before.
    shell = _MAKE_VARIABLE.sub(r"${\1\2}", bare).replace("$$", "$")
    return Piece(shell, line_starts(bare, start), ignores_failure=goes_on)
