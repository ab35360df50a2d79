"""Comments of a text, and which entry each belongs to.

Ownership decides what a fix may take along and what it must leave: a comment at the end of an
entry's line is that entry's; a block of comment lines directly above an entry, at its column,
is the next entry's; every other comment is nobody's, and is never removed.
"""

from __future__ import annotations

from bisect import bisect_right

from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern
from stacklint.model.yaml.nodes import Mapping, Node, Scalar, Sequence

# What ends a line to YAML 1.1, and so to libyaml: more than what numbers lines here.
_BREAK = Pattern("[\r\n\x85\u2028\u2029]")
_BEFORE = " \t\r\n\x85\u2028\u2029\ufeff"


class Comment(NamedTuple):
    """A comment from its `#` to the end of its line; `alone` when nothing stands before it."""

    start: int
    end: int
    text: str
    alone: bool


def scan_comments(text: str, root: Node | None) -> tuple[Comment, ...]:
    """Find every comment; a `#` inside a scalar is none."""
    if "#" not in text:
        return ()
    inside = _scalar_spans(text, root)
    starts = [start for start, _ in inside]
    comments: list[Comment] = []
    at = text.find("#")
    while at >= 0:
        within = bisect_right(starts, at) - 1
        if within >= 0 and at < inside[within][1]:
            at = text.find("#", inside[within][1])
        elif at and text[at - 1] not in _BEFORE:
            at = text.find("#", at + 1)
        else:
            comments.append(_comment_at(text, at))
            at = text.find("#", comments[-1].end)
    return tuple(comments)


def has_comment(text: str, comments: tuple[Comment, ...], start: int, end: int) -> bool:
    """Tell whether a comment stands on the lines of a span, or right above them."""
    first = text.rfind("\n", 0, start) + 1
    last = _line_end(text, end)
    return any(
        first <= comment.start < last
        or (comment.alone and text[comment.end : first] in {"\n", "\r\n"})
        for comment in comments
    )


def _comment_at(text: str, start: int) -> Comment:
    end = _line_end(text, start)
    line_start = text.rfind("\n", 0, start) + 1
    return Comment(start, end, text[start:end], not text[line_start:start].strip(" \t"))


def _scalar_spans(text: str, root: Node | None) -> list[tuple[int, int]]:
    """Spans of the scalars that could hold a `#`, sorted, without the header of a block scalar."""
    spans: list[tuple[int, int]] = []
    stack: list[Node] = [] if root is None else [root]
    while stack:
        node = stack.pop()
        if isinstance(node, Scalar):
            if "#" in node.value or (node.style and "#" in text[node.start : node.end]):
                spans.append((_body_start(text, node), node.end))
        elif isinstance(node, Mapping):
            for entry in node.entries:
                stack.append(entry.key)
                stack.append(entry.value)
        elif isinstance(node, Sequence):
            stack.extend(node.items)
    spans.sort()
    return spans


def _body_start(text: str, node: Scalar) -> int:
    if node.style not in {"|", ">"}:
        return node.start
    return min(_line_end(text, node.start), node.end)


def _line_end(text: str, offset: int) -> int:
    found = _BREAK.search(text, offset)
    return len(text) if found is None else found.start()
