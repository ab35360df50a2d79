"""Why a pod does not run, in words; and whether there is any hope."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from deployer.targets.kubernetes.fields import at, number, rows, table, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.targets.kubernetes.fields import Object

HOPELESS = {
    "CreateContainerConfigError",
    "ErrImageNeverPull",
    "ImagePullBackOff",
    "InvalidImageName",
}
LOOPS = "CrashLoopBackOff"
_TRIES_ALONE, _TRIES = 2, 4
"""Ends after which a container is given up; one with neighbours may wait for them by ending."""

_UNSCHEDULED = 60
_LATE = "failed to sync"
"""What the kubelet of a busy node says of a ConfigMap or Secret that it will have in a moment."""
_MISSING_CLAIM = "persistentvolumeclaim"


def age(since: str, now: datetime) -> float:
    """Give the seconds since a time that a cluster wrote; zero where it wrote none."""
    return (now - datetime.fromisoformat(since)).total_seconds() if since else 0


def pod_failure(pod: Object, now: datetime, *, has_others: bool) -> str:
    """Say why a pod will not come up; empty where it still may.

    `has_others` tells that the deployment has other pods that this one may wait for.
    """
    scheduled = _condition(pod, "PodScheduled")
    if text(scheduled, "reason") == "Unschedulable":
        message, since = text(scheduled, "message"), text(scheduled, "lastTransitionTime")
        is_missing = _MISSING_CLAIM in message and "not found" in message
        if is_missing or age(since, now) > _UNSCHEDULED:
            return f"no node takes its pod: {message}"
    most = _TRIES if has_others or len(rows(pod, "spec", "containers")) > 1 else _TRIES_ALONE
    words = (_container_failure(x, most) for x in statuses_of(pod))
    return next((found for found in words if found), "")


def pod_wait(pod: Object) -> str:
    """Say what a pod waits for; empty where it is ready."""
    scheduled = _condition(pod, "PodScheduled")
    if text(scheduled, "reason") == "Unschedulable":
        return f"no node takes its pod yet: {text(scheduled, 'message')}"
    for status in statuses_of(pod):
        name, waiting = text(status, "name"), at(status, "state", "waiting")
        reason = text(waiting, "reason")
        if reason:
            return f"{name}: {reason}"
        code = number(status, "state", "terminated", "exitCode")
        if code:
            return f"{name} ended with exit code {code}"
        if at(status, "ready") is not True and at(status, "state", "running") is not None:
            return f"{name} runs and is not ready yet"
    return ""


def is_over(pod: Object) -> bool:
    """Tell whether no container of a pod runs, nor ever will: it has ended, or was evicted."""
    return text(pod, "status", "phase") in {"Succeeded", "Failed"}


def restarts_of(pod: Object) -> int:
    """Count how often containers of a pod were started again."""
    return sum(number(status, "restartCount") for status in statuses_of(pod))


def statuses_of(pod: Object) -> list[Object]:
    """Give the states of all containers of a pod, those that come first, first."""
    return [
        *rows(pod, "status", "initContainerStatuses"),
        *rows(pod, "status", "containerStatuses"),
    ]


def failing(pod: Object) -> Iterator[Object]:
    """Give the states of the containers of a pod that are not as they should be."""
    for status in statuses_of(pod):
        ended = at(status, "state", "terminated")
        if number(ended, "exitCode") or (at(status, "ready") is not True and ended is None):
            yield status


def has_ended_badly(status: Object) -> bool:
    """Tell whether a container ended with an error, now or before it waits to start again."""
    state = "lastState" if at(status, "state", "waiting") is not None else "state"
    return number(status, state, "terminated", "exitCode") != 0


def _container_failure(status: Object, most: int) -> str:
    name, waiting = text(status, "name"), table(status, "state", "waiting")
    reason, message = text(waiting, "reason"), text(waiting, "message")
    if reason in HOPELESS and not message.startswith(_LATE):
        return f"{name}: {reason}: {message}" if message else f"{name}: {reason}"
    ended = table(status, "state", "terminated")
    last = ended or table(status, "lastState", "terminated")
    ends = number(status, "restartCount") + (1 if number(ended, "exitCode") else 0)
    is_ending = reason == LOOPS or number(ended, "exitCode") != 0
    if ends < most or not is_ending:
        return ""
    how = text(last, "reason") if text(last, "reason") == "OOMKilled" else ""
    code = f"exits {number(last, 'exitCode')}" if not how else "is killed for its memory"
    return f"{name} {code}, {'twice' if ends == _TRIES_ALONE else f'{ends} times'}"


def _condition(pod: Object, name: str) -> Object:
    found = (x for x in rows(pod, "status", "conditions") if text(x, "type") == name)
    return next(found, {})
