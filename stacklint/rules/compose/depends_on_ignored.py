"""The rule `depends-on-ignored`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Profile, Severity
from stacklint.model.nodes import Mapping, Sequence, merged_entries, resolved
from stacklint.model.scalars import text_of
from stacklint.model.targets import KUBERNETES
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose import Service
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
        for service in pod.compose.services:
            for other, condition in _awaited(service).items():
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


def _awaited(service: Service) -> dict[str, str]:
    """Give the services that one waits for, with the condition where one is written."""
    found = resolved(service.node.get("depends_on"))
    if isinstance(found, Sequence):
        return {text: "" for item in found.items if (text := text_of(item)) is not None}
    awaited: dict[str, str] = {}
    for entry in merged_entries(found) if isinstance(found, Mapping) else ():
        node = resolved(entry.value)
        condition = text_of(node.get("condition")) if isinstance(node, Mapping) else None
        awaited[entry.name] = condition or ""
    return awaited
