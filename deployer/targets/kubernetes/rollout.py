"""How far a Deployment or a Job is, from what a cluster says; only the newest pods are judged.

A pod that cannot start is told at once: who waits for the deadline of a cluster waits ten minutes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.found import Condition, Readiness
from deployer.targets.kubernetes.fields import annotation, at, is_leaving, label, number, rows, text
from deployer.targets.kubernetes.pod_state import (
    age,
    is_over,
    pod_failure,
    pod_wait,
    restarts_of,
    statuses_of,
)
from deployer.targets.kubernetes.site import owned_by
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from deployer.targets.kubernetes.fields import Object

COMPONENT = "app.kubernetes.io/component"
REVISION = "deployment.kubernetes.io/revision"
_FRESH = 10
_NOT_MADE = 10
"""Seconds for which a cluster may be unable to make a pod: a quota can become free again."""


class Rollout(NamedTuple):
    """A workload with its ReplicaSets and pods, as they were at a time."""

    workload: Object
    sets: tuple[Object, ...]
    pods: tuple[Object, ...]
    now: datetime


def newest_pods(rollout: Rollout) -> list[Object]:
    """Give the pods that the newest ReplicaSet of a Deployment made; all pods of a Job."""
    workload = rollout.workload
    if text(workload, "kind") == "Job":
        return [x for x in rollout.pods if owned_by(x, workload)]
    revision = annotation(workload, REVISION)
    ours = [x for x in rollout.sets if owned_by(x, workload)]
    newest = next((x for x in ours if annotation(x, REVISION) == revision), None)
    owned = [x for x in rollout.pods if newest is not None and owned_by(x, newest)]
    return [x for x in owned if not is_over(x) and not is_leaving(x)]


def how_far(rollout: Rollout) -> Readiness:
    """Say how far a workload is."""
    pods = newest_pods(rollout)
    restarts = sum(map(restarts_of, pods))
    if text(rollout.workload, "kind") == "Job":
        condition, words = _job(rollout, pods)
    else:
        condition, words = _deployment(rollout, pods)
    return Readiness(condition, words, restarts)


def _job(rollout: Rollout, pods: list[Object]) -> tuple[Condition, str]:
    job = rollout.workload
    for found in rows(job, "status", "conditions"):
        if text(found, "status") == "True" and text(found, "type") == "Complete":
            return Condition.READY, "it has ended well"
        if text(found, "status") == "True" and text(found, "type") == "Failed":
            failed = next(_failures(rollout, pods), "") or text(found, "message")
            return Condition.FAILED, failed
    failure = next(_failures(rollout, pods), "")
    if failure:
        return Condition.FAILED, failure
    if at(job, "spec", "suspend") is True:
        return Condition.WAITING, "it is suspended"
    return Condition.WAITING, next(_waits(pods), "it runs")


def _deployment(rollout: Rollout, pods: list[Object]) -> tuple[Condition, str]:
    found = rollout.workload
    if number(found, "status", "observedGeneration") < number(found, "metadata", "generation"):
        return Condition.WAITING, "the cluster has not seen the change yet"
    failure = _not_made(rollout) or next(_failures(rollout, pods), "") or _late(found)
    if failure:
        return Condition.FAILED, failure
    wanted = number(found, "spec", "replicas")
    old = len([x for x in _all_pods(rollout) if x not in pods])
    if old and text(found, "spec", "strategy", "type") == "Recreate":
        return Condition.WAITING, f"waits until {_are(old)} gone that came before"
    again = next(_again(rollout, pods), "")
    if again:
        return Condition.WAITING, again
    counts = ("replicas", "updatedReplicas", "availableReplicas")
    if all(number(found, "status", name) == wanted for name in counts):
        words = f"{_are(wanted)} ready" if wanted else "stopped: no pods are asked for"
        return Condition.READY, words
    return Condition.WAITING, next(_waits(pods), "its pod is being made")


def _all_pods(rollout: Rollout) -> list[Object]:
    sets = [x for x in rollout.sets if owned_by(x, rollout.workload)]
    owned = [x for x in rollout.pods if any(owned_by(x, one) for one in sets)]
    return [x for x in owned if not is_over(x)]


def _are(count: int) -> str:
    return "its pod is" if count == 1 else f"{count} pods are"


def _failures(rollout: Rollout, pods: list[Object]) -> Iterator[str]:
    has_others = bool(label(rollout.workload, COMPONENT))
    for pod in pods:
        words = pod_failure(pod, rollout.now, has_others=has_others)
        if words:
            yield words


def _again(rollout: Rollout, pods: list[Object]) -> Iterator[str]:
    """Say which containers were started again a moment ago: most of these end once more."""
    for status in (x for pod in pods for x in statuses_of(pod)):
        since = text(status, "state", "running", "startedAt")
        # Clocks of nodes may be ahead of ours, by any time.
        if number(status, "restartCount") and since and 0 <= age(since, rollout.now) < _FRESH:
            yield f"{text(status, 'name')} was just started again"


def _waits(pods: list[Object]) -> Iterator[str]:
    for pod in pods:
        words = pod_wait(pod)
        if words:
            yield words


def _not_made(rollout: Rollout) -> str:
    """Say why a cluster makes no pod: a quota, a runtime class that is not there."""
    for found in rows(rollout.workload, "status", "conditions"):
        if text(found, "type") == "ReplicaFailure" and text(found, "status") == "True":
            since = text(found, "lastTransitionTime")
            if age(since, rollout.now) >= _NOT_MADE:
                return f"no pod is made: {text(found, 'message')}"
    return ""


def _late(found: Object) -> str:
    for one in rows(found, "status", "conditions"):
        if text(one, "type") == "Progressing" and text(one, "status") == "False":
            return f"the cluster gave up on it: {text(one, 'message')}"
    return ""
