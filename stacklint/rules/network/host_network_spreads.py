"""The rule `host-network-spreads`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Profile, Severity
from stacklint.model.targets import KUBERNETES
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits


@rule(
    category="network",
    severity=Severity.WARNING,
    profile=Profile.STRICT,
    harm=Harm.MEANING,
    targets=KUBERNETES,
)
def host_network_spreads(spec: Spec, stack: Stack) -> Hits:
    """Network of the host, asked for by one service and given to all."""
    asking = stack.on_host_network
    if not asking:
        return
    others = [
        service.name
        for pod in stack.pods
        for service in pod.compose.services
        if service not in asking
    ]
    if others:
        names = ", ".join(f"`{name}`" for name in sorted(others))
        get, their = ("get", "their") if len(others) > 1 else ("gets", "its")
        who = ", ".join(f"`{service.name}`" for service in asking)
        ask = "ask" if len(asking) > 1 else "asks"
        yield Hit(
            spec.at("stack"),
            f"{who} {ask} for the network of the host, and {names} {get} it too: {their} ports open"
            " on the host, and clash with what has them",
            also=tuple(Label(x.at.below("network_mode"), "asked for here") for x in asking),
        )
