"""Changes of a document, one after the other, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.fix.edits import edited, judge_reading
from stacklint.fix.refused import Refused
from stacklint.fix.verify import judge_by_ruamel, judge_step
from stacklint.model.change import AddComment, Change, Restore, SetComment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacklint.model.yaml.document import Document

# libyaml ends a line at each of these; ruamel and people's editors do not.
_ODD_BREAK = re.compile("\r(?!\n)|[\x85\u2028\u2029]")


def apply_changes(document: Document, changes: Sequence[Change]) -> Document:
    """Make changes, each against the text that the one before it left.

    Raises Refused, and then nothing is changed, where the result would not be exactly the text
    with these changes: other data, a comment lost or at another entry, or not readable.
    """
    return Draft(document, document).with_changes(changes).judged() if changes else document


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that our own reader found good after each change, and ruamel has yet to judge.

    ruamel takes longer than all the rest, and needs to look only once at many changes.
    """

    start: Document
    document: Document
    changes: tuple[Change, ...] = ()

    def with_changes(self, changes: Sequence[Change]) -> Draft:
        """Make more changes; raises Refused."""
        draft = self
        for change in changes:
            draft = draft.with_change(change)
        return draft

    def with_change(self, change: Change) -> Draft:
        """Make one more change; raises Refused."""
        if isinstance(change, Restore):
            restored = edited(self.document, change)
            return Draft(restored, restored)
        guard_change(self.document, change)
        return self.after((change,), edited(self.document, change))

    def after(self, changes: Sequence[Change], new: Document) -> Draft:
        """Take a text in which changes were made at once; raises Refused where it says other."""
        judge_step(self.document, changes, new)
        return replace(self, document=new, changes=(*self.changes, *changes))

    def judged(self) -> Document:
        """Give the document if ruamel reads in it what the changes say; raises Refused."""
        judge_by_ruamel(self.start, self.changes, self.document)
        return self.document


def guard_change(document: Document, change: Change) -> None:
    """Refuse a change of a file in which none of its kind is made."""
    judge_reading(document)
    if document.count > 1:
        raise Refused("the file holds several documents")
    if _has_odd_break(document):
        raise Refused("the file holds a character that only some readers take for a line break")
    if document.masked and not isinstance(change, AddComment | SetComment):
        raise Refused("the file is a template")


# Asked again for every change of a file.
@lru_cache(maxsize=2)
def _has_odd_break(document: Document) -> bool:
    return _ODD_BREAK.search(document.text) is not None
