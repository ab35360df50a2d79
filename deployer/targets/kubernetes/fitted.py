"""A volume as it can be applied: what cannot be changed by an apply stays as it is.

Where bytes are is changed by replacing a claim, which is a step of its own. Sizes of directories
are words that nobody enforces, and a claim never shrinks (row V8 of the reference on `restart`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.targets.kubernetes.fields import at, table, text
from deployer.targets.kubernetes.ownership import owned_fields
from deployer.targets.kubernetes.quantities import amount

if TYPE_CHECKING:
    from deployer.targets.kubernetes.fields import Object
    from stacklint.model.change import Data

_FIXED = {
    "PersistentVolume": ("accessModes", "capacity", "hostPath"),
    "PersistentVolumeClaim": ("accessModes", "storageClassName", "volumeName"),
}


def fitted(body: Object, live: Object | None, *, can_grow: bool = False) -> Object:
    """Give a body that an apply takes; `can_grow` tells whether the class lets claims grow."""
    kind = text(body, "kind")
    if live is None or kind not in _FIXED:
        return body
    spec, has = table(body, "spec"), table(live, "spec")
    ours = table(owned_fields(live), "f:spec")
    fixed: Object = {
        x: has[x] for x in _FIXED[kind] if x in has and (x in spec or f"f:{x}" in ours)
    }
    if kind == "PersistentVolumeClaim":
        fixed["resources"] = _requests(body, live, can_grow=can_grow)
    return {**body, "spec": {**spec, **fixed}}


def size_of(claim: Object) -> str:
    """Give the size that a claim asks for."""
    return text(claim, "spec", "resources", "requests", "storage")


def _requests(body: Object, live: Object, *, can_grow: bool) -> Data:
    asked, has = size_of(body), size_of(live)
    if can_grow and asked and has and amount(asked) > amount(has):
        return at(body, "spec", "resources")
    return {"requests": {"storage": has}}
