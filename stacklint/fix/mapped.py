"""The edits that make a mapping of a list of `KEY=value`, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.fix.edit import Edit
from stacklint.fix.emit import quoted, scalar_text
from stacklint.fix.lines import column, is_first_on_line, line_start, next_line
from stacklint.fix.manner import manner_at
from stacklint.fix.refused import Refused
from stacklint.model.yaml.nodes import Scalar, Sequence
from stacklint.model.yaml.scalars import Kind, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.fix.outline import Outline, Unit


_QUOTE = '"'


def mapping_of_items(outline: Outline, unit: Unit) -> list[Edit]:
    """Write each item `KEY=value` of a list as `KEY: "value"`, where it stands.

    Raises Refused where the value is no such list.
    """
    node = unit.value
    if not isinstance(node, Sequence) or not node.items or node.tag is not None:
        raise Refused("there is no list of `KEY=value`")
    pairs = [pair_of(item) for item in node.items]
    if len({key for key, _ in pairs}) < len(pairs):
        raise Refused("a key stands in the list twice")
    items = outline.below(unit)
    written = [_entry(key, value, in_flow=node.flow) for key, value in pairs]
    edits = [Edit(x.start, x.value.end, text) for x, text in zip(items, written, strict=True)]
    if node.flow:
        return [
            Edit(node.start, node.start + 1, "{"),
            *edits,
            Edit(node.end - 1, node.end, "}"),
        ]
    return sorted([*edits, *_shifted(outline, unit, items)])


def pair_of(item: object) -> tuple[str, str | None]:
    """Take an item apart at its first `=`; the value is None where there is none.

    Raises Refused for what is no text of its own.
    """
    if not isinstance(item, Scalar) or kind_of(item) is not Kind.STR:
        raise Refused("an item of the list is no text")
    if item.anchor is not None or item.tag is not None:
        raise Refused("an item of the list has an anchor or a tag")
    key, equals, value = item.value.partition("=")
    if not key.strip():
        raise Refused("an item of the list has no key")
    return key, value if equals else None


def _entry(key: str, value: str | None, *, in_flow: bool) -> str:
    name = scalar_text(key, "'", in_flow=in_flow)
    if value is None:
        # Between brackets, a colon before a bracket is a part of the key to some readers.
        return f"{name}: null" if in_flow else f"{name}:"
    return f"{name}: {quoted(value, _QUOTE)}"


def _shifted(outline: Outline, unit: Unit, items: list[Unit]) -> Iterator[Edit]:
    """Move the lines to the right, where the dashes stand below their key."""
    text, start = outline.text, items[0].start
    if not is_first_on_line(text, start):
        raise Refused("the list begins on the line of something else")
    if unit.key is None or column(text, start) > column(text, unit.start):
        return
    step = " " * manner_at(outline, unit).step
    at = next_line(text, unit.key.end)
    while at < unit.end:
        if text[at : next_line(text, at)].strip():
            yield Edit(at, at, step)
        at = next_line(text, line_start(text, at))
