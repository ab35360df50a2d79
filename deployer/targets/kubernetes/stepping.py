"""Steps of a plan, as a cluster takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.errors import StepFailed
from deployer.plan import Action
from deployer.targets.kubernetes.answers import PORT_IS_TAKEN, Answer
from deployer.targets.kubernetes.applying import applied, is_immutable
from deployer.targets.kubernetes.fields import at, number, rows
from deployer.targets.kubernetes.leftovers import ROLES
from deployer.targets.kubernetes.storing import Storing
from deployer.targets.kubernetes.volumes import has_ended
from deployer.wanted.resource import Key, Role

if TYPE_CHECKING:
    from deployer.plan import Step
    from deployer.targets.kubernetes.site import Site
    from deployer.wanted.resource import Resource


class Stepping:
    """Takes steps on a site; `leaving` is what the same run removes."""

    __slots__ = ("_api", "_leaving", "_site", "_storing")

    def __init__(self, site: Site, leaving: frozenset[Key]) -> None:
        self._site = site
        self._leaving = leaving
        self._api = site.api
        self._storing = Storing(site)

    def take(self, step: Step) -> None:
        """Take a step; StepFailed with what the server says where it does not work."""
        try:
            self._take(step)
        except Answer as answer:
            raise StepFailed(step.resource.title, answer.words) from answer

    def _take(self, step: Step) -> None:
        resource = step.resource
        match step.action:
            case Action.CREATE | Action.UPDATE | Action.ROLL:
                self._make(resource)
            case Action.REPLACE:
                self._replace(step)
            case Action.MOVE:
                self._move(step)
            case Action.STOP:
                self._stop(resource)
            case Action.REMOVE:
                self._remove(resource)
            case Action.ERASE:
                self._storing.erase(resource.title, resource.key)
            case Action.KEEP | Action.RUN:  # hooks are no objects
                pass

    def _make(self, resource: Resource) -> None:
        if resource.role is Role.VOLUME:
            self._storing.make(resource)
            return
        try:
            applied(self._api, resource)
        except Answer as answer:
            if PORT_IS_TAKEN in answer.words and self._gave_way(resource):
                applied(self._api, resource)
                return
            # The pods that a workload chooses are decided once: another choice is another workload.
            if resource.key.kind != "Deployment" or not is_immutable(answer):
                raise
            self._gone(resource)
            applied(self._api, resource)

    def _gave_way(self, resource: Resource) -> bool:
        """Remove now what is removed later anyway, where it has the node port of a Service."""
        ports = {number(x, "nodePort") for x in rows(resource.body, "spec", "ports")}
        holders = [
            key
            for key in self._leaving
            if key.kind == "Service"
            and ports & {number(x, "nodePort") for x in rows(self._api.get(key), "spec", "ports")}
        ]
        for key in holders:
            self._api.delete(key)
            self._site.wait_gone(resource.title, key)
        return bool(holders)

    def _replace(self, step: Step) -> None:
        resource = step.resource
        if resource.role is Role.VOLUME:
            self._storing.replace(resource, step.move)
            return
        self._gone(resource)
        applied(self._api, resource)

    def _move(self, step: Step) -> None:
        if step.move is None:
            raise StepFailed(step.resource.title, "the plan does not say where its bytes go")
        namespace, name = step.resource.key.namespace, step.resource.key.name
        # The two objects of a volume have one name; only the claim has a namespace.
        for claim in self._claims(name) if not namespace else [step.resource.key]:
            self._storing.guard_unused(step.resource.title, claim)
        self._site.ground.copy(step.move)

    def _claims(self, volume: str) -> list[Key]:
        kind = "PersistentVolumeClaim"
        found = self._api.items(kind)
        names = [at(x, "metadata") for x in found if at(x, "metadata", "name") == volume]
        return [Key(kind, str(at(x, "namespace")), volume) for x in names]

    def _stop(self, resource: Resource) -> None:
        """Scale to nothing, or suspend, and wait until nobody writes any more."""
        live = self._api.get(resource.key)
        if live is None or has_ended(live):
            return
        path, value = (
            ("/spec/suspend", True) if resource.role is Role.JOB else ("/spec/replicas", 0)
        )
        self._api.patch(resource.key, {"op": "add", "path": path, "value": value})
        owners = self._site.owners_of(live)
        self._site.wait_no_pods(resource.title, resource.key.namespace, owners)

    def _remove(self, resource: Resource) -> None:
        if resource.key.kind not in ROLES:
            raise StepFailed(resource.title, f"a {resource.key.kind} is not removed by a plan")
        self._gone(resource)

    def _gone(self, resource: Resource) -> None:
        """Delete an object, and wait until it and its pods are gone."""
        live = self._api.get(resource.key)
        if live is None:
            return
        has_pods = resource.role in {Role.WORKLOAD, Role.JOB}
        owners = self._site.owners_of(live) if has_pods else frozenset()
        self._api.delete(resource.key, is_waited=has_pods)
        self._site.wait_gone(resource.title, resource.key)
        if has_pods:
            self._site.wait_no_pods(resource.title, resource.key.namespace, owners)
