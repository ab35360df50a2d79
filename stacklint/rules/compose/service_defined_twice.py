"""The rule `service-defined-twice`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Severity
from stacklint.model.targets import Target
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Pod, Stack
    from stacklint.model.compose.file import Service
    from stacklint.rule import Hits

# One of these beside an image, and a service stands on its own.
_OF_ITS_OWN = ("command", "environment", "ports", "volumes")


@rule(
    category="compose",
    severity=Severity.WARNING,
    confidence=Confidence.MEDIUM,
    harm=Harm.MEANING,
    targets=frozenset({Target.COMPOSE}),
)
def service_defined_twice(stack: Stack) -> Hits:
    """Service of a name that a service of another pod has."""
    firsts: dict[str, tuple[Pod, Service]] = {}
    for pod in stack.pods:
        for service in pod.compose.services:
            other, first = firsts.setdefault(service.name, (pod, service))
            if other.compose.file != pod.compose.file:
                hit = _hit(service, first, pod)
                # What is no whole service is laid over the other on purpose.
                are_whole = _is_whole(service) and _is_whole(first)
                yield hit if are_whole else hit.guessed(Severity.INFO)


def _hit(service: Service, first: Service, pod: Pod) -> Hit:
    return Hit(
        service.at,
        f"`{service.name}` of the pod `{pod.name}` is in {first.at.document.name} too: docker"
        " compose makes one service of both, and what this one says counts",
        also=(Label(first.at, "the other one"),),
        words="takes the place of the other",
    )


def _is_whole(service: Service) -> bool:
    has_image = service.image is not None or service.node.entry("build") is not None
    return has_image and any(map(service.node.entry, _OF_ITS_OWN))
