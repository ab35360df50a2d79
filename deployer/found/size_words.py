"""Sizes of data as people say them."""

from __future__ import annotations

_UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB", "PiB")
_STEP = 1024


def size_words(size: int) -> str:
    """Give bytes in the largest unit that leaves a whole number above none: `41 GiB`."""
    amount, unit = float(size), 0
    while amount >= _STEP and unit < len(_UNITS) - 1:
        amount, unit = amount / _STEP, unit + 1
    if size == 1:
        return "1 byte"
    return f"{amount:.0f} {_UNITS[unit]}"
