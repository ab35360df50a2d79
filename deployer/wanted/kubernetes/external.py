"""Names by which containers reach what is not of this deployment: `external-services`.

Source: laconic-so makes an ExternalName Service of a host, and a headless one with Endpoints of an
address. For pods of another namespace it pins the addresses that they have when it starts; here a
Service in that namespace follows them, and the name leads to it.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from deployer.wanted.resource import CannotRender, Key, Resource, Role
from stacklint.model.compose.ports import MAX_PORT
from stacklint.model.named import NamedTuple
from stacklint.model.names import why_no_label, why_no_service_name
from stacklint.model.pattern import Pattern
from stacklint.model.yaml.nodes import Mapping, merged_entries, resolved
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.frame import Frame
    from stacklint.model.change import Data
    from stacklint.model.yaml.nodes import Node
    from stacklint.model.yaml.place import Place

SECTION = "external-services"
_DEFAULT_PORT = "443"
_MODES = ("host", "ip", "selector")
_LABEL = r"[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?"
_HOST = Pattern(rf"{_LABEL}(?:\.{_LABEL})*")
_CLUSTER_DOMAIN = "svc.cluster.local"


class _External(NamedTuple):
    """An entry: its name, its one mode, the mapping, the port."""

    name: str
    mode: str
    node: Mapping
    port: int
    at: Place

    def text(self, key: str) -> str:
        """Give a text of the mapping."""
        return text_of(self.node.get(key)) or ""

    def refused(self, why: str) -> CannotRender:
        """Say why it has no right form."""
        return CannotRender(f"external service {self.name}: {why}", self.at)

    @property
    def ports(self) -> list[Data]:
        """The port, under the name that laconic-so gives it."""
        return [{"name": f"port-{self.port}", "port": self.port}]


def external_services(frame: Frame) -> Iterator[Resource]:
    """Give the Services, and the Endpoints of those that are an address."""
    for entry in frame.spec.section(SECTION).entries:
        at = frame.spec.at(SECTION, entry.name)
        one = _read(entry.name, resolved(entry.value), at)
        if one.name in frame.stack.services:
            raise one.refused("the stack has a service of that name: give it another")
        yield from _MAKERS[one.mode](one, frame)


def _read(name: str, node: Node | None, at: Place) -> _External:
    found = [key for key in _MODES if isinstance(node, Mapping) and node.get(key) is not None]
    fault = why_no_service_name(name)
    if fault:
        raise CannotRender(f"external service {name} is no name in a cluster: {fault}", at)
    if not isinstance(node, Mapping) or len(found) != 1:
        words = f"external service {name} needs one of `host`, `ip`, and `selector` with"
        raise CannotRender(f"{words} `namespace`", at)
    port = text_of(node.get("port")) or _DEFAULT_PORT
    if not port.isdecimal() or not 0 < int(port) <= MAX_PORT:
        raise CannotRender(f"external service {name}: `{port}` is no port", at.below("port"))
    return _External(name, found[0], node, int(port), at)


def _of_host(one: _External, frame: Frame) -> Iterator[Resource]:
    host = one.text("host").lower()
    if _address(host) is not None:
        raise one.refused(f"a name is expected, and {host} is none: write it under `ip`")
    if not _HOST.fullmatch(host):
        raise one.refused(f"`{host}` is no name of a host")
    yield _named(one, host, f"{host}, port {one.port}", frame)


def _of_address(one: _External, frame: Frame) -> Iterator[Resource]:
    address = _address(one.text("ip"))
    if address is None:
        raise one.refused(f"`{one.text('ip')}` is no address: write a name under `host`")
    if address.is_loopback or address.is_link_local or address.is_multicast or int(address) == 0:
        raise one.refused(f"{address} is another one in each pod, and a cluster refuses it")
    spec: dict[str, Data] = {"clusterIP": "None", "ports": one.ports}
    about = f"{address}, port {one.port}"
    yield _resource(one, "Service", {"spec": spec}, about, frame)
    subset: dict[str, Data] = {"addresses": [{"ip": str(address)}], "ports": one.ports}
    yield _resource(one, "Endpoints", {"subsets": [subset]}, about, frame)


def _of_selector(one: _External, frame: Frame) -> Iterator[Resource]:
    """Give a Service beside the pods, which follows them, and the name that leads to it."""
    namespace, chosen = one.text("namespace"), resolved(one.node.get("selector"))
    entries = merged_entries(chosen) if isinstance(chosen, Mapping) else []
    labels: dict[str, Data] = {entry.name: text_of(entry.value) or "" for entry in entries}
    if not labels or why_no_label(namespace):
        raise one.refused("a `selector` needs labels, and the `namespace` that its pods are in")
    spec: dict[str, Data] = {"clusterIP": "None", "selector": labels, "ports": one.ports}
    name = frame.name(one.name)
    about = f"pods of {namespace}, port {one.port}"
    body = _body("Service", {"name": name, "labels": frame.labels}, {"spec": spec})
    yield Resource(Key("Service", namespace, name), body, Role.ROUTE, one.name, about, one.at)
    yield _named(one, f"{name}.{namespace}.{_CLUSTER_DOMAIN}", about, frame)


def _named(one: _External, host: str, about: str, frame: Frame) -> Resource:
    spec: dict[str, Data] = {"type": "ExternalName", "externalName": host, "ports": one.ports}
    return _resource(one, "Service", {"spec": spec}, about, frame)


def _resource(
    one: _External, kind: str, content: dict[str, Data], about: str, frame: Frame
) -> Resource:
    body = _body(kind, {"name": one.name, "labels": frame.labels}, content)
    return Resource(Key(kind, frame.namespace, one.name), body, Role.ROUTE, one.name, about, one.at)


def _body(kind: str, metadata: dict[str, Data], content: dict[str, Data]) -> dict[str, Data]:
    return {"apiVersion": "v1", "kind": kind, "metadata": metadata, **content}


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return None


_MAKERS = {"host": _of_host, "ip": _of_address, "selector": _of_selector}
