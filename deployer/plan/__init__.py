"""The plan: what is wanted, minus what is found, as steps in the order in which they are taken."""

from __future__ import annotations

import hashlib
import json
from enum import Enum
from typing import TYPE_CHECKING

from deployer.plan.moves import Way
from deployer.wanted.resource import Role, namespace_of
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from deployer.found import Found, Sighting, Unnamed
    from deployer.plan.moves import Move
    from deployer.wanted.resource import Key, Note, Resource, Wanted
    from stacklint.model.change import Data


class Action(Enum):
    """What is done to a resource.

    `ROLL` changes what runs, so that its pods or containers are made anew. `REPLACE` makes an
    object anew that cannot be changed; of a volume the bytes stay. `MOVE` copies the bytes of a
    volume. `STOP` stops a workload until a later step starts it. `ERASE` takes a volume away with
    its bytes, but for those in a directory of the host. `RUN` runs code of the stack.
    """

    CREATE = "create"
    UPDATE = "update"
    ROLL = "roll"
    REPLACE = "replace"
    MOVE = "copy"
    STOP = "stop"
    REMOVE = "remove"
    ERASE = "erase"
    RUN = "run"
    KEEP = "keep"


class Step(NamedTuple):
    """One resource, what is done to it, and why.

    `is_down` tells that nobody is served for a while. `move` is there for volumes alone, `serves`
    for what a whole cluster shares: the namespaces that use it, the deployment's own first.
    `unnamed` are volumes without a name that the new containers of a workload have to mount again,
    `let_go` what those are called that they leave behind, since somebody asked for that.
    """

    action: Action
    resource: Resource
    reason: str
    is_down: bool = False
    move: Move | None = None
    serves: tuple[str, ...] = ()
    unnamed: tuple[Unnamed, ...] = ()
    let_go: tuple[str, ...] = ()


class Plan(NamedTuple):
    """The steps in the order in which they are taken, the notes, and what names them all.

    Two plans with one `name` take the same steps with the same contents.
    """

    steps: tuple[Step, ...]
    notes: tuple[Note, ...]
    name: str

    def of_files(self, checksum: str) -> Plan:
        """Give the plan of these files: what a step makes of a mounted file is not in its words."""
        return self._replace(name=_digits(f"{self.name} {checksum}"))

    @property
    def changes(self) -> tuple[Step, ...]:
        """The steps that do something."""
        return tuple(step for step in self.steps if step.action is not Action.KEEP)


def plan_of(wanted: Wanted, found: Found, moves: Sequence[Move] = ()) -> Plan:
    """Compare what is wanted with what is found; volumes come before what writes to them."""
    by_volume = {move.volume: move for move in moves}
    stopped = tuple(_stopped(wanted, found, by_volume))
    steps = (
        *_of_roles(wanted, found, _BEFORE),
        *_shared(wanted, found),
        *stopped,
        *_stored(wanted, found, by_volume),
        *_removed(found, is_early=True),
        *_started(_of_roles(wanted, found, _AFTER), {step.resource.key for step in stopped}),
        *_removed(found, is_early=False),
    )
    return plan_from(steps, wanted.notes)


def plan_from(steps: tuple[Step, ...], notes: tuple[Note, ...]) -> Plan:
    """Give the plan of steps that are decided already."""
    return Plan(steps, notes, _name(steps))


_BEFORE = (Role.PLACE, Role.IMAGE)
_AFTER = (Role.WORKLOAD, Role.JOB, Role.ROUTE)
_RUNS = {Role.WORKLOAD: Action.ROLL, Role.JOB: Action.REPLACE}
_BYTES_ELSEWHERE = {Way.REBIND, Way.ADOPT, Way.FRESH, Way.MIGRATE}


def _of_roles(wanted: Wanted, found: Found, roles: Sequence[Role]) -> Iterator[Step]:
    for role in roles:
        for resource in (x for x in wanted.resources if x.role is role):
            yield _step(resource, found.sightings.get(resource.key))


