"""What would change in an object: paths of fields, by comparison with what would come of it.

Never a value: some of them are secrets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from deployer.targets.kubernetes.field_words import field_words
from deployer.targets.kubernetes.fields import Object, text
from deployer.targets.pod_stamps import HASH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.change import Data

Path: TypeAlias = "tuple[str, ...]"

_NOISE = {"creationTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid"}
# Of these the keys are of interest, also where there were none.
_MAPS = {"annotations", "binaryData", "data", "labels"}
# By what a list of objects is told apart, as the API has it.
_NAMES = ("name", "mountPath", "containerPort", "port", "key")
_STAMP = ("spec", "template", "metadata", "annotations", HASH)


def differences(before: Object, after: Object) -> list[Path]:
    """Give the paths at which two states of an object differ, in what people ask for."""
    return list(_differences(_asked(before), _asked(after), ()))


def words_of(before: Object, after: Object) -> tuple[str, ...]:
    """Say what differs between two states of an object, each thing once."""
    kind = text(after, "kind") or text(before, "kind")
    paths = (path for path in differences(before, after) if path != _STAMP)
    return tuple(dict.fromkeys(field_words(kind, path) for path in paths))


def rolls(before: Object, after: Object) -> bool:
    """Tell whether the pods of a workload would be made anew."""
    return any(path[:2] == ("spec", "template") for path in differences(before, after))


def stamps(before: Object, after: Object) -> tuple[str, str]:
    """Give what was stamped on the pods of a workload, and what would be."""
    return _stamp(before), _stamp(after)


def _stamp(found: Object) -> str:
    *place, name = _STAMP
    return text(found, *place, name)


def _asked(found: Object) -> Object:
    metadata = found.get("metadata")
    kept = metadata if isinstance(metadata, dict) else {}
    rest = {name: value for name, value in found.items() if name not in {"metadata", "status"}}
    return {**rest, "metadata": {x: y for x, y in kept.items() if x not in _NOISE}}


def _differences(before: Data, after: Data, path: Path) -> Iterator[Path]:
    if before == after and _order(before) == _order(after):
        return
    if path and path[-1] in _MAPS:
        before, after = before or {}, after or {}
    tables = _tables(before), _tables(after)
    if tables[0] is None or tables[1] is None:
        yield path
        return
    below = [
        found
        for name in dict.fromkeys([*tables[1], *tables[0]])
        for found in _differences(tables[0].get(name), tables[1].get(name), (*path, name))
    ]
    # Entries in another order are another list, and a pod that is made anew.
    yield from below or [path]


def _order(data: Data) -> list[str]:
    return list(_tables(data) or {}) if isinstance(data, list) else []


def _tables(data: Data) -> Object | None:
    """Give data as a table: a list of objects by the names of its entries."""
    if isinstance(data, dict):
        return data
    entries = [x for x in data if isinstance(x, dict)] if isinstance(data, list) else []
    if not entries or not isinstance(data, list) or len(entries) < len(data):
        return None
    for name in _NAMES:
        named: Object = {str(x[name]): x for x in entries if name in x}
        if len(named) == len(entries):
            return named
    return None
