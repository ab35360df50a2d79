"""A fix as data: its changes by path, and as one replacement of text in each file."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from stacklint.finding import Safety, Standing
from stacklint.model.change import Restore
from stacklint.model.document import BOM, text_document
from stacklint.model.named import NamedTuple
from stacklint.model.secret_patterns import is_secret_key, is_secret_value
from stacklint.model.secrets import MASK, masked_words
from stacklint.model.sections import common_start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacklint.finding import Finding
    from stacklint.model.change import Change
    from stacklint.model.document import Document
    from stacklint.model.nodes import KeyPath
    from stacklint.report.mask import Mask, Secrets
    from stacklint.report.run import Run

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""What JSON can hold."""

FIELDS = (
    *("path", "to", "name", "value", "keep_value", "quote"),
    *("texts", "occurrence", "start", "text", "above"),
)
"""What changes may hold, as the published schema names it."""


class Replacement(NamedTuple):
    """Other text for the characters from `start` to `end` of a document, the end excluded."""

    start: int
    end: int
    text: str


def replacements(run: Run, finding: Finding, mask: Mask) -> dict[str, Replacement]:
    """Give what a fix comes to: one replacement in each file, small, and never of nothing.

    Empty where nobody made the new texts, where the finding is allowed or accepted, and where what
    is put in holds a secret: it must not be printed, and `****` in its place would be written to
    the file by whoever applies it. A part of a fix is never given.
    """
    news = run.new_texts.get(finding.order, {})
    if not _may_be_fixed(finding) or not run.documents.keys() >= news.keys():
        return {}
    found: dict[str, Replacement] = {}
    for file, new in sorted(news.items()):
        made = _replacement(run.documents[file], new.removeprefix(BOM), mask.of(finding))
        if made is None:
            return {}
        if made != _NOTHING:
            found[file] = made
    return found


_NOTHING = Replacement(0, 0, "")


def _replacement(document: Document, new: str, secrets: Secrets) -> Replacement | None:
    """Give what makes a text the new one; None where a secret is put in."""
    if new == document.text:
        return _NOTHING
    start = common_start(document.text, new)
    # The same characters must not be counted from both ends.
    rest = min(len(document.text), len(new)) - start
    tail = min(rest, common_start(document.text[::-1], new[::-1]))
    if start + tail == len(document.text):
        # What is put in takes a neighbour along, so that two at one place are seen to clash.
        start, tail = (start - 1, tail) if start else (start, max(tail - 1, 0))
    end, new_end = len(document.text) - tail, len(new) - tail
    spans = secrets.spans(text_document(document.name, new))
    if any(span.start < new_end and span.end > start for span in spans):
        return None
    return Replacement(start, end, new[start:new_end])


def _may_be_fixed(finding: Finding) -> bool:
    if finding.standing in {Standing.ALLOWED, Standing.BASELINED}:
        return False
    return finding.fix is not None and finding.fix.safety is not Safety.DISPLAY


def change_data(change: Change, secrets: Secrets) -> Json:
    """Give a change by place: its kind in small letters with hyphens, then what it holds.

    The text that a restore puts back is left out: it is a whole file.
    """
    written = type(change).__name__
    kind = "".join(f"-{x.lower()}" if x.isupper() else x for x in written).removeprefix("-")
    data: dict[str, Json] = {"kind": kind}
    if isinstance(change, Restore):
        return data
    paths: tuple[KeyPath, ...] = (getattr(change, "path", ()), getattr(change, "to", ()))
    is_secret = any(path and is_secret_key(str(path[-1])) for path in paths)
    for name in FIELDS:
        if hasattr(change, name):
            value: object = getattr(change, name)
            data[name] = _data(value, secrets, is_secret=is_secret and name in {"value", "texts"})
    return data


def _data(value: object, secrets: Secrets, *, is_secret: bool) -> Json:
    if isinstance(value, dict):
        return {
            secrets.said(str(key)): _data(
                one, secrets, is_secret=is_secret or is_secret_key(str(key))
            )
            for key, one in value.items()
        }
    if isinstance(value, list | tuple):
        return _list_data(value, secrets, is_secret=is_secret)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return MASK if is_secret else value
    text = value.isoformat() if isinstance(value, date) else str(value)
    return MASK if is_secret and is_secret_value(text) else secrets.said(text)


def _list_data(items: Sequence[object], secrets: Secrets, *, is_secret: bool) -> Json:
    """Judge texts as the words of one command too: a secret may stand behind its option."""
    if not is_secret and all(isinstance(one, str) for one in items):
        return [secrets.said(one) for one in masked_words(list(map(str, items)))]
    return [_data(one, secrets, is_secret=is_secret) for one in items]
