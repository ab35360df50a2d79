"""Ports that a spec takes of its host, or of the nodes of its cluster.

Measured with Docker 26: a port without an address is taken of every one, IPv4 and IPv6; `0.0.0.0`
takes those of IPv4 alone, `[::]` those of IPv6. Of a cluster, a port of the nodes is given once,
whatever the protocol (reference on deployment directories, section 8).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.compose.interpolation import filled
from stacklint.model.compose.ports import effective_ports, is_number, port_in
from stacklint.model.configenv import config_of
from stacklint.model.dialect import Dialect
from stacklint.model.named import NamedTuple
from stacklint.model.targets import KUBERNETES, Target
from stacklint.model.yaml.nodes import Mapping, resolved
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Bundle, Stack
    from stacklint.model.compose.interpolation import Variable
    from stacklint.model.compose.ports import OddPort, Ports
    from stacklint.model.spec import Spec

_EVERY = frozenset({"0.0.0.0", "::"})  # noqa: S104 -- read, not bound


class TakenPort(NamedTuple):
    """Ports in a row that a service takes, from `first` to `last`.

    `inside` is the container's part. `address` is empty where every one is taken, `protocol` where
    the nodes of a cluster give the port.
    """

    service: str
    first: int
    last: int
    inside: str
    protocol: str = ""
    address: str = ""

    @property
    def is_of_nodes(self) -> bool:
        """The nodes of the cluster give it, and not the host."""
        return not self.protocol

    def shares_address(self, other: TakenPort) -> bool:
        """Tell whether some address is taken by both."""
        one, two = self.address, other.address
        if not one or not two or one == two:
            return True
        return (":" in one) == (":" in two) and (one in _EVERY or two in _EVERY)


CLUSTER_PORTS = (
    TakenPort("", 80, 80, "80", "tcp"),
    TakenPort("", 443, 443, "443", "tcp"),
)
"""What a kind cluster takes of its host, for all deployments in it."""


def taken_ports(bundle: Bundle) -> tuple[TakenPort, ...]:
    """Give the ports that the services of a spec take, each once."""
    target = bundle.spec.target
    # The fork makes no Service that the nodes answer for.
    if target is None or (target in KUBERNETES and bundle.spec.dialect is Dialect.FORK):
        return ()
    asleep = _left_out(bundle.stack) if target is Target.COMPOSE else frozenset()
    every = effective_ports(bundle.spec, bundle.stack)
    awake = [ports for ports in every if ports.service not in asleep]
    if target is Target.COMPOSE:
        return tuple(dict.fromkeys(_of_host(bundle.spec, awake)))
    asking = _on_host_network(bundle.stack) if target is Target.KIND else frozenset()
    mapped = (port for ports in awake if ports.service in asking for port in _mapped(ports))
    return tuple(dict.fromkeys([*_of_nodes(awake), *mapped]))


def _left_out(stack: Stack | None) -> frozenset[str]:
    """Name the services that compose starts for a profile alone, or gives no ports."""
    return frozenset() if stack is None else frozenset(stack.asleep) | _on_host_network(stack)


def _on_host_network(stack: Stack | None) -> frozenset[str]:
    return frozenset() if stack is None else frozenset(x.name for x in stack.on_host_network)


def _of_nodes(every: list[Ports]) -> Iterator[TakenPort]:
    for ports in every:
        for port in ports.odd:
            if not port.ip and is_number(port.published) and is_number(port.target):
                number = int(port.published)
                yield TakenPort(ports.service, number, number, port.inside.lower())


def _mapped(ports: Ports) -> Iterator[TakenPort]:
    """Give what a kind cluster maps to its host for a service there, the container's ports."""
    odd = (port.inside for port in ports.odd if is_number(port.target))
    for text in (*(text for _, text in ports.plain), *odd):
        number, _, protocol = text.partition("/")
        yield TakenPort(
            ports.service, int(number), int(number), number, (protocol or "tcp").lower()
        )


def _of_host(spec: Spec, every: list[Ports]) -> Iterator[TakenPort]:
    for ports in every:
        for port in ports.odd:
            written = _filled(spec, written_long(port) if port.is_long else port)
            rows = _rows(written.published, written.target)
            if rows is not None:
                protocol = (written.protocol or "tcp").lower()
                address = written.ip.strip("[]")
                yield TakenPort(ports.service, *rows, written.target, protocol, address)


def _filled(spec: Spec, port: OddPort) -> OddPort:
    """Put in what is variable, as docker compose does, where nothing else can give a value."""
    parts = (port.ip, port.published, port.target, port.protocol)
    if not (port.is_variable or any("$" in part for part in parts)) or _has_other_values(spec):
        return port
    config = config_of(spec)

    def value_of(variable: Variable) -> str:
        is_set = variable.name in config.named
        text = config.value(variable.name).written if is_set else None
        if variable.takes_rest(text):
            return filled(variable.rest, value_of)
        # What has neither value nor default stays as it is written: nobody knows the port.
        return variable.text[variable.start : variable.end] if text is None else text

    if not port.is_long:
        return port_in(filled(port.text, value_of), port.at)
    ip, published, target, protocol = (filled(part, value_of) for part in parts)
    return port._replace(ip=ip, published=published, target=target, protocol=protocol)


def _has_other_values(spec: Spec) -> bool:
    return not spec.section("config").is_complete or spec.node("credentials-files") is not None


def written_long(port: OddPort) -> OddPort:
    """Read the parts of a port in the long form."""
    _, found = port.at.document.find(port.at.path)
    node = resolved(found)
    if not isinstance(node, Mapping):
        return port
    ip, published, target, protocol = (
        text_of(node.get(key)) or "" for key in ("host_ip", "published", "target", "protocol")
    )
    return port._replace(ip=ip, published=published, target=target, protocol=protocol)


def _rows(published: str, target: str) -> tuple[int, int] | None:
    """Give the first and the last; for one port inside, docker takes any of several."""
    first, dash, last = published.partition("-")
    if dash and "-" not in target:
        return None
    last = last if dash else first
    return (int(first), int(last)) if is_number(first) and is_number(last) else None
