"""The rule `depends-on-ignored`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Profile, Severity
from stacklint.model.compose.waiting import awaited
from stacklint.model.targets import KUBERNETES
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Service
    from stacklint.rule import Hits

# What a plain list stands for.
_STARTED = frozenset({"", "service_started"})
_SHOWN = 3


@rule(
    category="compose",
    severity=Severity.INFO,
    profile=Profile.STRICT,
    harm=Harm.MEANING,
    targets=KUBERNETES,
)
def depends_on_ignored(stack: Stack) -> Hits:
    """Order of starts that is not kept."""
    for pod in (*stack.pods, *stack.jobs):
        here = {service.name for service in pod.compose.services}
        # Init containers do end before the others start.
        first = {service.name for service in pod.compose.services if service.is_init}
        for service in pod.compose.services:
            kept = set() if service.is_init else first
            waits = [(x, y) for x, y in awaited(service).items() if x not in kept]
            # What is not there at all is no matter of order.
            if stack.is_closed:
                waits = [(x, y) for x, y in waits if x in stack.services]
            # In one pod, and for nothing but the start, who comes too early comes again soon.
            far = [x for x in waits if x[1] not in _STARTED or x[0] not in here]
            near = [x for x in waits if x not in far]
            if far:
                yield _hit(service, far)._replace(notes=(("hint", "an init container can wait"),))
            if near:
                yield _hit(service, near)._replace(profile=Profile.AUDIT, value="started")


def _hit(service: Service, waits: list[tuple[str, str]]) -> Hit:
    names = [f"`{name}`" if until in _STARTED else f"`{name}` (`{until}`)" for name, until in waits]
    shown = ", ".join(names[:_SHOWN])
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    they = "it is" if len(names) == 1 else "they are"
    return Hit(
        service.at.below("depends_on"),
        f"`{service.name}` does not wait for {shown}{more} on Kubernetes: it has to bear that"
        f" {they} not ready yet",
    )
