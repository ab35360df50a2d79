"""What a change may do to a text, judged without any code of the fix engine.

PyYAML composes both texts, and here are the values that they hold.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, TypeAlias

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
from tests.fix.belonging import comments
from tests.fix.untouched import bytes_on_line, ends, lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.change import Data

Tree: TypeAlias = "tuple[str, str] | list[Tree] | dict[tuple[str, int], Tree]"


def judge(before: str, change: Change, after: str) -> None:
    """Fail where a text differs from what one change makes of it."""
    ends(before, after)
    data(before, change, after)
    comments(before, change, after)
    lines(before, change, after)
    bytes_on_line(before, change, after)


def tree_of(text: str) -> Tree:
    node = yaml.compose(text, yaml.CSafeLoader)
    return ("null", "") if node is None else grown(node)


def grown(node: yaml.Node) -> Tree:
    if isinstance(node, yaml.MappingNode):
        found: dict[tuple[str, int], Tree] = {}
        for key, value in node.value:
            name = str(key.value)
            found[name, sum(known == name for known, _ in found)] = grown(value)
        return found
    if isinstance(node, yaml.SequenceNode):
        return [grown(item) for item in node.value]
    tag = node.tag.rsplit(":", 1)[-1]
    return tag, ("" if tag == "null" else node.value)


def planted(value: Data, *, quote: bool = False) -> Tree:
    if isinstance(value, dict):
        return {(key, 0): planted(below, quote=quote) for key, below in value.items()}
    if isinstance(value, list):
        return [planted(below, quote=quote) for below in value]
    tree = tree_of(yaml.safe_dump(value))
    if quote and isinstance(tree, tuple):
        return "str", "null" if value is None else tree[1]
    return tree


def data(before: str, change: Change, after: str) -> None:
    wanted = tree_with(tree_of(before), change)
    for one, other in zip_longest(flat(wanted), flat(tree_of(after))):
        assert one == other


def tree_with(tree: Tree, change: Change) -> Tree:
    match change:
        case SetValue(path, value, quote):
            put(tree, path, planted(value, quote=quote))
        case AddEntry(path, value, quote):
            return grafted(tree, path, planted(value, quote=quote))
        case MapItems(path):
            put(tree, path, mapped(tree, path))
        case SplitItem(path, texts):
            split(tree, path, texts)
        case RenameKey(path, name):
            put(tree, path, None, name)
        case RemoveEntry(path, occurrence):
            take(tree, path, occurrence)
        case MoveEntry():
            return tree_with_move(tree, change)
        case _:
            pass
    return tree


def tree_with_move(tree: Tree, change: MoveEntry) -> Tree:
    if not change.keep_value:
        put(tree, change.path, planted(change.value))
    if change.path[:-1] == change.to[:-1]:
        put(tree, change.path, None, str(change.to[-1]))
        return tree
    taken = take(tree, change.path, 0)
    return grafted(tree, change.to, taken)


def flat(tree: Tree, way: tuple[object, ...] = ()) -> Iterator[object]:
    """Give every value with its way, in order; two trees are equal when these are."""
    if isinstance(tree, tuple):
        yield way, tree
        return
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree)
    yield way, type(tree).__name__, len(tree)
    for step, value in pairs:
        yield from flat(value, (*way, step))


def below(tree: Tree, part: str | int) -> Tree:
    if isinstance(tree, list):
        return tree[int(part)]
    assert isinstance(tree, dict)
    return tree[str(part), 0]


def put(tree: Tree, path: tuple[str | int, ...], value: Tree | None, name: str = "") -> None:
    for part in path[:-1]:
        tree = below(tree, part)
    if isinstance(tree, list):
        assert value is not None
        tree[int(path[-1])] = value
        return
    assert isinstance(tree, dict)
    old = (str(path[-1]), 0)
    pairs = [
        ((name or old[0], 0), kept if value is None else value) if key == old else (key, kept)
        for key, kept in tree.items()
    ]
    tree.clear()
    tree.update(pairs)


def mapped(tree: Tree, path: tuple[str | int, ...]) -> Tree:
    for part in path:
        tree = below(tree, part)
    assert isinstance(tree, list)
    texts = [item[1].partition("=") for item in tree if isinstance(item, tuple)]
    assert len(texts) == len(tree)
    nothing = ("null", "")
    return {(key, 0): ("str", value) if equals else nothing for key, equals, value in texts}


def split(tree: Tree, path: tuple[str | int, ...], texts: tuple[str, ...]) -> None:
    for part in path[:-1]:
        tree = below(tree, part)
    assert isinstance(tree, list)
    index = int(path[-1])
    tree[index : index + 1] = [("str", text) for text in texts]


def take(tree: Tree, path: tuple[str | int, ...], occurrence: int) -> Tree:
    for part in path[:-1]:
        tree = below(tree, part)
    if isinstance(tree, list):
        return tree.pop(int(path[-1]))
    assert isinstance(tree, dict)
    name = str(path[-1])
    taken = tree.pop((name, occurrence))
    pairs = [
        ((key, number - (key == name and number > occurrence)), value)
        for (key, number), value in tree.items()
    ]
    tree.clear()
    tree.update(pairs)
    return taken


def grafted(tree: Tree, path: tuple[str | int, ...], value: Tree) -> Tree:
    if not path:
        return value
    part = path[0]
    if isinstance(tree, tuple):
        assert tree[0] == "null"
        tree = [] if isinstance(part, int) else {}
    if isinstance(tree, list):
        index = int(part)
        old = tree[index] if index < len(tree) else ("null", "")
        tree[index : index + 1] = [grafted(old, path[1:], value)]
        return tree
    tree[str(part), 0] = grafted(tree.get((str(part), 0), ("null", "")), path[1:], value)
    return tree
