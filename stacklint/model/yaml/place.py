"""A place in a file, by path; turned into characters last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.yaml.document import Document, Part, Span

if TYPE_CHECKING:
    from stacklint.model.yaml.nodes import KeyPath


class Place(NamedTuple):
    """An entry, key or value of a document; or, with `range`, any piece of its text.

    `occurrence` chooses among entries of one name, for keys that stand twice.
    """

    document: Document
    path: KeyPath
    part: Part = Part.KEY
    occurrence: int = 0
    range: Span | None = None

    @property
    def span(self) -> Span:
        """Offsets in the text of the document."""
        if self.range is not None:
            return self.range
        return self.document.span(self.path, self.part, self.occurrence)

    @property
    def key(self) -> Place:
        """The key of the same entry."""
        return self._replace(part=Part.KEY)

    @property
    def value(self) -> Place:
        """The value of the same entry."""
        return self._replace(part=Part.VALUE)

    @property
    def entry(self) -> Place:
        """The same entry, key and value."""
        return self._replace(part=Part.ENTRY)

    def below(self, *path: str | int) -> Place:
        """Give a place further down."""
        return Place(self.document, (*self.path, *path), self.part)
