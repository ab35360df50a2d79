"""Ports as written, in every spelling; those of a service are the spec's, where it names them.

Source: what laconic-so makes of each spelling (reference on dialects, section g): it takes a number
with a protocol, and `host:container`; everything else stops `start`, after the workloads are live.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.model.likeness import part_named, texts_of
from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern
from stacklint.model.tokens import has_token
from stacklint.model.yaml.nodes import Scalar, Sequence, resolved
from stacklint.model.yaml.scalars import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Service
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.nodes import Node
    from stacklint.model.yaml.place import Place

MAX_PORT = 65535
PROTOCOLS = frozenset({"tcp", "udp", "sctp"})
"""What docker and Kubernetes know, in small or capital letters."""

# More entries than these, nobody wants to see in a spec.
_MOST = 100

# Nearly every port there is; the rest is looked at closely.
_PLAIN = re.compile(r"([1-9]\d{0,4})(?:/(tcp|udp|sctp))?")
_PARTS = Pattern(
    r"(?:(?P<ip>\[[^\]]*\]|\d+(?:\.\d+){3}):)?"
    r"(?:(?P<published>(?(ip)[^:/\[\]]*|[^:/\[\]]+)):)?"
    r"(?P<target>[^:/\[\]]+)(?:/(?P<protocol>\w+))?"
)
_DIGITS = Pattern(r"\d+")
_RANGE = Pattern(r"(\d{1,5})-(\d{1,5})")


_PORTS = (part_named("network.ports"),)


class OddPort(NamedTuple):
    """A port that is not a number alone; its parts are empty where they cannot be told.

    `is_long` marks the long form of compose, `is_variable` a text with `${}`.
    """

    text: str
    ip: str
    published: str
    target: str
    protocol: str
    is_long: bool
    at: Place

    @property
    def is_variable(self) -> bool:
        """Something puts it in when it is used."""
        return "$" in self.text

    @property
    def inside(self) -> str:
        """The part that laconic-so takes: the container's port and the protocol."""
        return self.target + (f"/{self.protocol}" if self.protocol else "")

    @property
    def is_range(self) -> bool:
        """It stands for several ports."""
        return _RANGE.fullmatch(self.target) is not None

    @property
    def each_inside(self) -> list[str]:
        """The same of each port of a range; none where there are too many, or they are none."""
        if not self.is_range:
            return [self.inside] if self.target else []
        ending = f"/{self.protocol}" if self.protocol else ""
        return [f"{number}{ending}" for number in numbers_of(self.target)]


class Ports(NamedTuple):
    """The ports of one service: plain ones (place in the list and text), and odd ones.

    `inside` are the ports of the container that can be told, without protocols.
    """

    service: str
    plain: tuple[tuple[int, str], ...]
    odd: tuple[OddPort, ...]
    inside: frozenset[str]
    at: Place
    of_spec: bool

    def texts(self) -> list[tuple[int, str]]:
        """Give every port as written, with its place in the list."""
        written = [(int(port.at.path[-1]), port.text) for port in self.odd]
        return sorted([*self.plain, *written])

    def taken_inside(self) -> list[str]:
        """Give every port as laconic-so takes it, without the host's part; none if one has none."""
        inside = {index: [text] for index, text in self.plain}
        inside |= {int(port.at.path[-1]): port.each_inside for port in self.odd}
        every = [inside[index] for index in sorted(inside)]
        return list(dict.fromkeys(text for texts in every for text in texts)) if all(every) else []


def is_number(text: str) -> bool:
    """Tell whether a text is a port's number."""
    return _is_short(text) and 1 <= int(text) <= MAX_PORT


def _is_short(text: str) -> bool:
    """Tell whether a text is a number of as many digits as a port may have."""
    return text.isdecimal() and len(text) <= len(str(MAX_PORT))


def numbers_of(text: str) -> range:
    """Give the ports of a range; none where one is no port, or nobody wants to see so many."""
    first, _, last = text.partition("-")
    if not is_number(first) or not is_number(last):
        return range(0)
    found = range(int(first), int(last) + 1)
    return found if len(found) <= _MOST else range(0)


