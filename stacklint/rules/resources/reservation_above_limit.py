"""The rule `reservation-above-limit`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.resources import (
    KINDS,
    amounts_for,
    compose_amounts,
    is_left_open,
    shadowing,
    spec_amounts,
)
from stacklint.model.targets import Target
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Service
    from stacklint.model.resources import Amount
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits


@rule(category="resources", severity=Severity.ERROR, harm=Harm.START)
def reservation_above_limit(spec: Spec, stack: Stack) -> Hits:
    """Reservation of more than the container may use."""
    written = (*spec_amounts(spec), *(x for y in stack.every_service for x in compose_amounts(y)))
    if not {amount.at.path[-2] for amount in written}.issuperset(KINDS):
        return
    found: dict[tuple[Amount, Amount], list[str]] = {}
    for service in stack.every_service:
        for pair in _pairs(spec, service):
            found.setdefault(pair, []).append(f"`{service.name}`")
    for (asked, most), names in found.items():
        yield _hit(asked, most, ", ".join(names), spec.target)


def _pairs(spec: Spec, service: Service) -> Iterator[tuple[Amount, Amount]]:
    """Give each reservation that is above the limit beside it, with that limit."""
    if is_left_open(spec, service):
        return
    asked, most = (_amounts(spec, service, kind) for kind in KINDS)
    for key, low in asked.items():
        if key in most and _is_above(low, most[key]):
            yield low, most[key]


def _is_above(low: Amount, high: Amount) -> bool:
    value, limit = low.quantity.value, high.quantity.value
    return value is not None and limit is not None and value > limit


def _amounts(spec: Spec, service: Service, kind: str) -> dict[str, Amount]:
    if spec.target is not Target.COMPOSE:
        return (amounts_for(spec, service) or {}).get(kind, {})
    # The engine takes no notice of reserved CPUs.
    return {key: x for key, x in shadowing(service, kind).items() if key == "memory"}


def _hit(asked: Amount, most: Amount, names: str, target: Target | None) -> Hit:
    return Hit(
        asked.at.value,
        f"`{asked.key}` of {names}: {asked.quantity.text} is reserved, and the limit is"
        f" {most.quantity.text}: {_happens(target)}",
        also=(Label(most.at.value, "the limit"),),
    )


def _happens(target: Target | None) -> str:
    if target is Target.COMPOSE:
        return "docker compose does not start it"
    return "the Kubernetes API refuses the Deployment"
