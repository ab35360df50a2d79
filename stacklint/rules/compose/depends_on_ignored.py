"""The rule `depends-on-ignored`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Profile, Severity
from stacklint.model.targets import KUBERNETES
from stacklint.model.waiting import awaited
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.rule import Hits

_STARTED = "service_started"


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
            for other, condition in awaited(service).items():
                if other in first and not service.is_init:
                    continue
                waits = condition not in {"", _STARTED} or other not in here
                until = f" (`{condition}`)" if condition not in {"", _STARTED} else ""
                yield Hit(
                    service.at.below("depends_on"),
                    f"`{service.name}` does not wait for `{other}`{until} on Kubernetes: it has to"
                    " bear that it is not there yet",
                    notes=(("hint", "an init container can wait"),) if waits else (),
                    profile=Profile.STRICT if waits else Profile.AUDIT,
                    value=other,
                )
