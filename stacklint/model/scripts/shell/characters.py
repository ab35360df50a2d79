"""Places counted in characters, where the grammar counts bytes."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stacklint.model.scripts.command import Command


def in_characters(commands: Sequence[Command], data: bytes) -> Iterator[Command]:
    """Give commands with places in characters."""
    ends = sorted({place for command in commands for place in (command.start, command.end)})
    counts = accumulate(
        len(data[at:end].decode("utf-8", "replace")) for at, end in pairwise((0, *ends))
    )
    places = dict(zip(ends, counts, strict=True))
    for command in commands:
        yield command._replace(start=places[command.start], end=places[command.end])
