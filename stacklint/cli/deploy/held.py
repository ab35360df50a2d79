"""A volume and where its bytes are, as text and as data; and words in lines."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from deployer.plan.moves import where

if TYPE_CHECKING:
    from deployer.commands.status import Held
    from stacklint.model.change import Data

_MOST_INDENT = 16


def volume_words(held: Held) -> str:
    """Say where the bytes are, how we know, and what they are lost with."""
    end = f"; lost with {', '.join(held.lost_with)}" if held.lost_with else ""
    trouble = f"; {held.binding.trouble}" if held.binding.trouble else ""
    return f"{where(held.binding.place)}, {held.binding.evidence}{end}{trouble}"


def wrapped(first: str, words: str, width: int) -> list[str]:
    """Put words behind a beginning, further lines below them."""
    indent = " " * min(len(first), _MOST_INDENT)
    # A path is copied from here, so it is never broken.
    return textwrap.wrap(
        words,
        width,
        initial_indent=first,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=False,
    ) or [first.rstrip()]


def volume_data(held: Held) -> Data:
    """Give the same as data."""
    place = held.binding.place
    return {
        "name": held.binding.volume,
        "home": place.home.name.lower(),
        "path": place.path,
        "inside": place.inside,
        "bytes": place.size,
        "evidence": held.binding.evidence,
        "trouble": held.binding.trouble,
        "outlives": [*held.outlives],
        "lost_with": [*held.lost_with],
    }
