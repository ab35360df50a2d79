"""Which program an API server remembers for which field, and how those of laconic-so become ours.

Source: the recipe in section 8 of the reference on deployment directories. Without it, what
laconic-so wrote and nobody wants any more stays in an object for ever.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from deployer.targets.kubernetes.fields import rows, table, text

if TYPE_CHECKING:
    from deployer.targets.kubernetes.fields import Object
    from stacklint.model.change import Data

MANAGER = "stacklint"
LACONIC_SO = "OpenAPI-Generator"

OURS = frozenset({MANAGER, LACONIC_SO})
"""The programs whose fields we may set to something else."""

# An update of our own is a workload that was stopped.
_TAKEN = {(LACONIC_SO, "Update"), (MANAGER, "Update"), (MANAGER, "Apply")}


def is_theirs(found: Object) -> bool:
    """Tell whether laconic-so wrote an object, or wrote it again."""
    return any(text(x, "manager") == LACONIC_SO for x in _taken(found))


def needs_taking_over(found: Object) -> bool:
    """Tell whether fields have to become ours before an object is applied."""
    return any(text(x, "operation") == "Update" for x in _taken(found))


def owned_fields(found: Object) -> Object:
    """Give the fields that are ours, or will be."""
    owned: Object = {}
    for entry in _taken(found):
        owned = united(owned, table(entry, "fieldsV1"))
    return owned


def applied_fields(found: Object) -> Object:
    """Give the fields that the last apply of ours had."""
    entries = (x for x in _taken(found) if text(x, "operation") == "Apply")
    return next((table(x, "fieldsV1") for x in entries), {})


def taken_over(found: Object) -> list[Data]:
    """Give the managed fields of an object, laconic-so's made ours, all others as they are."""
    taken = _taken(found)
    entry: Object = {
        "manager": MANAGER,
        "operation": "Apply",
        "apiVersion": text(taken[0], "apiVersion"),
        "fieldsType": "FieldsV1",
        "fieldsV1": owned_fields(found),
    }
    return [entry, *(x for x in rows(found, "metadata", "managedFields") if x not in taken)]


def part(data: Data, fields: Object) -> Data:
    """Give the part of an object that a set of fields names."""
    inner = [name for name in fields if name != "."]
    if isinstance(data, dict) and inner:
        names = [name.removeprefix("f:") for name in inner]
        return {x: part(data[x], table(fields, f"f:{x}")) for x in names if x in data}
    if isinstance(data, list) and inner:
        chosen = [(x, _entry(x, fields)) for x in data]
        return [part(item, entry) for item, entry in chosen if entry is not None]
    return data


def _entry(item: Data, fields: Object) -> Object | None:
    """Give the fields of an entry of a list, which is named by its keys or by its value."""
    for name, inner in fields.items():
        sign, _, written = name.partition(":")
        if sign == "k" and _has(item, json.loads(written)):
            return inner if isinstance(inner, dict) else {}
        if sign == "v" and json.loads(written) == item:
            return {}
    return None


def _has(item: Data, keys: Object) -> bool:
    return isinstance(item, dict) and all(item.get(name) == value for name, value in keys.items())


def _taken(found: Object) -> list[Object]:
    return [
        entry
        for entry in rows(found, "metadata", "managedFields")
        if (text(entry, "manager"), text(entry, "operation")) in _TAKEN
        and not text(entry, "subresource")
    ]


def united(one: Object, other: Object) -> Object:
    """Give the fields that are in either of two sets."""
    both = {name: united(table(one, name), table(other, name)) for name in one if name in other}
    return {**one, **other, **both}
