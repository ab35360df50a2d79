"""Whether a regular expression fits somewhere in a text, in time that grows with the text alone.

The expression becomes a program, and all ways through it are followed at once, character by
character (Thompson's construction). A state is the set of lines that can be next; which state
follows on which character is worked out once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from stacklint.model.named import NamedTuple
from stacklint.outside.expression import expression_of
from stacklint.outside.parts import Characters, Edge, Either, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable

# When more ways from state to state than this are known, they are worked out again.
_MOST = 2_000


class Jump(NamedTuple):
    """Lines of a program to go on at."""

    lines: tuple[int, ...]


Line: TypeAlias = "Characters | Edge | Jump | None"
"""What a text has to have next; None is the end of a program: the expression fits."""


class Expression:
    """A regular expression, ready to be looked for."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._program: list[Line] = []
        _write(expression_of(source), self._program)
        self._program.append(None)
        self._start = _State(self._program, frozenset({0}), {Edge.START})
        self._states: dict[frozenset[int], _State] = {}
        self._known = 0

    def is_in(self, text: str) -> bool:
        """Tell whether it fits at some place of a text."""
        state = self._start
        for character in text:
            if state.fits:
                return True
            state = state.following.get(character) or self._follow(state, character)
        return state.fits or state.fits_at_end

    def _follow(self, state: _State, character: str) -> _State:
        if self._known > _MOST:
            self._start.following, self._states, self._known = {}, {}, 0
        self._known += 1
        # It may as well begin behind this character.
        lines = frozenset((0, *(line + 1 for line, x in state.waiting if x.has(character))))
        following = self._states.get(lines)
        if following is None:
            following = self._states[lines] = _State(self._program, lines, set())
        state.following[character] = following
        return following


class _State:
    """The lines of a program that can be next at a place in a text."""

    __slots__ = ("fits", "fits_at_end", "following", "waiting")

    def __init__(self, program: list[Line], lines: frozenset[int], places: set[Edge]) -> None:
        self.following: dict[str, _State] = {}
        reached = _reached(program, lines, places)
        self.fits = len(program) - 1 in reached
        self.fits_at_end = len(program) - 1 in _reached(program, lines, {*places, Edge.END})
        found = ((line, program[line]) for line in reached)
        self.waiting = [(line, x) for line, x in found if isinstance(x, Characters)]


def _reached(program: list[Line], lines: Iterable[int], places: set[Edge]) -> set[int]:
    """Give all lines that are reached from some without a character, at places of a text."""
    reached: set[int] = set()
    to_do = list(lines)
    while to_do:
        line = to_do.pop()
        if line in reached:
            continue
        reached.add(line)
        found = program[line]
        if isinstance(found, Jump):
            to_do += found.lines
        elif found in places:
            to_do.append(line + 1)
    return reached


def _write(sequence: Sequence, program: list[Line]) -> None:
    for part in sequence:
        if isinstance(part, Characters | Edge):
            program.append(part)
        elif isinstance(part, Either):
            _write_either(part.ways, program)
        else:
            first = len(program)
            program.append(None)
            _write(part.body, program)
            program.append(Jump((first,)))
            program[first] = Jump((first + 1, len(program)))


def _write_either(ways: tuple[Sequence, ...], program: list[Line]) -> None:
    fork = len(program)
    program.append(None)
    starts: list[int] = []
    ends: list[int] = []
    for way in ways:
        starts.append(len(program))
        _write(way, program)
        ends.append(len(program))
        program.append(None)
    program[fork] = Jump(tuple(starts))
    for end in ends:
        program[end] = Jump((len(program),))
