"""Edits that give an entry or item another value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.fix.edit import Edit
from stacklint.fix.emit import as_text, block_lines, flow_text, quoted, scalar_text
from stacklint.fix.lines import (
    column,
    indented,
    is_first_on_line,
    line_end,
    lines_below,
    lines_cut,
    newline_at,
    next_line,
)
from stacklint.fix.manner import manner_at
from stacklint.fix.refused import Refused
from stacklint.fix.slots import guard_line_end, is_block, is_empty_flow, slot_of
from stacklint.model.yaml.nodes import Alias, Scalar
from stacklint.model.yaml.scalars import is_null

if TYPE_CHECKING:
    from stacklint.fix.emit import Manner
    from stacklint.fix.outline import Outline, Unit
    from stacklint.model.change import Data
    from stacklint.model.yaml.nodes import Node

_STR_TAG = "tag:yaml.org,2002:str"
_HEADER = re.compile(r"[|>][-+0-9]*")


def replacement(outline: Outline, unit: Unit, value: Data, *, quote: bool) -> list[Edit]:
    """Write another value for a unit, nested data in the style that the old value had.

    Raises Refused where a tag says how the value is to be read.
    """
    _guard_tag(unit.value, value)
    manner = manner_at(outline, unit)
    in_block = is_block(unit.value) or not manner.takes_one_line(value)
    if isinstance(value, list | dict) and value and in_block and _takes_block(unit):
        lines = block_lines(value, manner, quote=quote)
        if unit.key is None:
            return _item_block(outline, unit, lines)
        return entry_block(outline, unit, lines, _indent(outline, unit, value, manner))
    text = _inline_text(outline, unit, value, quote=quote)
    if is_block(unit.value):
        return _collapsed(outline, unit, text)
    return _inline(outline, unit, text)


def _guard_tag(node: Node, value: Data) -> None:
    if isinstance(node, Alias) or node.tag is None:
        return
    if not (node.tag == _STR_TAG and isinstance(node, Scalar) and isinstance(value, str)):
        raise Refused(f"the value has the tag `{node.tag}`")


def _takes_block(unit: Unit) -> bool:
    if unit.within.flow:
        return False
    value = unit.value
    if isinstance(value, Alias) or is_block(value):
        return True
    # Behind the dash of an item, an anchor would come to be that of its first key.
    is_anchored = unit.key is None and value.anchor is not None
    return not is_anchored and (is_empty_flow(value) or isinstance(value, Scalar))


def _indent(outline: Outline, unit: Unit, value: Data, manner: Manner) -> int:
    depth = manner.step if isinstance(value, dict) else manner.dash
    return column(outline.text, unit.start) + depth


def _inline_text(outline: Outline, unit: Unit, value: Data, *, quote: bool) -> str:
    old = unit.value
    in_flow = unit.within.flow
    if value is None and not in_flow and unit.key is not None and not quote:
        return ""
    manner = manner_at(outline, unit)
    if isinstance(value, list | dict):
        return flow_text(value, manner, quote=quote)
    style = old.style if isinstance(old, Scalar) and old.style in {"'", '"'} else ""
    if quote or ((style or manner.quotes_all) and isinstance(value, str)):
        return quoted(str(as_text(value)), style or manner.quote)
    return scalar_text(value, manner.quote, in_flow=in_flow)


def _inline(outline: Outline, unit: Unit, text: str) -> list[Edit]:
    old, slot = unit.value, slot_of(outline, unit)
    if isinstance(old, Scalar) and old.is_empty:
        return [Edit(slot, slot, " " + text)] if text else []
    if not text:
        return [Edit(slot, _body(outline, old)[0].end, ""), *_body(outline, old)[1:]]
    head, *rest = _body(outline, old)
    return [head._replace(text=text), *rest]


def _body(outline: Outline, old: Node) -> list[Edit]:
    """Remove a value; a comment behind the header of a block scalar stays."""
    if not isinstance(old, Scalar) or old.style not in {"|", ">"}:
        return [Edit(old.start, old.end, "")]
    header = _HEADER.match(outline.text, old.start)
    header_end = old.start + 1 if header is None else header.end()
    body = line_end(outline.text, old.start)
    return [Edit(old.start, header_end, ""), *([Edit(body, old.end, "")] if body < old.end else [])]


def _collapsed(outline: Outline, unit: Unit, text: str) -> list[Edit]:
    slot = slot_of(outline, unit)
    guard_line_end(outline, unit.end)
    first = outline.below(unit)[0]
    if not is_first_on_line(outline.text, first.start):
        return [Edit(first.start, unit.value.end, text)]
    guard_line_end(outline, slot)
    below = next_line(outline.text, slot)
    cut = lines_cut(outline.text, below, next_line(outline.text, unit.end))
    return [*([Edit(slot, slot, " " + text)] if text else []), cut]


def entry_block(outline: Outline, unit: Unit, lines: list[str], indent: int) -> list[Edit]:
    """Write lines below the key of an entry, in place of what it holds."""
    text, old, slot = outline.text, unit.value, slot_of(outline, unit)
    guard_line_end(outline, unit.end)
    if is_block(old):
        guard_line_end(outline, slot)
        return _instead(text, line_end(text, slot), line_end(text, unit.end), lines, indent)
    below = lines_below(text, unit.end, lines, indent)
    if isinstance(old, Scalar) and old.is_empty:
        return [below]
    head, *rest = _body(outline, old)
    # Insert where the body of a block scalar ends, or where the line of the old value does.
    return [Edit(slot, head.end, ""), *rest, below]


def _instead(text: str, start: int, end: int, lines: list[str], indent: int) -> list[Edit]:
    newline = newline_at(text, start)
    return [Edit(start, end, "".join(newline + indented(line, indent) for line in lines))]


def _item_block(outline: Outline, unit: Unit, lines: list[str]) -> list[Edit]:
    text, old, slot = outline.text, unit.value, slot_of(outline, unit)
    guard_line_end(outline, unit.end)
    start = outline.below(unit)[0].start if is_block(old) else old.start
    gap = "" if start > slot else " "
    start = max(start, slot)
    indent = column(text, start) + len(gap)
    newline = newline_at(text, start)
    new = newline.join([lines[0], *(indented(line, indent) for line in lines[1:])])
    if isinstance(old, Scalar) and old.style in {"|", ">"}:
        head, *rest = _body(outline, old)
        return [head._replace(text=new), *rest]
    return [Edit(start, old.end, gap + new)]


def is_null_or_empty(node: Node) -> bool:
    """Tell whether nothing stands there yet: no value, `~`, `null`, `{}` or `[]`."""
    return is_null(node) if isinstance(node, Scalar) else is_empty_flow(node)
