"""Edits of comments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.fix.edit import Edit
from stacklint.fix.lines import column, line_end, line_start, lines_cut, newline_at, next_line
from stacklint.fix.locate import deepest, named
from stacklint.fix.refused import Refused
from stacklint.model.yaml.nodes import Scalar

if TYPE_CHECKING:
    from stacklint.fix.outline import Outline, Unit
    from stacklint.model.change import AddComment, SetComment
    from stacklint.model.yaml.comments import Comment
    from stacklint.model.yaml.nodes import Node

_PREAMBLE = re.compile(r"(?:%[^\n]*\n)*---[ \t]*(?:#[^\n]*)?(?:\r?\n|\Z)")
_BREAK = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


def remark(text: str) -> str:
    """Give a comment as it is written, with its `#`.

    Raises Refused for more than one line.
    """
    if _BREAK.search(text) is not None:
        raise Refused("a comment is one line of text that can be seen")
    return text.rstrip() if text.startswith("#") else f"# {text}".rstrip()


def comment_at(outline: Outline, start: int) -> Comment:
    """Give the comment that begins at an offset; Refused where there is none."""
    for owned in outline.owned:
        if owned.comment.start == start:
            return owned.comment
    raise Refused("there is no comment at that place any more")


def comment_set(outline: Outline, change: SetComment) -> list[Edit]:
    """Write other text over a comment, or remove it with its line or the blanks before it."""
    text = outline.document.text
    comment = comment_at(outline, change.start)
    if change.text is not None:
        return [Edit(comment.start, comment.end, remark(change.text))]
    if comment.alone:
        start = line_start(text, comment.start)
        return [lines_cut(text, start, next_line(text, start))]
    start = comment.start
    while text[start - 1] in " \t":
        start -= 1
    return [Edit(start, comment.end, "")]


def comment_added(outline: Outline, change: AddComment) -> list[Edit]:
    """Write a comment at the end of an entry's line, above the entry, or above the whole file."""
    new = remark(change.text)
    if not change.path:
        return [_above_all(outline.document.text, new)]
    unit = _entry_at(outline, change)
    if change.above:
        return [_above(outline.document.text, unit, new)]
    return [_behind(outline, unit, new)]


def _entry_at(outline: Outline, change: AddComment) -> Unit:
    # A comment changes no value, so the way may lead through an anchor that is in use.
    plain = outline.without_shared()
    unit, rest = deepest(plain, change.path, change.occurrence)
    if unit is None or rest:
        raise Refused(f"there is no `{named(change.path)}`")
    return unit


def _above_all(text: str, new: str) -> Edit:
    found = _PREAMBLE.match(text)
    if found is None and text.startswith(("---", "%")):
        raise Refused("the document begins on the line of its `---`")
    at = 0 if found is None else found.end()
    newline = newline_at(text, 0)
    if at and not text[:at].endswith("\n"):
        return Edit(at, at, newline + new)
    return Edit(at, at, new + newline)


def _above(text: str, unit: Unit, new: str) -> Edit:
    start = line_start(text, unit.start)
    before = text[start : unit.start]
    if before.strip(" -"):
        raise Refused("the entry does not begin its line")
    indent = column(text, start + len(before) - len(before.lstrip(" ")))
    return Edit(start, start, " " * indent + new + newline_at(text, start))


def _behind(outline: Outline, unit: Unit, new: str) -> Edit:
    text = outline.document.text
    end = line_end(text, unit.start)
    if any(unit.start < owned.comment.start <= end for owned in outline.owned):
        raise Refused("the line has a comment already")
    if any(_goes_on(other.value, end) for other in outline.units.values()):
        raise Refused("the line ends inside a text of several lines")
    written = len(text[:end].rstrip(" \t"))
    gap = "  "[end - written :]
    return Edit(end, end, gap + new)


def _goes_on(value: Node, end: int) -> bool:
    # A comment may stand behind the `|` of a script.
    return (
        isinstance(value, Scalar)
        and value.style not in {"|", ">"}
        and value.start < end < value.end
    )
