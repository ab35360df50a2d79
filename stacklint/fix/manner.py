"""How the neighbours of a place are written: their indentation, dashes and quotes."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from stacklint.fix.emit import Manner
from stacklint.fix.lines import column, is_first_on_line
from stacklint.model.yaml.nodes import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stacklint.fix.outline import Outline, Unit

_T = TypeVar("_T")


def manner_at(outline: Outline, unit: Unit | None, name: str | int | None = None) -> Manner:
    """Give the manner of what stands below and beside a unit, else that of the document.

    Lists are written as those under the same key are: `name`, or the key of the unit.
    """
    near = [] if unit is None else [*outline.below(unit), *outline.below(unit.parent)]
    everywhere = list(outline.units.values())
    key = unit.key if name is None and unit is not None else None
    name = key.value if isinstance(key, Scalar) else name
    alike = [x for x in everywhere if isinstance(x.key, Scalar) and x.key.value == name]
    return Manner(
        _usual(2, _depths(outline, near, Mapping), _depths(outline, everywhere, Mapping)),
        _usual(2, _depths(outline, near, Sequence), _depths(outline, everywhere, Sequence)),
        _usual("'", _quotes(near), _quotes(everywhere)),
        _usual(False, *map(_styles, (alike, near, everywhere))),  # noqa: FBT003 -- one of the styles
    )


def _usual(default: _T, *places: Iterable[_T]) -> _T:
    """Give what is seen most often at the first place where anything is seen."""
    counted = next(filter(None, map(Counter, places)), None)
    return counted.most_common(1)[0][0] if counted else default


def _styles(units: Iterable[Unit]) -> Iterator[bool]:
    """Tell of each list of words whether it stands on one line, between brackets."""
    for unit in units:
        node = unit.value
        if not isinstance(node, Sequence) or not node.items or unit.within.flow:
            continue
        if all(isinstance(item, Scalar) for item in node.items):
            yield node.flow


def _depths(
    outline: Outline, units: Iterable[Unit], kind: type[Mapping | Sequence]
) -> Iterator[int]:
    """Give how far block collections of a kind stand to the right of the key above them."""
    for unit in units:
        if unit.key is None or not isinstance(unit.value, kind) or unit.value.flow:
            continue
        first = next(iter(outline.below(unit)), None)
        if first is not None and is_first_on_line(outline.text, first.start):
            yield column(outline.text, first.start) - column(outline.text, unit.start)


def _quotes(units: Iterable[Unit]) -> Iterator[str]:
    parts = chain.from_iterable((unit.key, unit.value) for unit in units)
    for node in parts:
        if isinstance(node, Scalar) and node.style in {"'", '"'}:
            yield node.style
