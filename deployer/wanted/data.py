"""Nodes as plain data, as laconic-so's reader gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.yaml.nodes import Scalar, Sequence, merged_entries, resolved
from stacklint.model.yaml.scalars import value_of

if TYPE_CHECKING:
    from stacklint.model.change import Data
    from stacklint.model.yaml.nodes import Node


def data_of(node: Node | None) -> Data:
    """Give a node as data, `<<` and aliases written out."""
    found = resolved(node)
    if found is None:
        return None
    if isinstance(found, Scalar):
        return value_of(found)
    if isinstance(found, Sequence):
        return [data_of(item) for item in found.items]
    table: dict[str, Data] = {}
    for entry in merged_entries(found):
        table.setdefault(entry.name, data_of(entry.value))
    return table
