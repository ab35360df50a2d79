"""What each of many fixes makes of its files alone, with as few looks of ruamel as that takes.

ruamel takes many times longer than our own reader. Fixes whose edits stand apart are put into one
text, at which it looks once; only where that is not good, at halves of them.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from stacklint.fix.apply import Draft
from stacklint.fix.edit import Edit, splice
from stacklint.fix.edits import reread
from stacklint.fix.refused import Refused
from stacklint.model.yaml.sections import common_edges

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from stacklint.model.change import Change
    from stacklint.model.yaml.document import Document

Key = TypeVar("Key")


def each_alone(
    documents: Mapping[str, Document], fixes: Mapping[Key, Mapping[str, Sequence[Change]]]
) -> dict[Key, dict[str, Document]]:
    """Give the files of each fix as `apply_changes` makes them; one that is refused is left out."""
    drafts: dict[Key, dict[str, Draft]] = {}
    for key, files in fixes.items():
        with suppress(Refused):
            drafts[key] = {
                file: Draft(documents[file], documents[file]).with_changes(changes)
                for file, changes in files.items()
            }
    every = [draft for made in drafts.values() for draft in made.values()]
    refused = {id(draft) for draft in _refused(every)}
    return {
        key: {file: draft.document for file, draft in made.items()}
        for key, made in drafts.items()
        if refused.isdisjoint(map(id, made.values()))
    }


def _refused(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """Find the drafts of any files that ruamel reads otherwise than their changes say."""
    by_start: dict[int, list[Draft]] = {}
    for draft in drafts:
        if draft.changes or draft.document is draft.start:
            by_start.setdefault(id(draft.start), []).append(draft)
        else:
            # What is put back has nothing in common with the text that it takes the place of.
            yield from _judged([draft])
    for of_one in by_start.values():
        # Where ruamel cannot read the text that there is, every single one would be in vain.
        if _is_good(Draft(of_one[0].start, of_one[0].start)):
            for layer in _layers(of_one):
                yield from _judged(layer)
        else:
            yield from of_one


def _judged(layer: list[Draft]) -> Iterator[Draft]:
    if _is_good(_together(layer)):
        return
    if len(layer) == 1:
        yield from layer
        return
    middle = len(layer) // 2
    yield from _judged(layer[:middle])
    yield from _judged(layer[middle:])


def _is_good(draft: Draft | None) -> bool:
    if draft is None:
        return False
    try:
        draft.judged()
    except Refused:
        return False
    return True


def _layers(drafts: list[Draft]) -> Iterator[list[Draft]]:
    """Give groups of drafts whose edits do not even touch, each in the order of the text."""
    left = sorted(((_edit(draft), draft) for draft in drafts), key=lambda pair: pair[0])
    while left:
        layer: list[Draft] = []
        rest: list[tuple[Edit, Draft]] = []
        end = -1
        for edit, draft in left:
            if edit.start > end:
                layer.append(draft)
                end = edit.end
            else:
                rest.append((edit, draft))
        yield layer
        left = rest


def _edit(draft: Draft) -> Edit:
    old, new = draft.start.text, draft.document.text
    start, end = common_edges(old, new)
    return Edit(start, len(old) - end, new[start : len(new) - end])


def _together(layer: list[Draft]) -> Draft | None:
    """Make one draft of several; None where they are no text together."""
    if len(layer) == 1:
        return layer[0]
    start = layer[0].start
    new = reread(start, splice(start.text, [_edit(draft) for draft in layer]), bom=start.bom)
    # From the end on: a change of a list moves the items behind it.
    changes = [change for draft in reversed(layer) for change in draft.changes]
    return None if new.fault is not None else Draft(start, new, tuple(changes))
