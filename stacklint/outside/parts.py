"""What a regular expression consists of."""

from __future__ import annotations

from typing import TypeAlias

from stacklint.model.enums import Enum
from stacklint.model.named import NamedTuple


class Edge(Enum):
    """A place between characters."""

    START = "^"
    END = "$"


class Characters(NamedTuple):
    """One character: among ranges of code points, or with `outside` not among them."""

    ranges: tuple[tuple[int, int], ...]
    outside: bool = False

    def has(self, character: str) -> bool:
        """Tell whether a character is one of them."""
        code = ord(character)
        return any(first <= code <= last for first, last in self.ranges) is not self.outside


class Either(NamedTuple):
    """One of several ways on."""

    ways: tuple[Sequence, ...]


class Repeated(NamedTuple):
    """The same, any number of times."""

    body: Sequence


Sequence: TypeAlias = "tuple[Characters | Either | Repeated | Edge, ...]"


def size_of(sequence: Sequence) -> int:
    """Count the characters that an expression stands for."""
    size = 0
    for part in sequence:
        if isinstance(part, Either):
            size += sum(map(size_of, part.ways))
        elif isinstance(part, Repeated):
            size += size_of(part.body)
        else:
            size += 1
    return size
