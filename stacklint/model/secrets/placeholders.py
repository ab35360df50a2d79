"""Values that stand for one which was never filled in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.model.enums import Enum
from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern, holds_any
from stacklint.model.tokens import has_token
from stacklint.model.yaml.nodes import Scalar, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.yaml.nodes import KeyPath, Node


class Kind(Enum):
    """What a placeholder is: a name that is kept for examples, a gap, or a word."""

    HOST = "host"
    GAP = "gap"
    CHANGE_ME = "change me"
    TODO = "TODO"


class Placeholder(NamedTuple):
    """A placeholder in a value; `quote` is the piece of it that can be shown, and no secret."""

    kind: Kind
    quote: str


# Behind a single slash such a name is a directory, and as good as any other.
_HOST = Pattern(
    r"(?i)(?:^|//|[\s\"'`=,;:@(\[{|<])(?P<host>(?:[\w-]+\.)*example\.(?:com|org|net))"
    r"(?=\.?(?:$|[\s\"'`/:,;)\]}|>?#&]))"
)
_EMAIL = Pattern(r"[\w.+-]+@[\w.-]+")
# Not the name of a group in a regular expression, nor a tag of HTML in the midst of a text.
_GAP = Pattern(
    r"(?:^|(?<=[/@.:=,'\"]))<[A-Za-z][A-Za-z0-9]*(?:[ _.-][A-Za-z0-9]+)*>(?=$|[/@.:,&?'\"])"
)
_CHANGE_ME = Pattern(r"(?i)(?<![a-z0-9])change[-_]?me(?![a-z])")
# With blanks it may be a sentence, and without such an end a name.
_YOURS = Pattern(
    r"(?i)(?:[a-z]+[-_])?your[-_](?:[a-z0-9]+[-_]){0,5}"
    r"(?:address|domain|email|here|host|id|key|password|secret|token|url|value)"
)
_TODO = Pattern(r"TODO(?:[:(].*)?", re.DOTALL)

_HINTS = ("example.", "change", "todo", "<", "your")


def may_hold_placeholder(text: str) -> bool:
    """Tell whether a text is worth a closer look; most are not."""
    return holds_any(text.lower(), _HINTS)


def placeholder_in(text: str) -> Placeholder | None:
    """Give the placeholder that makes a value useless as it stands."""
    if not may_hold_placeholder(text) or has_token(text):
        return None
    text = text.strip()
    host = _HOST.search(text)
    if host is not None:
        return Placeholder(Kind.HOST, text if _EMAIL.fullmatch(text) else host["host"])
    gap = _GAP.search(text) or _YOURS.fullmatch(text)
    if gap is not None:
        return Placeholder(Kind.GAP, gap[0])
    if _CHANGE_ME.search(text):
        return Placeholder(Kind.CHANGE_ME, "")
    return Placeholder(Kind.TODO, "TODO") if _TODO.fullmatch(text) else None


def placeholders(root: Node) -> Iterator[tuple[KeyPath, Placeholder]]:
    """Give the placeholders among the values of a document."""
    for path, node in walk(root):
        if isinstance(node, Scalar) and path:
            found = placeholder_in(node.value)
            if found is not None:
                yield path, found
