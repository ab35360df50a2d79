"""What readers of YAML differ on: tabs, tags, anchors, impossible dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.pattern import Pattern, Sieve, holds
from stacklint.model.yaml.document import BOM
from stacklint.model.yaml.nodes import MERGE_KEY, Alias, walk

if TYPE_CHECKING:
    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.nodes import KeyPath, Node

# What may be a date of no calendar, at which Python stops.
_NO_DAY = Pattern(
    r"0000-|\d{4}-(?:00|1[3-9]|[2-9]\d)|\d{4}-\d\d?-(?:00|29|[3-9]\d)"
    r"|\d{4}-\d\d?-\d\d?[Tt \t]+(?:2[4-9]|[3-9]\d)"
)


def _may_be_no_day(text: str) -> bool:
    return "0" <= text < ":" and text[4:5] == "-" and _NO_DAY.match(text) is not None


_no_days = Sieve(_may_be_no_day)


def is_doubtful(document: Document) -> bool:
    """Tell whether a file holds any of it: then the reader that laconic-so has is asked too."""
    text = document.text
    if "\t" in text or BOM in text:
        return True
    if _no_days.catches(document.plain):
        return True
    may_be = "&" in text or "!" in text or holds(text, MERGE_KEY)
    return may_be and document.root is not None and any(map(_is_marked, walk(document.root)))


def _is_marked(found: tuple[KeyPath, Node]) -> bool:
    """Tell whether a node has a tag or an anchor, or is merged into another."""
    path, node = found
    if isinstance(node, Alias) or path[-1:] == (MERGE_KEY,):
        return True
    return node.anchor is not None or node.tag is not None
