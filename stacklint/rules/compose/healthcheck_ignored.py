"""The rule `healthcheck-ignored`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Profile, Severity
from stacklint.model.compose.bysecurity import serves_both
from stacklint.model.proxy import every_route
from stacklint.model.targets import KUBERNETES
from stacklint.model.yaml.nodes import Mapping, resolved
from stacklint.model.yaml.scalars import is_yes
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Service
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits


@rule(
    category="compose",
    severity=Severity.INFO,
    profile=Profile.STRICT,
    harm=Harm.MEANING,
    targets=KUBERNETES,
)
def healthcheck_ignored(spec: Spec | None, stack: Stack) -> Hits:
    """Check of health that nobody makes."""
    checked = () if stack.is_for_fork(spec) else _checked(stack)
    routes = every_route(spec) if checked and spec is not None else ()
    proxied = {route.service for route in routes}
    for service in checked:
        is_proxied = service.name in proxied
        # Where the file serves compose too, the check is made there, and is no oversight.
        is_missed = is_proxied and not (spec is not None and serves_both(spec, service))
        yield Hit(
            service.at.below("healthcheck"),
            f"nobody runs the healthcheck of `{service.name}` on Kubernetes: "
            + (
                "requests come as soon as its port is open"
                if is_proxied
                else "a program that hangs is not restarted"
            ),
            profile=Profile.STRICT if is_missed else Profile.AUDIT,
        )


# Many specs share a stack.
@lru_cache(maxsize=256)
def _checked(stack: Stack) -> tuple[Service, ...]:
    services = (x for pod in stack.pods for x in pod.compose.services)
    return tuple(filter(_has_check, services))


def _has_check(service: Service) -> bool:
    found = resolved(service.node.get("healthcheck"))
    return isinstance(found, Mapping) and not is_yes(found.get("disable"))
