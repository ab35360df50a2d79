"""Values as a message may show them: short, in one line, and no secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.secrets.masks import MASK, is_secret_key, is_secret_value, masked
from stacklint.model.yaml.nodes import Mapping, Node, Scalar, resolved
from stacklint.model.yaml.scalars import is_null

if TYPE_CHECKING:
    from stacklint.model.yaml.nodes import KeyPath

LONGEST = 60
"""The most characters of a value that are shown."""


def key_of(path: KeyPath) -> str:
    """Give the last key of a path: that of the list, for an item."""
    return next((part for part in reversed(path) if isinstance(part, str)), "")


def shown_node(node: Node | None, key: str) -> str:
    """Show the value of a key."""
    found = resolved(node)
    if isinstance(found, Scalar):
        return "nothing" if is_null(found) else shown_text(found.value, key)
    return "a mapping" if isinstance(found, Mapping) else "a list"


def shown_text(text: str, key: str) -> str:
    """Show a text that stands, or would stand, behind a key."""
    if is_secret_key(key) and is_secret_value(text):
        return MASK
    first, *more = masked(text).strip().split("\n")
    return first if not more and len(first) <= LONGEST else f"{first[:LONGEST]}…"
