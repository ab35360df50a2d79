"""A volume under another name: to a deployment it is a new one, empty, beside the old one.

Source: the table of the reference on `restart`, row V6, for one that is in use. Pure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.found import Home
from deployer.guard.refusal import Exit, GuardRefused, Refusal
from deployer.plan.moves import Way, where
from deployer.wanted.resource import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from deployer.found import Binding, Found, Place
    from deployer.plan.moves import Asked, Move
    from deployer.wanted.resource import Wanted


def guard_renamed(wanted: Wanted, found: Found, moves: Sequence[Move], asked: Asked) -> None:
    """Refuse to begin a volume empty while one with data loses its user, unless that was asked for.

    Who only loses volumes, or only gains some, is let pass.
    """
    given_up = tuple(_given_up(wanted, found, moves))
    places = [x.goal for x in moves]
    heirless = [x for x in given_up if not any(_is_at(x.place, place) for place in places)]
    new = (x for x in moves if x.way is Way.MAKE and x.volume not in asked.fresh)
    begun = [x for x in new if found.prospects[x.volume].is_empty is not False]
    if heirless and begun:
        raise GuardRefused(tuple(_refusal(x, heirless[0]) for x in begun))


def released_words(found: Found, moves: Sequence[Move]) -> tuple[str, ...]:
    """Say which volumes are in use now and will not be any more, and where their data stays."""
    words = {x.volume: x.words for x in moves if x.way is Way.RELEASE}
    names = (x.volume for x in found.bindings.values() if x.users)
    return tuple(f"volume {name}: {words[name]}" for name in names if name in words)


def _given_up(wanted: Wanted, found: Found, moves: Sequence[Move]) -> Iterator[Binding]:
    """Give the volumes with data that a workload uses now, and would go on without."""
    stay = {x.key for x in wanted.resources if x.role in {Role.WORKLOAD, Role.JOB}}
    for move in moves:
        binding = found.bindings.get(move.volume)
        if move.way is not Way.RELEASE or binding is None or binding.place.size == 0:
            continue
        if stay.intersection(binding.users):
            yield binding


def _is_at(now: Place, goal: Place | None) -> bool:
    if goal is None or now.home is not goal.home:
        return False
    return now.path == goal.path or (bool(now.inode) and now.inode == goal.inode)


def _refusal(move: Move, old: Binding) -> Refusal:
    words = (
        f"volume `{move.volume}` is new and would begin empty, while `{old.volume}`, which is in "
        f"use with {where(old.place)}, would not be used any more"
    )
    exits = [Exit("to begin empty on purpose", f"--fresh {move.volume}", "the old data is kept")]
    if old.place.home is Home.HOST:
        edit = f"{move.volume}: {old.place.path}"
        exits.insert(0, Exit("if it has a new name only", edit, "among `volumes` of the spec"))
    else:
        exits.insert(0, Exit("if it has a new name only", "give it its old one", "in the stack"))
    return Refusal(move.volume, "V6", words, tuple(exits))
