"""Keys of compose files that docker compose does not take together.

Measured with 2.26, which makes one file of all those of a stack, and then looks. What it finds in
services, it does not look for in those that no profile starts.
"""

from __future__ import annotations

from itertools import product
from math import inf
from typing import TYPE_CHECKING

from stacklint.model.compose.parts import Part, parts_in
from stacklint.model.named import NamedTuple
from stacklint.model.yaml.nodes import Mapping, Sequence, merged_entries, resolved
from stacklint.model.yaml.scalars import is_yes, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose.parts import Keys
    from stacklint.model.yaml.nodes import KeyPath
    from stacklint.model.yaml.place import Place

_EXCLUDE, _DIFFER = "exclude each other", "say different things"
_REFUSED = "docker compose refuses the file"
_STOPS = "docker compose starts nothing of the stack"
_UNIQUE = "do not go together, since a name can be given to one container only"

# What says the same in two ways, and has to say the same.
_TWICE: tuple[tuple[Keys, Keys], ...] = (
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
_AT_MOST: tuple[tuple[Keys, Keys], ...] = (
    *((reserved, limit) for reserved in _RESERVED for limit in _MEMORY),
    *((limit, ("memswap_limit",)) for limit in _MEMORY),
)
_CPUS: tuple[Keys, ...] = (("cpus",), ("deploy", "resources", "limits", "cpus"))
_SLICES: tuple[Keys, ...] = (("cpu_quota",), ("cpu_period",))
_NETWORKS = ("networks",)
_DEVICES = ("deploy", "resources", "reservations", "devices")


class Conflict(NamedTuple):
    """Two keys of a part, at its path, and `why` they do not go together."""

    of: KeyPath
    one: Place
    other: Place
    why: str
    happens: str


def _conflict(part: Part, one: Keys, other: Keys, why: str, happens: str = _REFUSED) -> Conflict:
    """Say that two keys of a part do not go together."""
    return Conflict(part.path, part.place(one), part.place(other), why, happens)


def conflicts_in(stack: Stack) -> Iterator[Conflict]:
    """Give the conflicts of a stack; nothing of templates, or of services that are asleep."""
    awake = [x for x in parts_in(stack, "services") if x.path[1] not in stack.asleep]
    networks = _networks_of(stack)
    for service in awake:
        yield from _of_service(service)
        yield from _of_addresses(service, networks)
    yield from _of_names(awake)
    for section in ("volumes", *_SOURCES):
        for part in parts_in(stack, section):
            yield from _of_part(part)


def _of_service(service: Part) -> Iterator[Conflict]:
    if service.text(_MODE) and service.is_full(_NETWORKS):
        yield _conflict(service, _NETWORKS, _MODE, _EXCLUDE)
    if service.text(_NAME):
        for key in _COUNTS:
            if (service.amount(key) or 0) > 1:
                yield _conflict(service, key, _NAME, _UNIQUE)
    scale, replicas = (service.amount(key) for key in _COUNTS)
    if scale is not None and replicas is not None and scale != replicas:
        yield _conflict(service, *_COUNTS, _DIFFER)
    for one, other in _TWICE:
        yield from _twice(service, one, other)
    yield from _of_devices(service)
    yield from _of_container(service)


def _twice(service: Part, one: Keys, other: Keys) -> Iterator[Conflict]:
    """Compare two amounts; where the section of the second one is there, it counts as nothing."""
    amount, around = service.amount(one), service.find(other[:-1])
    if not amount or around is None or not isinstance(around[1], Mapping):
        return
    if service.find(other) is None:
        yield _conflict(
            service, one, other[:-1], f"{_DIFFER}, since the second has no `{other[-1]}`"
        )
    elif service.amount(other) not in {None, amount}:
        yield _conflict(service, one, other, _DIFFER)


def _of_devices(service: Part) -> Iterator[Conflict]:
    found = service.find(_DEVICES)
    for index, _ in enumerate(found[1].items if found and isinstance(found[1], Sequence) else ()):
        count, ids = ((*_DEVICES, index, key) for key in ("count", "device_ids"))
        if service.find(count) is not None and service.find(ids) is not None:
            yield _conflict(service, count, ids, _EXCLUDE)


def _of_names(services: list[Part]) -> Iterator[Conflict]:
    """Give the services that ask for a container of a name that another one has."""
    firsts: dict[str, Part] = {}
    for service in services:
        name = service.text(_NAME)
        first = firsts.setdefault(name, service) if name else service
        if first is not service:
            why = f"are both `{name}`, and a name can be given to one container only"
            yield Conflict(service.path, service.place(_NAME), first.place(_NAME), why, _STOPS)


def _networks_of(stack: Stack) -> dict[str, Part | None]:
    """Give the networks that there are, with what is said of each."""
    files = [pod.compose for pod in stack.pods]
    names = {"default", *(name for file in files for name in file.names_in("networks"))}
    said = {str(part.path[1]): part for part in parts_in(stack, "networks")}
    return {name: said.get(name) for name in names}


def _of_addresses(service: Part, networks: dict[str, Part | None]) -> Iterator[Conflict]:
    """Give the addresses that are asked for where docker chooses the subnet."""
    found = service.find(_NETWORKS)
    for entry in merged_entries(found[1]) if found and isinstance(found[1], Mapping) else ():
        network = networks.get(entry.name)
        if entry.name not in networks or (network is not None and _has_subnet(network)):
            continue
        for key in ("ipv4_address", "ipv6_address"):
            address, joined = ("networks", entry.name, key), ("networks", entry.name)
            if service.text(address):
                other = service.place(joined) if network is None else network.said[0][0]
                why = "do not go together, since that network has no subnet under `ipam.config`"
                yield Conflict(service.path, service.place(address), other, why, _STOPS)


def _has_subnet(network: Part) -> bool:
    """Tell whether a network has a subnet of its own, or whoever made it may have given it one."""
    if (found := network.find(("external",))) is not None and text_of(found[1]) != "false":
        return True
    ranges = None if (found := network.find(("ipam", "config"))) is None else found[1]
    items = map(resolved, ranges.items if isinstance(ranges, Sequence) else ())
    return any(isinstance(x, Mapping) and x.get("subnet") is not None for x in items)


def _of_part(part: Part) -> Iterator[Conflict]:
    section = str(part.path[0])
    first, *others = [x for x in _SOURCES.get(section, ()) if part.find((x,))] or [""]
    for key in others:
        yield _conflict(part, (key,), (first,), _EXCLUDE)
    found = part.find(("external",))
    external = None if found is None else resolved(found[1])
    if section == "volumes" and (isinstance(external, Mapping) or is_yes(external)):
        for key in _OF_EXTERNAL:
            if part.find((key,)) is not None:
                yield _conflict(part, (key,), ("external",), _EXCLUDE)


def _of_container(service: Part) -> Iterator[Conflict]:
    """Give what compose takes, and docker refuses when it makes the container."""
    mode = service.text(_MODE)
    lacks = _OF_ITS_OWN if mode.startswith(("service:", "container:")) else ()
    for key in _LINKS if mode == "host" else lacks:
        if service.is_full(key):
            why = f"do not go together, since the network is not its own (`{mode}`)"
            yield _conflict(service, key, _MODE, why, _STOPS)
    for one, other in _AT_MOST:
        if (service.amount(one) or 0) > (service.amount(other) or inf):
            yield _conflict(service, one, other, "do not go together: the first is larger", _STOPS)
    for one, other in product(_SLICES, _CPUS):
        if service.amount(one) and service.amount(other):
            yield _conflict(service, one, other, _EXCLUDE, _STOPS)
