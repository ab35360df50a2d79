"""Edits that remove an entry or item with the comments that belong to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.fix.edit import Edit
from stacklint.fix.lines import is_first_on_line, line_end, line_start, lines_cut, next_line
from stacklint.fix.refused import Refused
from stacklint.fix.slots import guard_line_end, slot_of
from stacklint.model.yaml.nodes import Mapping

if TYPE_CHECKING:
    from stacklint.fix.outline import Outline, Unit

_DASHES = re.compile(r" *(?:- +)+")


def removal(outline: Outline, unit: Unit) -> list[Edit]:
    """Remove a unit; the collection that held nothing else becomes `{}` or `[]`.

    Raises Refused where it shares its lines with something that is to stay.
    """
    if unit.within.flow:
        return _removal_in_flow(outline, unit)
    guard_line_end(outline, unit.end)
    if is_first_on_line(outline.text, unit.start):
        return _removal_of_lines(outline, unit)
    if _DASHES.fullmatch(outline.text, line_start(outline.text, unit.start), unit.start) is None:
        raise Refused("the entry does not begin its line")
    return [_removal_behind_dash(outline, unit)]


def _removal_of_lines(outline: Outline, unit: Unit) -> list[Edit]:
    first, last = lines_of(outline, unit)
    edits = around_strays(outline, first, last)
    if unit.count > 1:
        return edits
    empty = _empty(unit)
    if unit.parent is not None:
        slot = slot_of(outline, unit.parent)
        return [Edit(slot, slot, " " + empty), *edits]
    # The whole file: what is left of it ends like the entry did.
    end = line_end(outline.text, unit.end)
    return [
        *around_strays(outline, first, line_start(outline.text, unit.start)),
        Edit(unit.start, end, empty),
    ]


def lines_of(outline: Outline, unit: Unit) -> tuple[int, int]:
    """Give the span of the lines of a unit, with the comment lines above that belong to it."""
    above = (
        owned.comment.start
        for owned in outline.owned
        if owned.owner is unit and owned.comment.alone
    )
    first = min((unit.start, *above))
    return line_start(outline.text, first), next_line(outline.text, unit.end)


def around_strays(outline: Outline, first: int, last: int) -> list[Edit]:
    """Remove lines, but leave the comment lines among them that belong to nobody."""
    edits: list[Edit] = []
    for owned in outline.owned:
        start = line_start(outline.text, owned.comment.start)
        if owned.owner is None and owned.comment.alone and first <= start < last:
            edits.append(lines_cut(outline.text, first, start))
            first = next_line(outline.text, start)
    edits.append(lines_cut(outline.text, first, last))
    return [edit for edit in edits if edit.start < edit.end]


def _removal_behind_dash(outline: Outline, unit: Unit) -> Edit:
    if unit.count == 1:
        return Edit(unit.start, line_end(outline.text, unit.end), _empty(unit))
    following = outline.beside(unit, 1)
    if following is None:
        raise Refused("the entry shares its line with a dash")
    # The next one moves up behind the dash.
    return Edit(unit.start, following.start, "")


def _empty(unit: Unit) -> str:
    return "{}" if isinstance(unit.within, Mapping) else "[]"


def _removal_in_flow(outline: Outline, unit: Unit) -> list[Edit]:
    before, following = outline.beside(unit, -1), outline.beside(unit, 1)
    if following is not None:
        return [Edit(unit.start, following.start, "")]
    if before is not None:
        return [Edit(before.end, unit.end, "")]
    start, end = unit.within.start, unit.within.end
    if outline.text[start : start + 1] not in {"{", "["}:
        return [Edit(start, end, "{}")]
    return [Edit(start + 1, end - 1, "")]
