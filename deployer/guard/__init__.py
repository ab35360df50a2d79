"""The volume guard: from where bytes are now to where they are to be, or a refusal that names it.

Source: the table V0 to V12 of the reference on `restart`. Pure: what could be seen comes in as
values, and what could not be seen is taken for data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.errors import CannotDo
from deployer.found import TAKEN_OVER, Home
from deployer.guard.refusal import GuardRefused, Refusal, fault_of, refusal_of
from deployer.plan.moves import Case, Move, Way, is_same, where
from deployer.wanted.resource import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deployer.found import Binding, Found, Place, Prospect, Sighting
    from deployer.plan import Plan
    from deployer.plan.moves import Asked
    from deployer.wanted.resource import Wanted


def judge(wanted: Wanted, found: Found, asked: Asked, *, can_copy: bool) -> tuple[Move, ...]:
    """Say what becomes of each volume; GuardRefused where that is not right.

    `can_copy` tells whether this target can copy bytes (a cluster elsewhere cannot).
    """
    volumes = dict.fromkeys(x.title for x in wanted.resources if x.role is Role.VOLUME)
    _guard_names(asked, [*volumes, *(x.title for x in found.unnamed)])
    results = [
        _judged(Case(name, found.bindings.get(name), goal, asked.way_of(name), can_copy))
        for name, goal in found.prospects.items()
        if name in volumes
    ]
    refusals = tuple(result for result in results if isinstance(result, Refusal))
    if refusals:
        raise GuardRefused(refusals)
    goals = [goal for name, goal in found.prospects.items() if name in volumes]
    released = (_released(x, goals) for name, x in found.bindings.items() if name not in volumes)
    return (*(result for result in results if isinstance(result, Move)), *released)


def guard_shared(plan: Plan, found: Found, asked: Asked) -> None:
    """Refuse to change what others in the cluster use too, unless that was asked for.

    What is new to the cluster changes nothing for them, nor does who it is that laconic-so's fields
    belong to.
    """
    for title, users in found.sharers.items():
        words = dict.fromkeys(
            word
            for x in plan.changes
            if x.resource.title == title and x.resource.role is Role.CLUSTER
            for word in _altered(found.sightings.get(x.resource.key))
        )
        if words and not asked.of_cluster:
            why = f"{_they_use(users)} it too: say --cluster-objects if that may be, or write into "
            why = f"{why}the spec what the cluster has"
            raise CannotDo(f"{title} would change ({', '.join(words)})", why)


def _altered(sighting: Sighting | None) -> list[str]:
    changes = () if sighting is None else sighting.changes
    return [word for word in changes if word != TAKEN_OVER]


def _they_use(users: Sequence[str]) -> str:
    return f"{', '.join(users)} {'uses' if len(users) == 1 else 'use'}"


def put_back(wanted: Wanted, found: Found) -> tuple[Move, ...]:
    """Lead each volume back to where an earlier revision had it.

    Nothing is copied: what a run gave up stayed where it was.
    """
    volumes = {x.title for x in wanted.resources if x.role is Role.VOLUME}
    goals = {name: goal for name, goal in found.prospects.items() if name in volumes}
    return tuple(_back(goal, found.bindings.get(name)) for name, goal in goals.items())


def _back(goal: Prospect, now: Binding | None) -> Move:
    name, place = goal.volume, goal.place
    if now is None:
        return Move(name, Way.MAKE, None, place, "it is not there any more")
    if is_same(now.place, place):
        return _same(Case(name, now, goal, None, can_copy=False), now)
    return Move(name, Way.ADOPT, now.place, place, f"back from {where(now.place)}")


def _guard_names(asked: Asked, volumes: Sequence[str]) -> None:
    odd = next((name for name in sorted(asked.names) if name not in volumes), None)
    if odd is not None:
        have = ", ".join(volumes) or "none"
        raise CannotDo(f"volume {odd}", f"this deployment has no such volume, but {have}")


def _released(binding: Binding, goals: Sequence[Prospect]) -> Move:
    place = binding.place
    heir = next((x.volume for x in goals if _is_shared(place, x)), None)
    words = f"nothing uses it any more; its data stays at {where(place)}"
    if heir is not None:
        # Who is told that a directory in use is not used may remove it.
        words = "nothing uses it under this name any more; its data is that of volume "
        words = f"{words}{heir}, at {where(place)}"
    return Move(binding.volume, Way.RELEASE, place, None, words)


def _is_shared(now: Place, goal: Prospect) -> bool:
    return now.home is Home.HOST and is_same(now, goal.place)


def _judged(case: Case) -> Move | Refusal:
    now, goal = case.now, case.goal
    if goal.trouble:
        return Refusal(case.volume, "V1", f"volume `{case.volume}`: {goal.trouble}")
    if now is None:
        return _first(case)
    if now.trouble:
        plain = Refusal(case.volume, "V12", f"volume `{case.volume}`: {now.trouble}")
        return _changed(case, now) if now.is_lost else plain
    if is_same(now.place, goal.place):
        return _same(case, now)
    if now.place.size == 0:
        words = f"what it was, {where(now.place)}, is empty"
        return Move(case.volume, Way.FRESH, now.place, goal.place, words)
    return _changed(case, now)


def _first(case: Case) -> Move:
    place = case.goal.place
    if place is not None and case.goal.is_empty is False:
        if case.asked is not Way.ADOPT:
            _guard_asked(case, f"it is new, and takes what is at {place.path} already")
        return Move(case.volume, Way.MAKE, place, place, "it takes what is there")
    if case.asked is not Way.FRESH:
        _guard_asked(case, "it is new, and holds nothing yet")
    return Move(case.volume, Way.MAKE, None, place, "it is not there yet")


def _same(case: Case, now: Binding) -> Move:
    is_done = case.asked is not None and case.asked.value == case.goal.begun
    if not is_done:
        _guard_asked(case, "it stays where it is")
    goal = case.goal.place
    if goal is None or (now.place.path, now.place.inside) == (goal.path, goal.inside):
        words = _LED if is_done else now.evidence
        return Move(case.volume, Way.KEEP, now.place, goal, words)
    words = f"the same directory as {where(now.place)}"
    return Move(case.volume, Way.REBIND, now.place, goal, words)


def _guard_asked(case: Case, why: str) -> None:
    if case.asked is not None:
        raise CannotDo(f"--{case.asked.value} {case.volume}", f"{why}: leave the option out")


def _changed(case: Case, now: Binding) -> Move | Refusal:
    fault = fault_of(case)
    if case.asked is None or fault is not None:
        return refusal_of(case, now, fault)
    end = f"; {where(now.place)} is kept"
    if now.is_lost:
        end = f": {now.trouble}"
    words = _WORDS[case.asked] + end
    return Move(case.volume, case.asked, now.place, case.goal.place, words)


_LED = "a run that ended in the middle has led it here"
_WORDS = {
    Way.ADOPT: "it takes what is there",
    Way.FRESH: "it starts empty",
    Way.MIGRATE: "it is copied",
}
