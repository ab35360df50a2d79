"""Files that scripts lead to, as texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stacklint.model.tree import Tree

MOST_BYTES = 128 * 1024
"""The most that is read of one: people write no longer files, and generated ones drive nothing."""


def text_at(path: str, tree: Tree) -> str:
    """Give the text of a file; empty where there is none, or it is too long."""
    data = tree.read(path) or b""
    return data.decode("utf-8", "replace") if len(data) <= MOST_BYTES else ""
