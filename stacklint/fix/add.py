"""Edits that add an entry or item at the end of a collection, which is made where it is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.fix.edit import Edit
from stacklint.fix.emit import block_lines, flow_text
from stacklint.fix.lines import (
    after_gap,
    column,
    is_first_on_line,
    line_end,
    line_start,
    lines_below,
    newline_at,
)
from stacklint.fix.locate import deepest, guard_value, named
from stacklint.fix.manner import manner_at
from stacklint.fix.refused import Refused
from stacklint.fix.slots import guard_line_end
from stacklint.fix.values import is_null_or_empty, replacement
from stacklint.model.yaml.nodes import Alias, Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from stacklint.fix.outline import Outline, Unit
    from stacklint.model.change import Data
    from stacklint.model.yaml.nodes import KeyPath, Node


def addition(outline: Outline, path: KeyPath, value: Data, *, quote: bool) -> list[Edit]:
    """Add a value at a path.

    Raises Refused where something stands there already, or what holds it can hold nothing.
    """
    unit, data = container_for(outline, path, value)
    if unit is not None and is_null_or_empty(unit.value):
        return replacement(outline, unit, data, quote=quote)
    last = last_of(outline, unit)
    manner = manner_at(outline, unit, path[-1])
    if last.within.flow:
        return appended_in_flow(outline, last, flow_text(data, manner, quote=quote)[1:-1])
    return [appended(outline, last, block_lines(data, manner, quote=quote))]


def container_for(
    outline: Outline, path: KeyPath, value: Data
) -> tuple[Unit | None, dict[str, Data] | list[Data]]:
    """Give the closest collection on the way, and what has to be added to it."""
    unit, rest = deepest(outline, path)
    if not rest:
        raise Refused(f"there is a `{named(path)}` already")
    if unit is not None:
        guard_value(outline, unit)
    for part in reversed(rest[1:]):
        value = [value] if isinstance(part, int) else {part: value}
    held = outline.document.root if unit is None else unit.value
    _guard_holder(held, path[: len(path) - len(rest)], rest[0])
    as_item = isinstance(held, Sequence) if _says_kind(held) else isinstance(rest[0], int)
    return unit, [value] if as_item else {str(rest[0]): value}


def _says_kind(held: Node | None) -> bool:
    return isinstance(held, Mapping | Sequence)


def _guard_holder(held: Node | None, path: KeyPath, part: str | int) -> None:
    where = f"`{named(path)}`" if path else "the file"
    if isinstance(held, Alias):
        raise Refused(f"{where} is the alias *{held.name}: the edit would change its anchor")
    if held is None or (isinstance(held, Scalar) and (not path or not is_null_or_empty(held))):
        raise Refused(f"{where} is no section that an entry could be added to")
    if isinstance(held, Sequence) and part != len(held.items):
        raise Refused(f"{where} is a list, and its next item has the number {len(held.items)}")


def last_of(outline: Outline, unit: Unit | None) -> Unit:
    """Give the last entry or item of a collection.

    Raises Refused for a file that is `{}` as a whole.
    """
    units = outline.below(unit)
    if not units:
        raise Refused("the file is `{}`")
    return units[-1]


def appended(outline: Outline, last: Unit, lines: list[str]) -> Edit:
    """Add lines below the last entry of a block, above all comments that follow it."""
    text = outline.text
    if last.key is not None and text[last.start] == "?":
        raise Refused("the keys are not written as `key: value`")
    guard_line_end(outline, last.end)
    return lines_below(text, last.end, lines, column(text, last.start))


def appended_in_flow(outline: Outline, last: Unit, new: str) -> list[Edit]:
    """Add an entry behind the last one between brackets, on its own line where that has one."""
    text = outline.text
    if text[last.within.start] not in "{[":
        raise Refused("the mapping has no brackets")
    bracket = last.within.end - 1
    follows = after_gap(text, last.end)
    comma = follows < bracket and text[follows] == ","
    # Readers take `b:,` for the text of a scalar.
    separator = " ," if text[last.end - 1] == ":" else ","
    if not is_first_on_line(text, last.start) or line_start(text, bracket) <= last.end:
        return [Edit(last.end, last.end, f"{separator} {new}")]
    guard = line_end(text, follows + 1 if comma else last.end)
    indent = " " * column(text, last.start)
    line = newline_at(text, last.end) + indent + new
    if comma:
        return [Edit(guard, guard, line + ",")]
    return [Edit(last.end, last.end, separator), Edit(guard, guard, line)]
