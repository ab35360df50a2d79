"""The recipes of Makefiles, and of `just`, as shell."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.scripts.command import Guard
from stacklint.model.scripts.make_conditions import guards_at, stopping
from stacklint.model.scripts.piece import Piece, joined, line_starts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_RECIPE = re.compile(r"^(?:\t|[ ]{2})(?P<body>(?:[^\\\n]|\\\n|\\.)*)$", re.MULTILINE)
_WHOLE = re.compile(r"[ \t]+#!.*\n(?:(?:[ \t]+\S.*|[ \t]*)(?:\n|$))*")
_ONE_SHELL = re.compile(r"^\.ONESHELL[ \t]*:", re.MULTILINE)
_MADE = re.compile(
    r"^(?:(?:export|override)[ \t]+)*(?P<name>\w+)[ \t]*(?:::?:?|\?)?=(?P<value>[^\n#]*)$",
    re.MULTILINE,
)
# Of make, and of just.
_MAKE_VARIABLE = re.compile(r"\$[({](\w+)[)}]|\{\{[ \t]*(\w+)[ \t]*\}\}")
_BUILT_IN = {"RM": "rm -f"}
_DEFINED = re.compile(r"^(?:define\b[^\n]*\n|endef\b)", re.MULTILINE)
_OF_DEFINED = re.compile(r"^(?P<body>[^ \t\n#](?:[^\\\n]|\\\n|\\.)*)$", re.MULTILINE)
_TARGET = re.compile(
    r"^(?P<confirm>\[confirm[^\n]*\]\n)?"
    r"(?P<name>[\w.@%/$-](?:[^:=#\n]|='[^'\n]*'|=\"[^\"\n]*\")*?)[ \t]*::?(?![=:])"
    r"(?P<needs>[^;=#\n]*)(?:;(?P<body>(?:[^\\\n]|\\\n|\\.)*))?$",
    re.MULTILINE,
)
_PHONY = re.compile(r"^\.PHONY[ \t]*:(?P<names>(?:[^\\\n]|\\\n)*)", re.MULTILINE)
_ASKS = re.compile(
    r"\bread[ \t]+-|(?:^|[;&({\n])[ \t]*read[ \t]+\w|\bgum[ \t]+confirm\b|--(?:yesno|question)\b"
)

# Nobody tests more before a recipe.
_MOST_GATES = 20


class _Line(NamedTuple):
    """A recipe line, or a script that takes several, and where it begins and ends.

    `owner` is the number of its target, -1 where it has none.
    """

    start: int
    end: int
    piece: Piece
    owner: int = -1


def made_in(text: str) -> dict[str, str]:
    """Give the variables of a Makefile that are set once, to text."""
    found = [(x["name"], x["value"].strip(" \t\r'\"")) for x in _MADE.finditer(text)]
    names = Counter(name for name, _ in found)
    known = dict(_BUILT_IN)
    for name, value in found:
        filled = _filled(value, known)
        if names[name] == 1 and "$" not in filled:
            known[name] = filled
    return known


def _filled(text: str, known: Mapping[str, str]) -> str:
    return _MAKE_VARIABLE.sub(lambda x: known.get(x[1] or x[2], x[0]), text)


def recipes_of(text: str) -> Iterator[Piece]:
    """Give what a shell runs at once: a line of a recipe, and all of it below `.ONESHELL`."""
    targets = list(_TARGET.finditer(text))
    starts = [target.start() for target in targets]
    lines = [
        line._replace(owner=bisect_right(starts, line.start) - 1)
        for line in _apart(sorted((*_lines(text), *_beside(text))))
    ]
    lines = list(_confirmed(targets, lines))
    lines = list(_once(text, targets, _gated(text, targets, lines)))
    return (x.piece for x in lines) if _ONE_SHELL.search(text) is None else _of_one_shell(lines)


def _apart(lines: Iterable[_Line]) -> Iterator[_Line]:
    """Leave out what a line before goes on with."""
    end = 0
    for line in lines:
        if line.start >= end:
            yield line
        end = max(end, line.end)


def _beside(text: str) -> Iterator[_Line]:
    """Give the recipes behind their target, and those that `define` has at the margin."""
    for target in _TARGET.finditer(text):
        if target["body"]:
            yield _Line(target.start("body"), target.end(), _recipe(target))
    for start, end in pairwise(_DEFINED.finditer(text)):
        if start[0] != "endef" and end[0] == "endef":
            for found in _OF_DEFINED.finditer(text, start.end(), end.start()):
                yield _Line(found.start(), found.end(), _recipe(found))


def _confirmed(targets: list[re.Match[str]], lines: list[_Line]) -> Iterator[_Line]:
    """Note of what waits for a person: an earlier line of the recipe, or what it needs, asks."""
    asked: set[int] = {i for i, target in enumerate(targets) if target["confirm"]}
    asks = _asking(targets, lines)
    asked |= {i for i, x in enumerate(targets) if not asks.isdisjoint(x["needs"].split())}
    for line in lines:
        yield line._replace(piece=line.piece._replace(is_confirmed=line.owner in asked))
        if _ASKS.search(line.piece.text):
            asked.add(line.owner)


def _gated(text: str, targets: list[re.Match[str]], lines: list[_Line]) -> Iterator[_Line]:
    """Note what must hold for make to have come to a line: a test before it did not fail."""
    known = made_in(text)
    conditions = guards_at(text, known)
    gates = [_gate(line, conditions(line.start), known) for line in lines]
    named = _by_name(targets, zip(lines, gates, strict=True))
    passed = {
        i: _some(guard for name in target["needs"].split() for guard in named.get(name, ()))
        for i, target in enumerate(targets)
    }
    for line, gate in zip(lines, gates, strict=True):
        before = passed.get(line.owner, ())
        guards = (*conditions(line.start), *before)
        passed[line.owner] = _some((*before, *gate))
        yield line._replace(piece=line.piece._replace(guards=guards))


def _gate(line: _Line, around: tuple[Guard, ...], known: Mapping[str, str]) -> tuple[Guard, ...]:
    """Give what a line asks that ends the recipe; what begins with `-` ends nothing."""
    gate = None if line.piece.ignores_failure else stopping(line.piece.text, around, known)
    return () if gate is None else (gate,)


def _by_name(
    targets: list[re.Match[str]], gates: Iterable[tuple[_Line, tuple[Guard, ...]]]
) -> dict[str, tuple[Guard, ...]]:
    """Give what has to hold behind each target."""
    found: dict[str, tuple[Guard, ...]] = {}
    for line, gate in gates:
        names = targets[line.owner]["name"].split() if line.owner >= 0 and gate else ()
        found |= {name: _some((*found.get(name, ()), *gate)) for name in names}
    return found


def _some(guards: Iterable[Guard]) -> tuple[Guard, ...]:
    return tuple(islice(guards, _MOST_GATES))


def _once(text: str, targets: list[re.Match[str]], lines: Iterable[_Line]) -> Iterator[_Line]:
    """Note of a recipe that it makes a file which is missing; one that needs nothing only then."""
    known = made_in(text)
    phony = {name for found in _PHONY.finditer(text) for name in found["names"].split()}
    for line in lines:
        owner = line.owner
        names = _filled(targets[owner]["name"], known) if owner >= 0 else ""
        guard = Guard(f"test -e {names} ", holds=False)
        is_once = names and not targets[owner]["needs"].strip() and names not in phony
        # `$@` is the target, where there is one.
        filled = line.piece.text.replace("$@", names) if len(names.split()) == 1 else ""
        piece = line.piece._replace(text=filled or line.piece.text)
        guards = (*piece.guards, *((guard,) if is_once else ()))
        yield line._replace(piece=piece._replace(guards=guards))


def _asking(targets: list[re.Match[str]], lines: Iterable[_Line]) -> set[str]:
    """Name the targets whose recipe asks a person."""
    owners = {line.owner for line in lines if _ASKS.search(line.piece.text)}
    owners |= {i for i, target in enumerate(targets) if target["confirm"]}
    return {name for i in owners if i >= 0 for name in targets[i]["name"].split()}


def _of_one_shell(lines: Iterable[_Line]) -> Iterator[Piece]:
    """Put together the lines that follow each other; a `-` before the first is for all of them."""
    pieces: list[Piece] = []
    end = 0
    for line in lines:
        if pieces and line.start > end + 1:
            yield _of_the_first(pieces)
            pieces = []
        pieces.append(line.piece)
        end = line.end
    if pieces:
        yield _of_the_first(pieces)


def _of_the_first(pieces: list[Piece]) -> Piece:
    first = pieces[0]
    return joined(pieces)._replace(ignores_failure=first.ignores_failure, guards=first.guards)


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
