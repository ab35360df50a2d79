"""The edit that gives a key another name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.fix.edit import Edit
from stacklint.fix.emit import quoted, scalar_text
from stacklint.fix.refused import Refused
from stacklint.model.yaml.nodes import Mapping, Scalar

if TYPE_CHECKING:
    from stacklint.fix.outline import Outline, Unit


def renaming(outline: Outline, unit: Unit, name: str) -> list[Edit]:
    """Write another name over a key, in the quotes that it has.

    Raises Refused for an item, a key that is no text, and a name that is taken.
    """
    key = unit.key
    if not isinstance(key, Scalar) or not isinstance(unit.within, Mapping):
        raise Refused("what is to be renamed has no key that is a name")
    if key.tag is not None or id(key) in outline.shared:
        raise Refused("the key has a tag, or an alias repeats it")
    if any(entry.name == name and entry.key is not key for entry in unit.within.entries):
        raise Refused(f"there is a `{name}` already")
    if key.style in {"'", '"'}:
        return [Edit(key.start, key.end, quoted(name, key.style))]
    text = scalar_text(name, "'", in_flow=unit.within.flow)
    return [Edit(key.start, key.end, text)]
