"""Entries that have to be there and are not, wherever that is certain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.tokens import has_marker, has_token, is_opaque
from stacklint.model.yaml.nodes import Mapping, Sequence, merged_entries, resolved
from stacklint.model.yaml.scalars import is_null
from stacklint.outside.route import Kind, Route, Spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.nodes import KeyPath, Node
    from stacklint.outside.route import Step


class Missing(NamedTuple):
    """An entry that is missing or empty, and the path of what is closest to it."""

    path: KeyPath
    closest: KeyPath


def missing(document: Document, route: Route) -> Iterator[Missing]:
    """Give what a pattern that ends in a key or in the number of an item does not lead to.

    The steps behind the last one that stands for many have to be there, for each of those many.
    """
    root = resolved(document.root)
    if not isinstance(root, Mapping) or document.masked or has_marker(document):
        return
    cut = max((i + 1 for i, step in enumerate(route.steps) if not step.is_single), default=0)
    tail = route.steps[cut:]
    starts = Route("", route.steps[:cut]).spots(root) if cut else [Spot((), root)]
    for start in starts:
        closest = None if start.occurrence else _closest(document, start, tail)
        if closest is not None:
            yield Missing((*start.path, *(step.part for step in tail)), closest)


def _closest(document: Document, start: Spot, tail: tuple[Step, ...]) -> KeyPath | None:
    """Give the path of the last thing on the way that is there; None where all of it may be."""
    node, path = start.node, start.path
    for step in tail:
        if is_opaque(document, node):
            return None
        child = _child(node, step)
        if child is None:
            return path if _has_no_other(node, step) else None
        node, path = child, (*path, step.part)
    return path if is_null(node) else None


def _child(node: Node, step: Step) -> Node | None:
    holder = resolved(node)
    if isinstance(holder, Mapping) and step.kind is Kind.KEY:
        entry = holder.entry(step.key)
        return None if entry is None else entry.value
    if isinstance(holder, Sequence) and step.kind is Kind.ITEM:
        return holder.items[step.number] if step.number < len(holder.items) else None
    return None


def _has_no_other(node: Node, step: Step) -> bool:
    """Tell whether a step leads nowhere for sure: of another type, nobody can say what is meant."""
    holder = resolved(node)
    if isinstance(holder, Mapping):
        is_complete = not any(has_token(entry.name) for entry in merged_entries(holder))
        return step.kind is Kind.KEY and is_complete
    if isinstance(holder, Sequence):
        return step.kind is Kind.ITEM
    return is_null(holder)
