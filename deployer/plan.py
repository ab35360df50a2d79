"""The plan: what is wanted, minus what is found, as steps with reasons."""

from __future__ import annotations

import hashlib
import json
from enum import Enum
from typing import TYPE_CHECKING

from deployer.wanted.resource import Role
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deployer.wanted.resource import Key, Note, Resource, Wanted
    from stacklint.model.change import Data


class Action(Enum):
    """What is done to a resource."""

    CREATE = "create"
    UPDATE = "update"
    KEEP = "keep"


class Step(NamedTuple):
    """One resource, what is done to it, and why."""

    action: Action
    resource: Resource
    reason: str


class Plan(NamedTuple):
    """The steps in the order in which they are taken, the notes, and what names them all.

    Two plans with one `name` take the same steps with the same contents.
    """

    steps: tuple[Step, ...]
    notes: tuple[Note, ...]
    name: str


def plan_of(wanted: Wanted, found: Mapping[Key, Data]) -> Plan:
    """Compare what is wanted with what is found; volumes come before what writes to them."""
    ordered = sorted(wanted.resources, key=lambda resource: _RANKS[resource.role])
    steps = tuple(_step(resource, found) for resource in ordered)
    return Plan(steps, wanted.notes, _name(steps))


_RANKS = {role: rank for rank, role in enumerate(Role)}


def _step(resource: Resource, found: Mapping[Key, Data]) -> Step:
    if resource.key not in found:
        return Step(Action.CREATE, resource, "it is not there yet")
    there = found[resource.key]
    if there == resource.body:
        return Step(Action.KEEP, resource, "it is as it should be")
    return Step(Action.UPDATE, resource, f"{', '.join(_changed(there, resource.body))} changed")


def _changed(there: Data, body: dict[str, Data]) -> list[str]:
    """Name the top-level parts that differ."""
    before = there if isinstance(there, dict) else {}
    names = dict.fromkeys((*before, *body))
    return [name for name in names if before.get(name) != body.get(name)]


def _name(steps: tuple[Step, ...]) -> str:
    """Give eight digits of the checksum over all that the steps do."""
    content = [[x.action.value, *x.resource.key, x.resource.body] for x in steps]
    digits = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    return f"{digits[:4]}-{digits[4:8]}"
