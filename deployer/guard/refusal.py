"""Why a volume keeps a run from starting, in a sentence, with the ways that would pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.errors import Refused
from deployer.found import Home
from deployer.plan.moves import Way, where
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.found import Binding, Prospect
    from deployer.plan.moves import Case


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


def refusal_of(case: Case, now: Binding, fault: str | None) -> Refusal:
    """Refuse that a volume goes where it would; `fault` says why what was asked does not help."""
    return Refusal(case.volume, _row(case), _said(case, now, fault), tuple(_exits(case)))


def fault_of(case: Case) -> str | None:
    """Say why what was asked for a volume cannot be; None where it can."""
    return None if case.asked is None else _FAULTS[case.asked](case)


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
    if goal.is_empty is not False:
        return ""
    return ", where a run has put its data before" if goal.is_known else ", which holds other data"


def _exits(case: Case) -> Iterator[Exit]:
    """Give the ways that would pass, each with when it is right."""
    kept = "" if _is_lost(case) else "the old data is kept"
    yield from _given_back(case)
    if _not_migrated(case) is None:
        yield _migrated(case, kept)
    if _not_adopted(case) is None:
        yield Exit(_when_adopted(case), f"--adopt {case.volume}", kept)
    if _not_fresh(case) is None:
        yield Exit("to start empty on purpose", f"--fresh {case.volume}", kept)


def _migrated(case: Case, kept: str) -> Exit:
    """Say what copies the data; where a copy is there, both have to be the same still."""
    option = f"--migrate {case.volume}"
    if case.goal.is_empty is False:
        return Exit("to finish the copy", option, f"if both are still the same; {kept}")
    return Exit("to move the data", option, f"stops its users; {kept}")


def _when_adopted(case: Case) -> str:
    """Say when it is right to take what is there: of two copies, it must not be the older one."""
    if case.goal.is_known and case.now is not None and case.now.place.path:
        return f"if nothing wrote to {case.now.place.path} since"
    return "if it is there already"


def _given_back(case: Case) -> Iterator[Exit]:
    """Name the path that the spec has lost, or ask for one, without which no data is copied."""
    now = case.now
    if case.goal.place is not None or now is None or now.is_lost:
        return
    if now.place.home is Home.HOST:
        edit = f"{case.volume}: {now.place.path}"
        yield Exit("to go on with the data", edit, "among `volumes` of the spec")
    if now.place.home is Home.UNNAMED:
        migrate = f"then --migrate {case.volume}"
        yield Exit("to move the data", f"give {case.volume} a path in the spec", migrate)


def _is_lost(case: Case) -> bool:
    return case.now is not None and case.now.is_lost


def _not_migrated(case: Case) -> str | None:
    if _is_lost(case):
        return "there is nothing left to copy"
    if case.goal.place is None:
        return "data is not copied into a volume without a path: give it one in the spec"
    if not case.can_copy:
        return "data of a cluster elsewhere is not copied: copy it by hand, then --adopt"
    if case.goal.is_empty is False and case.goal.begun != Way.MIGRATE.value:
        what = "data already" if case.goal.is_known else "other data"
        return f"{case.goal.place.path} holds {what}, and nothing is written over it"
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
