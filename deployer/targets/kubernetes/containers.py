"""The containers of pods, one by one, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.found import Condition, Running
from deployer.targets.kubernetes.fields import (
    at,
    is_leaving,
    label,
    name_of,
    number,
    rows,
    table,
    text,
)
from deployer.targets.kubernetes.pod_state import HOPELESS, LOOPS, age, pod_wait, statuses_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from deployer.targets.kubernetes.fields import Object

_BAD = {*HOPELESS, LOOPS}


def running(pods: Iterable[Object], app: str, now: datetime) -> Iterator[Running]:
    """Give the containers of the pods of a deployment; jobs have its label with more behind it."""
    for pod in sorted(pods, key=name_of):
        said = label(pod, "app")
        if said == app or said.startswith(f"{app}-"):
            yield from _of_pod(pod, now)


def _of_pod(pod: Object, now: datetime) -> Iterator[Running]:
    statuses = {text(x, "name"): x for x in statuses_of(pod)}
    for section in ("initContainers", "containers"):
        for row in rows(pod, "spec", section):
            name = text(row, "name")
            yield _container(pod, name, statuses.get(name, {}), now)


def _container(pod: Object, name: str, status: Object, now: datetime) -> Running:
    condition, state, words = _state(pod, status)
    if is_leaving(pod):
        condition, words = Condition.WAITING, "its pod is ending"
    started = text(status, "state", "running", "startedAt")
    since = started or text(pod, "metadata", "creationTimestamp")
    return Running(
        owner=_owner(pod),
        pod=name_of(pod),
        service=name,
        condition=condition,
        state=state,
        words=words,
        restarts=number(status, "restartCount"),
        age=age(since, now) if since else None,
        node=text(pod, "spec", "nodeName"),
    )


def _owner(pod: Object) -> str:
    """Give the Deployment or the Job: a ReplicaSet has the name of its Deployment and a hash."""
    for one in rows(pod, "metadata", "ownerReferences"):
        name = text(one, "name")
        return name.rpartition("-")[0] if text(one, "kind") == "ReplicaSet" else name
    return name_of(pod)


def _state(pod: Object, status: Object) -> tuple[Condition, str, str]:
    """Give how far a container is, the word of the cluster, and why it is not ready."""
    state = table(status, "state")
    ended, waiting = state.get("terminated"), state.get("waiting")
    if ended is not None:
        return _ended(ended)
    if state.get("running") is not None:
        if at(status, "ready") is True:
            return Condition.READY, "running", "it runs"
        why = (
            "and the others wait until it ends"
            if _is_first(pod, status)
            else "and is not ready yet"
        )
        return Condition.WAITING, "running", f"it runs, {why}"
    reason = text(waiting, "reason")
    condition = Condition.FAILED if reason in _BAD else Condition.WAITING
    return condition, "waiting", _why_waiting(pod, status, waiting)


def _is_first(pod: Object, status: Object) -> bool:
    """Tell whether a container has to end before the others begin."""
    return status in rows(pod, "status", "initContainerStatuses")


def _ended(ended: object) -> tuple[Condition, str, str]:
    found = ended if isinstance(ended, dict) else {}
    code, reason = number(found, "exitCode"), text(found, "reason")
    if not code:
        return Condition.READY, "ended", "it has ended well"
    return Condition.FAILED, "ended", f"it ended with exit code {code} ({reason or 'Error'})"


def _why_waiting(pod: Object, status: Object, waiting: object) -> str:
    found = waiting if isinstance(waiting, dict) else {}
    last = table(status, "lastState", "terminated")
    said = [text(found, "reason"), text(found, "message")]
    if last:
        said.append(f"before that it ended with exit code {number(last, 'exitCode')}")
    why = text(pod, "status", "message") or pod_wait(pod) or "its pod is being made"
    return ": ".join(filter(None, said)) or why
