"""Whether a claim can grow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.targets.kubernetes.answers import FORBIDDEN, Answer
from deployer.targets.kubernetes.fields import at, text
from deployer.wanted.resource import Key

if TYPE_CHECKING:
    from deployer.targets.kubernetes.api import Api
    from deployer.targets.kubernetes.fields import Object


def can_grow(api: Api, live: Object) -> bool:
    """Ask the class of a claim that is bound; a directory of a node has none that says so."""
    name = text(live, "spec", "storageClassName")
    if text(live, "kind") != "PersistentVolumeClaim" or not name:
        return False
    if text(live, "status", "phase") != "Bound":
        return False
    try:
        found = api.get(Key("StorageClass", "", name))
    except Answer as answer:
        if answer.status != FORBIDDEN:
            raise
        return False
    return found is not None and at(found, "allowVolumeExpansion") is True