def _shared(wanted: Wanted, found: Found) -> Iterator[Step]:
    """What a whole cluster shares comes before the pods that name it."""
    own = namespace_of(wanted)
    for step in _of_roles(wanted, found, (Role.CLUSTER,)):
        yield step._replace(serves=(own, *found.sharers.get(step.resource.title, ())))


def _step(resource: Resource, sighting: Sighting | None) -> Step:
    if sighting is None:
        return Step(Action.CREATE, resource, "it is not there yet")
    if not sighting.changes:
        return Step(Action.KEEP, resource, "it is as it should be")
    action = _RUNS.get(resource.role, Action.UPDATE)
    reason = f"{', '.join(sighting.changes)} changed"
    return Step(action, resource, reason, is_down=sighting.is_down)


def _stored(wanted: Wanted, found: Found, moves: Mapping[str, Move]) -> Iterator[Step]:
    copied: set[str] = set()
    for resource in (x for x in wanted.resources if x.role is Role.VOLUME):
        step, move = _step(resource, found.sightings.get(resource.key)), moves.get(resource.title)
        if move is not None and move.way is Way.MIGRATE and move.volume not in copied:
            copied.add(move.volume)
            yield Step(Action.MOVE, resource, move.words, is_down=True, move=move)
        if move is not None and move.way in _BYTES_ELSEWHERE and step.action is not Action.CREATE:
            step = Step(Action.REPLACE, resource, move.words, is_down=True)
        elif move is not None and step.action is Action.KEEP:
            step = step._replace(reason=move.words)
        yield step._replace(move=move)
    yield from _of_roles(wanted, found, (Role.CONFIG, Role.SECRET))


def _started(steps: Iterator[Step], stopped: set[Key]) -> Iterator[Step]:
    """What was stopped starts again, also where nothing else about it changes."""
    for step in steps:
        if step.resource.key in stopped and step.action is Action.KEEP:
            reason = "starts again with its volume in another place"
            yield step._replace(action=_RUNS[step.resource.role], reason=reason, is_down=True)
        else:
            yield step


def _stopped(wanted: Wanted, found: Found, moves: Mapping[str, Move]) -> Iterator[Step]:
    """Stop, before any volume is touched, whatever uses one whose place changes."""
    there = {x.key: x for x in (*wanted.resources, *found.leftovers) if x.role in _RUNS}
    seen: set[Key] = set()
    for move in moves.values():
        if move.way not in _BYTES_ELSEWHERE:
            continue
        for key in found.bindings[move.volume].users:
            if key in there and key not in seen:
                seen.add(key)
                reason = f"volume {move.volume} goes to another place"
                yield Step(Action.STOP, there[key], reason, is_down=True)


def _removed(found: Found, *, is_early: bool) -> Iterator[Step]:
    """Remove what is not wanted any more; before its successor comes, what that has to have alone.

    That is a volume that it writes to, or a port of the host.
    """
    writers = {key for binding in found.bindings.values() for key in binding.users}
    for resource in found.leftovers:
        if (resource.key in writers or bool(resource.body.get("ports"))) is is_early:
            reason = "nothing asks for it any more"
            yield Step(Action.REMOVE, resource, reason, is_down=is_early)


def _name(steps: tuple[Step, ...]) -> str:
    """Give eight digits of the checksum over all that the steps do."""
    content = [[x.action.value, *x.resource.key, x.resource.body, _way(x)] for x in steps]
    return _digits(json.dumps(content, sort_keys=True))


def _digits(text: str) -> str:
    digits = hashlib.sha256(text.encode()).hexdigest()
    return f"{digits[:4]}-{digits[4:8]}"


def _way(step: Step) -> Data:
    move = step.move
    if move is None or move.way is Way.KEEP:
        return None
    paths: list[Data] = [place.path if place else None for place in (move.source, move.goal)]
    return [move.way.value, *paths]
