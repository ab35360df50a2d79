"""Whether every comment is still there, and still on the entry that it belonged to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from stacklint.fix.locate import unit_at
from stacklint.fix.refused import Refused
from stacklint.fix.remarks import comment_at, remark
from stacklint.fix.told import Branch
from stacklint.model.change import AddComment, Change, MoveEntry, RemoveEntry, SetComment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stacklint.fix.outline import Outline, Trail
    from stacklint.fix.told import Told

# The owner of a comment at an entry that the change has made.
_NEW: Trail = (-1,)


@dataclass(frozen=True, slots=True)
class Kept:
    """A comment, and where its owner stood before the change; None for nobody's."""

    text: str
    alone: bool
    owner: Trail | None
    line: int

    def is_same(self, other: Kept | None) -> bool:
        """Compare all but the line."""
        return other is not None and self.told == other.told

    def is_of(self, trail: Trail) -> bool:
        """Tell whether it belongs to an entry, or to one below it."""
        return self.owner is not None and self.owner[: len(trail)] == trail

    @property
    def told(self) -> tuple[str, bool, Trail | None]:
        """All but the line."""
        return self.text, self.alone, self.owner


def judge_comments(
    before: Outline, changes: Iterable[Change], after: Outline, expected: Told | None
) -> None:
    """Compare the comments of a text with those it had before some changes.

    Raises Refused where one is lost, or belongs to another entry.
    """
    origins = {} if expected is None else dict(_origins(expected, ()))
    wanted = _comments(before, None)
    found = _comments(after, origins)
    for change in changes:
        match change:
            case RemoveEntry(path, occurrence):
                gone = unit_at(before, path, occurrence).trail
                wanted = [kept for kept in wanted if not kept.is_of(gone)]
            case MoveEntry(path):
                moved = unit_at(before, path).trail
                wanted, found = _in_order(wanted, moved), _in_order(found, moved)
            case SetComment(start, text):
                wanted = _with_text(before, wanted, start, text)
            case AddComment(text=text):
                found = _without_added(wanted, found, remark(text))
            case _:
                pass
    _compare(wanted, found)


def _origins(told: Told, trail: Trail) -> Iterator[tuple[Trail, Trail]]:
    """Pair where each node stands now with where it stood."""
    if told.origin is not None:
        yield trail, told.origin
    if isinstance(told, Branch):
        for index, (_, child) in enumerate(told.children):
            yield from _origins(child, (*trail, index))


def _comments(outline: Outline, origins: dict[Trail, Trail] | None) -> list[Kept]:
    found: list[Kept] = []
    for owned in outline.owned:
        owner = None if owned.owner is None else owned.owner.trail
        if owner is not None and origins is not None:
            owner = origins.get(owner, _NEW)
        found.append(Kept(owned.comment.text, owned.comment.alone, owner, owned.line))
    return found


def _in_order(comments: list[Kept], moved: Trail) -> list[Kept]:
    """Put those that move with an entry last: they keep their order, and so do the others."""
    return sorted(comments, key=lambda kept: kept.is_of(moved))


def _with_text(before: Outline, wanted: list[Kept], start: int, text: str | None) -> list[Kept]:
    line = before.document.position(comment_at(before, start).start).line
    index = next(index for index, kept in enumerate(wanted) if kept.line == line)
    new = [] if text is None else [replace(wanted[index], text=remark(text))]
    return [*wanted[:index], *new, *wanted[index + 1 :]]


def _without_added(wanted: list[Kept], found: list[Kept], text: str) -> list[Kept]:
    """Leave out the new comment, which is the first that is not an old one."""
    pairs = enumerate(zip_longest(wanted, found))
    index = next((at for at, (old, new) in pairs if old is None or not old.is_same(new)), 0)
    if index >= len(found) or found[index].text != text:
        raise Refused("the comment would not be read as one")
    return [*found[:index], *found[index + 1 :]]


def _compare(wanted: list[Kept], found: list[Kept]) -> None:
    lost = Counter(kept.text for kept in wanted)
    lost.subtract(kept.text for kept in found)
    for one, other in zip_longest(wanted, found):
        if one is not None and lost[one.text] > 0:
            raise Refused(f"the edit would lose the comment on line {one.line}")
        if one is None:
            raise Refused("the edit would leave a comment behind without its entry")
        if not one.is_same(other):
            raise Refused(f"the edit would move the comment on line {one.line} to another entry")
