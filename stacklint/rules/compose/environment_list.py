"""The rule `environment-list`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Safety, Severity
from stacklint.model.change import MapItems
from stacklint.model.targets import KUBERNETES
from stacklint.model.yaml.nodes import Sequence, resolved
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.rule import Hits


@rule(
    category="compose",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=KUBERNETES,
    fix=Safety.SAFE,
    of_laconic_so=True,
)
def environment_list(stack: Stack) -> Hits:
    """Environment that is a list."""
    for service in () if stack.is_for_fork() else stack.every_service:
        found = resolved(service.node.get("environment"))
        if isinstance(found, Sequence):
            at = service.at.below("environment")
            fix = Fix("as a mapping", Safety.SAFE, (MapItems(at.path),))
            yield Hit(
                at,
                f"`environment` of `{service.name}` is a list: on Kubernetes, `start` stops there"
                " when claims and ConfigMaps exist already",
                fix if found.items else None,
            )
