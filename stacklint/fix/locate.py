"""A path to the entry that it names, where a change there changes nothing else."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.fix.refused import Refused
from stacklint.model.yaml.nodes import MERGE_KEY, Alias, Mapping, Scalar, Sequence, resolved

if TYPE_CHECKING:
    from stacklint.fix.outline import Outline, Unit
    from stacklint.model.yaml.nodes import KeyPath, Node


def named(path: KeyPath) -> str:
    """Give a path as people write it."""
    return ".".join(str(part) for part in path)


def unit_at(outline: Outline, path: KeyPath, occurrence: int | None = None) -> Unit:
    """Give the entry or item at a path.

    Raises Refused where there is none, or the way leads through an alias, a merge, or a node that
    an alias repeats.
    """
    unit, rest = deepest(outline, path, occurrence)
    if rest or unit is None:
        raise Refused(f"there is no `{named(path)}`")
    return unit


def deepest(
    outline: Outline, path: KeyPath, occurrence: int | None = None
) -> tuple[Unit | None, KeyPath]:
    """Follow a path as far as it exists; give the last unit and the steps that are left.

    Without `occurrence`, a key that stands twice is refused at the last step as at all others.
    """
    unit: Unit | None = None
    for depth, part in enumerate(path):
        node = outline.document.root if unit is None else unit.value
        _guard_way(outline, node, path[:depth])
        is_last = depth == len(path) - 1
        step = _step(node, part, occurrence if is_last else None)
        if step is None:
            _guard_merge(node, part, path)
            return unit, path[depth:]
        unit = outline.units[(*(unit.trail if unit else ()), step)]
    return unit, ()


def guard_value(outline: Outline, unit: Unit) -> None:
    """Refuse to change a value that an alias repeats somewhere else."""
    if id(unit.value) in outline.shared:
        raise Refused(f"an alias repeats the value on line {_line(outline, unit)} elsewhere")


def _line(outline: Outline, unit: Unit) -> int:
    return outline.document.position(unit.start).line


def _guard_way(outline: Outline, node: Node | None, path: KeyPath) -> None:
    where = f"`{named(path)}`" if path else "the file"
    if isinstance(node, Alias):
        raise Refused(f"{where} is the alias *{node.name}: the edit would change its anchor")
    if id(node) in outline.shared:
        raise Refused(f"{where} has an anchor: the edit would change every place of its aliases")


def _step(node: Node | None, part: str | int, occurrence: int | None) -> int | None:
    if isinstance(node, Sequence):
        return part if isinstance(part, int) and 0 <= part < len(node.items) else None
    if not isinstance(node, Mapping):
        return None
    if part == MERGE_KEY:
        raise Refused("a `<<` stands for entries of another place")
    name = str(part)
    same = _places(node).get(name, [])
    if occurrence is None and len(same) > 1:
        raise Refused(f"the key `{name}` stands there {len(same)} times")
    return same[occurrence or 0] if (occurrence or 0) < len(same) else None


# Many fixes are of one section, which may be long.
@lru_cache(maxsize=8)
def _places(node: Mapping) -> dict[str, list[int]]:
    """Give where the entries of each name stand."""
    found: dict[str, list[int]] = {}
    for index, entry in enumerate(node.entries):
        if isinstance(resolved(entry.key), Scalar):
            found.setdefault(entry.name, []).append(index)
    return found


def _guard_merge(node: Node | None, part: str | int, path: KeyPath) -> None:
    if not isinstance(node, Mapping) or not isinstance(part, str) or part in _places(node):
        return
    if node.entry(part) is not None:
        raise Refused(f"`{named(path)}` comes through `<<`: its source would change")
