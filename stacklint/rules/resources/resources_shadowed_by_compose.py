"""The rule `resources-shadowed-by-compose`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Profile, Safety, Severity
from stacklint.model.change import AddEntry
from stacklint.model.resources import (
    KINDS,
    containers,
    global_amounts,
    has_own,
    shadowing,
    stack_amounts,
)
from stacklint.model.scalars import value_of
from stacklint.model.targets import KUBERNETES
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose import Service
    from stacklint.model.resources import Amount
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits


@rule(
    category="resources",
    severity=Severity.WARNING,
    profile=Profile.STRICT,
    harm=Harm.MEANING,
    targets=KUBERNETES,
    fix=Safety.UNSAFE,
)
def resources_shadowed_by_compose(spec: Spec, stack: Stack) -> Hits:
    """Amount in the spec that a compose file's amount takes the place of."""
    if not stack_amounts(stack):
        return
    for kind in KINDS:
        for key, amount in global_amounts(spec, kind).items():
            for service in containers(stack):
                other = shadowing(service, kind).get(key)
                if other is None or has_own(spec, service, kind):
                    continue
                if other.quantity.value != amount.quantity.value:
                    yield _hit(amount, other, service)


def _hit(amount: Amount, other: Amount, service: Service) -> Hit:
    kind, key = map(str, amount.at.path[-2:])
    path = ("resources", "containers", service.name, kind, key)
    return Hit(
        amount.at.value,
        f"`{key}: {amount.quantity.text}` does not reach `{service.name}`: the compose file's"
        f" {other.quantity.text} counts there",
        Fix(
            f"for `{service.name}` itself: {amount.quantity.text}",
            Safety.UNSAFE,
            (AddEntry(path, value_of(amount.node), quote=bool(amount.node.style)),),
            "the container gets what the spec says from then on",
        ),
        also=(Label(other.at.value, "this counts"),),
        value=service.name,
    )
