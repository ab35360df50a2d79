"""Applying an object, after its fields have become ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.errors import StepFailed
from deployer.targets.kubernetes.answers import CONFLICT, INVALID, Answer
from deployer.targets.kubernetes.fields import is_leaving, text
from deployer.targets.kubernetes.fitted import fitted
from deployer.targets.kubernetes.growth import can_grow
from deployer.targets.kubernetes.ownership import OURS, needs_taking_over, taken_over

if TYPE_CHECKING:
    from deployer.targets.kubernetes.api import Api
    from deployer.targets.kubernetes.fields import Object
    from deployer.wanted.resource import Key, Resource

_TRIES = 5


def applied(api: Api, resource: Resource) -> Object:
    """Apply a resource; StepFailed where it is being deleted, or where others hold its fields."""
    live = api.get(resource.key)
    if live is None:
        return _applied(api, resource, resource.body)
    if is_leaving(live):
        kind = resource.key.kind.lower()
        raise StepFailed(resource.title, f"{kind} {resource.key.name} is being deleted: wait")
    if needs_taking_over(live):
        take_over(api, resource.key)
    body = fitted(resource.body, live, can_grow=can_grow(api, live))
    return _applied(api, resource, body)


def take_over(api: Api, key: Key) -> None:
    """Make laconic-so's fields of an object ours, so that an apply can take them out."""
    for attempt in range(_TRIES):
        found = api.get(key)
        if found is None or not needs_taking_over(found):
            return
        try:
            api.patch(
                key,
                {"op": "replace", "path": "/metadata/managedFields", "value": taken_over(found)},
                {
                    "op": "replace",
                    "path": "/metadata/resourceVersion",
                    "value": text(found, "metadata", "resourceVersion"),
                },
            )
        except Answer as answer:
            if answer.status != CONFLICT or attempt == _TRIES - 1:
                raise


def is_immutable(answer: Answer) -> bool:
    """Tell whether an object would have to be made anew."""
    return answer.status == INVALID and "immutable" in answer.words


def _applied(api: Api, resource: Resource, body: Object) -> Object:
    try:
        return api.apply(resource.key, body)
    except Answer as answer:
        if answer.status != CONFLICT or not answer.conflicts:
            raise
        foreign = [x for x in answer.conflicts if x.manager not in OURS]
        if foreign:
            one = foreign[0]
            why = (
                f"{one.manager} set {one.field} to another value than the spec's: undo it there, "
                "or take that value into the spec"
            )
            raise StepFailed(resource.title, why) from answer
    return api.apply(resource.key, body, is_forced=True)
