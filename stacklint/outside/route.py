"""Patterns over the paths of a YAML file, such as `network.http-proxy[*].host-name`.

A key is written as it is, or in quotes; `*` in it stands for any characters, `*` alone for any key
or item, `[*]` for any item, `[0]` for the first, and `**` for any number of steps. `**` at the end
is all that is below.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from stacklint.model.enums import Enum
from stacklint.model.named import NamedTuple
from stacklint.model.tokens import has_token
from stacklint.model.yaml.nodes import (
    Alias,
    Mapping,
    Node,
    Scalar,
    Sequence,
    merged_entries,
    resolved,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.yaml.nodes import Entry, KeyPath

LONGEST = 20
"""The most steps of a pattern."""


class BadRoute(Exception):
    """A text that is no pattern over paths."""


class Kind(Enum):
    """What a step leads to."""

    KEY = "a key"
    KEYS = "keys that look alike"
    ITEM = "an item"
    ITEMS = "every item"
    ONE = "every key and item"
    MANY = "everything below, at any depth"


class Step(NamedTuple):
    """One step of a pattern; `number` is that of an item, from 0."""

    kind: Kind
    key: str = ""
    number: int = 0

    @property
    def is_single(self) -> bool:
        """It leads to one entry, whose name is known."""
        return self.kind in {Kind.KEY, Kind.ITEM}

    @property
    def part(self) -> str | int:
        """What a single step is in a path."""
        return self.number if self.kind is Kind.ITEM else self.key

    def fits(self, part: str | int) -> bool:
        """Tell whether it leads to a key or item; a key that a template makes has no name yet."""
        if isinstance(part, int):
            is_it = self.kind is Kind.ITEM and self.number == part
            return is_it or self.kind in {Kind.ITEMS, Kind.ONE}
        if self.kind is Kind.ONE:
            return True
        if has_token(part):
            return False
        if self.kind is Kind.KEYS:
            return _looks_like(part, self.key)
        return self.kind is Kind.KEY and self.key == part


class Spot(NamedTuple):
    """A node that a pattern leads to; `occurrence` is set for a key that stands twice."""

    path: KeyPath
    node: Node
    occurrence: int = 0


class Route(NamedTuple):
    """A pattern over paths, as it was written and step by step."""

    text: str
    steps: tuple[Step, ...]

    def spots(self, root: Node | None) -> Iterator[Spot]:
        """Give what it leads to from a root on, in the order of the file."""
        start = Spot((), Mapping(0, 0, [], flow=False) if root is None else root)
        return self._below(start, self._opened(0))

    def _below(self, spot: Spot, at: frozenset[int]) -> Iterator[Spot]:
        for part, node, occurrence in below(spot.node):
            then = self._then(at, part)
            found = Spot((*spot.path, part), node, occurrence)
            if len(self.steps) in then:
                yield found
            # What lies below the second of two equal keys has no path.
            if then and not occurrence:
                yield from self._below(found, then)

    def _then(self, at: frozenset[int], part: str | int) -> frozenset[int]:
        """Give the numbers of the steps that can be next behind a key or item."""
        then: frozenset[int] = frozenset()
        for number in at:
            if number == len(self.steps):
                continue
            if self.steps[number].kind is Kind.MANY:
                is_last = number == len(self.steps) - 1
                then |= {number, number + 1} if is_last else self._opened(number)
            elif self.steps[number].fits(part):
                then |= self._opened(number + 1)
        return then

    def _opened(self, number: int) -> frozenset[int]:
        """Take `**` for no step at all too, but at the end of a pattern."""
        if number < len(self.steps) - 1 and self.steps[number].kind is Kind.MANY:
            return frozenset({number, *self._opened(number + 1)})
        return frozenset({number})


def below(node: Node) -> Iterator[tuple[str | int, Node, int]]:
    """Give the keys or items of a node, aliases followed, with the number of equal keys before."""
    found = resolved(node)
    if isinstance(found, Sequence):
        yield from ((index, item, 0) for index, item in enumerate(found.items))
    seen: dict[str, int] = {}
    for entry in merged_entries(found) if isinstance(found, Mapping) else ():
        if _has_name(entry):
            seen[entry.name] = seen.get(entry.name, -1) + 1
            yield entry.name, entry.value, seen[entry.name]


def _has_name(entry: Entry) -> bool:
    key = entry.key.target if isinstance(entry.key, Alias) else entry.key
    return isinstance(key, Scalar)


def _looks_like(text: str, pattern: str) -> bool:
    first, *middle, last = pattern.split("*")
    at, end = len(first), len(text) - len(last)
    if end < at or not (text.startswith(first) and text.endswith(last)):
        return False
    for piece in middle:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True


_PIECE = re.compile(
    r"""\[(?P<item>[^\]]*)\]|"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<plain>[^\s.\[\]"']+)"""
)
_PLAIN = re.compile(r"""[^\s.*\[\]"']+""")
_INDEX = re.compile(r"\d{1,6}")


def path_text(path: KeyPath) -> str:
    """Write a path as the pattern that leads to it."""
    steps = [f"[{part}]" if isinstance(part, int) else f".{_key_text(part)}" for part in path]
    return "".join(steps).removeprefix(".")


def _key_text(key: str) -> str:
    if _PLAIN.fullmatch(key) is not None:
        return key
    return f"'{key}'" if '"' in key else f'"{key}"'


def route_of(text: str) -> Route:
    """Read a pattern; BadRoute says what is wrong with it."""
    steps: list[Step] = []
    at = 0
    while at < len(text):
        piece = _PIECE.match(text, at)
        if piece is None:
            raise BadRoute(f"`{text[at:]}` begins no step: a key with other signs goes in quotes")
        steps.append(_step(piece))
        at = _behind(text, piece.end())
    _guard(steps)
    return Route(text, tuple(steps))


def _behind(text: str, at: int) -> int:
    """Give where the next step begins: behind a dot, or at a bracket."""
    if at == len(text) or text[at] == "[":
        return at
    if text[at] != "." or at + 1 == len(text) or text[at + 1] == "[":
        raise BadRoute(f"`{text[at:]}` does not go on with `.key` or `[*]`")
    return at + 1


def _step(piece: re.Match[str]) -> Step:
    if piece["item"] is not None:
        return _item(piece["item"])
    plain = piece["plain"]
    if plain is None:
        return Step(Kind.KEY, piece["double"] or piece["single"] or "")
    if plain in {"*", "**"}:
        return Step(Kind.ONE if plain == "*" else Kind.MANY)
    if "**" in plain:
        raise BadRoute(f"`{plain}`: `**` stands alone between dots")
    return Step(Kind.KEYS if "*" in plain else Kind.KEY, plain)


def _item(text: str) -> Step:
    if text == "*":
        return Step(Kind.ITEMS)
    if _INDEX.fullmatch(text) is None:
        raise BadRoute(f"`[{text}]` is no item: write `[*]` for all, `[0]` for the first")
    return Step(Kind.ITEM, number=int(text))


def _guard(steps: list[Step]) -> None:
    if not steps:
        raise BadRoute("it is empty, and has to name an entry")
    if len(steps) > LONGEST:
        raise BadRoute(f"it has more than {LONGEST} steps")
    if steps[0].kind in {Kind.ITEM, Kind.ITEMS}:
        raise BadRoute("it begins with an item, and a file begins with its keys")
    kinds = [step.kind for step in steps]
    if any(pair == (Kind.MANY, Kind.MANY) for pair in pairwise(kinds)):
        raise BadRoute("`**` stands behind another `**`")
