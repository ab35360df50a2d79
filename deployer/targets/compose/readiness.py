"""How far a service is, from its containers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.found import Condition, Readiness

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from deployer.targets.compose.live import Container

_MOST_RESTARTS = 2
_STEADY = 10.0
"""Seconds after which docker itself takes a container that it had to start again for steady."""
_DONE = "service_completed_successfully"
_ORDER = (Condition.FAILED, Condition.WAITING, Condition.READY)


def readiness_of(containers: Sequence[Container], now: float, *, is_ending: bool) -> Readiness:
    """Tell how far a service is; `is_ending` where others wait for it to end well.

    `now` is in seconds since 1970. The worst of its containers speaks for all.
    """
    states = [_state(x, now, is_ending=is_ending or x.is_job) for x in containers]
    condition, words = min(states, key=lambda state: _ORDER.index(state[0]))
    return Readiness(condition, words, sum(x.restarts for x in containers))


def is_awaited(service: str, containers: Iterable[Container]) -> bool:
    """Tell whether any container was made to wait for a service to end well."""
    needs = (need for x in containers for need in x.needs.split(","))
    return any(need.split(":")[:2] == [service, _DONE] for need in needs)


def needed(container: Container) -> tuple[str, ...]:
    """Give the services that a container was made to wait for."""
    return tuple(need.split(":")[0] for need in container.needs.split(",") if need)


def _state(container: Container, now: float, *, is_ending: bool) -> tuple[Condition, str]:
    status, code = container.status, container.exit_code
    if status == "running":
        return _running(container, now, is_ending=is_ending)
    if status == "restarting":
        condition = Condition.FAILED if container.restarts > _MOST_RESTARTS else Condition.WAITING
        return (
            condition,
            f"it ended with exit code {code} and was started again {_times(container)}",
        )
    if status == "exited":
        is_well = is_ending and not code
        words = f"it ended with exit code {code}"
        return (Condition.READY if is_well else Condition.FAILED), words
    if status == "created":
        return Condition.WAITING, "its container is made and not started"
    return Condition.FAILED, f"its container is {status}"


def _running(container: Container, now: float, *, is_ending: bool) -> tuple[Condition, str]:
    if is_ending:
        return Condition.WAITING, "it runs, and has to come to its end"
    if container.health == "unhealthy":
        said = f": {container.probe}" if container.probe else ""
        return Condition.FAILED, f"its health check fails{said}"
    if container.health == "starting":
        return Condition.WAITING, "its health check has not passed yet"
    if container.health == "healthy":
        return Condition.READY, "it is healthy"
    # Of one that started later than now, the clock went back, and nobody knows when it was.
    if container.restarts and 0 <= now - container.started < _STEADY:
        return Condition.WAITING, f"it was started again {_times(container)}, just now"
    return Condition.READY, "it runs (it has no health check)"


def _times(container: Container) -> str:
    return f"{container.restarts} {'time' if container.restarts == 1 else 'times'}"
