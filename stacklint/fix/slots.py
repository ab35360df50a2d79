"""Where the value of an entry or item begins: behind its colon or dash, and its anchor and tag."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.fix.refused import Refused
from stacklint.model.yaml.nodes import Alias, Mapping, Sequence

if TYPE_CHECKING:
    from stacklint.fix.outline import Outline, Unit
    from stacklint.model.yaml.nodes import Node

_COLON = re.compile(r"[ \t]*:")
_PROPERTIES = re.compile(r"(?:[ \t]*[&!][^\s,\[\]{}]*)+")
_ON_LINE = re.compile(r"[ \t]*(?:#.*)?\r?$", re.MULTILINE)


def slot_of(outline: Outline, unit: Unit) -> int:
    """Give the offset at which ` value` can be written or stands.

    Raises Refused where key and value are written in a way that has no such place.
    """
    head = _head_end(outline.text, unit)
    value = unit.value
    if isinstance(value, Alias) or (value.anchor is None and value.tag is None):
        return head
    found = _PROPERTIES.match(outline.text, head)
    if found is None:
        raise Refused("an anchor or tag stands on a line of its own")
    return found.end()


def _head_end(text: str, unit: Unit) -> int:
    if unit.key is None:
        return unit.start if unit.within.flow else unit.start + 1
    found = _COLON.match(text, unit.key.end)
    is_explicit = unit.start < unit.key.start and text[unit.start] == "?"
    if found is None or is_explicit:
        raise Refused("the key is not written as `key: value`")
    return found.end()


def is_block(node: Node) -> bool:
    """Tell whether a value stands on lines of its own, as entries or items do."""
    return isinstance(node, Mapping | Sequence) and not node.flow


def is_empty_flow(node: Node) -> bool:
    """Tell whether a value is `{}` or `[]`."""
    if isinstance(node, Mapping):
        return node.flow and not node.entries
    return isinstance(node, Sequence) and node.flow and not node.items


def guard_line_end(outline: Outline, offset: int) -> None:
    """Refuse where more than a comment follows on the line: whole lines are to be changed."""
    if _ON_LINE.match(outline.text, offset) is None:
        raise Refused("something else stands on the same line")
