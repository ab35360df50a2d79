"""Amounts as Kubernetes writes them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_MANY = 1000
_UNITS = ("", "kB", "MB", "GB", "TB")


def amount(written: str) -> Decimal:
    """Give the number of a quantity: `2G`, `1500m`; zero for what is none."""
    from kubernetes.utils.quantity import parse_quantity  # noqa: PLC0415 -- slow to import

    parse: Callable[[str], Decimal] = parse_quantity
    try:
        return parse(written)
    except ValueError:
        return Decimal(0)


def bytes_words(size: Decimal) -> str:
    """Say a number of bytes: `1.5 GB`."""
    number, unit = size, 0
    while number >= _MANY and unit < len(_UNITS) - 1:
        number, unit = number / _MANY, unit + 1
    return f"{number:.1f}".removesuffix(".0") + f" {_UNITS[unit]}".rstrip()
