"""How the neighbours of a place are written: their indentation, dashes and quotes."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from stacklint.fix.emit import Manner
from stacklint.fix.lines import column, is_first_on_line
from stacklint.model.named import NamedTuple
from stacklint.model.yaml.nodes import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stacklint.fix.outline import Outline, Unit

_T = TypeVar("_T")


class _Seen(NamedTuple):
    """How often each manner is seen in some units."""

    maps: Counter[int]
    lists: Counter[int]
    quotes: Counter[str]
    styles: Counter[bool]


def manner_at(outline: Outline, unit: Unit | None, name: str | int | None = None) -> Manner:
    """Give the manner of what stands below and beside a unit, else that of the document.

    Lists are written as those under the same key are: `name`, or the key of the unit.
    """
    near = _seen(outline, []) if unit is None else _seen_near(outline, unit)
    everywhere = _seen_everywhere(outline)
    key = unit.key if name is None and unit is not None else None
    name = key.value if isinstance(key, Scalar) else name
    alike = _styles_by_name(outline).get(name, Counter())
    return Manner(
        _usual(2, near.maps, everywhere.maps),
        _usual(2, near.lists, everywhere.lists),
        _usual("'", near.quotes, everywhere.quotes),
        _usual(False, alike, near.styles, everywhere.styles),  # noqa: FBT003 -- one of the styles
        _quotes_all(outline),
    )


def _usual(default: _T, *places: Counter[_T]) -> _T:
    """Give what is seen most often at the first place where anything is seen."""
    counted = next(filter(None, places), None)
    return counted.most_common(1)[0][0] if counted else default


def _seen_near(outline: Outline, unit: Unit) -> _Seen:
    own, beside = _seen_below(outline, unit), _seen_below(outline, unit.parent)
    return _Seen(
        own.maps + beside.maps,
        own.lists + beside.lists,
        own.quotes + beside.quotes,
        own.styles + beside.styles,
    )


# Many fixes of one section ask for the same: what is seen in a whole file takes a while to count.
@lru_cache(maxsize=8)
def _seen_below(outline: Outline, unit: Unit | None) -> _Seen:
    return _seen(outline, outline.below(unit))


@lru_cache(maxsize=2)
def _seen_everywhere(outline: Outline) -> _Seen:
    return _seen(outline, list(outline.units.values()))


@lru_cache(maxsize=2)
def _quotes_all(outline: Outline) -> bool:
    """Tell whether every key stands in quotes."""
    keys = [unit.key for unit in outline.units.values() if isinstance(unit.key, Scalar)]
    return bool(keys) and all(key.style in {"'", '"'} for key in keys)


@lru_cache(maxsize=2)
def _styles_by_name(outline: Outline) -> dict[str | int | None, Counter[bool]]:
    found: dict[str | int | None, Counter[bool]] = {}
    for unit in outline.units.values():
        if isinstance(unit.key, Scalar):
            found.setdefault(unit.key.value, Counter()).update(_styles([unit]))
    return found


def _seen(outline: Outline, units: list[Unit]) -> _Seen:
    return _Seen(
        Counter(_depths(outline, units, Mapping)),
        Counter(_depths(outline, units, Sequence)),
        Counter(_quotes(units)),
        Counter(_styles(units)),
    )


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
