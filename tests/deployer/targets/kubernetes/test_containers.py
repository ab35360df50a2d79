"""Containers of pods in words: how far each is, for how long, and why it is not ready."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from deployer.found import Condition, Running
from deployer.targets.kubernetes.containers import running

if TYPE_CHECKING:
    from deployer.targets.kubernetes.fields import Object

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
READY, WAITING, FAILED = Condition.READY, Condition.WAITING, Condition.FAILED
UP: Object = {"state": {"running": {"startedAt": "2026-01-01T11:59:00Z"}}, "ready": True}
ENDED: Object = {"state": {"terminated": {"exitCode": 0, "reason": "Completed"}}}
KILLED: Object = {"state": {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}}
PULLS: Object = {"state": {"waiting": {"reason": "ImagePullBackOff", "message": "no lab/x"}}}
LOOPS: Object = {
    "state": {"waiting": {"reason": "CrashLoopBackOff"}},
    "lastState": {"terminated": {"exitCode": 3}},
    "restartCount": 7,
}
BEGINS: Object = {"state": {"waiting": {"reason": "ContainerCreating"}}}


def pod(*statuses: Object, app: str = "a", **more: Object) -> Object:
    names = [f"c{number}" for number, _ in enumerate(statuses)]
    return {
        "metadata": {
            "name": "a-deployment-1f-x",
            "labels": {"app": app},
            "creationTimestamp": "2026-01-01T10:00:00Z",
            "ownerReferences": [{"kind": "ReplicaSet", "name": "a-deployment-1f"}],
            **more.get("metadata", {}),
        },
        "spec": {"containers": [{"name": x} for x in names], "nodeName": "n1"},
        "status": {
            "containerStatuses": [
                {"name": x, **y} for x, y in zip(names, statuses, strict=True) if y
            ],
            **more.get("status", {}),
        },
    }


def seen(*pods: Object) -> list[Running]:
    return list(running(pods, "a", NOW))


@pytest.mark.parametrize(
    ("status", "condition", "state", "words"),
    [
        (UP, READY, "running", "it runs"),
        ({**UP, "ready": False}, WAITING, "running", "it runs, and is not ready yet"),
        (ENDED, READY, "ended", "it has ended well"),
        (KILLED, FAILED, "ended", "it ended with exit code 137 (OOMKilled)"),
        (PULLS, FAILED, "waiting", "ImagePullBackOff: no lab/x"),
        (LOOPS, FAILED, "waiting", "CrashLoopBackOff: before that it ended with exit code 3"),
        (BEGINS, WAITING, "waiting", "ContainerCreating"),
    ],
)
def test_a_container_in_words(status: Object, condition: Condition, state: str, words: str) -> None:
    (found,) = seen(pod(status))
    assert (found.condition, found.state, found.words) == (condition, state, words)
    assert (found.owner, found.pod, found.node) == ("a-deployment", "a-deployment-1f-x", "n1")


def test_ages_are_since_the_last_start_or_since_it_was_made() -> None:
    up, pulls = seen(pod(UP, PULLS))
    assert (up.age, pulls.age) == (60, 7200)


def test_restarts_are_of_each_container() -> None:
    assert [x.restarts for x in seen(pod(UP, LOOPS))] == [0, 7]


def test_a_pod_without_a_node_says_why() -> None:
    message = "0/1 nodes are available: 1 Insufficient cpu."
    condition: Object = {"type": "PodScheduled", "reason": "Unschedulable", "message": message}
    (found,) = seen(pod({}, status={"conditions": [condition]}))
    assert (found.condition, found.state) == (WAITING, "waiting")
    assert message in found.words


def test_a_pod_that_is_ending_is_told() -> None:
    (found,) = seen(pod(UP, metadata={"deletionTimestamp": "2026-01-01T11:59:59Z"}))
    assert (found.condition, found.words) == (WAITING, "its pod is ending")


def test_an_init_container_holds_up_the_others() -> None:
    one = pod({})
    first: Object = {"name": "first", **UP, "ready": False}
    one["spec"] = {"initContainers": [{"name": "first"}], "containers": [{"name": "c0"}]}
    one["status"] = {"initContainerStatuses": [first]}
    assert [x.service for x in seen(one)] == ["first", "c0"]
    assert seen(one)[0].words == "it runs, and the others wait until it ends"
    assert seen(one)[1].words == "first runs and is not ready yet"


@pytest.mark.parametrize(("app", "count"), [("a", 1), ("a-job-load", 1), ("ab", 0), ("", 0)])
def test_pods_of_others_are_left_out(app: str, count: int) -> None:
    assert len(seen(pod(UP, app=app))) == count
