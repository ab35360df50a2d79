"""How far a workload is, from states that a cluster gave."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from deployer.found import Condition
from deployer.targets.kubernetes.rollout import COMPONENT, REVISION, Rollout, how_far

if TYPE_CHECKING:
    from deployer.targets.kubernetes.fields import Object
    from stacklint.model.change import Data

NOW = datetime(2026, 11, 28, 12, 0, 0, tzinfo=UTC)
LONG_AGO, JUST_NOW = "2026-11-28T11:58:00Z", "2026-11-28T11:59:55Z"
DONE: Object = {"replicas": 1, "updatedReplicas": 1, "availableReplicas": 1}
SURGE: Object = {"replicas": 2, "updatedReplicas": 1, "availableReplicas": 1}


def deployment(
    status: Object | None = None,
    generation: int = 3,
    replicas: int = 1,
    label: str = "",
    strategy: str = "Recreate",
) -> Object:
    return {
        "kind": "Deployment",
        "metadata": {
            "uid": "d",
            "generation": generation,
            "annotations": {REVISION: "2"},
            "labels": {COMPONENT: label},
        },
        "spec": {"replicas": replicas, "strategy": {"type": strategy}},
        "status": {"observedGeneration": 3, **(status or {})},
    }


def replica_set(uid: str, revision: str) -> Object:
    metadata: Object = {"uid": uid, "annotations": {REVISION: revision}}
    return {"metadata": {**metadata, "ownerReferences": [{"uid": "d"}]}}


SETS = (replica_set("old", "1"), replica_set("new", "2"))


def pod(*states: Data, owner: str = "new", containers: int = 1, **status: Data) -> Object:
    return {
        "metadata": {"name": "p", "ownerReferences": [{"uid": owner}]},
        "spec": {"containers": [{"name": f"c{x}"} for x in range(containers)]},
        "status": {"containerStatuses": [*states], **status},
    }


def waiting(reason: str, restarts: int = 0, last: int | None = None) -> Object:
    found: Object = {
        "name": "web",
        "restartCount": restarts,
        "state": {"waiting": {"reason": reason, "message": "m"}},
    }
    return found if last is None else {**found, "lastState": {"terminated": {"exitCode": last}}}


def late() -> Object:
    message = "failed to sync secret cache: timed out waiting for the condition"
    waits: Object = {"reason": "CreateContainerConfigError", "message": message}
    return {"name": "web", "restartCount": 0, "state": {"waiting": waits}}


def ended(code: int, restarts: int, reason: str = "Error") -> Object:
    state: Object = {"terminated": {"exitCode": code, "reason": reason}}
    return {"name": "web", "restartCount": restarts, "state": state}


AGAIN: Object = {
    "name": "web",
    "ready": True,
    "restartCount": 1,
    "state": {"running": {"startedAt": JUST_NOW}},
}
AHEAD: Object = {**AGAIN, "state": {"running": {"startedAt": "2026-11-28T14:00:00Z"}}}
"""By a clock that is ahead of ours."""
RUNNING: Object = {"name": "web", "ready": False, "restartCount": 0, "state": {"running": {}}}


def unschedulable(since: str, message: str = "0/1 nodes are available") -> Object:
    condition: Object = {"type": "PodScheduled", "status": "False", "reason": "Unschedulable"}
    return pod(conditions=[{**condition, "message": message, "lastTransitionTime": since}])


def condition(kind: str, status: str, since: str = LONG_AGO) -> Object:
    found: Object = {"type": kind, "status": status, "message": "m", "lastTransitionTime": since}
    return {"conditions": [found]}


@pytest.mark.parametrize(
    ("workload", "pods", "expected", "words"),
    [
        (deployment(DONE), [pod()], Condition.READY, "its pod is ready"),
        (
            deployment(replicas=0),
            [],
            Condition.READY,
            "stopped: no pods are asked for",
        ),
        (
            deployment(DONE, generation=4),
            [pod()],
            Condition.WAITING,
            "the cluster has not seen the change yet",
        ),
        (deployment(), [pod(RUNNING)], Condition.WAITING, "web runs and is not ready yet"),
        (deployment(), [pod(waiting("ContainerCreating"))], Condition.WAITING, "web: Container"),
        (deployment(), [pod(waiting("ErrImagePull"))], Condition.WAITING, "web: ErrImagePull"),
        (deployment(), [], Condition.WAITING, "its pod is being made"),
        (
            deployment(DONE),
            [pod(), pod(owner="old")],
            Condition.WAITING,
            "waits until its pod is gone that came before",
        ),
        (
            deployment(),
            [pod(waiting("ImagePullBackOff"), owner="old")],
            Condition.WAITING,
            "waits until its pod is gone",
        ),
        (
            deployment(DONE, strategy="RollingUpdate"),
            [pod(), pod(owner="old")],
            Condition.READY,
            "its pod is ready",
        ),
        (
            deployment(SURGE, strategy="RollingUpdate"),
            [pod(), pod(owner="old")],
            Condition.WAITING,
            "its pod is being made",
        ),
        (deployment(DONE), [pod(AGAIN)], Condition.WAITING, "web was just started again"),
        (deployment(DONE), [pod(AHEAD)], Condition.READY, "its pod is ready"),
        (
            deployment(DONE),
            [pod(), pod(ended(137, 3), phase="Failed")],
            Condition.READY,
            "its pod is ready",
        ),
        (deployment(), [pod(waiting("ImagePullBackOff"))], Condition.FAILED, "web: ImagePull"),
        (deployment(), [pod(waiting("InvalidImageName"))], Condition.FAILED, "web: InvalidImage"),
        (
            deployment(),
            [pod(waiting("CreateContainerConfigError"))],
            Condition.FAILED,
            "web: CreateContainerConfigError: m",
        ),
        (deployment(), [pod(late())], Condition.WAITING, "web: CreateContainerConfigError"),
        (deployment(), [pod(ended(1, 0))], Condition.WAITING, "web ended with exit code 1"),
        (deployment(), [pod(ended(1, 1))], Condition.FAILED, "web exits 1, twice"),
        (
            deployment(),
            [pod(waiting("CrashLoopBackOff", 2, 7))],
            Condition.FAILED,
            "web exits 7, twice",
        ),
        (
            deployment(),
            [pod(ended(137, 1, "OOMKilled"))],
            Condition.FAILED,
            "web is killed for its memory, twice",
        ),
        # One of several may end because what it waits for is not there yet.
        (
            deployment(),
            [pod(waiting("CrashLoopBackOff", 2, 7), containers=2)],
            Condition.WAITING,
            "web: CrashLoopBackOff",
        ),
        (
            deployment(label="web"),
            [pod(waiting("CrashLoopBackOff", 2, 7))],
            Condition.WAITING,
            "web: CrashLoopBackOff",
        ),
        (
            deployment(label="web"),
            [pod(waiting("CrashLoopBackOff", 4, 7))],
            Condition.FAILED,
            "web exits 7, 4 times",
        ),
        (deployment(), [unschedulable(JUST_NOW)], Condition.WAITING, "no node takes its pod yet"),
        (deployment(), [unschedulable(LONG_AGO)], Condition.FAILED, "no node takes its pod: 0/1"),
        (
            deployment(),
            [unschedulable(JUST_NOW, 'persistentvolumeclaim "x" not found')],
            Condition.FAILED,
            "no node takes its pod: persistentvolumeclaim",
        ),
        (
            deployment(condition("ReplicaFailure", "True")),
            [],
            Condition.FAILED,
            "no pod is made: m",
        ),
        (
            deployment(condition("ReplicaFailure", "True", JUST_NOW)),
            [],
            Condition.WAITING,
            "its pod is being made",
        ),
        (
            deployment(condition("Progressing", "False")),
            [],
            Condition.FAILED,
            "the cluster gave up on it: m",
        ),
    ],
)
def test_a_deployment(
    workload: Object, pods: list[Object], expected: Condition, words: str
) -> None:
    said = how_far(Rollout(workload, SETS, tuple(pods), NOW))
    assert (said.condition, said.words[: len(words)]) == (expected, words)


def test_restarts_are_counted() -> None:
    pods = (pod(waiting("CrashLoopBackOff", 2, 1), waiting("x", 3)), pod(owner="old"))
    assert how_far(Rollout(deployment(), SETS, pods, NOW)).restarts == 5


@pytest.mark.parametrize(
    ("status", "pods", "expected", "words"),
    [
        (condition("Complete", "True"), [], Condition.READY, "it has ended well"),
        (condition("Failed", "True"), [], Condition.FAILED, "m"),
        ({}, [], Condition.WAITING, "it runs"),
        ({}, [pod(waiting("ImagePullBackOff"), owner="j")], Condition.FAILED, "web: ImagePull"),
        ({}, [pod(waiting("ImagePullBackOff"), owner="other")], Condition.WAITING, "it runs"),
    ],
)
def test_a_job(status: Object, pods: list[Object], expected: Condition, words: str) -> None:
    job: Object = {"kind": "Job", "metadata": {"uid": "j"}, "spec": {}, "status": status}
    said = how_far(Rollout(job, (), tuple(pods), NOW))
    assert (said.condition, said.words[: len(words)]) == (expected, words)
