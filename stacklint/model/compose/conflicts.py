"""Keys of a compose file that docker compose does not take together.

Measured with 2.26. What it finds in services, it does not look for in those that no profile starts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern
from stacklint.model.tokens import has_token
from stacklint.model.yaml.nodes import Mapping, Sequence, resolved
from stacklint.model.yaml.scalars import is_yes, text_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from stacklint.model.compose.file import Compose, Service
    from stacklint.model.yaml.nodes import KeyPath, Node

    _Keys = tuple[str, ...]

_SIZE = Pattern(r"(?i)(\d+(?:\.\d*)?) ?([kmgtp]?)i?b?")
_EXCLUDE, _DIFFER = "exclude each other", "say different things"
_UNIQUE = "do not go together, since a name can be given to one container only"

# What says the same in two ways, and has to say the same.
_TWICE = (
    (("mem_limit",), ("deploy", "resources", "limits", "memory")),
    (("mem_reservation",), ("deploy", "resources", "reservations", "memory")),
    (("cpus",), ("deploy", "resources", "limits", "cpus")),
    (("pids_limit",), ("deploy", "resources", "limits", "pids")),
)
_COUNTS = (("scale",), ("deploy", "replicas"))
_SOURCES = {"secrets": ("file", "environment"), "configs": ("file", "environment", "content")}
_OF_EXTERNAL = ("driver", "driver_opts", "labels")


class Conflict(NamedTuple):
    """Two keys, as paths below a part `of` a file, and `why` they do not go together."""

    of: KeyPath
    one: tuple[str, ...]
    other: tuple[str, ...]
    why: str


def conflicts_in(compose: Compose, asleep: Container[str]) -> Iterator[Conflict]:
    """Give the conflicts of a file; nothing of a template, or of services that are `asleep`."""
    if compose.document.masked:
        return
    for service in compose.services:
        if service.name not in asleep:
            yield from _of_service(service)
    for section in ("volumes", *_SOURCES):
        for name, node in compose.parts_of(section):
            yield from _of_part((section, name), node)


def _of_service(service: Service) -> Iterator[Conflict]:
    at, node = service.at.path, service.node
    if _text(node, ("network_mode",)) and _is_full(node.get("networks")):
        yield Conflict(at, ("networks",), ("network_mode",), _EXCLUDE)
    if _text(node, ("container_name",)):
        for key in _COUNTS:
            if (_amount(node, key) or 0) > 1:
                yield Conflict(at, key, ("container_name",), _UNIQUE)
    scale, replicas = (_amount(node, key) for key in _COUNTS)
    if scale is not None and replicas is not None and scale != replicas:
        yield Conflict(at, *_COUNTS, _DIFFER)
    for one, other in _TWICE:
        yield from _twice(at, node, one, other)


def _twice(at: KeyPath, node: Mapping, one: _Keys, other: _Keys) -> Iterator[Conflict]:
    """Compare two amounts; where the section of the second one is there, it counts as nothing."""
    amount, around = _amount(node, one), _at(node, other[:-1])
    if not amount or not isinstance(around, Mapping):
        return
    if around.entry(other[-1]) is None:
        yield Conflict(at, one, other[:-1], f"{_DIFFER}, since the second has no `{other[-1]}`")
    elif _amount(node, other) not in {None, amount}:
        yield Conflict(at, one, other, _DIFFER)


def _of_part(at: KeyPath, node: Mapping) -> Iterator[Conflict]:
    first, *others = [x for x in _SOURCES.get(str(at[0]), ()) if node.entry(x)] or [""]
    for key in others:
        yield Conflict(at, (key,), (first,), _EXCLUDE)
    external = resolved(node.get("external"))
    if at[0] == "volumes" and (isinstance(external, Mapping) or is_yes(external)):
        for key in _OF_EXTERNAL:
            if node.entry(key) is not None:
                yield Conflict(at, (key,), ("external",), _EXCLUDE)


def _is_full(node: Node | None) -> bool:
    return bool(
        node.items if isinstance(node, Sequence) else isinstance(node, Mapping) and node.entries
    )


def _at(node: Mapping, keys: _Keys) -> Node | None:
    found: Node | None = node
    for key in keys:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def _text(node: Mapping, keys: _Keys) -> str:
    """Give the text at a path, empty where there is none or a variable decides."""
    text = text_of(_at(node, keys))
    return text if text and "$" not in text and not has_token(text) else ""


def _amount(node: Mapping, keys: _Keys) -> float | None:
    """Give a size in bytes, or a number; None where there is none to compare."""
    text = _text(node, keys)
    found = _SIZE.fullmatch(text) if text else None
    return (
        None
        if found is None
        else float(found[1]) * 1024.0 ** " kmgtp".index(found[2].lower() or " ")
    )
