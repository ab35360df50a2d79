"""What a new text has to be like before it may be written.

That every byte outside the edits is the same needs no look: an edited text is spliced from the old
one and its edits, which may not overlap.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from stacklint.fix.kept import judge_comments
from stacklint.fix.mirror import changed
from stacklint.fix.outline import outline_of, parsed_text
from stacklint.fix.refused import Refused
from stacklint.fix.told import flat, own_told, ruamel_told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacklint.fix.told import Step, Told
    from stacklint.model.change import Change
    from stacklint.model.yaml.document import Document


def judge_step(before: Document, changes: Sequence[Change], after: Document) -> None:
    """Compare a text in which changes were made at once with what our own reader saw before.

    Raises Refused where anything but what the changes name would be other than it was.
    """
    _judge_frame(before, after)
    expected = _expected(own_told(before), changes)
    _judge_data(expected, own_told(after))
    if before.comments or after.comments:
        judge_comments(outline_of(before), changes, outline_of(after), expected)


def judge_by_ruamel(before: Document, changes: Sequence[Change], after: Document) -> None:
    """Compare what ruamel reads in the new text with its own tree, changed alike.

    Raises Refused where they differ, or ruamel cannot read one of the two.
    """
    expected = _expected(ruamel_told(parsed_text(before)), changes)
    _judge_data(expected, ruamel_told(parsed_text(after)))


def _expected(told: Told | None, changes: Sequence[Change]) -> Told | None:
    for change in changes:
        told = None if told is None else changed(told, change)
    return told


def _judge_frame(before: Document, after: Document) -> None:
    if before.count != after.count:
        raise Refused("the edit would change the number of documents")
    if before.text and before.text.endswith("\n") != after.text.endswith("\n"):
        raise Refused("the edit would change whether the file ends with a newline")


def _judge_data(expected: Told | None, found: Told | None) -> None:
    for one, other in zip_longest(flat(expected), flat(found)):
        if one != other:
            raise Refused(f"the edit would be read as {_said(other)}, not as {_said(one)}")


def _said(step: Step | None) -> str:
    return "nothing" if step is None else f"{step.kind} {step.value[:40]}"
