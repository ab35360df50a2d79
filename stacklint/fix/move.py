"""An entry taken out of one section and put into another, with its comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.fix.add import appended, appended_in_flow, container_for, last_of
from stacklint.fix.emit import scalar_text
from stacklint.fix.lines import column, line_end, line_start, next_line
from stacklint.fix.locate import unit_at
from stacklint.fix.manner import manner_at
from stacklint.fix.refused import Refused
from stacklint.fix.slots import guard_line_end, slot_of
from stacklint.fix.values import entry_block, is_null_or_empty
from stacklint.model.yaml.nodes import Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.fix.edit import Edit
    from stacklint.fix.outline import Outline, Unit
    from stacklint.model.yaml.nodes import KeyPath


def carried_lines(outline: Outline, path: KeyPath, name: str) -> list[str]:
    """Give the lines of an entry at the margin, its own comments above, under another name.

    Raises Refused for an item, and for an entry whose lines are not its own.
    """
    unit = unit_at(outline, path)
    key = unit.key
    if not isinstance(key, Scalar) or key.tag is not None or id(key) in outline.shared:
        raise Refused("what is to be moved has no key that is a name")
    slot_of(outline, unit)
    first, *rest = _own_lines(outline, unit)
    text = scalar_text(name, manner_at(outline, unit).quote)
    first = first[: key.start - unit.start] + text + first[key.end - unit.start :]
    indent = column(outline.text, unit.start)
    above = (owned.comment for owned in outline.owned if owned.owner is unit)
    return [
        *(comment.text for comment in above if comment.alone),
        first,
        *(_at_margin(line, indent) for line in rest),
    ]


def _own_lines(outline: Outline, unit: Unit) -> list[str]:
    if not unit.within.flow:
        guard_line_end(outline, unit.end)
        return list(_lines(outline, unit.start, line_end(outline.text, unit.end)))
    text = outline.text[unit.start : unit.end]
    if "\n" in text:
        raise Refused("the entry stands between brackets, on several lines")
    return [text]


def _lines(outline: Outline, start: int, end: int) -> Iterator[str]:
    """Give the lines between two offsets, without comments that belong to nobody: these stay."""
    text = outline.text
    strays = {
        line_start(text, owned.comment.start)
        for owned in outline.owned
        if owned.owner is None and owned.comment.alone
    }
    # The last line may be blank: the script of a `|+` ends with those.
    while start <= end:
        if start not in strays:
            yield text[start : line_end(text, start)]
        start = next_line(text, start) if line_end(text, start) < end else end + 1


def _at_margin(line: str, indent: int) -> str:
    if line[:indent].strip(" "):
        raise Refused("a line of the entry stands further left than its key")
    return line[indent:]


def placement(outline: Outline, path: KeyPath, lines: list[str]) -> list[Edit]:
    """Put the lines of an entry at the end of a section, which is made where it is missing.

    Raises Refused where the section can take no lines.
    """
    unit, data = container_for(outline, path, None)
    if isinstance(data, list) or not all(isinstance(part, str) for part in path):
        raise Refused("an entry cannot become an item of a list")
    manner = manner_at(outline, unit)
    depth = len(unit.trail) if unit is not None else 0
    lines = _below_keys(path[depth:-1], lines, manner.step)
    if unit is not None and is_null_or_empty(unit.value):
        if unit.key is None or unit.within.flow:
            raise Refused("the section is an item, or stands between brackets")
        return entry_block(outline, unit, lines, column(outline.text, unit.start) + manner.step)
    last = last_of(outline, unit)
    if not last.within.flow:
        return [appended(outline, last, lines)]
    # A comment would hide the bracket that follows.
    if len(lines) > 1 or "#" in lines[0]:
        raise Refused("the section stands between brackets")
    return appended_in_flow(outline, last, lines[0])


def _below_keys(parts: KeyPath, lines: list[str], step: int) -> list[str]:
    for part in reversed(parts):
        key = scalar_text(str(part), "'") + ":"
        lines = [key, *(" " * step + line if line else line for line in lines)]
    return lines
