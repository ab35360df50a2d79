"""What stacklint's deployer reads of compose files on Kubernetes, and cannot make anything of.

laconic-so passes it over there, and docker compose refuses the file for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.compose.atoms import CONDITION
from stacklint.model.compose.durations import A_DURATION, seconds_in
from stacklint.model.compose.pod_texts import pod_values
from stacklint.model.compose.waiting import HEALTHY, awaited
from stacklint.model.named import NamedTuple
from stacklint.model.proxy import every_route
from stacklint.model.tokens import has_token
from stacklint.model.yaml.nodes import Mapping, Sequence, resolved
from stacklint.model.yaml.scalars import is_yes, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Pod, Stack
    from stacklint.model.compose.blanks import Values
    from stacklint.model.compose.file import Service
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.place import Place

_OF_READINESS = ("interval", "timeout")


class Unusable(NamedTuple):
    """A text that is not what is `wanted` at its place."""

    at: Place
    text: str
    wanted: str


def unusable_in(spec: Spec, stack: Stack) -> Iterator[Unusable]:
    """Give what is read of the services that are started, and is of no use."""
    values = pod_values(spec)
    for service in (x for x in stack.every_service if not x.has_profiles):
        yield from _conditions(service)
    for service, keys in probed(spec, stack):
        for key in keys:
            yield from _time(key, service, values)


def probed(spec: Spec, stack: Stack) -> Iterator[tuple[Service, tuple[str, ...]]]:
    """Give the services whose healthcheck becomes a probe, with the durations that it takes."""
    routed = frozenset(x.service for x in every_route(spec) if x.port.isdecimal())
    for pod in (*stack.pods, *stack.jobs):
        for service in (x for x in pod.compose.services if not x.has_profiles):
            if keys := _times(service, pod, routed):
                yield service, keys


def _conditions(service: Service) -> Iterator[Unusable]:
    for name, condition in awaited(service).items():
        if condition and not has_token(condition) and CONDITION.missed_by(condition) is not None:
            at = service.at.below("depends_on", name, "condition").value
            yield Unusable(at, condition, CONDITION.words)


def _times(service: Service, pod: Pod, routed: frozenset[str]) -> tuple[str, ...]:
    """Name the durations that a probe is made of; the port of a route is one without."""
    if not _is_checked(service):
        return ()
    is_awaited = any(awaited(x).get(service.name) == HEALTHY for x in pod.compose.services)
    if is_awaited:
        return (*_OF_READINESS, "start_period")
    return () if service.name in routed else _OF_READINESS


def _is_checked(service: Service) -> bool:
    check = resolved(service.node.get("healthcheck"))
    if not isinstance(check, Mapping) or is_yes(check.get("disable")):
        return False
    test = resolved(check.get("test"))
    if isinstance(test, Sequence):
        return bool(test.items) and text_of(test.items[0]) in {"CMD", "CMD-SHELL"}
    return text_of(test) is not None


def _time(key: str, service: Service, values: Values) -> Iterator[Unusable]:
    check = resolved(service.node.get("healthcheck"))
    text = (text_of(check.get(key)) if isinstance(check, Mapping) else None) or ""
    made = values.made_of(text)
    if made is None or has_token(made.text):
        return
    if made.text and seconds_in(made.text) is None:
        yield Unusable(service.at.below("healthcheck", key).value, made.text, A_DURATION)
