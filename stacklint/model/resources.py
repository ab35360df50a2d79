"""What the containers of a stack ask for, and who says so.

Source: for each container the spec's entry for it counts, else `deploy.resources` of the compose
file, else what the spec says for all, else 1 CPU and 2000M, at most 4 CPUs and 8000M (reference on
dialects, section a). The first of them that has anything counts whole (read in laconic-so).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.quantity import Quantity, cpus_of, size_of
from stacklint.model.tokens import has_token, is_opaque
from stacklint.model.yaml.nodes import Mapping, Scalar, Sequence, merged_entries, resolved
from stacklint.model.yaml.scalars import is_null, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Service
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.nodes import KeyPath, Node
    from stacklint.model.yaml.place import Place

KINDS = ("reservations", "limits")


class Amount(NamedTuple):
    """A written amount: `key` is `cpus`, `memory` or `storage`."""

    key: str
    quantity: Quantity
    node: Scalar | Mapping | Sequence
    at: Place


# The rules ask for the same spec one after the other.
@lru_cache(maxsize=2)
def spec_amounts(spec: Spec) -> tuple[Amount, ...]:
    """Give every amount that a spec writes, those of unknown containers included."""
    return () if spec.node("resources") is None else tuple(_spec_amounts(spec))


def _spec_amounts(spec: Spec) -> Iterator[Amount]:
    for top, keys in (("containers", ("cpus", "memory")), ("volumes", ("storage",))):
        for mapping, at in _written(spec, top):
            yield from _amounts(mapping, at, keys)


def _written(spec: Spec, top: str) -> Iterator[tuple[Mapping | None, Place]]:
    """Give what a spec says of all containers or volumes, and of each, by kind."""
    base = spec.at("resources", top)
    found = _mapping(spec.node("resources", top))
    for entry in merged_entries(found) if found is not None else ():
        if entry.name in KINDS:
            yield _mapping(entry.value), base.below(entry.name)
            continue
        inner = _mapping(entry.value)
        for kind in KINDS if inner is not None else ():
            yield _mapping(inner.get(kind) if inner else None), base.below(entry.name, kind)


def blank_amounts(spec: Spec) -> Iterator[Place]:
    """Give the amounts of containers of which a spec has the key, and no value."""
    for mapping, at in () if spec.node("resources") is None else _written(spec, "containers"):
        for entry in merged_entries(mapping) if mapping is not None else ():
            value = resolved(entry.value)
            if isinstance(value, Scalar) and is_null(value) and entry.name in {"cpus", "memory"}:
                yield at.below(entry.name)


# Many specs share a stack.
@lru_cache(maxsize=1024)
def compose_amounts(service: Service) -> tuple[Amount, ...]:
    """Give the amounts of `deploy.resources` of a service."""
    return tuple(
        amount
        for kind in KINDS
        for amount in _amounts(
            _compose_kind(service, kind),
            service.at.below("deploy", "resources", kind),
            ("cpus", "memory"),
        )
    )


@lru_cache(maxsize=256)
def stack_amounts(stack: Stack) -> tuple[Amount, ...]:
    """Give the amounts of every service of the pods."""
    services = (x for pod in stack.pods for x in pod.compose.services)
    return tuple(amount for service in services for amount in compose_amounts(service))


def every_amount(spec: Spec, stack: Stack | None) -> tuple[Amount, ...]:
    """Give what is read, each amount once: containers share one through an alias."""
    once: dict[int, Amount] = {}
    amounts = spec_amounts(spec)
    if stack is not None:
        named = _named(stack) if stack.names_are_known else None
        amounts = (*(x for x in amounts if _is_read(x, named)), *stack_amounts(stack))
    for amount in amounts:
        once.setdefault(id(amount.node), amount)
    return tuple(once.values())


@lru_cache(maxsize=64)
def _named(stack: Stack) -> frozenset[str]:
    """Name what a spec may have amounts for."""
    pods = (*stack.pods, *stack.jobs)
    services = (service.name for pod in pods for service in pod.compose.services)
    return frozenset((*services, *(pod.name for pod in pods), *stack.volumes))


def _is_read(amount: Amount, named: frozenset[str] | None) -> bool:
    """Tell whether an amount is for all, or for a container or volume that there is."""
    name = str(amount.at.path[2])
    return named is None or name in KINDS or name in named


def amounts_for(spec: Spec, service: Service) -> dict[str, dict[str, Amount]] | None:
    """Give what counts for a container, by kind and key; None where nothing is written for it.

    All of it is of one source: limits alone go with no reservation of another.
    """
    base = ("resources", "containers")
    own = (*base, service.name)
    if _has_kinds(spec.node(*own)):
        return {kind: _amounts_at(spec, (*own, kind)) for kind in KINDS}
    if _compose_resources(service) is not None:
        return {kind: shadowing(service, kind) for kind in KINDS}
    if _has_kinds(spec.node(*base)):
        return {kind: global_amounts(spec, kind) for kind in KINDS}
    return None


def is_left_open(spec: Spec, service: Service) -> bool:
    """Tell whether a template or a variable may decide what counts for a container."""
    base = ("resources", "containers")
    kinds = [(*path, kind) for path in ((*base, service.name), base) for kind in KINDS]
    paths = (base[:1], base, (*base, service.name), *kinds)
    if not all(spec.section(*path).is_complete for path in paths):
        return True
    found = [_mapping(spec.node(*path)) for path in kinds]
    found += [_compose_kind(service, kind) for kind in KINDS]
    texts = (text_of(x.get(key)) for x in found if x is not None for key in ("cpus", "memory"))
    return any(has_token(text) for text in texts if text is not None)


def global_amounts(spec: Spec, kind: str) -> dict[str, Amount]:
    """Give what a spec says for all containers, by key; `kind` is `reservations` or `limits`."""
    return _amounts_at(spec, ("resources", "containers", kind))


def has_own(spec: Spec, service: Service, kind: str) -> bool:
    """Tell whether a spec has an entry for a container."""
    return _mapping(spec.node("resources", "containers", service.name, kind)) is not None


def shadowing(service: Service, kind: str) -> dict[str, Amount]:
    """Give what a compose file says in the place of the spec's word for all, by key."""
    return {x.key: x for x in compose_amounts(service) if x.at.path[-2] == kind}


