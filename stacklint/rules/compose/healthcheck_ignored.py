"""The rule `healthcheck-ignored`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Profile, Severity
from stacklint.model.nodes import Mapping, resolved
from stacklint.model.proxy import hosts_of, routes_of
from stacklint.model.scalars import text_of
from stacklint.model.targets import KUBERNETES
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits


@rule(
    category="compose",
    severity=Severity.INFO,
    profile=Profile.STRICT,
    harm=Harm.MEANING,
    targets=KUBERNETES,
)
def healthcheck_ignored(spec: Spec, stack: Stack) -> Hits:
    """Check of health that nobody makes."""
    proxied = {route.service for host in hosts_of(spec) for route in routes_of(host)}
    for service in (x for pod in stack.pods for x in pod.compose.services):
        found = resolved(service.node.get("healthcheck"))
        if not isinstance(found, Mapping) or text_of(found.get("disable")) in {"true", "True"}:
            continue
        faces_traffic = service.name in proxied
        yield Hit(
            service.at.below("healthcheck"),
            f"nobody runs the healthcheck of `{service.name}` on Kubernetes: "
            + (
                "requests come as soon as its port is open"
                if faces_traffic
                else "a program that hangs is not restarted"
            ),
            profile=Profile.STRICT if faces_traffic else Profile.AUDIT,
        )
