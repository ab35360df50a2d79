"""Options of a command, as most programs take them apart."""

from __future__ import annotations

import re

_SET = re.compile(r"[A-Za-z_]\w*=")


def behind_options(words: tuple[str, ...], valued: tuple[str, ...]) -> tuple[str, ...]:
    """Give what stands behind options and `A=b`; `valued` have a value behind them."""
    while words and (words[0].startswith("-") or _SET.match(words[0])):
        if words[0] == "--":
            return words[1:]
        words = words[2:] if _takes_the_next(words[0], valued) else words[1:]
    return words


def _takes_the_next(word: str, valued: tuple[str, ...]) -> bool:
    """Tell whether an option has its value behind it: `-u root` and `-iu root`, not `-uroot`."""
    if word in valued or word.startswith("--"):
        return word in valued
    at = next((i for i, letter in enumerate(word) if i and f"-{letter}" in valued), 0)
    return 0 < at == len(word) - 1
