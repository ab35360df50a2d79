"""The rule `shadowed-proxy-path`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Profile, Severity
from stacklint.model.proxy import every_route
from stacklint.model.targets import KUBERNETES
from stacklint.model.tokens import has_token
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.proxy import Route
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits

_PAIR = 2


@rule(category="network", severity=Severity.WARNING, harm=Harm.MEANING, targets=KUBERNETES)
def shadowed_proxy_path(spec: Spec) -> Hits:
    """Path that one host routes twice."""
    by_path: dict[tuple[str, str], list[Route]] = {}
    every = every_route(spec)
    for route in every if len(every) > 1 else ():
        name = route.host.name
        if name and route.path and not has_token(name + route.path):
            by_path.setdefault((name, route.path), []).append(route)
    for (name, path), routes in by_path.items():
        for route in routes[1:]:
            hit = Hit(
                route.at.below("path").value,
                f"{name} routes `{path}` twice: one of the two never answers",
                also=(Label(routes[0].at.below("path").value, "the first one"),),
            )
            yield _lowered(hit) if _is_websocket_pair(routes) else hit


def _is_websocket_pair(routes: list[Route]) -> bool:
    """Some stacks have a hook of their own that tells the two apart by the mark."""
    return len(routes) == _PAIR and routes[0].is_websocket is not routes[1].is_websocket


def _lowered(hit: Hit) -> Hit:
    return hit._replace(severity=Severity.INFO, profile=Profile.AUDIT)
