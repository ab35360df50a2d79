"""What a plain scalar means to each of the programs that read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern
from stacklint.model.yaml.scalars import Kind, Reader, kind_of, value_of

if TYPE_CHECKING:
    from stacklint.model.yaml.nodes import Scalar
    from stacklint.model.yaml.scalars import Value

# Whatever does not look like this means the same to everybody.
_CANDIDATE = Pattern(
    r"[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?|[-+]?0[\d_xXoOa-fA-F]+|[-+]?[\d_]+"
    r"|[-+]?[\d_]*\.[\d_]*|[-+]?[\d_.]+[eE][-+]?\d+|(?i:yes|no|on|off)"
)
_USUAL = Pattern(r"-?[1-9]\d*(?:\.\d+)?|0|0\.\d+")
_LONGEST = 40

_BASES = {"0b": 2, "0o": 8, "0x": 16}


class Reading(NamedTuple):
    """What one program sees."""

    reader: Reader
    kind: Kind
    value: Value

    @property
    def words(self) -> str:
        """Say it: `text`, `true`, `644`."""
        if self.kind is Kind.BOOL:
            return f"`{str(self.value).lower()}`"
        if self.kind in {Kind.INT, Kind.FLOAT}:
            return f"`{self.value}`"
        word: str = self.kind.value
        return word


def readings(scalar: Scalar) -> tuple[Reading, ...]:
    """Give what each program sees, where they do not all see the same; else nothing."""
    text = scalar.value
    if scalar.style or scalar.tag is not None or len(text) > _LONGEST:
        return ()
    if _CANDIDATE.fullmatch(text) is None or _USUAL.fullmatch(text) is not None:
        return ()
    found = tuple(_reading(scalar, reader) for reader in Reader)
    first = found[0]
    same = all((x.kind, x.value) == (first.kind, first.value) for x in found)
    return () if same else found


def _reading(scalar: Scalar, reader: Reader) -> Reading:
    kind = kind_of(scalar, reader)
    if reader is Reader.RUAMEL:
        return Reading(reader, kind, value_of(scalar))
    return Reading(reader, kind, read_as(scalar.value, kind))


def read_as(text: str, kind: Kind) -> Value:
    """Give what a reader of YAML 1.1, or one written in Go, makes of a text of that kind."""
    try:
        if kind is Kind.BOOL:
            return text.lower() in {"true", "yes", "on"}
        if kind is Kind.INT:
            return _whole_number(text.replace("_", ""))
        if kind is Kind.FLOAT:
            return _fraction(text.replace("_", "").lower())
    except ValueError:
        return text
    return text


def _whole_number(text: str) -> int:
    sign, digits = (-1 if text.startswith("-") else 1), text.lstrip("+-")
    if ":" in digits:
        return sign * int(_sexagesimal(digits))
    base = _BASES.get(digits[:2].lower())
    if base is not None:
        return sign * int(digits[2:], base)
    return sign * int(digits, 8 if digits.startswith("0") else 10)


def _fraction(text: str) -> float:
    sign, digits = (-1 if text.startswith("-") else 1), text.lstrip("+-")
    if ":" in digits:
        return sign * _sexagesimal(digits)
    return sign * float(digits.replace(".inf", "inf").replace(".nan", "nan"))


def _sexagesimal(digits: str) -> float:
    total = 0.0
    for part in digits.split(":"):
        total = total * 60 + float(part)
    return total
