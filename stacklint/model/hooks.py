"""What a stack's own program reads of a spec: its hooks, as text.

`deploy/commands.py` beside `stack.yml` may read any key. Nothing is run: a key that stands in it
as a string counts as read.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.tree import Tree


def hook_text(stack: Stack | None, tree: Tree) -> str:
    """Give the text of a stack's hooks; empty where it has none or was not found."""
    if stack is None:
        return ""
    data = tree.read(posixpath.join(stack.file.directory, "deploy", "commands.py"))
    return "" if data is None else data.decode("utf-8", "replace")


def is_read_by(text: str, key: str) -> bool:
    """Tell whether hooks name a key as a string."""
    return f'"{key}"' in text or f"'{key}'" in text
