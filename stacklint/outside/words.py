"""Sentences with places to fill in: `{value}`, `{path}`, `{name}`; `{{` and `}}` are braces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACES = ("value", "path", "name")
"""The entry's value, its path, and the last key on that path."""

_PIECE = re.compile(r"\{\{|\}\}|\{(?P<place>[^{}]*)\}|[{}]")


class BadWords(Exception):
    """A text with a place in it that nothing is known for."""


class Words(NamedTuple):
    """A text with places to fill in."""

    text: str

    @property
    def places(self) -> frozenset[str]:
        """The names of the places."""
        return frozenset(found["place"] for found in _PIECE.finditer(self.text) if found["place"])

    def filled(self, values: Mapping[str, str]) -> str:
        """Give the text with a value at each place."""

        def put(found: re.Match[str]) -> str:
            return values[found["place"]] if found["place"] else found.group()[0]

        return _PIECE.sub(put, self.text)


def words_of(text: str) -> Words:
    """Read a text with places; BadWords where a place has no name that is known."""
    for found in _PIECE.finditer(text):
        if found.group() in {"{", "}"}:
            raise BadWords(f"a lone `{found.group()}`: write it twice to mean the brace itself")
        place = found["place"]
        if place is not None and place not in PLACES:
            known = ", ".join(f"`{{{name}}}`" for name in PLACES)
            raise BadWords(f"`{{{place}}}` is no place to fill in: there are {known}")
    return Words(text)
