"""Sizes and CPUs as laconic-so reads them.

Source: its parser takes decimal units for everything but the full binary spelling (`GiB`), by the
first letter of the unit, and cuts the result to whole megabytes (reference on dialects, section a).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern
from stacklint.model.tokens import has_token
from stacklint.model.yaml.nodes import Scalar, resolved
from stacklint.model.yaml.scalars import Kind, kind_of

if TYPE_CHECKING:
    from stacklint.model.yaml.nodes import Node

_SIZE = Pattern(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*")
_NUMBER = Pattern(r"\s*-?\d*\.?\d+(?:[eE][-+]?\d+)?\s*|\s*-?\d+\.\s*")
_MILLI = Pattern(r"(\d+)m")
_POWERS = {unit: power for power, unit in enumerate("kmgtpezy", 1)}
# No size has more digits, and a number of thousands of them is no number to Python.
_LONGEST = 30
_MEGABYTE = 10**6


class Quantity(NamedTuple):
    """A size in megabytes, or a number of CPUs; `fault` says why there is none."""

    text: str
    value: float | None
    fault: str = ""


def size_of(node: Node | None) -> Quantity | None:
    """Read a size; None where nothing is written, or a template decides."""
    node = resolved(node)
    if not isinstance(node, Scalar) or has_token(node.value):
        return None
    kind, text = kind_of(node), node.value
    if kind is Kind.NULL:
        return None
    if kind is not Kind.STR:
        return Quantity(text, None, "is a number, and has to be text with a unit")
    megabytes = megabytes_of(text)
    if megabytes is None:
        return Quantity(text, None, "is no size")
    if not megabytes:
        return Quantity(text, None, "is less than a megabyte, and counts as nothing")
    return Quantity(text, megabytes)


def megabytes_of(text: str) -> int | None:
    """Give a size in whole megabytes; None where a text is none."""
    found = _SIZE.fullmatch(text)
    factor = None if found is None else _factor(found[2].lower())
    if found is None or factor is None:
        return None
    return int(float(found[1][:_LONGEST]) * factor) // _MEGABYTE


def cpus_of(node: Node | None) -> Quantity | None:
    """Read a number of CPUs; None where nothing is written, or a template decides."""
    node = resolved(node)
    if not isinstance(node, Scalar) or has_token(node.value) or kind_of(node) is Kind.NULL:
        return None
    text = node.value
    if _NUMBER.fullmatch(text) is None:
        return Quantity(text, None, "is no number")
    if text.lstrip().startswith("-"):
        return Quantity(text, None, "is less than nothing")
    return Quantity(text, float(text))


def without_milli(text: str) -> str:
    """Give `500m` as the number it stands for, `0.5`; empty where it is no such thing."""
    found = _MILLI.fullmatch(text.strip())
    return "" if found is None else f"{int(found[1]) / 1000:g}"


def is_binary_short(text: str) -> bool:
    """Tell whether a size has a unit like `Gi`, which Kubernetes would take for binary."""
    found = _SIZE.fullmatch(text)
    return found is not None and found[2] in {"Ki", "Mi", "Gi", "Ti", "Pi", "Ei"}


def _factor(unit: str) -> int | None:
    if not unit or unit.startswith("b"):
        return 1
    power = _POWERS.get(unit[0])
    if power is None:
        return None
    is_binary = unit.removesuffix("s")[1:] in {"ib", "ibibyte", "ebibyte", "obibyte"}
    return int(1024**power if is_binary else 1000**power)
