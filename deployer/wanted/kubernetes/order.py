"""The order in which the services of a pod start, as `depends_on` asks for it.

Kubernetes starts init containers one after the other. One that restarts always goes on running
beside the pod's containers, and the next waits for its startup probe (since Kubernetes 1.29): that
is `service_healthy`. One that ends is `service_completed_successfully`. For `service_started` it is
enough to stand in front.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.resource import CannotRender
from stacklint.model.compose.waiting import ENDED, HEALTHY, is_spared
from stacklint.model.named import NamedTuple
from stacklint.model.yaml.nodes import Mapping, Sequence, merged_entries, resolved
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stacklint.model.bundle import Pod, Stack
    from stacklint.model.compose.file import Service

_STARTED = "service_started"
_CONDITIONS = frozenset({_STARTED, HEALTHY, ENDED})


class Order(NamedTuple):
    """The services of a pod in the order in which they start.

    `first` become init containers, of which those in `lasting` go on running; `rest` are the
    containers.
    """

    first: tuple[Service, ...]
    lasting: frozenset[str]
    rest: tuple[Service, ...]


class Need(NamedTuple):
    """That one service waits for another."""

    name: str
    condition: str


def started(pod: Pod) -> tuple[Service, ...]:
    """Give the services that compose starts when no profile is named."""
    return tuple(service for service in pod.compose.services if not service.has_profiles)


def order_of(pod: Pod, stack: Stack) -> Order:
    """Put the services of a pod in order; what runs in another pod is waited for by nobody."""
    services = {service.name: service for service in started(pod)}
    needs = {
        name: tuple(x for x in needs_of(service, stack) if x.name in services)
        for name, service in services.items()
    }
    ordered = _sorted(services, needs)
    early = _early(services.values(), needs)
    done = {x.name for found in needs.values() for x in found if x.condition == ENDED}
    lasting = frozenset(x for x in early if x not in done and not services[x].is_init)
    return Order(
        tuple(services[name] for name in ordered if name in early),
        lasting,
        tuple(services[name] for name in ordered if name not in early),
    )


def needs_of(service: Service, stack: Stack) -> Iterator[Need]:
    """Give what a service waits for, in this pod or another."""
    node = service.node.get("depends_on")
    names = [text_of(x) or "" for x in node.items] if isinstance(node, Sequence) else []
    found = [(name, Need(name, _STARTED), True) for name in names]
    for entry in merged_entries(node) if isinstance(node, Mapping) else ():
        inner = resolved(entry.value)
        condition = text_of(inner.get("condition")) if isinstance(inner, Mapping) else None
        found.append((entry.name, Need(entry.name, condition or _STARTED), not is_spared(inner)))
    for name, need, is_required in found:
        if need.condition not in _CONDITIONS:
            words = f"{service.name} waits for {name} to be `{need.condition}`, which is no state"
            raise CannotRender(words, service.at.below("depends_on"))
        found_there = stack.services.get(name)
        if found_there is not None and not found_there.has_profiles:
            yield need
        elif is_required:
            words = f"{service.name} depends on {name}, which no compose file starts: take it out"
            raise CannotRender(words, service.at.below("depends_on"))


def _early(services: Iterable[Service], needs: dict[str, tuple[Need, ...]]) -> set[str]:
    """Give what has to be ready before others start, and all that such services need."""
    waited = [x.name for found in needs.values() for x in found if x.condition != _STARTED]
    open_names = [*waited, *(service.name for service in services if service.is_init)]
    found: set[str] = set()
    while open_names:
        name = open_names.pop()
        if name not in found:
            found.add(name)
            open_names += [need.name for need in needs[name]]
    return found


def _sorted(services: dict[str, Service], needs: dict[str, tuple[Need, ...]]) -> list[str]:
    """Put each service behind what it needs; init containers of the author stand in front."""
    waiting = sorted(services, key=lambda name: not services[name].is_init)
    ordered: list[str] = []
    while waiting:
        free = next((x for x in waiting if all(n.name in ordered for n in needs[x])), None)
        if free is None:
            words = f"{', '.join(waiting)} wait for each other, and none of them can start"
            raise CannotRender(words, services[waiting[0]].at.below("depends_on"))
        ordered.append(free)
        waiting.remove(free)
    return ordered
