"""The routes of a spec: which host name and path leads to which service."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern
from stacklint.model.tokens import has_token
from stacklint.model.yaml.nodes import Mapping, Sequence, resolved
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.spec import Spec
    from stacklint.model.yaml.nodes import Node
    from stacklint.model.yaml.place import Place


# What no authority gives a certificate for.
_NOT_PUBLIC = Pattern(
    r"localhost|.*\.(?:local|internal|localhost|test)|[\d.]+|\[?[0-9a-f:]*:[0-9a-f:]*\]?|[^.]*"
)


class Host(NamedTuple):
    """An entry of `http-proxy`; `node` is None where the item is no mapping.

    `name` is in small letters, as it is compared, and empty where there is none. One that a
    template fills is as it is written, so that it can be told.
    """

    node: Mapping | None
    at: Place
    name: str


class Route(NamedTuple):
    """One route of a host; texts are empty where nothing usable is written.

    `goes_to` is what `proxy-to` says.
    """

    host: Host
    node: Mapping | None
    at: Place
    path: str
    goes_to: str

    @property
    def service(self) -> str:
        """The service that it leads to; empty where a template decides."""
        service = self.goes_to.rpartition(":")[0]
        return "" if has_token(service) else service

    @property
    def port(self) -> str:
        """The port that it leads to, as text; empty where a template decides."""
        port = self.goes_to.rpartition(":")[2]
        return "" if has_token(port) else port

    @property
    def is_websocket(self) -> bool:
        """It is marked as one for websockets."""
        return self.node is not None and text_of(self.node.get("websocket")) in {"true", "True"}


# The rules ask for the same spec one after the other.
@lru_cache(maxsize=2)
def hosts_of(spec: Spec) -> tuple[Host, ...]:
    """Give the hosts in the order of the file."""
    found = spec.node("network", "http-proxy")
    at = spec.at("network", "http-proxy")
    items = found.items if isinstance(found, Sequence) else []
    return tuple([_host(_mapping(item), at.below(index)) for index, item in enumerate(items)])


def _host(node: Mapping | None, at: Place) -> Host:
    text = _text(node, "host-name")
    return Host(node, at, text if has_token(text) else text.lower())


def routes_of(host: Host) -> Iterator[Route]:
    """Give the routes of a host in the order of the file."""
    found = resolved(host.node.get("routes")) if host.node is not None else None
    for index, item in enumerate(found.items if isinstance(found, Sequence) else []):
        node, at = _mapping(item), host.at.below("routes", index)
        yield Route(host, node, at, _text(node, "path"), _text(node, "proxy-to"))


@lru_cache(maxsize=2)
def every_route(spec: Spec) -> tuple[Route, ...]:
    """Give the routes of all hosts."""
    return tuple(route for host in hosts_of(spec) for route in routes_of(host))


def _text(node: Mapping | None, key: str) -> str:
    return "" if node is None else text_of(node.get(key)) or ""


def _mapping(item: Node) -> Mapping | None:
    node = resolved(item)
    return node if isinstance(node, Mapping) else None


def is_public(host: str) -> bool:
    """Tell whether a host name may be known to the world, as far as its letters say."""
    return not _NOT_PUBLIC.fullmatch(host)
