"""Which entry each comment belongs to, read from the marks of PyYAML and from lines.

Comments are told apart by their words, so every one of a text that is judged here is unique.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import yaml

from stacklint.model.change import (
    Change,
    MapItems,
    MoveEntry,
    RemoveEntry,
    RenameKey,
    SplitItem,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

Step: TypeAlias = tuple[str, int] | int
Way: TypeAlias = tuple[Step, ...]

WORD = re.compile(r"#c\d+")


@dataclass(frozen=True)
class Place:
    """An entry or item: where it begins, where its value ends, and whether brackets hold it."""

    way: Way
    line: int
    column: int
    last_line: int
    in_flow: bool


def places(text: str) -> list[Place]:
    root = yaml.compose(text, yaml.CSafeLoader)
    tokens = yaml.scan(text, yaml.CSafeLoader)
    dashes = (token.start_mark for token in tokens if isinstance(token, yaml.BlockEntryToken))
    return [] if root is None else list(_places(root, (), dashes, set()))


def _places(
    node: yaml.Node, way: Way, dashes: Iterator[yaml.Mark], seen: set[int]
) -> Iterator[Place]:
    """Go through the nodes in the order of the text: the dashes come in the same one."""
    if id(node) in seen or isinstance(node, yaml.ScalarNode):
        return
    assert isinstance(node, yaml.CollectionNode)
    seen.add(id(node))
    in_flow = bool(node.flow_style)
    steps: list[Step] = []
    for child in node.value:
        key, value = child if isinstance(node, yaml.MappingNode) else (None, child)
        if key is not None:
            steps.append(named(key, steps))
            mark = key.start_mark
        else:
            steps.append(len(steps))
            mark = value.start_mark if in_flow else next(dashes)
        here = (*way, steps[-1])
        yield Place(here, mark.line, mark.column, _last_line(value, mark, seen), in_flow)
        yield from _places(value, here, dashes, seen)


def _last_line(value: yaml.Node, mark: yaml.Mark, seen: set[int]) -> int:
    is_script = isinstance(value, yaml.ScalarNode) and value.style in {"|", ">"}
    is_block = isinstance(value, yaml.CollectionNode) and not value.flow_style
    if is_script or is_block or id(value) in seen or value.start_mark.index < mark.index:
        return mark.line
    return value.end_mark.line


def owners(text: str) -> dict[str, Way | str | None]:
    """Give the owner of each comment by its word: a way, None for nobody's, `?` in brackets."""
    rows, all_places = text.split("\n"), places(text)
    firsts: dict[tuple[int, int], Way] = {}
    lasts: dict[int, Way] = {}
    for place in all_places:
        firsts.setdefault((place.line, place.column), place.way)
        if not place.in_flow:
            lasts[place.line] = lasts[place.last_line] = place.way
    in_brackets = lines_in_brackets(text)
    found: dict[str, Way | str | None] = {}
    for number, row in enumerate(rows):
        word = WORD.search(row)
        if word is None:
            continue
        if number in in_brackets:
            found[word.group()] = "?"
        elif row.lstrip().startswith("#"):
            found[word.group()] = _owner_below(rows, number, firsts)
        else:
            found[word.group()] = lasts.get(number)
    return found


def _owner_below(rows: list[str], number: int, firsts: dict[tuple[int, int], Way]) -> Way | None:
    column = rows[number].index("#")
    while number < len(rows) and rows[number].lstrip().startswith("#"):
        if rows[number].index("#") != column:
            return None
        number += 1
    if number == len(rows) or rows[number][:column].strip():
        return None
    return firsts.get((number, column))


def lines_in_brackets(text: str) -> set[int]:
    found: set[int] = set()
    opened: list[int] = []
    for token in yaml.scan(text, yaml.CSafeLoader):
        if isinstance(token, yaml.FlowMappingStartToken | yaml.FlowSequenceStartToken):
            opened.append(token.start_mark.line)
        elif isinstance(token, yaml.FlowMappingEndToken | yaml.FlowSequenceEndToken):
            start = opened.pop()
            if start != token.end_mark.line:
                found.update(range(start, token.end_mark.line + 1))
    return found


