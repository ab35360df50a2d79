"""The settings of a spec as a flat table: what there is to lose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.yaml.nodes import Mapping, Node, Scalar, Sequence, merged_entries, resolved
from stacklint.model.yaml.scalars import value_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.change import Data
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.nodes import KeyPath


def leaf_settings(spec: Spec) -> dict[KeyPath, Data]:
    """Give every setting by its path; a list is one setting, and so is an empty mapping."""
    return dict(_leaves(spec.root, ()))


def _leaves(node: Mapping, path: KeyPath) -> Iterator[tuple[KeyPath, Data]]:
    for entry in merged_entries(node):
        at, value = (*path, entry.name), resolved(entry.value)
        if isinstance(value, Mapping) and value.entries:
            yield from _leaves(value, at)
        else:
            yield at, data_of(value)


def data_of(node: Node | None) -> Data:
    """Give a node as plain data, as laconic-so sees it."""
    node = resolved(node)
    if isinstance(node, Scalar):
        return value_of(node)
    if isinstance(node, Sequence):
        return [data_of(item) for item in node.items]
    if isinstance(node, Mapping):
        return {entry.name: data_of(entry.value) for entry in merged_entries(node)}
    return None
