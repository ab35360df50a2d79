"""What a stack has that a spec does not name yet, as changes of the spec.

Nothing that the spec says already is touched, so that a second run finds nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.specs.ports import stack_ports
from deployer.specs.storage import storage_of
from stacklint.model.change import AddEntry
from stacklint.model.targets import ABILITIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.specs.storage import Shelf
    from stacklint.model.bundle import Stack
    from stacklint.model.spec import Spec
    from stacklint.model.targets import Target
    from stacklint.model.tree import Tree


def gained(
    spec: Spec, stack: Stack, target: Target, shelf: Shelf, tree: Tree
) -> tuple[AddEntry, ...]:
    """Give what to add to a spec: volumes, ConfigMaps, and ports of services it does not name."""
    return (*_storage(spec, stack, target, shelf, tree), *_ports(spec, stack, target))


def _storage(
    spec: Spec, stack: Stack, target: Target, shelf: Shelf, tree: Tree
) -> Iterator[AddEntry]:
    named = {x.name for part in ("volumes", "configmaps") for x in spec.section(part).entries}
    storage = storage_of(stack, target, tree)
    for name in storage.volumes:
        if name not in named:
            yield AddEntry(("volumes", name), shelf.path(name))
    for name in storage.configmaps:
        if name not in named:
            yield AddEntry(("configmaps", name), f"./configmaps/{name}")


def _ports(spec: Spec, stack: Stack, target: Target) -> Iterator[AddEntry]:
    """Where a spec names no ports at all, it leaves them to the stack, and goes on doing so."""
    named = {entry.name for entry in spec.section("network", "ports").entries}
    if not named:
        return
    for entry in stack_ports(stack, inside=ABILITIES[target].makes_objects):
        if entry.service not in named and entry.ports:
            yield AddEntry(("network", "ports", entry.service), list(entry.ports))
