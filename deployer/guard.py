"""The volume guard: from where bytes are now to where they are to be, or a refusal that names it.

Source: the table V0 to V12 of the reference on `restart`. Pure: what could be seen comes in as
values, and what could not be seen is taken for data.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from deployer.errors import CannotDo, Refused
from deployer.found import Home
from deployer.sizes import size_words
from deployer.wanted.resource import Role
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from deployer.found import Binding, Found, Place, Prospect
    from deployer.wanted.resource import Wanted


class Way(Enum):
    """What becomes of a volume.

    `KEEP` touches nothing, `MAKE` is its first time, `REBIND` names the same bytes in another way.
    `ADOPT` takes what is at the new place, `FRESH` starts empty there, `MIGRATE` copies. `RELEASE`
    is for a volume that nobody wants any more: its bytes stay.
    """

    KEEP = "keep"
    MAKE = "make"
    REBIND = "rebind"
    ADOPT = "adopt"
    FRESH = "fresh"
    MIGRATE = "migrate"
    RELEASE = "release"


class Move(NamedTuple):
    """What becomes of a volume, from where, to where, and why that is right."""

    volume: str
    way: Way
    source: Place | None
    goal: Place | None
    words: str


class Asked(NamedTuple):
    """The volumes that the operator named, by what is to become of them.

    `of_cluster` allows to change what other deployments of the cluster use too.
    """

    adopt: frozenset[str] = frozenset()
    fresh: frozenset[str] = frozenset()
    migrate: frozenset[str] = frozenset()
    of_cluster: bool = False

    def way_of(self, volume: str) -> Way | None:
        """Give what was asked for a volume; CannotDo where it is two things at once."""
        named = {Way.ADOPT: self.adopt, Way.FRESH: self.fresh, Way.MIGRATE: self.migrate}
        ways = [way for way, names in named.items() if volume in names]
        if len(ways) > 1:
            options = " and ".join(f"--{way.value}" for way in ways)
            raise CannotDo(f"{options} {volume}", "a volume can only go one way: take one of them")
        return ways[0] if ways else None

    @property
    def names(self) -> frozenset[str]:
        """Every volume that is named."""
        return self.adopt | self.fresh | self.migrate


class Exit(NamedTuple):
    """A way out of a refusal: when it is right, what to type, and what it does."""

    when: str
    option: str
    does: str = ""


class Refusal(NamedTuple):
    """Why a volume keeps a run from starting: the row of the table, a sentence, the ways out."""

    volume: str
    rule: str
    words: str
    exits: tuple[Exit, ...] = ()


class GuardRefused(Refused):
    """A volume would lose data, or lose sight of it."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        super().__init__(refusals)
        self.refusals = refusals

    def __str__(self) -> str:
        """Say it of each volume."""
        return "; ".join(refusal.words for refusal in self.refusals)


class Case(NamedTuple):
    """One volume: what it has, what it is to have, what was asked, whether bytes can be copied."""

    volume: str
    now: Binding | None
    goal: Prospect
    asked: Way | None
    can_copy: bool


def judge(wanted: Wanted, found: Found, asked: Asked, *, can_copy: bool) -> tuple[Move, ...]:
    """Say what becomes of each volume; GuardRefused where that is not right.

    `can_copy` tells whether this target can copy bytes (a cluster elsewhere cannot).
    """
    volumes = dict.fromkeys(x.title for x in wanted.resources if x.role is Role.VOLUME)
    _guard_names(asked, volumes)
    results = [
        _judged(Case(name, found.bindings.get(name), goal, asked.way_of(name), can_copy))
        for name, goal in found.prospects.items()
        if name in volumes
    ]
    refusals = tuple(result for result in results if isinstance(result, Refusal))
    if refusals:
        raise GuardRefused(refusals)
    released = (_released(x) for name, x in found.bindings.items() if name not in volumes)
    return (*(result for result in results if isinstance(result, Move)), *released)


def guard_shared(changed: Sequence[str], sharers: Sequence[str], asked: Asked) -> None:
    """Refuse to change what a whole cluster uses, by names, unless that was asked for."""
    if changed and sharers and not asked.of_cluster:
        why = f"{', '.join(sharers)} use it too: say --cluster-objects if they may have it changed"
        raise CannotDo(f"{', '.join(dict.fromkeys(changed))} would change", why)


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


def _guard_names(asked: Asked, volumes: dict[str, None]) -> None:
    odd = next((name for name in sorted(asked.names) if name not in volumes), None)
    if odd is not None:
        have = ", ".join(volumes) or "none"
        raise CannotDo(f"volume {odd}", f"this deployment has no such volume, but {have}")