@lru_cache(maxsize=256)
def containers(stack: Stack) -> tuple[Service, ...]:
    """Give the services that become containers which keep running."""
    return tuple(x for pod in stack.pods for x in pod.compose.services if not x.is_init)


def overridden_in(spec: Spec, stack: Stack) -> frozenset[Service]:
    """Give the services whose image the spec replaces: never an init container, never a job."""
    named = frozenset(spec.section("image-overrides").names())
    return frozenset(x for x in containers(stack) if x.name in named) if named else frozenset()


def _amounts_at(spec: Spec, path: KeyPath) -> dict[str, Amount]:
    return {x.key: x for x in spec_amounts(spec) if x.at.path[:-1] == path}


def _has_kinds(node: Node | None) -> bool:
    found = _mapping(node)
    return found is not None and any(map(found.entry, KINDS))


def _compose_resources(service: Service) -> Mapping | None:
    found = _mapping(service.node.get("deploy"))
    found = None if found is None else _mapping(found.get("resources"))
    return found if found is not None and found.entries else None


def _compose_kind(service: Service, kind: str) -> Mapping | None:
    found = _compose_resources(service)
    return None if found is None else _mapping(found.get(kind))


def _amounts(mapping: Mapping | None, at: Place, keys: tuple[str, ...]) -> Iterator[Amount]:
    for key in keys if mapping is not None else ():
        node = resolved(mapping.get(key)) if mapping is not None else None
        quantity = None if node is None else _quantity(key, node, at.document)
        if quantity is not None and node is not None:
            yield Amount(key, quantity, node, at.below(key))


def _quantity(key: str, node: Node, document: Document) -> Quantity | None:
    """Read an amount; a list and a mapping are none, whatever stands in them."""
    if isinstance(node, Mapping | Sequence):
        fault = "is no number" if key == "cpus" else "is no size"
        return None if is_opaque(document, node) else Quantity("", None, fault)
    return cpus_of(node) if key == "cpus" else size_of(node)


def _mapping(node: Node | None) -> Mapping | None:
    node = resolved(node)
    return node if isinstance(node, Mapping) else None
