"""The rule `one-shot-becomes-deployment`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.scalars import text_of
from stacklint.model.targets import KUBERNETES
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.rule import Hits


@rule(category="compose", severity=Severity.WARNING, harm=Harm.START, targets=KUBERNETES)
def one_shot_becomes_deployment(stack: Stack) -> Hits:
    """Service that ends, and is started again for ever."""
    for service in (x for pod in stack.pods for x in pod.compose.services):
        restart = text_of(service.node.get("restart")) or ""
        ends = restart in {"no", "false"} or restart.startswith("on-failure")
        if ends and not service.is_init:
            yield Hit(
                service.at.below("restart"),
                f"`{service.name}` runs once, and Kubernetes starts it again for ever:"
                " CrashLoopBackOff",
                notes=(
                    ("hint", "name it under `jobs` of stack.yml, or make it an init container"),
                ),
            )
