"""One object: what is there, and what a server-side dry run of the apply would make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.found import TAKEN_OVER, Sighting
from deployer.targets.kubernetes.answers import CONFLICT, FORBIDDEN, INVALID, Answer
from deployer.targets.kubernetes.differences import rolls, stamps, words_of
from deployer.targets.kubernetes.fields import at, label, table, text
from deployer.targets.kubernetes.ownership import (
    OURS,
    applied_fields,
    is_theirs,
    needs_taking_over,
    owned_fields,
    part,
    united,
)
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from deployer.targets.kubernetes.api import Api
    from deployer.targets.kubernetes.fields import Object
    from deployer.wanted.resource import Key, Resource

TEMPLATE = "its template"
SELECTOR = "selector"
_TRIAL = "-stacklint-trial"
_LONGEST_START = 40
_TRIES = 5


class Look(NamedTuple):
    """What a look at an object gave.

    `refused` is what the server says against it, `taken` what other programs set to another value.
    `stamps` are those on its pods, now and then.
    """

    sighting: Sighting | None
    refused: str = ""
    taken: tuple[str, ...] = ()
    stamps: tuple[str, str] = ("", "")


def look_at(api: Api, resource: Resource, body: Object, live: Object) -> Look:
    """Compare an object with what would come of it."""
    try:
        before, after, taken = _seen(api, resource.key, body, live)
    except Answer as answer:
        return _refused(resource, answer)
    if needs_taking_over(before):
        before, after = _as_ours(api, resource.key, body, before)
    changes = words_of(before, after)
    if is_theirs(live):
        changes = (*changes, TAKEN_OVER)
    is_rolled = resource.key.kind == "Deployment" and rolls(before, after)
    is_down = is_rolled and text(body, "spec", "strategy", "type") == "Recreate"
    sighting = Sighting(
        changes, is_down=is_down, foreign=_owner(live, body), is_stopped=_is_stopped(resource, live)
    )
    return Look(sighting, taken=taken, stamps=stamps(before, after))


def _is_stopped(resource: Resource, live: Object) -> bool:
    return resource.key.kind == "Deployment" and at(live, "spec", "replicas") == 0


def refusal_of(api: Api, key: Key, body: Object) -> Answer | None:
    """Give what the server has against an object that is not there yet; None for nothing."""
    try:
        api.apply(key, body, is_dry=True)
    except Answer as answer:
        return answer
    return None


def _seen(api: Api, key: Key, body: Object, live: Object) -> tuple[Object, Object, tuple[str, ...]]:
    """Give an object and what would come of it, both of one moment: controllers write meanwhile."""
    after, taken = _tried(api, key, body)
    for _ in range(_TRIES):
        if _version(after) == _version(live):
            break
        live = api.get(key) or live
        after, taken = _tried(api, key, body)
    return live, after, taken


def _version(found: Object) -> str:
    return text(found, "metadata", "resourceVersion")


def _tried(api: Api, key: Key, body: Object) -> tuple[Object, tuple[str, ...]]:
    """Give what an apply would make of an object, and which of its fields others hold."""
    try:
        return api.apply(key, body, is_dry=True), ()
    except Answer as answer:
        if answer.status != CONFLICT:
            raise
        taken = tuple(
            f"{x.field} by {x.manager}" for x in answer.conflicts if x.manager not in OURS
        )
    return api.apply(key, body, is_dry=True, is_forced=True), taken


def _refused(resource: Resource, answer: Answer) -> Look:
    """Take for changed what can only be made anew; all else is what the server says.

    Who may only work in a namespace that others made leaves that as it is.
    """
    if answer.status == FORBIDDEN and resource.key.kind == "Namespace":
        return Look(Sighting())
    if answer.status == INVALID and "immutable" in answer.words:
        if resource.key.kind == "Job":
            return Look(Sighting((TEMPLATE,)))
        if resource.key.kind == "Deployment":
            return Look(Sighting((SELECTOR,), is_down=True))
    return Look(Sighting(), refused=answer.words)


def _as_ours(api: Api, key: Key, body: Object, live: Object) -> tuple[Object, Object]:
    """Give what is ours of an object, and what will be once laconic-so's fields are taken over.

    What a dry run of the apply gives has their fields still. So the object is tried under a name
    that nobody has, where all that is not asked for is missing.
    """
    name = f"{key.name[:_LONGEST_START].rstrip('-.')}{_TRIAL}"
    metadata = {**table(body, "metadata"), "name": name}
    trial = api.apply(key._replace(name=name), {**body, "metadata": metadata}, is_dry=True)
    owned, applied = owned_fields(live), applied_fields(trial)
    return _both(live, owned, applied), _both(_renamed(trial, name, key.name), owned, applied)


def _renamed(trial: Object, name: str, real: str) -> Object:
    """Give an object its name back; a namespace has it as a label too."""
    metadata = table(trial, "metadata")
    labels: Object = {x: real if y == name else y for x, y in table(metadata, "labels").items()}
    return {**trial, "metadata": {**metadata, "name": real, "labels": labels}}


def _both(found: Object, owned: Object, applied: Object) -> Object:

    kept = part(found, united(owned, applied))
    rest: Object = {name: found[name] for name in ("apiVersion", "kind") if name in found}
    return {**kept, **rest} if isinstance(kept, dict) else rest


def _owner(live: Object, body: Object) -> str:
    """Say whose an object is where it belongs to another deployment."""
    has, ours = label(live, "app"), label(body, "app")
    return f"deployment {has}" if has and ours and has != ours else ""
