"""PersistentVolumes and claims: made, and made anew somewhere else, with all bytes kept.

Source: step M7 of the reference on `restart`. Nothing deletes a claim or a PersistentVolume before
its reclaim policy reads back as Retain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.errors import StepFailed
from deployer.plan.moves import Way
from deployer.targets.kubernetes.applying import applied
from deployer.targets.kubernetes.fields import (
    annotation,
    is_leaving,
    label,
    name_of,
    table,
    text,
)
from deployer.targets.kubernetes.pod_state import is_over
from deployer.targets.kubernetes.volumes import (
    PROVISIONER,
    SUPERSEDED,
    claim_of,
    path_of_volume,
)
from deployer.wanted.resource import Key

if TYPE_CHECKING:
    from deployer.plan.moves import Move
    from deployer.targets.kubernetes.fields import Object
    from deployer.targets.kubernetes.site import Site
    from deployer.wanted.resource import Resource

_RETAIN = "Retain"
_LATE = "WaitForFirstConsumer"
_VOLUME = "PersistentVolume"


class Storing:
    """Makes volumes on a site."""

    __slots__ = ("_api", "_site")

    def __init__(self, site: Site) -> None:
        self._site = site
        self._api = site.api

    def make(self, resource: Resource) -> None:
        """Make a PersistentVolume or a claim, or change what can be changed of it."""
        if resource.key.kind == _VOLUME:
            self._site.ground.make(text(resource.body, "spec", "hostPath", "path"))
            applied(self._api, resource)
            return
        self._free(resource, Key(_VOLUME, "", text(resource.body, "spec", "volumeName")))
        # Its pods wait until it is bound; waiting here, one claim after the other, takes 15 s each.
        applied(self._api, resource)

    def replace(self, resource: Resource, move: Move | None) -> None:
        """Make one anew that names another place; what it named keeps its bytes."""
        if resource.key.kind == _VOLUME:
            self._clear(resource)
            self.make(resource)
            return
        is_back = move is not None and move.way is Way.ADOPT and move.goal is None
        # Looked for first: where it is gone, the claim stays as it is.
        wanted = self._back(resource) if is_back else resource
        self._drop_claim(resource, resource.key)
        self.make(wanted)
        self._wait_bound(resource)

    def erase(self, title: str, claim: Key) -> None:
        """Delete a claim and its PersistentVolume for good; a directory of a host stays."""
        found = self._api.get(claim)
        volume = Key(_VOLUME, "", text(found or {}, "spec", "volumeName") or claim.name)
        self.guard_unused(title, claim)
        self._forget_ended(claim)
        self._api.delete(claim)
        self._site.wait_gone(title, claim)
        live = self._api.get(volume)
        if live is None:
            return
        # What is deleted with its claim is deleted by who made it, bytes and all.
        if text(live, "spec", "persistentVolumeReclaimPolicy") == _RETAIN:
            self._api.delete(volume)
        self._site.wait_gone(title, volume)

    def _back(self, resource: Resource) -> Resource:
        """Have a claim name what an earlier one of its name gave up, where a class made that."""
        now = text(self._api.get(resource.key) or {}, "spec", "volumeName")
        left = [
            x
            for x in self._api.items(_VOLUME)
            if annotation(x, PROVISIONER) and claim_of(x) == resource.key and name_of(x) != now
        ]
        if not left:
            why = "what its last claim had, before it had a path, is not there any more"
            raise StepFailed(resource.title, why)
        last = max(left, key=lambda x: text(x, "status", "lastPhaseTransitionTime"))
        spec = table(resource.body, "spec")
        named: Object = {
            "storageClassName": text(last, "spec", "storageClassName"),
            "volumeName": name_of(last),
        }
        return resource._replace(body={**resource.body, "spec": {**spec, **named}})

    def _clear(self, resource: Resource) -> None:
        """Take a PersistentVolume away that names another directory than it is to name."""
        live = self._api.get(resource.key)
        if live is None or path_of_volume(live) == path_of_volume(resource.body):
            return
        if "hostPath" not in table(live, "spec"):
            why = (
                f"persistent volume {resource.key.name} is none that laconic-so makes: move it away"
            )
            raise StepFailed(resource.title, why)
        claim = claim_of(live)
        if claim.name and claim.name != resource.key.name:
            why = f"persistent volume {resource.key.name} belongs to claim {claim.name}"
            raise StepFailed(resource.title, why)
        if claim.name:
            self._drop_claim(resource, claim)
        self._retain(resource, resource.key)
        self._api.delete(resource.key)
        self._site.wait_gone(resource.title, resource.key)

    def _drop_claim(self, resource: Resource, claim: Key) -> None:
        """Delete a claim; its PersistentVolume is kept, and marked as one of before."""
        live = self._api.get(claim)
        if live is None:
            return
        if is_leaving(live):
            raise StepFailed(resource.title, f"claim {claim.name} is being deleted: wait")
        self.guard_unused(resource.title, claim)
        volume = Key(_VOLUME, "", text(live, "spec", "volumeName"))
        has_volume = bool(volume.name) and self._api.get(volume) is not None
        if has_volume:
            self._retain(resource, volume)
        self._forget_ended(claim)
        self._api.delete(claim)
        self._site.wait_gone(resource.title, claim)
        if has_volume:
            self._mark(volume)

    def _retain(self, resource: Resource, volume: Key) -> None:
        """Have a PersistentVolume outlive its claim, and make sure of it."""
        policy: Object = {"op": "add", "path": "/spec/persistentVolumeReclaimPolicy"}
        self._api.patch(volume, {**policy, "value": _RETAIN})
        live = self._api.get(volume)
        if live is None or text(live, "spec", "persistentVolumeReclaimPolicy") != _RETAIN:
            why = f"persistent volume {volume.name} did not take Retain, so nothing is deleted"
            raise StepFailed(resource.title, why)

    def _mark(self, volume: Key) -> None:
        live = self._api.get(volume) or {}
        labels = {**table(live, "metadata", "labels"), SUPERSEDED: "true"}
        self._api.patch(volume, {"op": "add", "path": "/metadata/labels", "value": labels})

    def guard_unused(self, title: str, claim: Key) -> None:
        """StepFailed where a pod runs that mounts a claim."""
        users = [x for x in self._site.users_of(claim.namespace, claim.name) if not is_over(x)]
        if users:
            why = f"pod {name_of(users[0])} still runs with it: stop that first"
            raise StepFailed(title, why)

    def _forget_ended(self, claim: Key) -> None:
        """Delete pods that have ended: a claim stays as long as one of them mounts it."""
        for pod in self._site.users_of(claim.namespace, claim.name):
            self._api.delete(Key("Pod", claim.namespace, name_of(pod)))

    def _free(self, resource: Resource, volume: Key) -> None:
        """Let a PersistentVolume be bound again whose claim is gone, and no longer call it old."""
        live = self._api.get(volume) if volume.name else None
        if live is None:
            return
        if label(live, SUPERSEDED):
            path = f"/metadata/labels/{SUPERSEDED.replace('/', '~1')}"
            self._api.patch(volume, {"op": "remove", "path": path})
        holder, uid = claim_of(live), text(live, "spec", "claimRef", "uid")
        if holder.name and holder != resource.key:
            why = f"persistent volume {volume.name} belongs to claim {holder.name}"
            raise StepFailed(resource.title, why)
        # It remembers the claim that is gone, and takes no other of that name.
        if uid and uid != text(self._api.get(resource.key) or {}, "metadata", "uid"):
            self._api.patch(volume, {"op": "remove", "path": "/spec/claimRef"})

    def _wait_bound(self, resource: Resource) -> None:
        live = self._api.get(resource.key) or {}
        name = text(live, "spec", "storageClassName")
        found = self._api.get(Key("StorageClass", "", name)) if name else None
        if text(found or {}, "volumeBindingMode") == _LATE or not name:
            return
        words = f"claim {resource.key.name} was not bound"
        self._site.patience.wait(resource.title, words, lambda: self._is_bound(resource.key))

    def _is_bound(self, claim: Key) -> bool:
        live = self._api.get(claim) or {}
        name = text(live, "spec", "volumeName")
        volume = self._api.get(Key(_VOLUME, "", name)) if name else None
        holder = text(volume or {}, "spec", "claimRef", "uid")
        phases = {text(live, "status", "phase"), text(volume or {}, "status", "phase")}
        return phases == {"Bound"} and holder == text(live, "metadata", "uid")
