"""Keys of compose files that docker compose does not take together.

Measured with 2.26, which makes one file of all those of a stack, and then looks. What it finds in
services, it does not look for in those that no profile starts.
"""

from __future__ import annotations

from itertools import product
from math import inf
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern
from stacklint.model.tokens import has_token
from stacklint.model.yaml.nodes import Mapping, Sequence, resolved
from stacklint.model.yaml.place import Place
from stacklint.model.yaml.scalars import is_yes, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.yaml.nodes import KeyPath, Node

    _Keys = tuple[str | int, ...]

_SIZE = Pattern(r"(?i)(\d+(?:\.\d*)?) ?([kmgtp]?)i?b?")
_EXCLUDE, _DIFFER = "exclude each other", "say different things"
_REFUSED = "docker compose refuses the file"
_STOPS = "docker compose starts nothing of the stack"
_UNIQUE = "do not go together, since a name can be given to one container only"

# What says the same in two ways, and has to say the same.
_TWICE: tuple[tuple[_Keys, _Keys], ...] = (
    (("mem_limit",), ("deploy", "resources", "limits", "memory")),
    (("mem_reservation",), ("deploy", "resources", "reservations", "memory")),
    (("cpus",), ("deploy", "resources", "limits", "cpus")),
    (("pids_limit",), ("deploy", "resources", "limits", "pids")),
)
_COUNTS = (("scale",), ("deploy", "replicas"))
_SOURCES = {"secrets": ("file", "environment"), "configs": ("file", "environment", "content")}
_OF_EXTERNAL = ("driver", "driver_opts", "labels")
_NAME = ("container_name",)
_MODE = ("network_mode",)
# What a container cannot have that has the network of another one, or of the host.
_LINKS = (("links",), ("external_links",))
_OF_ITS_OWN = (("ports",), ("expose",), ("hostname",), ("dns",), ("extra_hosts",), *_LINKS)
_MEMORY = (("mem_limit",), ("deploy", "resources", "limits", "memory"))
_RESERVED = (("mem_reservation",), ("deploy", "resources", "reservations", "memory"))
# Amounts of which the first must not be the larger one.
_AT_MOST: tuple[tuple[_Keys, _Keys], ...] = (
    *((reserved, limit) for reserved in _RESERVED for limit in _MEMORY),
    *((limit, ("memswap_limit",)) for limit in _MEMORY),
)
_CPUS: tuple[_Keys, ...] = (("cpus",), ("deploy", "resources", "limits", "cpus"))
_SLICES: tuple[_Keys, ...] = (("cpu_quota",), ("cpu_period",))
_DEVICES = ("deploy", "resources", "reservations", "devices")


class Conflict(NamedTuple):
    """Two keys of a part, at its path, and `why` they do not go together."""

    of: KeyPath
    one: Place
    other: Place
    why: str
    happens: str


class _Part(NamedTuple):
    """What all files together say of a service or another part: the last one counts."""

    path: KeyPath
    said: tuple[tuple[Place, Mapping], ...]

    def find(self, keys: _Keys) -> tuple[Place, Node] | None:
        """Give what counts below it."""
        for at, node in self.said:
            found = _below(node, keys)
            if found is not None:
                return at.below(*keys), found
        return None

    def place(self, keys: _Keys) -> Place:
        """Give the place of what was found."""
        found = self.find(keys)
        return self.said[0][0].below(*keys) if found is None else found[0]

    def text(self, keys: _Keys) -> str:
        """Give the text at a path, empty where there is none or a variable decides."""
        found = self.find(keys)
        text = None if found is None else text_of(found[1])
        return text if text and "$" not in text and not has_token(text) else ""

    def amount(self, keys: _Keys) -> float | None:
        """Give a size in bytes, or a number; None where there is none to compare."""
        text = self.text(keys)
        found = _SIZE.fullmatch(text) if text else None
        return (
            None
            if found is None
            else float(found[1]) * 1024.0 ** " kmgtp".index(found[2].lower() or " ")
        )

    def is_full(self, keys: _Keys) -> bool:
        """Tell whether there is a text at a path, or something in a list or a mapping."""
        node = None if (found := self.find(keys)) is None else resolved(found[1])
        if isinstance(node, Sequence):
            return bool(node.items)
        return bool(node.entries) if isinstance(node, Mapping) else bool(self.text(keys))

    def conflict(self, one: _Keys, other: _Keys, why: str, happens: str = _REFUSED) -> Conflict:
        """Say that two of its keys do not go together."""
        return Conflict(self.path, self.place(one), self.place(other), why, happens)


