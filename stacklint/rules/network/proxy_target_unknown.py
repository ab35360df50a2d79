"""The rule `proxy-target-unknown`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Fix, Harm, Profile, Safety, Severity
from stacklint.model.change import SetValue
from stacklint.model.compose.ports import compose_ports, effective_ports, is_number
from stacklint.model.hooks import hook_text, is_read_by
from stacklint.model.proxy import every_route
from stacklint.model.spelling import closest
from stacklint.model.targets import KUBERNETES
from stacklint.model.tokens import has_token
from stacklint.model.yaml.nodes import Sequence, resolved
from stacklint.model.yaml.scalars import text_of
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Service
    from stacklint.model.proxy import Route
    from stacklint.model.spec import Spec
    from stacklint.model.tree import Tree
    from stacklint.rule import Hits

_ADDRESS = {"/", ":"}


@rule(
    category="network",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=KUBERNETES,
    fix=Safety.UNSAFE,
)
def proxy_target_unknown(spec: Spec, stack: Stack, tree: Tree) -> Hits:
    """Route to a service or port that the stack does not have."""
    routes = every_route(spec)
    if not routes or not stack.is_whole:
        return
    here = _services(stack)
    for route in routes:
        service, port = route.service, route.port
        if service in here:
            is_asked = is_number(port) and not _is_listed(route, spec, stack)
            if is_asked and not _listens_at(here[service], port):
                yield _unlisted(route)
        elif _is_named(service, port) and not is_read_by(hook_text(stack, tree), service):
            yield _unknown(route, list(here), is_alone=len(stack.pods) == 1)
    yield from _maintenance(spec, stack, tree)


def _maintenance(spec: Spec, stack: Stack, tree: Tree) -> Hits:
    """Judge where the routes lead while a restart runs."""
    text, here = spec.text("maintenance-service") or "", _services(stack)
    service, _, port = text.partition(":")
    if has_token(text) or not _is_named(service, port) or service in here:
        return
    if is_read_by(hook_text(stack, tree), service):
        return
    right = closest(service, here)
    yield Hit(
        spec.at("maintenance-service").value,
        f"the stack has no service `{service}`{_meant(right)}: no page is there to show while it"
        " restarts",
        severity=Severity.WARNING,
    )


def _meant(right: str | None) -> str:
    return "" if right is None else f" (did you mean `{right}`?)"


def _is_named(service: str, port: str) -> bool:
    """Leave out what is an address and no service at all, which `malformed-proxy-route` reports."""
    return bool(service and port) and _ADDRESS.isdisjoint(service)


# Many specs share a stack.
@lru_cache(maxsize=256)
def _services(stack: Stack) -> dict[str, Service]:
    """Give the services of pods by name, in order."""
    return {x.name: x for pod in stack.pods for x in pod.compose.services}


def _listens_at(service: Service, port: str) -> bool:
    """What a spec has in place of the stack's ports is what it opens, not where a program is."""
    return port in compose_ports(service).inside or _speaks_of(service, port)


def _speaks_of(service: Service, port: str) -> bool:
    """Its program is told the number, or asked for it: that it listens there is no question."""
    check = resolved(service.node.get("healthcheck"))
    probe = "" if check is None else service.at.document.text[check.start : check.end]
    texts = (*service.environment.values(), *service.words, probe)
    number = re.compile(rf"(?<!\d){port}(?!\d)")
    return any(number.search(text) for text in texts)


def _is_listed(route: Route, spec: Spec, stack: Stack) -> bool:
    own = spec.node("network", "ports", route.service)
    # Told at a glance, most times: reading every port of a spec takes longer than all of this.
    if isinstance(own, Sequence) and route.port in map(text_of, own.items):
        return True
    listed = effective_ports(spec, stack)
    return any(x.service == route.service and route.port in x.inside for x in listed)


def _unknown(route: Route, services: list[str], *, is_alone: bool) -> Hit:
    right = closest(route.service, services)
    consequence = "the route works by its port alone" if is_alone else "every request gets a 502"
    return Hit(
        route.at.below("proxy-to").value,
        f"the stack has no service `{route.service}`{_meant(right)}: {consequence}",
        None if right is None else _fix(route, right),
        severity=Severity.WARNING if is_alone else None,
        is_refused=True,
    )


def _fix(route: Route, right: str) -> Fix:
    text = f"{right}:{route.port}"
    change = SetValue((*route.at.path, "proxy-to"), text)
    return Fix(
        f"{route.goes_to} → {text}", Safety.UNSAFE, (change,), "requests go there from then on"
    )


def _unlisted(route: Route) -> Hit:
    return Hit(
        route.at.below("proxy-to").value,
        f"`{route.service}` lists no port {route.port}: does its program listen there?",
        severity=Severity.INFO,
        confidence=Confidence.LOW,
        profile=Profile.STRICT,
    )
