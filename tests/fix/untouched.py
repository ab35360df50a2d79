"""Which bytes a change has no business with, and that they are as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from stacklint.model.change import (
    AddEntry,
    Change,
    MapItems,
    MoveEntry,
    RemoveEntry,
    RenameKey,
    SetValue,
    SplitItem,
)
from tests.fix.belonging import Step, Way, lines_in_brackets, named, places, way_of

if TYPE_CHECKING:
    from collections.abc import Iterator


def ends(before: str, after: str) -> None:
    if "\r\n" in before and "\n" not in before.replace("\r\n", ""):
        assert "\n" not in after.replace("\r\n", ""), "a newline of another kind"
    if "\r" not in before:
        assert "\r" not in after
    if before:
        assert before.endswith("\n") == after.endswith("\n")


def lines(before: str, change: Change, after: str) -> None:
    """Find every line that the change has no business with again, byte for byte and in order."""
    old = before.replace("\r\n", "\n").split("\n")
    new = after.replace("\r\n", "\n").split("\n")
    mine = touched(before, change)
    others = [row for number, row in enumerate(old) if number not in mine]
    rest = iter(new)
    for row in others:
        assert row in rest, f"the line {row!r} is another"
    blank = [sum(not row.strip() for row in rows) for rows in (others, new, old)]
    assert blank == sorted(blank), "blank lines came or went"


def touched(before: str, change: Change) -> set[int]:
    """Give the lines that a change may write anew or take away."""
    spans = spans_of(before)
    if isinstance(change, MapItems | SplitItem):
        start, end = spans[way_of(change.path)]
        return {*range(start, end + 1)}
    if not isinstance(change, SetValue | RenameKey | RemoveEntry | MoveEntry | AddEntry):
        return set(range(before.count("\n") + 1))
    if isinstance(change, AddEntry):
        return _touched_by_adding(before, way_of(change.path), spans)
    occurrence = change.occurrence if isinstance(change, RemoveEntry) else 0
    found = _touched_by_taking(before, way_of(change.path, occurrence), spans)
    if isinstance(change, MoveEntry):
        found |= _touched_by_adding(before, way_of(change.to), spans)
    return found


def _touched_by_taking(before: str, way: Way, spans: dict[Way, tuple[int, int]]) -> set[int]:
    rows = before.split("\n")
    start, end = spans[way]
    above = _above(rows, start)
    # The section that is emptied gets its `{}`.
    found = {*range(above, end + 1), spans[way[:-1]][0]}
    if "- " in rows[start]:
        # The next entry moves up behind the dash.
        found |= _up_to_next(rows, end + 1)
    if start in lines_in_brackets(before):
        # The comma before goes as well.
        found |= _lines_beside(spans, way)
    if rows[-1]:
        # Where the file ends without a newline, it does not end with a blank line either.
        found |= {number for number in range(above) if not rows[number].strip()}
    return found


def _touched_by_adding(before: str, way: Way, spans: dict[Way, tuple[int, int]]) -> set[int]:
    while way not in spans:
        way = way[:-1]
    found = {*spans[way]}
    if spans[way][0] in lines_in_brackets(before):
        found |= _lines_beside(spans, (*way, 0))
    return found


def _lines_beside(spans: dict[Way, tuple[int, int]], way: Way) -> set[int]:
    return {span[1] for other, span in spans.items() if other[:-1] == way[:-1]}


def _up_to_next(rows: list[str], line: int) -> set[int]:
    following = next((at for at in range(line, len(rows)) if rows[at].strip()), len(rows))
    return set(range(line, following + 1))


def _above(rows: list[str], line: int) -> int:
    while line and rows[line - 1].lstrip().startswith("#"):
        line -= 1
    return line


def spans_of(text: str) -> dict[Way, tuple[int, int]]:
    """Give the first and last line of each entry and item, without what follows its value."""
    root = yaml.compose(text, yaml.CSafeLoader)
    assert root is not None
    ends = {way: _last_line(text, value) for way, _, value in entries_of(root)}
    rows = text.split("\n")
    found: dict[Way, tuple[int, int]] = {(): (0, _last_content(rows, 0, len(rows)))}
    for place in places(text):
        found[place.way] = (place.line, max(place.line, ends.get(place.way, 0)))
    return found


def entries_of(
    node: yaml.Node, way: Way = (), seen: set[int] | None = None
) -> Iterator[tuple[Way, yaml.Node | None, yaml.Node]]:
    """Give the way, the key and the value of everything that is not below an alias."""
    # An alias is the node of its anchor again, which comes before it.
    seen = set() if seen is None else seen
    steps: list[Step] = []
    for child in [] if isinstance(node, yaml.ScalarNode) else node.value:
        key, value = child if isinstance(node, yaml.MappingNode) else (None, child)
        steps.append(len(steps) if key is None else named(key, steps))
        if id(value) not in seen:
            seen.add(id(value))
            yield (*way, steps[-1]), key, value
            yield from entries_of(value, (*way, steps[-1]), seen)


def _last_line(text: str, value: yaml.Node) -> int:
    mark = value.end_mark
    end = mark.line + (mark.column > 0) - 1
    # The blank lines below a `|+` are part of it.
    if str(_last_leaf(value).value).endswith("\n\n"):
        return end
    return _last_content(text.split("\n"), value.start_mark.line, end)


def _last_leaf(node: yaml.Node) -> yaml.Node:
    while node.value and not isinstance(node, yaml.ScalarNode):
        node = node.value[-1][1] if isinstance(node, yaml.MappingNode) else node.value[-1]
    return node


def _last_content(rows: list[str], start: int, end: int) -> int:
    end = min(end, len(rows) - 1)
    while end > start and (not rows[end].strip() or rows[end].lstrip().startswith("#c")):
        end -= 1
    return end


def bytes_on_line(before: str, change: Change, after: str) -> None:
    """Hold the change of one value or key on one line against its very characters."""
    if not isinstance(change, SetValue | RenameKey):
        return
    root = yaml.compose(before, yaml.CSafeLoader)
    assert root is not None
    at = {way: (key, value) for way, key, value in entries_of(root)}.get(way_of(change.path))
    span = None if at is None else _span(change, *at)
    if span is None:
        return
    start, end = span
    head, tail = before[:start], before[end:]
    assert after.startswith(head), "something before the place is another"
    assert after.endswith(tail) or "\n" in after[start : len(after) - len(tail)]


def _span(change: Change, key: yaml.Node | None, value: yaml.Node) -> tuple[int, int] | None:
    if isinstance(change, RenameKey):
        return None if key is None else (key.start_mark.index, key.end_mark.index)
    is_block = isinstance(value, yaml.CollectionNode) and not value.flow_style
    if is_block or (isinstance(value, yaml.ScalarNode) and value.style in {"|", ">"}):
        return None
    start = value.start_mark.index if key is None else key.end_mark.index
    return start, max(start, value.end_mark.index)
