"""Where the entries and items of a document stand, and which comments are theirs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from stacklint.fix.lines import after_gap, line_start
from stacklint.model.tokens import mask_template
from stacklint.model.yaml.nodes import Alias, Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from stacklint.model.yaml.comments import Comment
    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.nodes import Node

Trail: TypeAlias = tuple[int, ...]
"""Which child of which child, from the root down; unlike a path it tells equal keys apart."""


# The step of a trail that leads to the key of an entry, where others lead to its value.
KEY = -1


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """An entry of a mapping or an item of a sequence.

    `start` is its first character, anchor, tag and the dash of an item included; `end` is behind
    its value, and behind its colon where it has none. `parent` is None at the top level.
    """

    trail: Trail
    start: int
    end: int
    key: Node | None
    value: Node
    within: Mapping | Sequence
    parent: Unit | None

    @property
    def count(self) -> int:
        """How many stand beside it, itself included."""
        return len(children_of(self.within))


@dataclass(frozen=True, slots=True)
class Owned:
    """A comment with the entry or item that it belongs to, None for nobody's."""

    comment: Comment
    line: int
    owner: Unit | None


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """The units of a document in the order of the text, and the owners of its comments.

    `text` is what was parsed: in a template, tokens stand in place of its placeholders.
    `shared` holds the ids of the nodes that an alias repeats.
    """

    document: Document
    text: str
    units: dict[Trail, Unit]
    owned: tuple[Owned, ...]
    shared: frozenset[int]

    def below(self, unit: Unit | None) -> list[Unit]:
        """Give the units directly below one; those of the top level for None."""
        trail = () if unit is None else unit.trail
        node = self.document.root if unit is None else unit.value
        return [self.units[*trail, index] for index in range(len(children_of(node)))]

    def without_shared(self) -> Outline:
        """Give the same outline, as for a change that alters no value."""
        return replace(self, shared=frozenset())

    def beside(self, unit: Unit, step: int) -> Unit | None:
        """Give the unit that many places further on in the same collection."""
        return self.units.get((*unit.trail[:-1], unit.trail[-1] + step))


def children_of(node: Node | None) -> list[tuple[Node | None, Node]]:
    """Give the keys and values of a collection, None as the key of an item; none of the rest."""
    if isinstance(node, Mapping):
        return [(entry.key, entry.value) for entry in node.entries]
    return [(None, item) for item in node.items] if isinstance(node, Sequence) else []


def parsed_text(document: Document) -> str:
    """Give what a YAML reader is shown: a template with tokens in place of its placeholders."""
    return (mask_template(document.text) if document.masked else None) or document.text


@lru_cache(maxsize=2)
def outline_of(document: Document) -> Outline:
    """Find every entry and item of a document that could be read."""
    text = parsed_text(document)
    finder = _Finder(text)
    if document.root is not None:
        finder.descend(document.root, (), None)
    owned = _owners(document, list(finder.units.values()))
    return Outline(document, text, finder.units, owned, frozenset(finder.shared))


class _Finder:
    def __init__(self, text: str) -> None:
        self.text = text
        self.units: dict[Trail, Unit] = {}
        self.shared: set[int] = set()

    def descend(self, node: Node, trail: Trail, parent: Unit | None) -> None:
        if isinstance(node, Alias):
            self.shared.add(id(node.target))
        elif not isinstance(node, Scalar):
            at = node.start
            for index, (key, value) in enumerate(children_of(node)):
                if key is not None:
                    self.descend(key, (*trail, index, KEY), None)
                unit = self.unit(node, (*trail, index), at, (key, value, parent))
                self.units[unit.trail] = unit
                at = unit.end
                self.descend(value, unit.trail, unit)

    def unit(
        self,
        within: Mapping | Sequence,
        trail: Trail,
        at: int,
        parts: tuple[Node | None, Node, Unit | None],
    ) -> Unit:
        key, value, parent = parts
        start = after_gap(self.text, at)
        if (
            within.flow
            and self.text[start : start + 1] in {"{", "[", ","}
            and (trail[-1] or start == within.start)
        ):
            start = after_gap(self.text, start + 1)
        start = min(start, value.start if key is None else key.start)
        end = max(value.end, value.start if key is None else key.end)
        return Unit(trail, start, end, key, value, within, parent)


def _owners(document: Document, units: list[Unit]) -> tuple[Owned, ...]:
    comments = document.comments
    if not comments:
        return ()
    firsts: dict[int, Unit] = {}
    lasts: dict[int, Unit] = {}
    for unit in units:
        firsts.setdefault(unit.start, unit)
        for offset in (unit.start, unit.end):
            line = document.position(offset).line
            if line not in lasts or lasts[line].start < unit.start:
                lasts[line] = unit
    found: list[Owned] = []
    for comment in reversed(comments):
        line = document.position(comment.start).line
        if comment.alone:
            owner = _owner_below(document, comment, line, found, firsts)
        else:
            owner = _open_at(lasts.get(line), comment.start)
        found.append(Owned(comment, line, owner))
    return tuple(reversed(found))


def _owner_below(
    document: Document, comment: Comment, line: int, below: list[Owned], firsts: dict[int, Unit]
) -> Unit | None:
    indent = comment.start - line_start(document.text, comment.start)
    if below and below[-1].line == line + 1 and below[-1].comment.alone:
        next_start = below[-1].comment.start
        same = next_start - line_start(document.text, next_start) == indent
        return below[-1].owner if same else None
    next_start = document.text.find("\n", comment.end) + 1
    if not next_start or document.text[next_start : next_start + indent].strip(" "):
        return None
    return firsts.get(next_start + indent)


def _open_at(unit: Unit | None, offset: int) -> Unit | None:
    """Leave the flow collections that are closed before an offset: `a: {x: 1}  # of a`."""
    while unit is not None and unit.within.flow and unit.within.end <= offset:
        unit = unit.parent
    return unit
