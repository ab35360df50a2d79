"""Branches of a script: which condition they stand behind, and whether it goes on behind them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

OTHERWISE = frozenset({"elif_clause", "else_clause"})
"""What stands behind a condition that does not hold."""

# What comes of a failure alone, behind `||`, does not always end it.
_LEAVES = re.compile(
    r"(?:^|[;{(&\n]|\b(?:do|else|then)\b)[ \t]*"
    r"(?:exit|return|continue|break)(?:[ \t]+\S+)?[\s;})]*$"
)


def ends_in_leaving(source: str) -> bool:
    """Tell whether the last of some commands is an `exit`."""
    return _LEAVES.search(source) is not None


def condition_of(node: Node) -> Node | None:
    """Give the condition of an `if`."""
    condition = node.child_by_field_name("condition")
    first = node.named_children[:1]
    return first[0] if condition is None and first and first[0].type not in OTHERWISE else condition
