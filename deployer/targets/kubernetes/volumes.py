"""Where the bytes of volumes are: from claim to PersistentVolume to a directory of a node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.found import Binding, Home, Place
from deployer.targets.kubernetes.fields import (
    annotation,
    at,
    is_leaving,
    label,
    name_of,
    rows,
    text,
)
from deployer.wanted.kubernetes.frame import NAME_ANNOTATION
from deployer.wanted.kubernetes.persistent_volume import STORAGE_CLASS
from deployer.wanted.resource import Key
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from deployer.targets.kubernetes.fields import Object
    from deployer.targets.kubernetes.ground import Ground
    from deployer.targets.kubernetes.whose import Whose

SUPERSEDED = "stacklint.dev/superseded"
"""The label of a PersistentVolume whose bytes are kept, and which no claim is to have."""

PROVISIONER = "pv.kubernetes.io/provisioned-by"
_EMPTY = Place(Home.PROVISIONED, "", size=0)


class Storage(NamedTuple):
    """The claims of a namespace and the PersistentVolumes of a cluster, by name; the workloads."""

    claims: Mapping[str, Object]
    volumes: Mapping[str, Object]
    workloads: tuple[Object, ...]


class Claim(NamedTuple):
    """A volume of a deployment: its title, the name of its claim, and what is wanted of that.

    `wanted` is the PersistentVolume that the claim is to name; empty where none is.
    """

    title: str
    name: str
    wanted: str = ""


def title_of(found: Object, whose: Whose) -> str:
    """Give the name of a volume as its author wrote it."""
    return whose.title(annotation(found, NAME_ANNOTATION) or name_of(found))


def binding_of(claim: Claim, storage: Storage, whose: Whose, ground: Ground) -> Binding | None:
    """Say where the bytes of a volume are; None where nobody ever wrote any."""
    found = storage.claims.get(claim.name)
    if found is None:
        binding = _without_claim(claim, storage, whose, ground)
    else:
        binding = _of_claim(claim, found, storage, ground)
    users = tuple(_users(claim, storage.workloads, whose))
    return None if binding is None else binding._replace(users=users)


def _of_claim(claim: Claim, found: Object, storage: Storage, ground: Ground) -> Binding | None:
    volume = storage.volumes.get(text(found, "spec", "volumeName"))
    trouble = _trouble_of_claim(found)
    if volume is None:
        return _unbound(claim, found, trouble)
    place = _place(volume, ground)
    trouble = trouble or _trouble_of_volume(volume, found) or _at_place(volume, ground)
    words = f"its claim is bound to persistent volume {name_of(volume)}"
    if text(found, "status", "phase") != "Bound":
        words = f"its claim asks for persistent volume {name_of(volume)}"
    return Binding(claim.title, place, words, trouble)


def _unbound(claim: Claim, found: Object, trouble: str) -> Binding | None:
    """Judge a claim whose PersistentVolume is not there, or not ours to see.

    One that was never bound has no bytes, and one that waits for what is wanted needs no care.
    """
    asked = text(found, "spec", "volumeName")
    if text(found, "status", "phase") != "Pending" or trouble:
        place = Place(Home.PROVISIONED, asked, f"persistent volume {asked}")
        if text(found, "spec", "storageClassName") == STORAGE_CLASS:
            trouble = trouble or f"persistent volume {asked} is not to be seen, nor where it is"
        return Binding(claim.title, place, f"its claim is bound to {place.inside}", trouble)
    if asked and asked == claim.wanted:
        return None
    return Binding(claim.title, _EMPTY, "its claim waits for its first pod")


def _without_claim(claim: Claim, storage: Storage, whose: Whose, ground: Ground) -> Binding | None:
    """Look for a PersistentVolume that a claim of that name left, or will name."""
    volume = storage.volumes.get(claim.wanted)
    if volume is not None:
        words = f"persistent volume {name_of(volume)} names it"
        key = Key("PersistentVolumeClaim", whose.namespace, claim.name)
        trouble = _taken(volume, key) or _at_place(volume, ground)
        return Binding(claim.title, _place(volume, ground), words, trouble)
    left = next((x for x in storage.volumes.values() if _was_of(x, claim, whose)), None)
    if left is None:
        return None
    name = name_of(left)
    trouble = f"its claim is gone, and persistent volume {name} still holds its data: copy that, or"
    trouble += f" put the label {SUPERSEDED} on it to leave it behind"
    return Binding(claim.title, _place(left, ground), f"it was persistent volume {name}", trouble)


def _was_of(volume: Object, claim: Claim, whose: Whose) -> bool:
    key = Key("PersistentVolumeClaim", whose.namespace, claim.name)
    return claim_of(volume) == key and not label(volume, SUPERSEDED)


def _place(volume: Object, ground: Ground) -> Place:
    path, is_made = path_of_volume(volume), bool(annotation(volume, PROVISIONER))
    if path:
        return ground.place(path, Home.PROVISIONED if is_made else Home.NODE)
    return Place(Home.PROVISIONED, name_of(volume), f"persistent volume {name_of(volume)}")


def claim_of(volume: Object) -> Key:
    """Give the key of the claim that holds a PersistentVolume, or held it."""
    reference = at(volume, "spec", "claimRef")
    return Key("PersistentVolumeClaim", text(reference, "namespace"), text(reference, "name"))


def path_of_volume(volume: Object) -> str:
    """Give the directory of a node that a PersistentVolume is; empty for what is none."""
    return text(volume, "spec", "hostPath", "path") or text(volume, "spec", "local", "path")


def _trouble_of_claim(found: Object) -> str:
    name = name_of(found)
    if is_leaving(found):
        return f"claim {name} is being deleted, and is gone when its pods are: wait until it is"
    if text(found, "status", "phase") == "Lost":
        return f"claim {name} has lost its persistent volume {text(found, 'spec', 'volumeName')}"
    return ""


def _trouble_of_volume(volume: Object, claim: Object) -> str:
    key = Key("PersistentVolumeClaim", text(claim, "metadata", "namespace"), name_of(claim))
    return _taken(volume, key)


def _taken(volume: Object, key: Key) -> str:
    """Say which other claim holds a PersistentVolume."""
    name, holder = name_of(volume), claim_of(volume)
    if is_leaving(volume):
        return f"persistent volume {name} is being deleted: wait until it is gone"
    if not holder.name or holder == key:
        return ""
    return (
        f"persistent volume {name} belongs to claim {holder.name} in namespace {holder.namespace}"
    )


def _at_place(volume: Object, ground: Ground) -> str:
    path = path_of_volume(volume)
    return ground.trouble(path) if path else ""


def _users(claim: Claim, workloads: tuple[Object, ...], whose: Whose) -> Iterator[Key]:
    """Give who writes to a claim, or would; a job that has ended does not, and runs no more."""
    for workload in workloads:
        key = Key(text(workload, "kind"), whose.namespace, name_of(workload))
        if whose.has(workload) and not has_ended(workload) and claim.name in claims_of(workload):
            yield key


def claims_of(workload: Object) -> list[str]:
    """Give the names of the claims that a workload, or a pod, mounts."""
    spec = at(workload, "spec", "template", "spec") or at(workload, "spec")
    found = (text(x, "persistentVolumeClaim", "claimName") for x in rows(spec, "volumes"))
    return [name for name in found if name]


def has_ended(workload: Object) -> bool:
    """Tell whether a job is done, or has failed."""
    return text(workload, "kind") == "Job" and any(
        text(x, "type") in {"Complete", "Failed"} and text(x, "status") == "True"
        for x in rows(workload, "status", "conditions")
    )
