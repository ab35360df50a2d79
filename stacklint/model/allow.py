"""Suppression comments: `# stacklint: allow[rule, rule] until=2027-03-01 -- reason`."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern, holds
from stacklint.model.yaml.nodes import Mapping, Sequence, walk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from stacklint.model.yaml.comments import Comment
    from stacklint.model.yaml.document import Document

MARK = "stacklint:"

_ALLOW = Pattern(
    r"#+\s*stacklint:\s*(?P<scope>allow-file|allow)\s*\[(?P<rules>[^\]]*)\]"
    r"\s*(?P<until>until=\S*)?\s*(?P<rest>.*)$"
)
_ATTEMPT = Pattern(r"#+\s*stacklint:")
# Written whole behind the words of another comment.
_BEHIND = Pattern(
    r"#.*\s#+\s*stacklint:\s*allow(?:-file)?\s*\[[a-z0-9,\s-]+\]\s*(?:until=\S*\s*)?--"
)
# What plainly tries to be one: a verb of suppressions after our name, and then what only a
# suppression has. `stacklint allow RULE` is left alone: so a command is written.
_VERB = r"(?:ignore|disable|suppress|skip|noqa|nolint)(?:[-_](?:file|line|next-line))?(?![\w-])"
_ANY_VERB = _VERB.replace("ignore", "ignore|allow", 1)
_NAMES = r"\s*[a-z0-9]+(?:-[a-z0-9]+)+\)?\s*(?:,|--|until=|$)"
_NEAR = Pattern(
    rf"#+\s*@?stacklint(?:[\s:;=._-]+{_ANY_VERB}\s*(?:\[|[:=(]{_NAMES})"
    rf"|[\s:;=._-]+{_VERB}{_NAMES}|\s*[:;=]\s*{_ANY_VERB}(?:{_NAMES}|\s*$)"
    r"|[\s._-]+(?:noqa|nolint)\s*$)",
    re.IGNORECASE,
)
_NAME = Pattern(r"[a-z][a-z0-9-]*")
_LATE_UNTIL = Pattern(r"(?:.*\s)?(until=\d{4}-\d\d-\d\d)(?!\S)")
_DATE = Pattern(r"\d{4}-\d\d-\d\d")
_BLANK = Pattern(r"\s*")
# What may stand between the first character of an entry or item and its key or value.
_LEAD = Pattern(r"(?:[-?]\s|[&!]\S*+\s|\s|#[^\r\n\x85\u2028\u2029]*+)*+")


class Allow(NamedTuple):
    """One suppression comment, and the lines that it covers.

    `rules` are the names as written; `fault` says in words what is wrong with the form, and then
    nothing is suppressed. `first` and `last` are lines counted from 1, the last included.
    """

    comment: Comment
    rules: tuple[str, ...]
    until: date | None
    reason: str
    whole_file: bool
    first: int
    last: int
    fault: str | None

    def covers(self, first: int, last: int) -> bool:
        """Tell whether it covers a place between two lines."""
        return self.fault is None and (
            self.whole_file or (self.first <= last and first <= self.last)
        )


def is_marked(text: str) -> bool:
    """Tell whether a text could have suppression comments at all, well formed or not."""
    return holds(text.lower(), "stacklint")


def allows_of(document: Document) -> tuple[Allow, ...]:
    """Read every suppression comment of a document."""
    if not is_marked(document.text):
        return ()
    tried = [x for x in document.comments if _is_tried(x.text)]
    return tuple(_allows(document, tried)) if tried else ()


def _allows(document: Document, tried: list[Comment]) -> Iterator[Allow]:
    outline = _Outline(document)
    below = _contents_below(document)
    for comment in tried:
        found = _ALLOW.match(comment.text)
        first, last = outline.covered_lines(comment, below[comment.start])
        if found is None:
            wrong = _fault_of_form(comment.text)
            yield Allow(
                comment, (), None, "", whole_file=False, first=first, last=last, fault=wrong
            )
            continue
        rules = tuple(name for name in re.split(r"[,\s]+", found["rules"].strip()) if name)
        until, wrong_date = _until(found["until"])
        whole = found["scope"] == "allow-file"
        reason, wrong_rest = _reason(found["rest"])
        fault = _name_fault(rules) or wrong_date or wrong_rest
        yield Allow(comment, rules, until, reason, whole, first, last, fault)


def _is_tried(comment: str) -> bool:
    return any(form.match(comment) is not None for form in (_ATTEMPT, _NEAR, _BEHIND))


def _fault_of_form(comment: str) -> str:
    if _BEHIND.match(comment):
        return "it stands behind another comment: put it on a line of its own above"
    # Where our mark is right, only what follows it has to be said.
    mark = "" if _ATTEMPT.match(comment) else f"# {MARK} "
    return f"it is not of the form `{mark}allow[RULE] -- reason`"


def _name_fault(rules: tuple[str, ...]) -> str | None:
    if not rules:
        return "it names no rule"
    wrong = next((name for name in rules if _NAME.fullmatch(name) is None), None)
    return None if wrong is None else f"`{wrong}` is no name of a rule"


def _until(text: str | None) -> tuple[date | None, str | None]:
    if text is None:
        return None, None
    written = text.removeprefix("until=")
    day = day_of(written)
    return day, None if day else f"`{written}` is no date; write until=YYYY-MM-DD"


def day_of(text: str) -> date | None:
    """Give the day that is written as YYYY-MM-DD; None where that is none."""
    from datetime import date  # noqa: PLC0415 -- few comments have one

    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None


def _reason(rest: str) -> tuple[str, str | None]:
    # In a page, the comment may be one of HTML around ours.
    rest = rest.removesuffix("-->").strip()
    dashes, reason = rest[:2], rest[2:].strip()
    if rest and dashes != "--":
        return "", f"`{rest}` stands where ` -- reason` is expected"
    late = until_in(reason)
    return (
        reason,
        late and f"`{late}` stands in the reason, where it ends nothing: put it before `--`",
    )


def until_in(reason: str) -> str | None:
    """Give the last day that was put into a reason by mistake."""
    found = _LATE_UNTIL.match(reason)
    return None if found is None else found[1]


def _contents_below(document: Document) -> dict[int, int | None]:
    """Give, for each comment by its start, the offset of the next content below it."""
    found: dict[int, int | None] = {}
    below: int | None = None
    for comment in reversed(document.comments):
        blank = _BLANK.match(document.text, comment.end)
        at = comment.end if blank is None else blank.end()
        if at == len(document.text):
            below = None
        elif at not in found:
            below = at
        found[comment.start] = below
    return found


class _Outline:
    """The ends of the entries and items of a document, by the offset of key and value."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.entries: dict[int, int] = {}
        self.items: dict[int, int] = {}
        for _, node in () if document.root is None else walk(document.root):
            if isinstance(node, Mapping):
                for entry in node.entries:
                    end = max(entry.key.end, entry.value.end - 1)
                    self.entries[entry.key.start] = end
            elif isinstance(node, Sequence):
                for item in node.items:
                    self.items[item.start] = max(item.start, item.end - 1)
        self.starts = sorted({*self.entries, *self.items})

    def covered_lines(self, comment: Comment, below: int | None) -> tuple[int, int]:
        """Give the lines that a comment speaks of: its own, or those of the entry below it."""
        position = self.document.position
        is_broken = self.document.fault is not None
        if not comment.alone or below is None or is_broken:
            line = position(comment.start).line
            return line, line
        return position(below).line, position(self.end_of(below)).line

    def end_of(self, below: int) -> int:
        """Give the end of the entry or item that begins at an offset, with dash and anchor."""
        index = bisect_left(self.starts, below)
        start = self.starts[index] if index < len(self.starts) else below
        lead = _LEAD.match(self.document.text, below, start)
        if lead is None or lead.end() != start:
            return below
        is_item = start != below and self.document.text[below] == "-"
        first, second = (self.items, self.entries) if is_item else (self.entries, self.items)
        return first.get(start, second.get(start, below))
