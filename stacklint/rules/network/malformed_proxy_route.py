"""The rule `malformed-proxy-route`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.compose.ports import MAX_PORT, is_number
from stacklint.model.dialect import Dialect
from stacklint.model.names import why_no_host, why_no_path
from stacklint.model.proxy import every_route, hosts_of
from stacklint.model.targets import KUBERNETES
from stacklint.model.tokens import has_token, is_opaque
from stacklint.model.yaml.nodes import Mapping, Sequence, resolved
from stacklint.model.yaml.scalars import has_value, is_null, text_of
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.proxy import Host, Route
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.nodes import Node
    from stacklint.rule import Hits

_STOPS = "`start` stops there"
_REFUSED = "The API refuses the Ingress when the workload is live already"


@rule(category="network", severity=Severity.ERROR, harm=Harm.START, targets=KUBERNETES)
def malformed_proxy_route(spec: Spec) -> Hits:
    """Route that laconic-so cannot read, or the cluster does not take."""
    proxy = spec.node("network", "http-proxy")
    is_list = proxy is None or is_null(proxy) or isinstance(proxy, Sequence)
    if not is_list and not spec.is_opaque("network", "http-proxy"):
        at = spec.at("network", "http-proxy")
        yield Hit(at, f"`http-proxy` is no list of hosts: {_STOPS}")
    for host in hosts_of(spec):
        yield from _of_host(spec, host)
    for route in every_route(spec):
        yield from _of_route(spec, route)
    maintenance = spec.text("maintenance-service")
    if maintenance is not None and not has_token(maintenance) and _why(maintenance):
        words = f"`maintenance-service: {maintenance}` {_why(maintenance)}"
        consequence = "the restart fails when the new version is applied already"
        yield Hit(spec.at("maintenance-service").value, f"{words}: {consequence}")


def _of_host(spec: Spec, host: Host) -> Iterator[Hit]:
    if is_opaque(spec.document, host.node) or (host.node is None and _is_token(spec, host)):
        return
    written = None if host.node is None else host.node.get("host-name")
    if written is None:
        yield Hit(host.at.entry, f"a host of `http-proxy` without `host-name`: {_STOPS}")
    elif is_null(written):
        at = host.at.below("host-name")
        yield Hit(at, "`host-name` is empty: the Ingress takes the requests for every host")
    else:
        yield from _of_name(host, text_of(written))
    if host.node is not None:
        yield from _of_routes(spec, host, resolved(host.node.get("routes")))


def _of_routes(spec: Spec, host: Host, routes: Node | None) -> Iterator[Hit]:
    if isinstance(routes, Mapping):
        yield Hit(host.at.below("routes"), f"`routes` is no list: {_STOPS}")
    elif not spec.has_gaps and not _holds(routes):
        at = host.at.entry if routes is None else host.at.below("routes")
        yield Hit(at, "a host of `http-proxy` without `routes`: no request gets to a service")


def _holds(node: Node | None) -> bool:
    """Tell whether something is written at a place, be it of another kind than belongs there."""
    return bool(node.items) if isinstance(node, Sequence) else has_value(node)


def _of_name(host: Host, name: str | None) -> Iterator[Hit]:
    why = "" if name is None or has_token(name) else why_no_host(name)
    if why:
        at = host.at.below("host-name").value
        # Capitals are made small by `stacklint deploy`.
        cannot = bool(why_no_host(host.name))
        yield Hit(at, f"host `{name}` is no host name: {why}. {_REFUSED}", of_laconic_so=not cannot)


def _of_path(spec: Spec, route: Route, found: Node | None) -> Iterator[Hit]:
    path = text_of(found)
    why = "" if path is None or has_token(path) else why_no_path(path)
    if not (_holds(found) or spec.has_gaps or spec.dialect is Dialect.FORK):
        yield Hit(route.at.entry, f"a route without `path`. {_REFUSED}")
    elif why:
        at = route.at.below("path").value
        yield Hit(at, f"path `{path}` is no path: {why}. {_REFUSED}")


def _of_route(spec: Spec, route: Route) -> Iterator[Hit]:
    document = spec.document
    if (
        route.node is None
        or is_opaque(document, route.host.node)
        or is_opaque(document, route.node)
    ):
        return
    yield from _of_path(spec, route, route.node.get("path"))
    text = route.goes_to
    if has_token(text):
        return
    why = _why(text)
    if why:
        words = f"`proxy-to: {text}` {why}" if text else "a route without `proxy-to`"
        at = route.at.below("proxy-to").value if text else route.at.entry
        yield Hit(at, f"{words}: {_STOPS}", notes=_hint(text))


def _is_token(spec: Spec, host: Host) -> bool:
    _, node = spec.document.find(host.at.path)
    return has_token(text_of(node) or "")


# Many specs share a stack, and lead to the same services.
@lru_cache(maxsize=256)
def _why(text: str) -> str:
    """Say why a text is not `service:number`; empty where it is."""
    service, colon, port = text.rpartition(":")
    if not colon:
        return "has no port"
    if "/" in text:
        return "is an address, and no `service:port`"
    if not service or ":" in service:
        return "is no `service:port`"
    if port.isdecimal() and not is_number(port):
        return f"has a port that is not within 1-{MAX_PORT}"
    return "" if is_number(port) else "has a port that is no number"


def _hint(text: str) -> tuple[tuple[str, str], ...]:
    bare = text.partition("://")[2].split("/")[0]
    return (("hint", f"proxy-to: {bare}"),) if bare and not _why(bare) else ()
