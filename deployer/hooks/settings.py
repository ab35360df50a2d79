"""What the `init` of a stack's hooks says, as changes of a spec.

Source: the reference on the language, section on what `deploy init` writes: its values win.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.change import AddEntry, SetValue
from stacklint.model.yaml.nodes import Mapping, resolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.change import Change, Data
    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.nodes import Node


def said_by_hooks(document: Document, values: dict[str, Data]) -> tuple[Change, ...]:
    """Give what to change in a spec for it to say this too; lists are taken whole."""
    return tuple(_changes(document.mapping, values, ()))


def _changes(
    there: Node | None, values: dict[str, Data], path: tuple[str, ...]
) -> Iterator[Change]:
    for name, value in values.items():
        entry = there.entry(name) if isinstance(there, Mapping) else None
        below = None if entry is None else resolved(entry.value)
        if isinstance(value, dict) and (isinstance(below, Mapping) or not value):
            yield from _changes(below, value, (*path, name))
        elif entry is None:
            yield AddEntry((*path, name), value)
        else:
            yield SetValue((*path, name), value)
