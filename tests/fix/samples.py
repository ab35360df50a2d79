"""Texts with comments at legal places, and changes that somebody might ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import yaml

from stacklint.model.change import (
    AddEntry,
    MapItems,
    MoveEntry,
    RemoveEntry,
    RenameKey,
    SetValue,
    SplitItem,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from stacklint.model.change import Data
    from stacklint.model.yaml.nodes import KeyPath

Placed: TypeAlias = SetValue | RenameKey | RemoveEntry | AddEntry | MoveEntry | MapItems | SplitItem

VALUES: tuple[Data, ...] = (
    "x", "8899", "./data/x", "it's", "a: b", "true", "", "1\n2", 7, 1.5, True, None,
    ["x", "80"], {"k": "v", "l": [1, {"m": None}]}, {}, [],
)  # fmt: skip
TEXTS = ("x", "80", "81/udp", "a, b", "it's", "on", "c: d", "# e")
NAMES = ("new", "8080", "on", "with space", "x-y_z.0", "# odd")


def commented(text: str, random: Random, share: float) -> str:
    """Put comments at the ends of lines, above and between them, and blank lines about them."""
    closed = set(_lines_inside_scalars(text))
    rows: list[str] = []
    number = 0
    for index, row in enumerate(text.split("\n")):
        if index - 1 not in closed and random.random() < share and index:
            number += 1
            indent = random.choice((len(row) - len(row.lstrip()),) * 3 + (0, 2, 4, 7))
            rows.append(" " * indent + f"#c{number} ")
            rows += [""] * (random.random() < 0.3)
        if row.strip() and index not in closed and random.random() < share and "#" not in row:
            number += 1
            rows.append(row + random.choice((" ", "   ")) + f"#c{number} ")
        else:
            rows.append(row)
    return "\n".join(rows)


def _lines_inside_scalars(text: str) -> Iterator[int]:
    """Give the lines of which the end is inside a scalar, or right behind a script."""
    for token in yaml.scan(text, yaml.CSafeLoader):
        if isinstance(token, yaml.ScalarToken):
            # The last line of a text that ends in a script has no newline.
            is_open = token.style in {"|", ">"} and token.end_mark.column > 0
            yield from range(token.start_mark.line, token.end_mark.line + is_open)


def random_change(text: str, random: Random) -> Placed | None:
    """Choose a place of a text and something that might happen to it."""
    root = yaml.compose(text, yaml.CSafeLoader)
    entries = [] if root is None else list(_paths(root, ()))
    if root is None or not entries:
        return None
    path, node = random.choice(entries)
    if random.random() < 0.25:
        return _addition([((), root), *entries], random)
    if random.random() < 0.3 and isinstance(node, yaml.SequenceNode):
        return MapItems(path)
    if isinstance(path[-1], int):
        return _change_of_item(path, random)
    return _change_of_entry(path, entries, random)


def _change_of_item(path: KeyPath, random: Random) -> Placed:
    match random.choice("ssdxx"):
        case "s":
            return SetValue(path, random.choice(VALUES), quote=random.random() < 0.2)
        case "x":
            return SplitItem(path, tuple(random.sample(TEXTS, random.choice((1, 2, 3)))))
        case _:
            return RemoveEntry(path)


def _change_of_entry(
    path: KeyPath, entries: list[tuple[KeyPath, yaml.Node]], random: Random
) -> Placed:
    match random.choice("sssrmd"):
        case "s":
            return SetValue(path, random.choice(VALUES), quote=random.random() < 0.2)
        case "r":
            return RenameKey(path, random.choice(NAMES))
        case "m":
            return _move(path, entries, random)
        case _:
            return RemoveEntry(path)


def _addition(entries: list[tuple[KeyPath, yaml.Node]], random: Random) -> Placed:
    holders = [
        (way, node) for way, node in entries if not node.value or isinstance(node.value, list)
    ]
    path, node = random.choice(holders)
    if isinstance(node, yaml.SequenceNode):
        return AddEntry((*path, len(node.value)), random.choice(VALUES))
    return AddEntry((*path, *random.sample(NAMES, random.choice((1, 1, 2)))), random.choice(VALUES))


def _move(path: KeyPath, entries: list[tuple[KeyPath, yaml.Node]], random: Random) -> Placed:
    mappings = [way for way, node in entries if isinstance(node, yaml.MappingNode)]
    to = (*random.choice([*mappings, ()]), random.choice((*NAMES, str(path[-1]))))
    if random.random() < 0.5:
        return MoveEntry(path, to)
    return MoveEntry(path, to, random.choice(VALUES), keep_value=False)


def _paths(node: yaml.Node, path: KeyPath) -> Iterator[tuple[KeyPath, yaml.Node]]:
    below: list[tuple[str | int, yaml.Node]] = []
    if isinstance(node, yaml.MappingNode):
        below = [(str(key.value), value) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        below = list(enumerate(node.value))
    for part, value in below:
        yield (*path, part), value
        yield from _paths(value, (*path, part))
