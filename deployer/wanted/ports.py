"""The ports of a service, whichever way they are written: each number and protocol once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from deployer.wanted.interpolation import filled
from deployer.wanted.resource import CannotRender
from stacklint.model.compose.ports import MAX_PORT, PROTOCOLS
from stacklint.model.named import NamedTuple
from stacklint.model.yaml.nodes import Mapping, Scalar, Sequence, resolved
from stacklint.model.yaml.scalars import is_null, read_text, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.configuration import Variables
    from stacklint.model.compose.file import Service
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.nodes import Node
    from stacklint.model.yaml.place import Place

_PORT = re.compile(
    r"(?:(?:\[[^\]]*\]|[^:\[\]]*):(?=.*:))?(?:(?P<published>[^:]*):)?"
    r"(?P<target>[^:/]+)(?:/(?P<protocol>\w+))?"
)
_NUMBERS = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")


class Port(NamedTuple):
    """A port of a container; `published` is the host's, None where the target chooses."""

    number: int
    protocol: str
    published: int | None
    at: Place

    @property
    def title(self) -> str:
        """The port as its author writes it."""
        return f"{self.number}" if self.protocol == "tcp" else f"{self.number}/{self.protocol}"


def ports_of(service: Service, spec: Spec, values: Variables) -> tuple[Port, ...]:
    """Give the ports of a service: those of the spec where it has an entry, else its own."""
    entry = next(
        (x for x in spec.section("network", "ports").entries if x.name == service.name), None
    )
    node = service.node.get("ports") if entry is None else resolved(entry.value)
    at = service.at.below("ports")
    if entry is not None:
        at = spec.at("network", "ports", service.name)
    items = node.items if isinstance(node, Sequence) else []
    found: dict[tuple[int, str], Port] = {}
    for index, item in enumerate(items):
        for port in _read(resolved(item), values, at.below(index)):
            found.setdefault((port.number, port.protocol), port)
    return tuple(found.values())


def _read(node: Node | None, values: Variables, at: Place) -> Iterator[Port]:
    if isinstance(node, Mapping):
        parts = {x: text_of(node.get(x)) or "" for x in ("target", "published", "protocol")}
        text = "/".join(filter(None, (parts["target"], parts["protocol"])))
        published = filled(parts["published"], values, at)
        text = filled(text, values, at)
        return _spread(f"{published}:{text}" if published else text, at)
    text = read_text(node) if isinstance(node, Scalar) and not is_null(node) else ""
    found = filled(text, values, at).strip()
    if text and not found.strip(":"):
        words = f"port `{text}` is empty, since no variable of it is set: set it in `config`"
        raise CannotRender(words, at)
    return _spread(found, at)


def _spread(text: str, at: Place) -> Iterator[Port]:
    found = _PORT.fullmatch(text)
    protocol = "" if found is None else (found["protocol"] or "tcp").lower()
    inside = None if found is None else _range(found["target"])
    if found is None or inside is None or protocol not in PROTOCOLS:
        raise CannotRender(f"port `{text}` is none: write it like `8080:80` or `9000/udp`", at)
    outside = _range(found["published"] or "")
    if found["published"] and (outside is None or len(inside) not in {1, len(outside)}):
        raise CannotRender(f"port `{text}` leads from other ports than it leads to", at)
    for index, number in enumerate(inside):
        # Of a range for one port, docker chooses one: so may the target.
        is_paired = outside is not None and len(outside) == len(inside)
        yield Port(number, protocol, outside[index] if outside and is_paired else None, at)


def _range(text: str) -> range | None:
    found = _NUMBERS.fullmatch(text.strip())
    if found is None:
        return None
    first, last = int(found[1]), int(found[2] or found[1])
    return range(first, last + 1) if 1 <= first <= last <= MAX_PORT else None
