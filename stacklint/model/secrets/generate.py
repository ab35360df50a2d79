"""The token `$generate:TYPE:LENGTH$`, which stands for a value that is made when it is needed.

Source: laconic-so looks for it anywhere in a value of `config` (reference on dialects, section f).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.pattern import Pattern
from stacklint.model.yaml.nodes import Mapping, Scalar, Sequence, resolved, walk

if TYPE_CHECKING:
    from stacklint.model.yaml.nodes import Node

MARK = "$generate"
_TOKEN = Pattern(r"\$generate:(\w+):(\d+)\$")
_TYPES = frozenset({"hex", "base64"})


def fault_of(node: Node | None) -> str:
    """Say what is wrong with the token in a value; empty where it is right, or there is none."""
    node = resolved(node)
    if isinstance(node, Mapping | Sequence):
        texts = [x.value for _, x in walk(node) if isinstance(x, Scalar)]
        return "in a list or mapping, the token stays as it is" if _any(texts) else ""
    if not isinstance(node, Scalar) or MARK not in node.value:
        return ""
    found = _TOKEN.search(node.value)
    if found is None:
        return "the token has no type and length (`$generate:hex:32$`), and stays as it is"
    if found[0] != node.value.strip():
        return "the whole value is replaced by the token's, and the text around it is lost"
    if found[1] not in _TYPES:
        return f"`{found[1]}` is no type (hex, base64): `hex` is taken"
    return "" if int(found[2][:9]) else "a length of 0 gives nothing"


def is_generated(node: Node | None) -> bool:
    """Tell whether a value holds a token that laconic-so knows."""
    node = resolved(node)
    return isinstance(node, Scalar) and _TOKEN.search(node.value) is not None


def _any(texts: list[str]) -> bool:
    return any(MARK in text for text in texts)
