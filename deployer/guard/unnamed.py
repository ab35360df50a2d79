"""Volumes without a name: no plan lets one go that holds something, unless that was asked for.

Pure; decision 33 says why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.errors import CannotDo
from deployer.found import Home
from deployer.found.size_words import size_words
from deployer.guard.refusal import Exit, GuardRefused, Refusal
from deployer.plan import Action
from deployer.plan.moves import Way
from deployer.wanted.resource import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from deployer.found import Found, Unnamed
    from deployer.plan import Plan
    from deployer.plan.moves import Asked, Move
    from deployer.wanted.resource import Key

_MADE_ANEW = {Action.CREATE, Action.ROLL, Action.REPLACE}
_LET_GO = {Action.REPLACE, Action.ERASE}


def guard_unnamed(plan: Plan, found: Found, moves: Sequence[Move], asked: Asked) -> None:
    """Refuse to let a volume without a name go, unless `--fresh SERVICE:/PLACE` asks for it."""
    gone = {x.title: x for x in _gone(plan, found) if x.place.inside not in _moved(moves)}
    _guard_names(found, gone, asked)
    refusals = tuple(_refusal(x) for title, x in gone.items() if title not in asked.fresh)
    if refusals:
        raise GuardRefused(refusals)


def let_go_words(plan: Plan, found: Found, asked: Asked) -> tuple[str, ...]:
    """Say what is left behind on purpose, and where it stays."""
    gone = (x for x in _gone(plan, found) if x.title in asked.fresh)
    return tuple(f"{_said(x)} is left behind: {_kept(x)}" for x in gone)


def with_let_go(plan: Plan, found: Found, asked: Asked) -> Plan:
    """Say in the steps of workloads what they leave behind on purpose."""
    gone = [x for x in _gone(plan, found) if x.title in asked.fresh]
    steps = (
        step._replace(let_go=tuple(x.title for x in gone if x.user == step.resource.key))
        for step in plan.steps
    )
    return plan._replace(steps=tuple(steps)) if gone else plan


def mounted_again(plan: Plan, before: Sequence[Unnamed], now: Sequence[Unnamed]) -> Plan:
    """Let the workloads of a plan mount again what they mounted before, and do not now.

    Of several containers of one workload nobody knows which had which.
    """
    there = {x.place.inside for x in now}
    titles = [x.title for x in before]
    missing = [x for x in before if x.place.inside not in there and titles.count(x.title) == 1]
    steps = (
        step._replace(unnamed=tuple(x for x in missing if x.user == step.resource.key))
        for step in plan.steps
    )
    return plan._replace(steps=tuple(steps))


def left_words(found: Found) -> Iterator[str]:
    """Say what of each volume without a name is left when its container is gone."""
    for one in found.unnamed:
        if one.place.size != 0:
            yield f"{_said(one)} is found by no later start: {_kept(one)}"


def _said(one: Unnamed) -> str:
    size = "" if one.place.size is None else f" ({size_words(one.place.size)})"
    return f"what {one.user.name} keeps at {one.target} in a volume without a name{size}"


def _kept(one: Unnamed) -> str:
    return f"it is kept in docker volume {one.place.inside}"


def _moved(moves: Sequence[Move]) -> set[str]:
    """Give the volumes of which the guard has judged already what becomes of them."""
    sources = (move.source for move in moves)
    return {x.inside for x in sources if x is not None and x.home is Home.UNNAMED}


def _gone(plan: Plan, found: Found) -> Iterator[Unnamed]:
    steps = {step.resource.key: step.action for step in plan.steps}
    bare = _without_container(plan, found)
    for one in found.unnamed:
        action = steps.get(one.user)
        is_new = action in _MADE_ANEW and (not one.is_inherited or one.user in bare)
        if one.place.size != 0 and (is_new or action is Action.REMOVE):
            yield one


def _without_container(plan: Plan, found: Found) -> set[Key]:
    """Give the workloads whose containers go, since docker lets no volume of theirs go else."""
    volumes = (
        step.resource.title
        for step in plan.steps
        if step.resource.role is Role.VOLUME and step.action in _LET_GO
    )
    bindings = (found.bindings.get(title) for title in volumes)
    return {key for binding in bindings if binding is not None for key in binding.users}


def _guard_names(found: Found, gone: dict[str, Unnamed], asked: Asked) -> None:
    for one in found.unnamed:
        way = asked.way_of(one.title)
        if way is None:
            continue
        if way is not Way.FRESH:
            why = "it has no name: give it one in the stack, and a path in the spec"
            raise CannotDo(f"--{way.value} {one.title}", why)
        if one.title not in gone and not one.is_begun:
            raise CannotDo(f"--fresh {one.title}", "it stays where it is: leave the option out")


def _refusal(one: Unnamed) -> Refusal:
    words = f"{_said(one)} would be lost from sight: the next container begins with another one"
    exits = (
        Exit("to move the data", "give it a name in the stack", "a path in the spec, --migrate"),
        Exit("to start empty on purpose", f"--fresh {one.title}", _kept(one)),
    )
    return Refusal(one.title, "V6", words, exits)