def conflicts_in(stack: Stack) -> Iterator[Conflict]:
    """Give the conflicts of a stack; nothing of templates, or of services that are asleep."""
    awake = [x for x in _parts(stack, "services") if x.path[1] not in stack.asleep]
    for service in awake:
        yield from _of_service(service)
    yield from _of_names(awake)
    for section in ("volumes", *_SOURCES):
        for part in _parts(stack, section):
            yield from _of_part(part)


def _parts(stack: Stack, section: str) -> list[_Part]:
    found: dict[str, list[tuple[Place, Mapping]]] = {}
    for compose in (pod.compose for pod in stack.pods):
        document = compose.document
        for name, node in () if document.masked else compose.parts_of(section):
            found.setdefault(name, []).insert(0, (Place(document, (section, name)), node))
    return [_Part((section, name), tuple(said)) for name, said in found.items()]


def _of_service(service: _Part) -> Iterator[Conflict]:
    if service.text(_MODE) and service.is_full(("networks",)):
        yield service.conflict(("networks",), _MODE, _EXCLUDE)
    if service.text(_NAME):
        for key in _COUNTS:
            if (service.amount(key) or 0) > 1:
                yield service.conflict(key, _NAME, _UNIQUE)
    scale, replicas = (service.amount(key) for key in _COUNTS)
    if scale is not None and replicas is not None and scale != replicas:
        yield service.conflict(*_COUNTS, _DIFFER)
    for one, other in _TWICE:
        yield from _twice(service, one, other)
    yield from _of_devices(service)
    yield from _of_container(service)


def _twice(service: _Part, one: _Keys, other: _Keys) -> Iterator[Conflict]:
    """Compare two amounts; where the section of the second one is there, it counts as nothing."""
    amount, around = service.amount(one), service.find(other[:-1])
    if not amount or around is None or not isinstance(around[1], Mapping):
        return
    if service.find(other) is None:
        yield service.conflict(one, other[:-1], f"{_DIFFER}, since the second has no `{other[-1]}`")
    elif service.amount(other) not in {None, amount}:
        yield service.conflict(one, other, _DIFFER)


def _of_devices(service: _Part) -> Iterator[Conflict]:
    found = service.find(_DEVICES)
    for index, _ in enumerate(found[1].items if found and isinstance(found[1], Sequence) else ()):
        count, ids = ((*_DEVICES, index, key) for key in ("count", "device_ids"))
        if service.find(count) is not None and service.find(ids) is not None:
            yield service.conflict(count, ids, _EXCLUDE)


def _of_names(services: list[_Part]) -> Iterator[Conflict]:
    """Give the services that ask for a container of a name that another one has."""
    firsts: dict[str, _Part] = {}
    for service in services:
        name = service.text(_NAME)
        first = firsts.setdefault(name, service) if name else service
        if first is not service:
            why = f"are both `{name}`, and a name can be given to one container only"
            yield Conflict(service.path, service.place(_NAME), first.place(_NAME), why, _STOPS)


def _of_part(part: _Part) -> Iterator[Conflict]:
    section = str(part.path[0])
    first, *others = [x for x in _SOURCES.get(section, ()) if part.find((x,))] or [""]
    for key in others:
        yield part.conflict((key,), (first,), _EXCLUDE)
    found = part.find(("external",))
    external = None if found is None else resolved(found[1])
    if section == "volumes" and (isinstance(external, Mapping) or is_yes(external)):
        for key in _OF_EXTERNAL:
            if part.find((key,)) is not None:
                yield part.conflict((key,), ("external",), _EXCLUDE)


def _of_container(service: _Part) -> Iterator[Conflict]:
    """Give what compose takes, and docker refuses when it makes the container."""
    mode = service.text(_MODE)
    lacks = _OF_ITS_OWN if mode.startswith(("service:", "container:")) else ()
    for key in _LINKS if mode == "host" else lacks:
        if service.is_full(key):
            why = f"do not go together, since the network is not its own (`{mode}`)"
            yield service.conflict(key, _MODE, why, _STOPS)
    for one, other in _AT_MOST:
        if (service.amount(one) or 0) > (service.amount(other) or inf):
            yield service.conflict(one, other, "do not go together: the first is larger", _STOPS)
    for one, other in product(_SLICES, _CPUS):
        if service.amount(one) and service.amount(other):
            yield service.conflict(one, other, _EXCLUDE, _STOPS)


def _below(node: Node, keys: _Keys) -> Node | None:
    found: Node | None = node
    for key in keys:
        if isinstance(key, int):
            found = found.items[key] if isinstance(found, Sequence) else None
        else:
            found = found.get(key) if isinstance(found, Mapping) else None
        found = resolved(found)
    return found
