"""The rule `service-without-image`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.targets import Target
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Service
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits

_HAS_ONE = ("build", "extends", "image", "provider")


@rule(category="compose", severity=Severity.ERROR, harm=Harm.START)
def service_without_image(spec: Spec | None, stack: Stack) -> Hits:
    """Service that names no image."""
    if spec is None:
        yield from _anywhere(stack)
    elif spec.target is Target.COMPOSE:
        yield from _on_compose(stack)
    elif spec.makes_objects:
        yield from _on_kubernetes(spec, stack)


def _anywhere(stack: Stack) -> Iterator[Hit]:
    """Find what no target starts; what only Kubernetes does not start counts for less."""
    nowhere = tuple(_on_compose(stack))
    yield from nowhere
    told = {hit.at for hit in nowhere}
    for hit in () if stack.file.is_of_fork else _on_kubernetes(None, stack):
        if hit.at not in told:
            yield hit.guessed(Severity.WARNING)


def _on_kubernetes(spec: Spec | None, stack: Stack) -> Iterator[Hit]:
    for service in stack.every_service:
        extends = service.node.entry("extends") is not None
        # Nobody knows what the fork makes of it.
        if service.image is None and not (extends and stack.is_for_fork(spec)):
            unread = ", and what it extends is not read" if extends else ""
            yield Hit(
                service.at,
                f"`{service.name}` names no image{unread}: on Kubernetes, `start` stops there with"
                " a KeyError",
                # Stacklint starts nothing for a profile alone, and takes the image of the spec.
                of_laconic_so=service.has_profiles or _is_overridden(spec, stack, service),
            )


def _is_overridden(spec: Spec | None, stack: Stack, service: Service) -> bool:
    from stacklint.model.resources import overridden_in  # noqa: PLC0415 -- most have an image

    return spec is not None and service in overridden_in(spec, stack)


def _on_compose(stack: Stack) -> Iterator[Hit]:
    """Find services with nothing to run; compose joins those of one name, and skips profiles."""
    services = [service for pod in stack.pods for service in pod.compose.services]
    able = {service.name for service in services if _may_run(service)}
    for service in services if stack.is_closed else ():
        if service.name not in able:
            yield Hit(
                service.at,
                f"`{service.name}` names neither an image nor a `build`: docker compose starts"
                " nothing of the stack",
            )


def _may_run(service: Service) -> bool:
    return service.has_profiles or any(service.node.get(key) is not None for key in _HAS_ONE)
