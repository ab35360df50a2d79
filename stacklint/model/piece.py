"""Pieces of shell within files that are something else."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stacklint.model.command import Guard


class Piece(NamedTuple):
    """A piece of shell within a file: its text, and for each line the offset in the file.

    `guards` are what it waits for; `is_confirmed` is set where a person was asked before it.
    `host` is that of its commands.
    """

    text: str
    lines: tuple[int, ...]
    directory: str | None = ""
    ignores_failure: bool = False
    known: Mapping[str, str] = {}
    is_confirmed: bool = False
    guards: tuple[Guard, ...] = ()
    host: str = ""


def joined(pieces: Sequence[Piece]) -> Piece:
    """Give as one what one shell runs, piece after piece."""
    text = "\n".join(piece.text.removesuffix("\n") for piece in pieces)
    lines = (piece.lines[: piece.text.removesuffix("\n").count("\n") + 1] for piece in pieces)
    return Piece(text, tuple(chain.from_iterable(lines)))


def line_starts(piece: str, start: int) -> tuple[int, ...]:
    """Give the offset of the first character of each line that is no blank."""
    found: list[int] = []
    for line in piece.split("\n"):
        found.append(start + len(line) - len(line.lstrip()))
        start += len(line) + 1
    return tuple(found)
