"""The rule `service-without-image`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.targets import KUBERNETES
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.rule import Hits


@rule(category="compose", severity=Severity.ERROR, harm=Harm.START, targets=KUBERNETES)
def service_without_image(stack: Stack) -> Hits:
    """Service that names no image."""
    for service in stack.every_service:
        if service.image is None and service.node.entry("extends") is None:
            yield Hit(
                service.at,
                f"`{service.name}` names no image: on Kubernetes, `start` stops there with a"
                " KeyError",
            )
