"""The rule `one-shot-becomes-deployment`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.compose.waiting import ENDED, awaited
from stacklint.model.targets import KUBERNETES
from stacklint.model.yaml.scalars import text_of
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Service
    from stacklint.rule import Hits

_OF_SERVERS = ("ports", "expose", "healthcheck")


@rule(category="compose", severity=Severity.WARNING, harm=Harm.START, targets=KUBERNETES)
def one_shot_becomes_deployment(stack: Stack) -> Hits:
    """Service that ends, and is started again for ever."""
    for pod in stack.pods:
        waits = [x for service in pod.compose.services for x in awaited(service).items()]
        is_awaited = {name for name, condition in waits if condition == ENDED}
        for service in pod.compose.services:
            if service.is_init or not (service.name in is_awaited or _ends(service)):
                continue
            is_written = service.node.entry("restart") is not None
            yield Hit(
                service.at.below("restart") if is_written else service.at,
                f"`{service.name}` runs once, and Kubernetes starts it again for ever:"
                " CrashLoopBackOff",
                notes=(
                    ("hint", "name it under `jobs` of stack.yml, or make it an init container"),
                ),
            )


def _ends(service: Service) -> bool:
    """It says that it ends, and nothing about it says that others talk to it."""
    restart = text_of(service.node.get("restart")) or ""
    ends = restart in {"no", "false"} or restart.startswith("on-failure")
    return ends and not any(service.node.entry(key) for key in _OF_SERVERS)
