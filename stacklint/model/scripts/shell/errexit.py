"""What `set +e` lets go by: failures that a script neither ends with nor asks for."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

_SWITCH = re.compile(r"(?P<sign>[-+])(?:[a-z]*e[a-z]*|[a-z]*o errexit)")
_QUIET = re.compile(
    r"(?:(?:/\S*/)?true|:)(?:\s*>.*)?|(?:exit|return)\s+0|(?:echo|printf)\b[^|;&<>\n]*(?:>&2)?"
)
_IN_BRACES = re.compile(r"\{\s+(.*?)\s*;?\s*\}", re.DOTALL)
_WITHIN = frozenset({"redirected_statement", "pipeline"})
# Where statements stand one after the other.
_BLOCKS = frozenset(
    {
        *("case_item", "compound_statement", "do_group", "elif_clause", "else_clause"),
        *("if_statement", "program", "subshell"),
    }
)
_ASKS = re.compile(r"\$(?:\?|\{?PIPESTATUS\b)")


def is_quiet(source: str) -> bool:
    """Tell whether a statement does nothing, or says a word and no more."""
    block = _IN_BRACES.fullmatch(source.strip())
    return _QUIET.fullmatch(source.strip() if block is None else block[1]) is not None


def lets_go_by(words: tuple[str, ...], *, before: bool) -> bool:
    """Tell whether failures go by after a command, where they did `before` it, or did not."""
    if words[0] != "set":
        return before
    pairs = (*words[1:], *map(" ".join, pairwise(words)))
    signs = [found["sign"] for found in map(_SWITCH.fullmatch, pairs) if found is not None]
    return signs[-1] == "+" if signs else before


def is_passed_over(node: Node) -> bool:
    """Tell whether another statement follows, and does not ask how this one ended."""
    while node.parent is not None and node.parent.type in _WITHIN:
        node = node.parent
    around = node.parent
    if around is None or around.type not in _BLOCKS:
        return False
    if node in around.children_by_field_name("condition"):
        return False
    following = node.next_named_sibling
    while following is not None and following.type == "comment":
        following = following.next_named_sibling
    return following is not None and _is_silent_on(node, following)


def _is_silent_on(node: Node, following: Node) -> bool:
    text = (following.text or b"").decode("utf-8", "replace")
    # Of what runs in the background, `wait` tells.
    sign = node.next_sibling
    is_behind = sign is not None and sign.type == "&"
    is_branch = following.type in {"elif_clause", "else_clause"}
    return not is_behind and not is_branch and _ASKS.search(text) is None
