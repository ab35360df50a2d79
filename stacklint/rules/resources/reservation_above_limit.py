"""The rule `reservation-above-limit`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.named import NamedTuple
from stacklint.model.resources import (
    KINDS,
    UNWRITTEN,
    Amount,
    amounts_for,
    compose_amounts,
    is_left_open,
    shadowing,
)
from stacklint.model.targets import Target
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose import Service
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits


class _Side(NamedTuple):
    """CPUs, or megabytes; `amount` is where they are written, None where they are a default."""

    key: str
    value: float | None
    amount: Amount | None


class _Pair(NamedTuple):
    """A reservation and a limit that do not go together."""

    asked: _Side
    most: _Side


@rule(category="resources", severity=Severity.ERROR, harm=Harm.START)
def reservation_above_limit(spec: Spec, stack: Stack) -> Hits:
    """Reservation of more than the container may use."""
    if spec.node("resources") is None and not any(map(compose_amounts, stack.every_service)):
        return
    found: dict[_Pair, list[str]] = {}
    for service in stack.every_service:
        for pair in _pairs(spec, service):
            found.setdefault(pair, []).append(f"`{service.name}`")
    for pair, names in found.items():
        yield _hit(pair, ", ".join(names), spec.target)


def _pairs(spec: Spec, service: Service) -> Iterator[_Pair]:
    if any(is_left_open(spec, service, kind) for kind in KINDS):
        return
    asked, most = (_sides(spec, service, kind) for kind in KINDS)
    for key, low in asked.items():
        high = most.get(key)
        if low.value and high is not None and high.value is not None and low.value > high.value:
            yield _Pair(low, high)


def _sides(spec: Spec, service: Service, kind: str) -> dict[str, _Side]:
    if spec.target is Target.COMPOSE:
        # The engine takes no notice of reserved CPUs.
        memory = shadowing(service, kind).get("memory")
        return {} if memory is None else {"memory": _written("memory", memory)}
    written = amounts_for(spec, service, kind)
    if written:
        return {key: _written(key, amount) for key, amount in written.items()}
    return {key: _Side(key, value, None) for key, value in UNWRITTEN[kind].items()}


def _written(key: str, amount: Amount) -> _Side:
    return _Side(key, amount.quantity.value, amount)


def _hit(pair: _Pair, names: str, target: Target | None) -> Hit:
    written = [x for x in (pair.asked.amount, pair.most.amount) if x is not None]
    words = (
        f"`{pair.asked.key}` of {names}: {_text(pair.asked, 'reservations')} is reserved, and the"
        f" limit is {_text(pair.most, 'limits')}: {_happens(target)}"
    )
    also = tuple(Label(amount.at.value, "the limit") for amount in written[1:])
    return Hit(written[0].at.value, words, also=also)


def _text(side: _Side, kind: str) -> str:
    if side.amount is not None:
        return side.amount.quantity.text
    unit = "M" if side.key == "memory" else ""
    return f"{side.value:g}{unit} (where no `{kind}` are)"


def _happens(target: Target | None) -> str:
    if target is Target.COMPOSE:
        return "docker compose does not start it"
    return "the Kubernetes API refuses the Deployment"
