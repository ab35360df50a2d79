"""The ports of compose files, as a spec can name them on every target.

Source: laconic-so takes a number with a protocol on Kubernetes, and copies all else as it stands
(reference on dialects, section g); `start` then fails after the workloads are live.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.model.compose.ports import PROTOCOLS, is_number
from stacklint.model.named import NamedTuple
from stacklint.model.yaml.nodes import Mapping, Sequence, resolved
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Service
    from stacklint.model.yaml.nodes import Node

_DEFAULTED = re.compile(r"\$\{\w+:?-([^{}]*)\}")
_HOST_PART = re.compile(r"^\$\{?\w+[^:{}]*\}?:")


class ServicePorts(NamedTuple):
    """The ports of one service; `left_out` are those that cannot be told."""

    service: str
    ports: tuple[str, ...]
    left_out: tuple[str, ...]


def stack_ports(stack: Stack, *, inside: bool) -> tuple[ServicePorts, ...]:
    """Give the ports of the pods of a stack; `inside` without what only a host knows."""
    services = (service for pod in stack.pods for service in pod.compose.services)
    found = (_inside(service) if inside else _written(service) for service in services)
    return tuple(ports for ports in found if ports.ports or ports.left_out)


def _written(service: Service) -> ServicePorts:
    texts = [_text(item) for item in _items(service)]
    return ServicePorts(service.name, tuple(dict.fromkeys(text for text in texts if text)), ())


def _inside(service: Service) -> ServicePorts:
    told: dict[str, None] = {}
    left_out: list[str] = []
    for item in _items(service):
        text = _text(item)
        ports = list(inside_of(text))
        told |= dict.fromkeys(ports)
        left_out += [] if ports else [text]
    return ServicePorts(service.name, tuple(told), tuple(left_out))


def inside_of(text: str) -> Iterator[str]:
    """Give the ports of the container that a port stands for; none where that cannot be told."""
    text = _DEFAULTED.sub(r"\1", text.strip())
    text = _HOST_PART.sub("", text)
    target, slash, protocol = text.rpartition(":")[2].partition("/")
    first, dash, last = target.partition("-")
    ends = (first, last if dash else first)
    if protocol not in {"", *PROTOCOLS} or not all(map(is_number, ends)):
        return
    ending = "" if protocol == "tcp" else slash + protocol
    yield from (f"{port}{ending}" for port in range(int(ends[0]), int(ends[1]) + 1))


def _items(service: Service) -> list[Node]:
    node = resolved(service.node.get("ports"))
    return list(node.items) if isinstance(node, Sequence) else []


def _text(item: Node) -> str:
    node = resolved(item)
    if not isinstance(node, Mapping):
        return (text_of(node) or "").strip()
    target, published, protocol = (
        text_of(node.get(key)) or "" for key in ("target", "published", "protocol")
    )
    inside = target + (f"/{protocol}" if protocol else "")
    return f"{published}:{inside}" if published else inside
