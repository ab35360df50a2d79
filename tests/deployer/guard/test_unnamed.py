"""Volumes without a name: what a plan lets go, and what has to be asked for by name."""

from __future__ import annotations

import pytest

from deployer.errors import CannotDo
from deployer.found import Binding, Found, Home, Place, Unnamed
from deployer.guard.refusal import GuardRefused
from deployer.guard.unnamed import guard_unnamed, left_words, let_go_words, mounted_again
from deployer.plan import Action, Step, plan_from
from deployer.plan.moves import Asked, Move, Way
from deployer.wanted.resource import Key, Resource, Role

DB, OTHER = Key("service", "p", "db"), Key("service", "p", "other")
NAME = "0a" * 32
FULL = Place(Home.UNNAMED, "/var/x", NAME, size=2048)
EMPTY, UNKNOWN = FULL._replace(size=0), FULL._replace(size=None)
STAYS, GOES = (
    Unnamed(DB, "/data", FULL, is_inherited=True),
    Unnamed(DB, "/data", FULL, is_inherited=False),
)
NEXT = Place(Home.HOST, "/srv/db")
BINDINGS = {"logs": Binding("logs", NEXT, "", users=(DB,)), "files": Binding("files", NEXT, "")}


def service(action: Action, key: Key = DB) -> Step:
    return Step(action, Resource(key, {}, Role.WORKLOAD, key.name, "", None), "")


def volume(action: Action, title: str) -> Step:
    key = Key("volume", "p", title)
    return Step(action, Resource(key, {}, Role.VOLUME, title, "", None), "")


def asked(*fresh: str) -> Asked:
    return Asked(fresh=frozenset(fresh))


def guarded(
    one: Unnamed, *steps: Step, way: Asked | None = None, moves: tuple[Move, ...] = ()
) -> None:
    found = Found({}, BINDINGS, {}, unnamed=(one,))
    guard_unnamed(plan_from(steps, ()), found, moves, way or Asked())


@pytest.mark.parametrize(
    ("one", "steps"),
    [
        (STAYS, [service(Action.ROLL)]),
        (STAYS, [volume(Action.REPLACE, "files"), service(Action.ROLL)]),
        (STAYS, [volume(Action.UPDATE, "logs"), service(Action.ROLL)]),
        (GOES, [service(Action.KEEP)]),
        (GOES, [service(Action.STOP)]),
        (GOES, [service(Action.ROLL, OTHER)]),
        (GOES, []),
        (GOES._replace(place=EMPTY), [service(Action.ROLL)]),
    ],
)
def test_what_goes_on_is_let_pass(one: Unnamed, steps: list[Step]) -> None:
    guarded(one, *steps)


@pytest.mark.parametrize(
    ("one", "steps"),
    [
        (GOES, [service(Action.ROLL)]),
        (GOES, [service(Action.REPLACE)]),
        (GOES._replace(place=UNKNOWN), [service(Action.ROLL)]),
        (STAYS, [service(Action.REMOVE)]),
        (STAYS, [volume(Action.REPLACE, "logs"), service(Action.ROLL)]),
        (STAYS, [volume(Action.ERASE, "logs"), service(Action.ROLL)]),
    ],
)
def test_what_would_be_lost_from_sight_has_to_be_named(one: Unnamed, steps: list[Step]) -> None:
    with pytest.raises(
        GuardRefused, match=r"db keeps at /data in a volume without a name"
    ) as caught:
        guarded(one, *steps)
    (refusal,) = caught.value.refusals
    assert (refusal.volume, refusal.exits[-1].option) == ("db:/data", "--fresh db:/data")
    assert refusal.exits[-1].does == f"it is kept in docker volume {NAME}"
    guarded(one, *steps, way=asked("db:/data"))


def test_what_a_named_volume_takes_over_is_judged_with_that() -> None:
    guarded(GOES, service(Action.ROLL), moves=(Move("new", Way.MIGRATE, FULL, NEXT, ""),))


@pytest.mark.parametrize(
    ("way", "says"),
    [
        (asked("db:/data"), "--fresh db:/data: it stays where it is: leave the option out"),
        (Asked(migrate=frozenset({"db:/data"})), "--migrate db:/data: it has no name"),
        (Asked(adopt=frozenset({"db:/data"})), "--adopt db:/data: it has no name"),
    ],
)
def test_an_option_that_does_not_fit_is_refused(way: Asked, says: str) -> None:
    with pytest.raises(CannotDo, match=says):
        guarded(STAYS, service(Action.ROLL), way=way)


def test_what_is_left_behind_on_purpose_is_told() -> None:
    found, plan = Found({}, {}, {}, unnamed=(GOES,)), plan_from((service(Action.ROLL),), ())
    assert let_go_words(plan, found, asked()) == ()
    (words,) = let_go_words(plan, found, asked("db:/data"))
    assert words.endswith(f"(2 KiB) is left behind: it is kept in docker volume {NAME}")


@pytest.mark.parametrize(
    ("before", "now", "again"),
    [
        ((STAYS,), (), (STAYS,)),
        ((STAYS,), (STAYS,), ()),
        ((STAYS._replace(user=OTHER),), (), ()),
        ((STAYS, STAYS._replace(place=FULL._replace(inside="b2" * 32))), (), ()),
    ],
)
def test_who_goes_back_mounts_what_was_there(
    before: tuple[Unnamed, ...], now: tuple[Unnamed, ...], again: tuple[Unnamed, ...]
) -> None:
    plan = plan_from((service(Action.ROLL), volume(Action.KEEP, "files")), ())
    steps = mounted_again(plan, before, now).steps
    assert [step.unnamed for step in steps] == [again, ()]


def test_who_takes_all_away_hears_what_stays_and_is_not_found_again() -> None:
    nothing = STAYS._replace(place=EMPTY)
    (words,) = left_words(Found({}, {}, {}, unnamed=(STAYS, nothing)))
    assert words == (
        "what db keeps at /data in a volume without a name (2 KiB) is found by no later start: "
        f"it is kept in docker volume {NAME}"
    )
