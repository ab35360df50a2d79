"""Comments in which an operator says why an entry is as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.allow import MARK
from stacklint.model.pattern import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.yaml.comments import Comment
    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.place import Place

_OLD_ENTRY = Pattern(r"[\w.-]+:(?:\s*[/.~]|\s*$)")


def has_reason(place: Place) -> bool:
    """Tell whether a comment speaks of an entry: behind it, or above its group.

    A group begins below the comments that head it, and ends at a blank line or the next comment.
    """
    document = place.document
    line = document.position(place.span.start).line
    first, last = document.span(place.path[:-1]).start, document.line_span(line).end
    near = [comment for comment in document.comments if first <= comment.start < last]
    comments = {document.position(comment.start).line: comment for comment in near}
    own = comments.get(line)
    if own is not None and not own.alone and _says_why(own.text):
        return True
    return any(_says_why(text) for text in _heads(place, line, comments))


def _heads(place: Place, line: int, comments: dict[int, Comment]) -> Iterator[str]:
    """Give the comments above the group of an entry that stands on a line."""
    is_reached = False
    for above in range(line - 1, _first_line(place), -1):
        comment = comments.get(above)
        if comment is not None and comment.alone:
            is_reached = is_reached or not _is_about_itself(comment.text)
            yield comment.text
        elif is_reached or not _text_of(place.document, above):
            return


def _first_line(place: Place) -> int:
    """Give the line that the section of an entry begins on."""
    document = place.document
    return document.position(document.span(place.path[:-1]).start).line


def _text_of(document: Document, line: int) -> str:
    start, end = document.line_span(line)
    return document.text[start:end].strip()


def _says_why(comment: str) -> bool:
    return len(comment.strip("# \t").split()) > 1 and not _is_about_itself(comment)


def _is_about_itself(comment: str) -> bool:
    """It is a suppression, or an entry that was commented out: neither heads a group."""
    return MARK in comment or _OLD_ENTRY.match(comment.lstrip("# \t")) is not None
