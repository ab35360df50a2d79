"""Fixes of one text whose edits stand apart: made at once, and judged at once.

A look at a text takes as long for one change as for many; so many fixes take about as long as the
text is, and not as long as the text times their number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.fix.apply import Draft, guard_change
from stacklint.fix.edit import Edit, splice
from stacklint.fix.edits import edits_of, judge_reading, reread
from stacklint.fix.outline import outline_of
from stacklint.model.change import MoveEntry, RemoveEntry, Restore
from stacklint.model.named import NamedTuple
from stacklint.model.yaml.sections import difference

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from stacklint.model.change import Change
    from stacklint.model.yaml.document import Document


class Part(NamedTuple):
    """The changes of a fix in one file, and the edits of its text that they come to."""

    changes: tuple[Change, ...]
    edits: tuple[Edit, ...]

    @property
    def span(self) -> tuple[int, int]:
        """The characters from its first edit to its last."""
        return min(edit.start for edit in self.edits), max(edit.end for edit in self.edits)


def part_of(document: Document, changes: Sequence[Change]) -> Part:
    """Give the edits of a fix in a text; who makes them has them judged.

    Raises Refused where it has none.
    """
    if len(changes) == 1 and _is_of_one_place(document, changes[0]):
        guard_change(document, changes[0])
        edits = tuple(edits_of(outline_of(document), changes[0]))
        if edits:
            return Part(tuple(changes), edits)
    old, new = document.text, Draft(document, document).with_changes(changes).document.text
    return Part(tuple(changes), (Edit(*difference(old, new)),))


def _is_of_one_place(document: Document, change: Change) -> bool:
    if isinstance(change, MoveEntry | Restore):
        return False
    # With an entry, the anchor of an alias somewhere else may go.
    return not isinstance(change, RemoveEntry) or not outline_of(document).shared


def with_parts(draft: Draft, parts: Sequence[Part]) -> Draft:
    """Make fixes at once, those that add at one place in the order given.

    Raises Refused where the text would not be exactly that, or two of them overlap.
    """
    if len(parts) == 1:
        return draft.with_changes(parts[0].changes)
    document = draft.document
    text = splice(document.text, [edit for part in parts for edit in part.edits])
    new = reread(document, text, bom=document.bom)
    judge_reading(new)
    # From the end on: a change of a list moves the items behind it.
    ordered = sorted(parts, key=lambda part: -part.span[0])
    return draft.after([change for part in ordered for change in part.changes], new)


def with_fixes(draft: Draft, fixes: Iterable[Sequence[Change]]) -> Draft:
    """Make several fixes of a file at once; raises Refused."""
    every = list(fixes)
    if len(every) == 1:
        return draft.with_changes(every[0])
    return with_parts(draft, [part_of(draft.document, changes) for changes in every])
