"""A change into the text that it makes of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from stacklint.fix.add import addition
from stacklint.fix.edit import Edit, splice
from stacklint.fix.locate import guard_value, unit_at
from stacklint.fix.mapped import mapping_of_items
from stacklint.fix.move import carried_lines, placement
from stacklint.fix.outline import outline_of
from stacklint.fix.refused import Refused
from stacklint.fix.remarks import comment_added, comment_set
from stacklint.fix.remove import removal
from stacklint.fix.rename import renaming
from stacklint.fix.split import split_item
from stacklint.fix.values import replacement
from stacklint.model.change import (
    AddComment,
    AddEntry,
    Change,
    MapItems,
    MoveEntry,
    RemoveEntry,
    RenameKey,
    Restore,
    SetComment,
    SetValue,
    SplitItem,
)
from stacklint.model.tokens import mask_template
from stacklint.model.yaml.document import BOM, Document, text_document

if TYPE_CHECKING:
    from stacklint.fix.outline import Outline

__all__ = ["Edit", "edited", "edits_of", "judge_reading", "reread"]


def edited(document: Document, change: Change) -> Document:
    """Give the document with a change made, and nothing verified.

    Raises Refused where the change has no edit, or the result cannot be read.
    """
    if isinstance(change, Restore):
        text = change.text.removeprefix(BOM)
        restored = reread(document, text, bom=text != change.text)
        judge_reading(restored)
        return restored
    if not isinstance(change, MoveEntry):
        return _after(document, edits_of(outline_of(document), change))
    if change.path[:-1] == change.to[:-1]:
        document = edited(document, RenameKey(change.path, str(change.to[-1])))
        if change.keep_value:
            return document
        return edited(document, SetValue(change.to, change.value))
    if change.path == change.to[: len(change.path)]:
        raise Refused("an entry cannot move into itself")
    if not change.keep_value:
        document = edited(document, SetValue(change.path, change.value))
    outline = outline_of(document)
    lines = carried_lines(outline, change.path, str(change.to[-1]))
    document = _after(document, placement(outline, change.to, lines))
    return edited(document, RemoveEntry(change.path))


def edits_of(outline: Outline, change: Change) -> list[Edit]:
    """Give the edits of a change of one place.

    Raises Refused where it cannot be made by editing that place alone.
    """
    match change:
        case SetValue() | MapItems() | SplitItem():
            return _edits_of_value(outline, change)
        case RenameKey(path, name):
            return renaming(outline, unit_at(outline, path), name)
        case RemoveEntry(path, occurrence):
            return removal(outline, unit_at(outline, path, occurrence))
        case AddEntry(path, value, quote):
            return addition(outline, path, value, quote=quote)
        case SetComment() | AddComment():
            return _edits_of_comment(outline, change)
        case Restore() | MoveEntry():
            raise Refused("the change is not of one place")
        case _:
            assert_never(change)


def _edits_of_value(outline: Outline, change: SetValue | MapItems | SplitItem) -> list[Edit]:
    unit = unit_at(outline, change.path)
    guard_value(outline, unit)
    if isinstance(change, MapItems):
        return mapping_of_items(outline, unit)
    if isinstance(change, SplitItem):
        return split_item(outline, unit, change.texts)
    return replacement(outline, unit, change.value, quote=change.quote)


def _edits_of_comment(outline: Outline, change: SetComment | AddComment) -> list[Edit]:
    if isinstance(change, SetComment):
        return comment_set(outline, change)
    return comment_added(outline, change)


def _after(document: Document, edits: list[Edit]) -> Document:
    new = reread(document, splice(document.text, edits), bom=document.bom)
    judge_reading(new)
    return new


def judge_reading(document: Document) -> None:
    """Refuse a text that cannot be read."""
    if document.fault is not None:
        line = document.position(document.fault.offset).line
        raise Refused(f"it could not be read: {document.fault.words}, line {line}")


def reread(document: Document, text: str, *, bom: bool) -> Document:
    """Read other text of the same file, a template's as a template."""
    masked = mask_template(text) if document.masked else None
    new = text_document(document.name, text, masked)
    new.bom = bom
    return new
