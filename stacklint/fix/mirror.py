"""A change made on what a reader told, with no regard to text: what the new text has to say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias, assert_never

from stacklint.fix.emit import as_text, scalar_text
from stacklint.fix.refused import Refused
from stacklint.fix.told import Branch, Leaf, Reference, Told, names_in
from stacklint.model.change import (
    AddComment,
    AddEntry,
    Change,
    MapItems,
    MoveEntry,
    RemoveEntry,
    RenameKey,
    Restore,
    SetComment,
    SetValue,
    SplitItem,
)
from stacklint.model.yaml.scalars import OldText

if TYPE_CHECKING:
    from collections.abc import Callable

    from stacklint.model.change import Data
    from stacklint.model.yaml.nodes import KeyPath

Children: TypeAlias = "tuple[tuple[Told | None, Told], ...]"

_TAGS: dict[type, str] = {str: "str", bool: "bool", int: "int", float: "float", type(None): "null"}


def changed(told: Told, change: Change) -> Told:
    """Give a tree with a change made.

    Raises Refused where the tree has no such place.
    """
    match change:
        case SetValue() | MapItems() | SplitItem():
            return _revalued(told, change)
        case RenameKey(path, name):
            return _renamed(told, path, name)
        case RemoveEntry(path, occurrence):
            return _removed(told, path, occurrence)[0]
        case AddEntry(path, value, quote):
            return _added(told, path, _new(value, quote=quote))
        case MoveEntry():
            return _moved(told, change)
        case SetComment() | AddComment() | Restore():
            return told
        case _:
            assert_never(change)


def _moved(told: Told, change: MoveEntry) -> Told:
    if not change.keep_value:
        told = changed(told, SetValue(change.path, change.value))
    if change.path[:-1] == change.to[:-1]:
        return _renamed(told, change.path, str(change.to[-1]))
    told, taken = _removed(told, change.path, 0)
    return _added(told, change.to, taken)


def _new(data: Data, *, quote: bool = False) -> Told:
    if isinstance(data, dict):
        entries = tuple((_new(key), _new(value, quote=quote)) for key, value in data.items())
        return Branch("map", entries, is_mapping=True)
    if isinstance(data, list):
        items = tuple((None, _new(item, quote=quote)) for item in data)
        return Branch("seq", items, is_mapping=False)
    if quote:
        data = as_text(data)
    if isinstance(data, OldText):
        data = str(data)
    if isinstance(data, dict | list):
        raise TypeError(data)
    return Leaf(_TAGS[type(data)], scalar_text(data, "'"), data)


def _instead(old: Told, new: Told) -> Told:
    """Put a value where another was: the anchor before it stays, as does the entry it is of."""
    anchor = None if isinstance(old, Reference) else old.anchor
    if isinstance(new, Reference):
        return new
    return replace(new, anchor=anchor, origin=old.origin)


def _at(told: Told, path: KeyPath, change: Callable[[Told], Told]) -> Told:
    if not path:
        return change(told)
    branch, index = _step(told, path[0], 0)
    key, child = branch.children[index]
    new = _with(branch, index, ((key, _at(child, path[1:], change)),))
    # The names are the same: many changes of one long section ask for them.
    return replace(new, names=branch.names)


def _step(told: Told, part: str | int, occurrence: int) -> tuple[Branch, int]:
    found = _found(told, part)
    if not isinstance(told, Branch) or occurrence >= len(found):
        raise Refused(f"a reader of YAML sees no `{part}` there")
    return told, found[occurrence]


def _found(told: Told, part: str | int) -> list[int]:
    if not isinstance(told, Branch):
        return []
    if not told.is_mapping:
        return [part] if isinstance(part, int) and 0 <= part < len(told.children) else []
    names = names_in(told.children) if told.names is None else told.names
    name, found = str(part), [-1]
    for _ in range(names.count(name)):
        found.append(names.index(name, found[-1] + 1))
    return found[1:]


def _with(branch: Branch, index: int, children: Children) -> Branch:
    kept = branch.children
    return replace(branch, children=(*kept[:index], *children, *kept[index + 1 :]), names=None)


def _renamed(told: Told, path: KeyPath, name: str) -> Told:
    def rename(parent: Told) -> Told:
        branch, index = _step(parent, path[-1], 0)
        key, child = branch.children[index]
        if not isinstance(key, Leaf):
            raise Refused("an item has no name")
        return _with(branch, index, ((replace(key, tag="str", text=name, value=name), child),))

    return _at(told, path[:-1], rename)


def _split(told: Told, path: KeyPath, texts: tuple[str, ...]) -> Told:
    def split(parent: Told) -> Told:
        branch, index = _step(parent, path[-1], 0)
        first = _instead(branch.children[index][1], _new(texts[0]))
        rest = ((None, _new(text)) for text in texts[1:])
        return _with(branch, index, ((None, first), *rest))

    return _at(told, path[:-1], split)


def _removed(told: Told, path: KeyPath, occurrence: int) -> tuple[Told, Told]:
    taken: list[Told] = []

    def remove(parent: Told) -> Told:
        branch, index = _step(parent, path[-1], occurrence)
        taken.append(branch.children[index][1])
        return _with(branch, index, ())

    return _at(told, path[:-1], remove), taken[0]


def _revalued(told: Told, change: SetValue | MapItems | SplitItem) -> Told:
    if isinstance(change, SplitItem):
        return _split(told, change.path, change.texts)
    if isinstance(change, MapItems):
        return _at(told, change.path, _mapped)
    new = _new(change.value, quote=change.quote)
    return _at(told, change.path, lambda old: _instead(old, new))


def _mapped(old: Told) -> Told:
    if not isinstance(old, Branch) or old.is_mapping:
        raise Refused("a reader of YAML sees no list there")
    children = tuple(map(_pair, old.children))
    return replace(old, tag="map", children=children, is_mapping=True, names=None)


def _pair(item: tuple[Told | None, Told]) -> tuple[Told | None, Told]:
    text = item[1]
    if not isinstance(text, Leaf):
        raise Refused("a reader of YAML sees no text in an item")
    key, equals, value = text.text.partition("=")
    new = _new(value if equals else None, quote=bool(equals))
    return _new(key), replace(new, origin=text.origin)


def _added(told: Told, path: KeyPath, new: Told) -> Told:
    if isinstance(told, Leaf) and told.tag == "null":
        told = replace(_holder(path[0], ()), anchor=told.anchor, origin=told.origin)
    if not isinstance(told, Branch):
        raise Refused("a reader of YAML sees nothing there that could hold an entry")
    found = _found(told, path[0])
    if not found:
        return _appended(told, path, new)
    if len(path) == 1:
        raise Refused(f"a reader of YAML sees a `{path[0]}` there already")
    key, child = told.children[found[0]]
    return _with(told, found[0], ((key, _added(child, path[1:], new)),))


def _appended(branch: Branch, path: KeyPath, new: Told) -> Branch:
    for part in reversed(path[1:]):
        new = _holder(part, ((None if isinstance(part, int) else _new(part), new),))
    key = _new(str(path[0])) if branch.is_mapping else None
    return replace(branch, children=(*branch.children, (key, new)), names=None)


def _holder(part: str | int, children: Children) -> Branch:
    if isinstance(part, int):
        return Branch("seq", children, is_mapping=False)
    return Branch("map", children, is_mapping=True)
