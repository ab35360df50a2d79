"""The edits that make several items of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.fix.edit import Edit
from stacklint.fix.emit import quoted, scalar_text
from stacklint.fix.lines import (
    after_gap,
    column,
    is_first_on_line,
    line_end,
    lines_below,
    newline_at,
)
from stacklint.fix.manner import manner_at
from stacklint.fix.refused import Refused
from stacklint.fix.slots import guard_line_end
from stacklint.fix.values import replacement
from stacklint.model.yaml.nodes import Scalar, Sequence

if TYPE_CHECKING:
    from stacklint.fix.outline import Outline, Unit


def split_item(outline: Outline, unit: Unit, texts: tuple[str, ...]) -> list[Edit]:
    """Write several texts where one stands, each as an item; lines of their own have that too.

    Raises Refused where the item is no text of its own.
    """
    if not isinstance(unit.within, Sequence) or not isinstance(unit.value, Scalar):
        raise Refused("what is to be split is no text in a list")
    if unit.value.anchor is not None or unit.value.tag is not None:
        raise Refused("what is to be split has an anchor or a tag")
    first = replacement(outline, unit, texts[0], quote=False)
    rest = [_written(outline, unit, text) for text in texts[1:]]
    put = _behind if unit.within.flow else _below
    return [*first, *put(outline, unit, rest)]


def _written(outline: Outline, unit: Unit, text: str) -> str:
    style = unit.value.style if isinstance(unit.value, Scalar) else ""
    if style in {"'", '"'}:
        return quoted(text, style)
    return scalar_text(text, manner_at(outline, unit).quote, in_flow=unit.within.flow)


def _below(outline: Outline, unit: Unit, rest: list[str]) -> list[Edit]:
    guard_line_end(outline, unit.end)
    dash = outline.text[unit.start : unit.value.start]
    if "\n" in dash or not dash.endswith(" "):
        dash = "- "
    lines = [dash + text for text in rest]
    return [lines_below(outline.text, unit.end, lines, column(outline.text, unit.start))]


def _behind(outline: Outline, unit: Unit, rest: list[str]) -> list[Edit]:
    """Write the rest between the brackets, each on a line of its own where the first has one."""
    text, end = outline.text, unit.end
    follows = after_gap(text, end)
    has_comma = text[follows] == ","
    guard = follows + 1 if has_comma else end
    if not is_first_on_line(text, unit.start) or after_gap(text, guard) <= line_end(text, guard):
        return [Edit(end, end, "".join(f", {item}" for item in rest))]
    start = newline_at(text, end) + " " * column(text, unit.start)
    at = line_end(text, guard)
    lines = "".join(f"{start}{item}," for item in rest)
    if has_comma:
        return [Edit(at, at, lines)]
    return [Edit(end, end, ","), Edit(at, at, lines.removesuffix(","))]
