"""What tells why a workload is not ready: its pods, their events, their last lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.targets.kubernetes.answers import Answer
from deployer.targets.kubernetes.fields import at, name_of, number, text
from deployer.targets.kubernetes.pod_state import failing, has_ended_badly, pod_wait
from deployer.targets.kubernetes.rollout import newest_pods

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.targets.kubernetes.api import Api
    from deployer.targets.kubernetes.fields import Object
    from deployer.targets.kubernetes.rollout import Rollout

_MOST_EVENTS = 10


def evidence_of(api: Api, rollout: Rollout) -> str:
    """Give it as text."""
    pods = newest_pods(rollout)
    names = [name_of(rollout.workload), *map(name_of, rollout.sets), *map(name_of, pods)]
    namespace = text(rollout.workload, "metadata", "namespace")
    lines: list[str] = []
    for pod in pods:
        lines += _pod(api, pod)
    events = [x for name in names for x in api.events(namespace, name)]
    if events:
        lines += ["events:", *_events(events)]
    return "\n".join(lines) or "there are no pods and no events"


def complaint_of(api: Api, rollout: Rollout) -> str:
    """Give the last line of the first container that ended badly; empty where none did."""
    namespace = text(rollout.workload, "metadata", "namespace")
    for pod in newest_pods(rollout):
        for status in filter(has_ended_badly, failing(pod)):
            lines = _log(api, namespace, name_of(pod), status)
            return next((x.strip() for x in reversed(lines) if x.strip()), "")
    return ""


def _pod(api: Api, pod: Object) -> Iterator[str]:
    phase = text(pod, "status", "phase").lower()
    yield f"pod {name_of(pod)}: {phase}{_after(pod_wait(pod))}"
    namespace = text(pod, "metadata", "namespace")
    for status in failing(pod):
        name = text(status, "name")
        yield f"container {name}: {_state(status)}"
        yield from (f"  {line}" for line in _log(api, namespace, name_of(pod), status))


def _state(status: Object) -> str:
    waiting, ended = at(status, "state", "waiting"), at(status, "state", "terminated")
    last = at(status, "lastState", "terminated")
    words = [text(waiting, "reason"), text(waiting, "message")]
    for one, start in ((ended, "exited"), (last, "before that it exited")):
        if one is not None:
            words.append(f"{start} {number(one, 'exitCode')} ({text(one, 'reason')})")
    said = "; ".join(word for word in words if word) or "runs and is not ready"
    return f"{said}; {number(status, 'restartCount')} restarts"


def _log(api: Api, namespace: str, pod: str, status: Object) -> list[str]:
    """Give the last lines: of the container that ended where another only waits to start."""
    is_previous = at(status, "state", "waiting") is not None
    if is_previous and at(status, "lastState", "terminated") is None:
        return []
    try:
        said = api.log(namespace, pod, text(status, "name"), is_previous=is_previous)
    except Answer as answer:
        return [f"(no log: {answer.words})"]
    return said.splitlines()


def _events(events: list[Object]) -> Iterator[str]:
    events.sort(key=_time)
    for event in events[-_MOST_EVENTS:]:
        who = text(event, "involvedObject", "name")
        yield f"  {_time(event)} {who}: {text(event, 'reason')}: {text(event, 'message')}"


def _time(event: Object) -> str:
    return text(event, "lastTimestamp") or text(event, "eventTime")


def _after(words: str) -> str:
    return f", {words}" if words else ""
