"""Changes of a file, named by place; what a fix is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from stacklint.model.yaml.nodes import KeyPath
    from stacklint.model.yaml.scalars import Value

Data: TypeAlias = "Value | list[Data] | dict[str, Data]"
"""Data as a YAML reader gives it, to be written anew."""


class SetValue(NamedTuple):
    """Another value for the entry or item at a path. `quote` writes the text quoted (`'`)."""

    path: KeyPath
    value: Data
    quote: bool = False


class RenameKey(NamedTuple):
    """Another name for the key at a path; the entry stays where it is, with its comments."""

    path: KeyPath
    name: str


class MapItems(NamedTuple):
    """The list at a path as a mapping: each item `KEY=value` as an entry, with its comments."""

    path: KeyPath


class SplitItem(NamedTuple):
    """The item at a path as several, in its quotes; its comments stay at the first of them."""

    path: KeyPath
    texts: tuple[str, ...]


class RemoveEntry(NamedTuple):
    """No entry or item at a path any more; the comments that belong to it go with it."""

    path: KeyPath
    occurrence: int = 0


class AddEntry(NamedTuple):
    """A new entry at the end of the mapping at `path[:-1]`, which is made where it is missing."""

    path: KeyPath
    value: Data
    quote: bool = False


class MoveEntry(NamedTuple):
    """The entry at a path, under another path, its comments with it; the value may change."""

    path: KeyPath
    to: KeyPath
    value: Data = None
    keep_value: bool = True


class SetComment(NamedTuple):
    """Other text for the comment that begins at an offset; None removes it."""

    start: int
    text: str | None


class AddComment(NamedTuple):
    """A comment on the line of the entry at a path, or above it; an empty path means the file."""

    path: KeyPath
    text: str
    above: bool = False
    occurrence: int = 0


class Restore(NamedTuple):
    """The whole text of an earlier version back."""

    text: str


Change: TypeAlias = (
    SetValue
    | RenameKey
    | MapItems
    | SplitItem
    | RemoveEntry
    | AddEntry
    | MoveEntry
    | SetComment
    | AddComment
    | Restore
)
