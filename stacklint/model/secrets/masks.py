"""Values that look like secrets, by the name of their key or by their shape."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.model.secrets.nodes import secret_nodes, told_in
from stacklint.model.secrets.patterns import (
    ASSIGNMENTS,
    COMMENT,
    DEFAULT,
    IN_COMMENT,
    ITEM,
    OPTION,
    SHAPES,
    SHORTEST,
    TOLD,
    is_secret_key,
    is_secret_value,
    may_hold_any,
)
from stacklint.model.secrets.text import below_keys
from stacklint.model.yaml.document import Span
from stacklint.model.yaml.nodes import Node, Scalar, walk
from stacklint.model.yaml.nodes import Sequence as SequenceNode

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Sequence

    from stacklint.model.yaml.document import Document

__all__ = [
    "MASK",
    "is_secret_key",
    "is_secret_value",
    "is_shown",
    "joined",
    "masked",
    "masked_words",
    "secret_spans",
    "secret_values",
    "with_mask",
]

MASK = "****"
"""What stands in the place of a secret, whatever its length."""


# A report asks for each of its findings, and a finding for each item that it is named after.
@lru_cache(maxsize=64)
def secret_spans(document: Document) -> tuple[Span, ...]:
    """Find the characters of a document that look like secrets, in order, line by line."""
    if not may_hold_any(document.text):
        return ()
    found = [*_seen(document.text), *_by_key(document), *_in_comments(document)]
    return joined(line for span in found for line in _lines(document.text, span))


@lru_cache(maxsize=64)
def secret_values(document: Document) -> frozenset[str]:
    """Give the secrets of a document as text, as they are written and as they are read.

    What a comment seems to say is left out: its prose would be taken out of every message.
    """
    if not may_hold_any(document.text):
        return frozenset()
    spans = joined([*_shaped(document.text), *_by_key(document)])
    comments = [edge for comment in document.comments for edge in (comment.start, comment.end)]
    written = (
        document.text[span.start : span.end]
        for span in spans
        if bisect_right(comments, span.start) % 2 == 0
    )
    read = (node.value for node in secret_nodes(document.root))
    lines = {line.strip() for text in (*written, *read) for line in text.splitlines()}
    # Some readers take a value up to a `#`, and a message may say what they get.
    values = {*lines, *(COMMENT.split(line, maxsplit=1)[0].strip() for line in lines)}
    return frozenset(value for value in values if len(value) >= SHORTEST and is_secret_value(value))


def masked(text: str) -> str:
    """Give a text with `****` for everything in it that looks like a secret."""
    if not may_hold_any(text):
        return text
    found = (*_seen(text), *_below_keys(text, Span(0, len(text))))
    return with_mask(text, joined(line for span in found for line in _lines(text, span)))


def masked_words(words: Sequence[str]) -> Iterator[str]:
    """Give the words of a command without secrets, of which some stand behind their options."""
    spans = joined(_seen(" ".join(words)))
    at = 0
    for word in words:
        end = at + len(word)
        inside = (Span(max(x.start, at) - at, min(x.end, end) - at) for x in spans)
        yield with_mask(word, joined(inside))
        at = end + 1


def is_shown(part: str, name: str, text: str) -> bool:
    """Tell whether a part of a variable's text is left when its secrets are hidden."""
    return part in masked(f'{name}="{text}"')


def with_mask(text: str, spans: Iterable[Span]) -> str:
    """Give a text with `****` for the characters of ordered spans."""
    parts: list[str] = []
    at = 0
    for span in spans:
        parts += (text[at : span.start], MASK)
        at = span.end
    return "".join((*parts, text[at:]))


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Give spans in order, those that overlap as one."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start < result[-1].end:
            result[-1] = Span(result[-1].start, max(span.end, result[-1].end))
        elif span.start < span.end:
            result.append(span)
    return tuple(result)


def _shaped(text: str) -> Iterator[Span]:
    """Find what looks like a secret to a reader who knows no YAML; comments are read too."""
    for pattern in SHAPES:
        for match in pattern.finditer(text):
            if is_secret_value(match["secret"]):
                yield Span(*match.span("secret"))
    for pattern in ASSIGNMENTS:
        yield from _assigned(pattern, text, 0, len(text))


def _seen(text: str) -> Iterator[Span]:
    """Find what is shown nowhere: also what may be a word of a sentence behind an option."""
    yield from _shaped(text)
    yield from _assigned(OPTION, text, 0, len(text))
    for pattern in TOLD:
        for match in pattern.finditer(text):
            yield from _inside(text, *match.span("secret"))


def _in_comments(document: Document) -> Iterator[Span]:
    for comment in document.comments:
        yield from _assigned(IN_COMMENT, document.text, comment.start, comment.end)


def _assigned(
    pattern: re.Pattern[str], text: str, start: int, end: int, levels: int = 2
) -> Iterator[Span]:
    """Find secrets behind their names, and in what is assigned to other names: `X="--token=…"`."""
    for match in pattern.finditer(text, start, end):
        first, last = match.span("secret")
        if is_secret_key(match["key"]):
            comment = None if text[first] in "'\"" else COMMENT.search(text, first, last)
            yield from _inside(text, first, last if comment is None else comment.start())
        elif levels:
            yield from _assigned(pattern, text, first, last, levels - 1)


def _by_key(document: Document) -> Iterator[Span]:
    text = document.text
    for span in _unread(document):
        yield from _below_keys(text, span)
    for node in secret_nodes(document.root):
        yield from _inside(text, node.start, node.end)
    for item in _nodes(document):
        if isinstance(item, SequenceNode):
            yield from told_in(item, text)
            continue
        # Compose also writes a variable as an item, `NAME=value`.
        match = ITEM.fullmatch(text, item.start, item.end)
        if match is not None and is_secret_key(match["key"]):
            yield from _inside(text, *match.span("secret"))


def _below_keys(text: str, within: Span) -> Iterator[Span]:
    for span in below_keys(text, *within):
        yield from _inside(text, *span)


def _unread(document: Document) -> Iterator[Span]:
    """Give what a reader of YAML takes for text, whatever structure it has."""
    if document.root is None:
        yield Span(0, len(document.text))
        return
    for node in _nodes(document):
        if isinstance(node, Scalar):
            yield Span(node.start, node.end)
    for comment in document.comments:
        yield Span(comment.start, comment.end)


def _nodes(document: Document) -> Iterator[Node]:
    return (node for _, node in (() if document.root is None else walk(document.root)))


def _inside(text: str, start: int, end: int) -> Iterator[Span]:
    """Leave out quotes and the header of a block; of `${NAME:-default}` take the default."""
    start, end = _body(text, start, end)
    value = text[start:end]
    if is_secret_value(value):
        yield Span(start, end)
        return
    for match in DEFAULT.finditer(value):
        if is_secret_value(match["secret"]):
            yield Span(start + match.start("secret"), start + match.end("secret"))


def _body(text: str, start: int, end: int) -> tuple[int, int]:
    first = text[start : start + 1]
    if first in {"'", '"', "`"}:
        closing = text.find(first, start + 1, end)
        return (start + 1, end if closing < 0 else text.rfind(first, start + 1, end))
    header = text.find("\n", start, end) if first in {"|", ">"} else -1
    return (start, end) if header < 0 else (header + 1, end)


def _lines(text: str, span: Span) -> Iterator[Span]:
    at = span.start
    for line in text[span.start : span.end].splitlines(keepends=True):
        written = line.strip()
        if written:
            start = at + len(line) - len(line.lstrip())
            yield Span(start, start + len(written))
        at += len(line)
