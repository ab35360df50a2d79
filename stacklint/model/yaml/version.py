"""A file that says `%YAML 1.1`: laconic-so's reader obeys it, as no other does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.pattern import Pattern
from stacklint.model.yaml.readings import read_as
from stacklint.model.yaml.scalars import Kind, OldText, Reader, kind_of, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stacklint.model.yaml.nodes import Scalar

DIRECTIVE = "%YAML"

_OLD = Pattern(r"(?:#.*\s+|\s+)*%YAML[ \t]+1\.1(?!\S)")
# ruamel takes these too, which no other reader of YAML 1.1 does (measured).
_WORDS = {"y": True, "Y": True, "n": False, "N": False}


def obey_version(text: str, values: Iterable[Scalar]) -> bool:
    """Give every plain value the type that YAML 1.1 gives it, where the text asks for that.

    Tell whether it does.
    """
    if _OLD.match(text) is None:
        return False
    for scalar in values:
        if not scalar.style and scalar.tag is None:
            _obey(scalar)
    return True


def _obey(scalar: Scalar) -> None:
    text = scalar.value
    old = OldText(text)
    old.kind = _kind_of(scalar)
    old.seen = _WORDS.get(text, read_as(text, old.kind))
    is_other = (old.kind, old.seen) != (kind_of(scalar), value_of(scalar))
    if is_other and old.kind is not Kind.NULL:
        scalar.value = old


def _kind_of(scalar: Scalar) -> Kind:
    if scalar.value in _WORDS:
        return Kind.BOOL
    kind = kind_of(scalar, Reader.PYYAML)
    is_fraction = kind is Kind.STR and kind_of(scalar) is Kind.FLOAT
    # `1e3` is text to PyYAML alone; what begins with a sign and a point, to ruamel too.
    return Kind.FLOAT if is_fraction and scalar.value.lstrip("+-")[0] != "." else kind
