"""What a text comes to with its aliases written out, and where that is more than anybody reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.yaml.nodes import Alias, Mapping, Scalar, Sequence, children, resolved
from stacklint.model.yaml.parse import MAX_DEPTH, Fault, FaultKind

if TYPE_CHECKING:
    from stacklint.model.yaml.nodes import Node

# As `MAX_DEPTH`, no real file comes near these.
MAX_EXPANDED = 200_000
# Who reads them into tables hashes such a key, and takes twice as long for each level more.
MAX_KEY_LEVELS = 8


def bomb_fault(root: Node) -> Fault | None:
    """Refuse a text whose aliases, written out, would be more than anything can hold."""
    nodes, levels = _expanded_size(root, {})
    if levels > MAX_DEPTH + 1:
        words = f"nested more than {MAX_DEPTH} levels deep through its aliases"
        return Fault(FaultKind.TOO_DEEP, words, 0)
    if nodes > MAX_EXPANDED:
        words = f"its aliases stand for more than {MAX_EXPANDED:,} nodes"
        return Fault(FaultKind.ALIAS_BOMB, words, 0)
    return None


def key_fault(root: Node) -> Fault | None:
    """Refuse a text whose keys hold keys to a depth that no reader comes through in time."""
    if _key_levels(root, {}) <= MAX_KEY_LEVELS:
        return None
    words = f"keys that are mappings or lists, more than {MAX_KEY_LEVELS} levels deep"
    return Fault(FaultKind.TOO_DEEP, words, 0)


def _expanded_size(node: Node, known: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """Count the nodes and the levels that there are with every alias written out.

    `known` takes up the counts of what was counted, by identity.
    """
    if isinstance(node, Alias):
        return (1, 0) if node.target is None else _expanded_size(node.target, known)
    found = known.get(id(node))
    if found is None:
        nodes, levels = 1, 0
        for _, child in children(node):
            more, below = _expanded_size(child, known)
            nodes, levels = nodes + more, max(levels, below + 1)
        found = known[id(node)] = nodes, levels
    return found


def _key_levels(node: Node, known: dict[int, int]) -> int:
    """Count how deep keys that are no scalars stand within one another, every alias written out.

    `known` takes up what was counted, by identity.
    """
    node = node.target if isinstance(node, Alias) and node.target is not None else node
    if isinstance(node, Scalar | Alias):
        return 0
    found = known.get(id(node))
    if found is None:
        found = 0
        # In the order of the file: what an alias stands for has been counted before it.
        for entry in node.entries if isinstance(node, Mapping) else ():
            is_odd = not isinstance(resolved(entry.key), Scalar)
            within = 1 + _key_levels(entry.key, known) if is_odd else 0
            found = max(found, within, _key_levels(entry.value, known))
        for item in node.items if isinstance(node, Sequence) else ():
            found = max(found, _key_levels(item, known))
        known[id(node)] = found
    return found
