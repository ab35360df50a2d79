"""A piece of a text, and what stands there instead."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from stacklint.fix.refused import Refused
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Edit(NamedTuple):
    """Other text for the characters from `start` to `end`, the end excluded."""

    start: int
    end: int
    text: str


def splice(text: str, edits: Sequence[Edit]) -> str:
    """Make every edit against the same text, those at one place in the order given.

    Raises Refused when two of them overlap.
    """
    ordered = sorted(edits, key=lambda edit: edit[:2])
    if any(right.start < left.end for left, right in pairwise(ordered)):
        raise Refused("two parts of the edit overlap")
    pieces: list[str] = []
    done = 0
    for edit in ordered:
        pieces += (text[done : edit.start], edit.text)
        done = edit.end
    return "".join((*pieces, text[done:]))
