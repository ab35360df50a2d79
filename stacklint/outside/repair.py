"""The change that a declared rule proposes: one of our own, verified like all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Safety
from stacklint.model.change import AddEntry, RemoveEntry, RenameKey, SetValue
from stacklint.model.named import NamedTuple
from stacklint.model.yaml.nodes import Mapping, Scalar, Sequence, is_own, resolved
from stacklint.model.yaml.scalars import is_null
from stacklint.outside.route import path_text
from stacklint.outside.shown import key_of, shown_text
from stacklint.outside.words import Words

if TYPE_CHECKING:
    from stacklint.model.change import Change, Data
    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.nodes import KeyPath, Node
    from stacklint.model.yaml.scalars import Value
    from stacklint.outside.predicate import Predicate
    from stacklint.outside.route import Spot


class Set(NamedTuple):
    """Another value; a text may have places to fill in."""

    value: Data | Words


class Remove(NamedTuple):
    """No entry any more."""


class Rename(NamedTuple):
    """Another name for the key."""

    name: str


class Repair(NamedTuple):
    """What to do about a finding, who may do it, and why it is not safe."""

    act: Set | Remove | Rename
    safety: Safety
    why: str = ""

    def of_entry(self, document: Document, spot: Spot, predicate: Predicate) -> Fix | None:
        """Give the fix for an entry; None where it would not help, or would change more."""
        if not is_own(document.root, spot.path):
            return None
        # Of keys that stand twice, the later ones can only go; then the first is on its own.
        if (spot.occurrence == 0) is _has_twin(document, spot.path):
            return None
        if isinstance(self.act, Remove):
            return self._fix("remove it", RemoveEntry(spot.path, spot.occurrence))
        return None if spot.occurrence else self._other(self.act, spot, predicate)

    def of_missing(self, document: Document, path: KeyPath, there: KeyPath) -> Fix | None:
        """Give the fix for an entry that is missing; `there` is what is closest to it."""
        if not isinstance(self.act, Set) or not is_own(document.root, there):
            return None
        value = _filled(self.act.value, path, None)
        if value is None:
            return None
        change = SetValue(path, value) if path == there else AddEntry(path, value)
        return self._fix(_title(path, value), change)

    def _other(self, act: Set | Rename, spot: Spot, predicate: Predicate) -> Fix | None:
        if isinstance(act, Rename):
            title = f"{key_of(spot.path)} → {act.name}"
            return self._fix(title, RenameKey(spot.path, act.name))
        value = _filled(act.value, spot.path, spot.node)
        if value is None or not predicate.test(node_of(value)):
            return None
        return self._fix(_title(spot.path, value), SetValue(spot.path, value))

    def _fix(self, title: str, change: Change) -> Fix:
        return Fix(title, self.safety, (change,), self.why)


def node_of(value: Data) -> Node:
    """Give data as a node that a predicate can judge."""
    if isinstance(value, dict):
        return Mapping(0, 0, [], flow=True)
    if isinstance(value, list):
        return Sequence(0, 0, [], flow=True)
    if isinstance(value, str):
        return Scalar(0, 0, value, "'")
    return Scalar(0, 0, _written(value), "")


def _has_twin(document: Document, path: KeyPath) -> bool:
    holder = resolved(document.find(path[:-1])[1])
    entries = holder.entries if isinstance(holder, Mapping) else []
    return sum(entry.name == path[-1] for entry in entries) > 1


def _written(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _filled(value: Data | Words, path: KeyPath, node: Node | None) -> Data:
    """Fill in the places of a text; None where one has no value that is text."""
    if not isinstance(value, Words):
        return value
    found = resolved(node)
    if "value" in value.places and not isinstance(found, Scalar):
        return None
    written = found.value if isinstance(found, Scalar) and not is_null(found) else ""
    return value.filled({"value": written, "path": path_text(path), "name": key_of(path)})


def _title(path: KeyPath, value: Data) -> str:
    key = key_of(path)
    if isinstance(value, dict | list):
        return f"set `{key}`"
    return f"{key}: {shown_text(value if isinstance(value, str) else _written(value), key)}"
