"""Pieces of shell within files that are something else."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stacklint.model.scripts.command import Guard
    from stacklint.model.yaml.nodes import Scalar


class Piece(NamedTuple):
    """A piece of shell within a file: its text, and for each line the offset in the file.

    `ends` are those of the lines, where they end before the line of the file does.
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
    ends: tuple[int, ...] = ()

    def end_of(self, line: int, text: str) -> int:
        """Give where a line ends in the text of the file."""
        end = text.find("\n", self.lines[line])
        end = len(text) if end < 0 else end
        end = min(end, self.ends[line]) if self.ends else end
        return end - 1 if text[end - 1 : end] == "\r" else end


def joined(pieces: Sequence[Piece]) -> Piece:
    """Give as one what one shell runs, piece after piece."""
    text = "\n".join(piece.text.removesuffix("\n") for piece in pieces)
    counts = [piece.text.removesuffix("\n").count("\n") + 1 for piece in pieces]
    lines = (piece.lines[:count] for piece, count in zip(pieces, counts, strict=True))
    ends = (piece.ends[:count] for piece, count in zip(pieces, counts, strict=True))
    return Piece(text, tuple(chain(*lines)), ends=tuple(chain(*ends)))


def line_starts(piece: str, start: int) -> tuple[int, ...]:
    """Give the offset of the first character of each line that is no blank."""
    found: list[int] = []
    for line in piece.split("\n"):
        found.append(start + len(line) - len(line.lstrip()))
        start += len(line) + 1
    return tuple(found)


def scalar_piece(scalar: Scalar, text: str) -> Piece:
    """Give the text of a YAML value, and where its lines stand."""
    count = scalar.value.count("\n") + 1
    if scalar.style != "|":
        return Piece(scalar.value, (scalar.start,) * count, ends=(scalar.end,) * count)
    at = text.find("\n", scalar.start) + 1
    lines: list[int] = []
    for _ in range(count):
        end = text.find("\n", at)
        line = text[at : len(text) if end < 0 else end]
        lines.append(at + len(line) - len(line.lstrip(" ")))
        at += len(line) + 1
    return Piece(scalar.value, tuple(lines), ends=(scalar.end,) * count)