def _released(binding: Binding) -> Move:
    words = f"nothing uses it any more; its data stays at {where(binding.place)}"
    return Move(binding.volume, Way.RELEASE, binding.place, None, words)


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
    _guard_asked(case, "it is new, and holds nothing yet")
    return Move(case.volume, Way.MAKE, None, case.goal.place, "it is not there yet")


def _same(case: Case, now: Binding) -> Move:
    _guard_asked(case, "it stays where it is")
    goal = case.goal.place
    if goal is None or (now.place.path, now.place.inside) == (goal.path, goal.inside):
        return Move(case.volume, Way.KEEP, now.place, goal, now.evidence)
    words = f"the same directory as {where(now.place)}"
    return Move(case.volume, Way.REBIND, now.place, goal, words)


def _guard_asked(case: Case, why: str) -> None:
    if case.asked is not None:
        raise CannotDo(f"--{case.asked.value} {case.volume}", f"{why}: leave the option out")


def is_same(now: Place, goal: Place | None) -> bool:
    """Tell whether two places are one; a place that the target makes up is any of its own."""
    if goal is None:
        return now.home in {Home.PROVISIONED, Home.DOCKER}
    if now.home is not goal.home:
        return False
    if now.inode and goal.inode:
        return now.inode == goal.inode
    return now.path == goal.path


def _changed(case: Case, now: Binding) -> Move | Refusal:
    fault = _FAULTS[case.asked](case) if case.asked is not None else None
    if case.asked is None or fault is not None:
        return Refusal(case.volume, _row(case), _said(case, now, fault), tuple(_exits(case)))
    end = f"; {where(now.place)} is kept"
    if now.is_lost:
        end = f": {now.trouble}"
    words = _WORDS[case.asked] + end
    return Move(case.volume, case.asked, now.place, case.goal.place, words)


_WORDS = {
    Way.ADOPT: "it takes what is there",
    Way.FRESH: "it starts empty",
    Way.MIGRATE: "it is copied",
}


def _row(case: Case) -> str:
    if _is_lost(case):
        return "V12"
    if case.goal.place is None:
        return "V4"
    return "V3" if case.now is not None and case.now.place.home is Home.HOST else "V2"


def _said(case: Case, now: Binding, fault: str | None) -> str:
    goal = case.goal.place
    to = "a volume without a path" if goal is None else f"{goal.path}{_state(case.goal)}"
    words = f"volume `{case.volume}` would move from {where(now.place)} to {to}"
    if now.is_lost:
        words = f"volume `{case.volume}`: {now.trouble}"
    return words if fault is None else f"{words}; --{_asked(case)} does not help: {fault}"


def _asked(case: Case) -> str:
    return "" if case.asked is None else case.asked.value


def _state(goal: Prospect) -> str:
    if goal.exists is False:
        return ", which is not there yet"
    if goal.is_empty is True:
        return ", which is empty"
    return ", which holds other data" if goal.is_empty is False else ""


def where(place: Place) -> str:
    """Say where bytes are, and how many where somebody could count."""
    size = "" if place.size is None else size_words(place.size)
    if place.home is Home.HOST:
        return f"{place.path} ({size})" if size else place.path
    notes = ", ".join(note for note in (size, place.inside) if note)
    return f"{place.home.value} ({notes})" if notes else place.home.value


def _exits(case: Case) -> Iterator[Exit]:
    """Give the ways that would pass, each with when it is right."""
    kept = "" if _is_lost(case) else "the old data is kept"
    if _not_migrated(case) is None:
        yield Exit("to move the data", f"--migrate {case.volume}", f"stops its users; {kept}")
    if _not_adopted(case) is None:
        yield Exit("if it is there already", f"--adopt {case.volume}", kept)
    if _not_fresh(case) is None:
        yield Exit("to start empty on purpose", f"--fresh {case.volume}", kept)


def _is_lost(case: Case) -> bool:
    return case.now is not None and case.now.is_lost


def _not_migrated(case: Case) -> str | None:
    if _is_lost(case):
        return "there is nothing left to copy"
    if case.goal.place is None:
        return "data is not copied into a volume without a path: keep the path in the spec"
    if not case.can_copy:
        return "data of a cluster elsewhere is not copied: copy it by hand, then --adopt"
    if case.goal.is_empty is False:
        return f"{case.goal.place.path} holds other data, and nothing is written over it"
    return None


def _not_adopted(case: Case) -> str | None:
    if case.goal.place is None:
        return "there is no data in a volume that does not exist yet"
    if case.goal.exists is False or case.goal.is_empty is True:
        return f"{case.goal.place.path} holds nothing"
    return None


def _not_fresh(case: Case) -> str | None:
    if case.goal.place is not None and case.goal.is_empty is False:
        return f"{case.goal.place.path} is not empty: name an empty directory, or take --adopt"
    return None


_FAULTS = {Way.ADOPT: _not_adopted, Way.FRESH: _not_fresh, Way.MIGRATE: _not_migrated}
