"""A Kubernetes cluster as a target: k8s by its kubeconfig, and what kind is built upon."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING

from deployer.errors import StepFailed, Unreachable
from deployer.found import Condition, Readiness
from deployer.targets.kubernetes.answers import Answer
from deployer.targets.kubernetes.containers import running
from deployer.targets.kubernetes.fields import table
from deployer.targets.kubernetes.observing import Observing
from deployer.targets.kubernetes.patience import Patience
from deployer.targets.kubernetes.rollout import Rollout, how_far
from deployer.targets.kubernetes.site import Site, owned_by
from deployer.targets.kubernetes.stepping import Stepping
from deployer.targets.kubernetes.telling import complaint_of, evidence_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from deployer.found import Earlier, Found, Running
    from deployer.plan import Step
    from deployer.targets.kubernetes.api import Api
    from deployer.targets.kubernetes.ground import Ground
    from deployer.wanted.resource import Key, Resource, Wanted

_RUNS = {"Deployment", "Job"}


class KubernetesTarget:
    """A cluster that somebody connected to; `ground` knows the directories of its nodes."""

    __slots__ = ("_api", "_leaving", "_site")

    def __init__(self, api: Api, ground: Ground, patience: Patience | None = None) -> None:
        self._api = api
        self._leaving: frozenset[Key] = frozenset()
        self._site = Site(api, ground, Patience() if patience is None else patience)

    def images(self, names: Sequence[str]) -> Mapping[str, str]:  # noqa: ARG002 -- see below
        """Give none: the nodes of a cluster elsewhere pull for themselves."""
        return {}

    def observe(self, wanted: Wanted, earlier: Earlier) -> Found:
        """Look at what there is, by dry runs, and change nothing."""
        try:
            found = Observing(self._api, self._site.ground, wanted, earlier).found()
        except Answer as answer:
            raise Unreachable(self._api.server, answer.words) from answer
        self._leaving = frozenset(x.key for x in found.leftovers)
        return found

    def execute(self, step: Step) -> None:
        """Take a step; StepFailed with what the server says where it does not work."""
        Stepping(self._site, self._leaving).take(step)

    def readiness(self, key: Key) -> Readiness:
        """Tell how far a workload or a job is; all else is ready when it is there."""
        if key.kind not in _RUNS:
            return Readiness(Condition.READY, "")
        rollout = self._rollout(key)
        if rollout is None:
            return Readiness(Condition.FAILED, "it is not in the cluster any more")
        found = how_far(rollout)
        said = "" if found.condition is Condition.READY else complaint_of(self._api, rollout)
        return found._replace(words=f"{found.words}: {said}") if said else found

    def evidence(self, key: Key) -> str:
        """Give what tells why a workload is not ready."""
        rollout = self._rollout(key) if key.kind in _RUNS else None
        return "" if rollout is None else evidence_of(self._api, rollout)

    def secret(self, key: Key) -> Mapping[str, str]:
        """Give the values of a Secret, by name; none where it is not there."""
        values = table(self._api.get(key) or {}, "data")
        return {name: b64decode(str(text)).decode() for name, text in values.items()}

    def add(self, resource: Resource) -> bool:
        """Make an object; tell whether it was made, which it is not where one is there."""
        try:
            return self._api.create(resource.key, resource.body)
        except Answer as answer:
            raise StepFailed(resource.title, f"{resource.key.name}: {answer.words}") from answer

    def running(self, namespace: str, app: str) -> tuple[Running, ...]:
        """Give the containers of a deployment, by its namespace and the label of its pods."""
        pods = self._api.items("Pod", namespace)
        return tuple(running(pods, app, self._api.now))

    def _rollout(self, key: Key) -> Rollout | None:
        found = self._api.get(key)
        if found is None:
            return None
        sets = self._api.items("ReplicaSet", key.namespace) if key.kind == "Deployment" else []
        pods = self._api.items("Pod", key.namespace)
        owned = tuple(x for x in sets if owned_by(x, found))
        return Rollout(found, owned, tuple(pods), self._api.now)
