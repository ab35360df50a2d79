"""Characters of a script: how many marks it has, and places, where the grammar counts bytes."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stacklint.model.scripts.command import Command


MOST_MARKS = 6000
"""As many brackets, pipes and the like a script that people write does not have."""
_MARKS = bytes({*b"()<>|`", *range(32)} - {*b"\t\n\r"})


def is_written_by_people(data: bytes) -> bool:
    """Tell whether there is more to read than marks: the grammar's time grows with their square."""
    return len(data) - len(data.translate(None, _MARKS)) <= MOST_MARKS


def in_characters(commands: Sequence[Command], data: bytes) -> Iterator[Command]:
    """Give commands with places in characters."""
    ends = sorted({place for command in commands for place in (command.start, command.end)})
    counts = accumulate(
        len(data[at:end].decode("utf-8", "replace")) for at, end in pairwise((0, *ends))
    )
    places = dict(zip(ends, counts, strict=True))
    for command in commands:
        yield command._replace(start=places[command.start], end=places[command.end])