def comments(before: str, change: Change, after: str) -> None:
    old, new = owners(before), owners(after)
    removed = way_of(change.path, change.occurrence) if isinstance(change, RemoveEntry) else None
    for word, owner in old.items():
        if removed is not None and isinstance(owner, tuple) and owner[: len(removed)] == removed:
            assert word not in new, f"{word} was left behind"
        elif owner == "?":
            assert word in new or isinstance(change, RemoveEntry), f"{word} was lost"
        else:
            assert word in new, f"{word} was lost"
            wanted = moved_way(owner, change, before) if isinstance(owner, tuple) else owner
            assert new[word] in {wanted, "?"}, f"{word}: {owner} became {new[word]}"
    nobodys = [word for word, owner in old.items() if owner is None]
    assert [word for word in new if word in nobodys] == nobodys
    for word in old:
        assert after.count(word + " ") <= 1


def named(key: yaml.Node, before: list[Step]) -> Step:
    name = str(key.value)
    return name, sum(step[0] == name for step in before if isinstance(step, tuple))


def way_of(path: tuple[str | int, ...], occurrence: int = 0) -> Way:
    steps: list[Step] = [part if isinstance(part, int) else (part, 0) for part in path]
    if occurrence:
        steps[-1] = (str(path[-1]), occurrence)
    return tuple(steps)


def moved_way(owner: Way, change: Change, before: str) -> Way:
    """Give where an owner is found after a change."""
    match change:
        case MapItems(path):
            return _as_entry(owner, way_of(path), before)
        case SplitItem(path, texts):
            return _moved_down(owner, way_of(path), len(texts) - 1)
        case RenameKey(path, name):
            return _instead(owner, way_of(path), way_of((*path[:-1], name)))
        case MoveEntry(path, to):
            return _instead(owner, way_of(path), way_of(to))
        case RemoveEntry(path, occurrence):
            return _closed_up(owner, way_of(path, occurrence))
        case _:
            return owner


def _instead(owner: Way, old: Way, new: Way) -> Way:
    return new + owner[len(old) :] if owner[: len(old)] == old else owner


def _as_entry(owner: Way, mapped: Way, before: str) -> Way:
    at = len(mapped)
    if len(owner) == at or owner[:at] != mapped:
        return owner
    node = yaml.compose(before, yaml.CSafeLoader)
    for step in owner[: at + 1]:
        assert isinstance(node, yaml.CollectionNode)
        node = _child(node, step)
    assert isinstance(node, yaml.ScalarNode)
    return (*mapped, (node.value.partition("=")[0], 0), *owner[at + 1 :])


def _child(node: yaml.CollectionNode, step: Step) -> yaml.Node:
    if isinstance(step, int):
        child: yaml.Node = node.value[step]
        return child
    same = [value for key, value in node.value if key.value == step[0]]
    found: yaml.Node = same[step[1]]
    return found


def _moved_down(owner: Way, split: Way, more: int) -> Way:
    at = len(split) - 1
    if len(owner) <= at or owner[:at] != split[:at]:
        return owner
    step, first = owner[at], split[at]
    assert isinstance(step, int)
    assert isinstance(first, int)
    return (*owner[:at], step + more * (step > first), *owner[at + 1 :])


def _closed_up(owner: Way, removed: Way) -> Way:
    at = len(removed) - 1
    if len(owner) <= at or owner[:at] != removed[:at]:
        return owner
    step, gone = owner[at], removed[at]
    if isinstance(step, int) and isinstance(gone, int):
        step -= step > gone
    elif not isinstance(step, int) and not isinstance(gone, int):
        step = (step[0], step[1] - (step[0] == gone[0] and step[1] > gone[1]))
    return (*owner[:at], step, *owner[at + 1 :])