def read_ports(service: str, node: Node | None, at: Place, *, of_spec: bool) -> Ports:
    """Read a list of ports; anything but a list has none."""
    written: list[tuple[int, str]] = []
    inside: set[str] = set()
    odd: list[OddPort] = []
    for index, item in enumerate(node.items if isinstance(node, Sequence) else []):
        text = item.value if isinstance(item, Scalar) else ""
        plain = _PLAIN.fullmatch(text) or _PLAIN.fullmatch(_as_read(item))
        if plain is not None and int(plain[1]) <= MAX_PORT:
            written.append((index, plain[0]))
            inside.add(plain[1])
        else:
            odd.append(_odd(resolved(item), at.below(index)))
    inside.update(port.target for port in odd if _is_short(port.target))
    return Ports(service, tuple(written), tuple(odd), frozenset(inside), at, of_spec)


def _as_read(item: Node) -> str:
    """Give the number that a plain `0x50` or `+80` is to laconic-so."""
    node = resolved(item)
    return read_text(node) if isinstance(node, Scalar) else ""


def _odd(node: Node | None, at: Place) -> OddPort:
    if not isinstance(node, Scalar):
        return OddPort("", "", "", "", "", is_long=True, at=at)
    return port_in(node.value.strip(), at)


def port_in(text: str, at: Place) -> OddPort:
    """Read a port in one text."""
    parts = None if "$" in text else _PARTS.fullmatch(text)
    if parts is None:
        return OddPort(text, "", "", "", "", is_long=False, at=at)
    found = parts.groupdict(default="")
    return OddPort(text, **found, is_long=False, at=at)


# The rules ask for the same spec one after the other.
@lru_cache(maxsize=2)
def effective_ports(spec: Spec, stack: Stack | None) -> tuple[Ports, ...]:
    """Give the ports of each service of the pods: the spec's, where it has an entry.

    What a spec says of a service that the stack does not have, nobody reads.
    """
    own = {ports.service: ports for ports in spec_ports(spec)}
    if stack is None:
        return tuple(own.values())
    if stack.is_closed:
        known = stack.services
        own = {name: ports for name, ports in own.items() if name in known or has_token(name)}
    listed = [x for x in _listed(stack) if x.service not in own]
    return (*own.values(), *listed)


def may_list(spec: Spec, stack: Stack | None, numbers: frozenset[str]) -> bool:
    """Tell quickly whether one of some ports may be among those of a spec; never wrongly no."""
    if stack is not None and not numbers.isdisjoint(_listed_inside(stack)):
        return True
    text = (texts_of(spec, _PORTS) or ("\\",))[0]
    # An escape may stand for any digit.
    return isinstance(text, str) and ("\\" in text or not numbers.isdisjoint(_numbers_in(text)))


# Many specs list the same ports.
@lru_cache(maxsize=256)
def _numbers_in(text: str) -> frozenset[str]:
    return frozenset(_DIGITS.findall(text))


# Many specs share a stack.
@lru_cache(maxsize=256)
def _listed(stack: Stack) -> tuple[Ports, ...]:
    services = (x for pod in stack.pods for x in pod.compose.services)
    return tuple(map(compose_ports, services))


@lru_cache(maxsize=256)
def _listed_inside(stack: Stack) -> frozenset[str]:
    return frozenset(port for ports in _listed(stack) for port in ports.inside)


def spec_ports(spec: Spec) -> Iterator[Ports]:
    """Give the ports that a spec names, by service."""
    for entry in spec.section("network", "ports").entries:
        at = spec.at("network", "ports", entry.name)
        yield read_ports(entry.name, resolved(entry.value), at, of_spec=True)


def compose_ports(service: Service) -> Ports:
    """Give the ports that a compose file names for a service."""
    at = service.at.below("ports")
    return read_ports(service.name, service.node.get("ports"), at, of_spec=False)
