"""Volumes that get another name, as a table: when that is refused, and what lets it pass."""

from __future__ import annotations

import pytest

from deployer.found import Binding, Found, Home, Place, Prospect
from deployer.guard import judge
from deployer.guard.refusal import GuardRefused
from deployer.guard.renamed import guard_renamed, released_words
from deployer.plan.moves import Asked
from deployer.wanted.resource import Key, Resource, Role, Wanted

WEB, OTHER = Key("service", "p", "web"), Key("service", "p", "other")
FULL = Place(Home.HOST, "/srv/old", inode="1:7", size=9)
NEW = Prospect("new", Place(Home.HOST, "/srv/new"), exists=False)
WANTED = Wanted(
    (
        Resource(Key("volume", "p", "new"), {}, Role.VOLUME, "new", "", None),
        Resource(WEB, {}, Role.WORKLOAD, "web", "", None),
    ),
    (),
)


def guarded(old: Place, goal: Prospect, asked: Asked, user: Key = WEB) -> tuple[str, ...]:
    bindings = {"old": Binding("old", old, "seen", users=(user,))}
    found = Found({}, bindings, {"new": goal})
    moves = judge(WANTED, found, asked, can_copy=True)
    guard_renamed(WANTED, found, moves, asked)
    return released_words(found, moves)


def test_a_renamed_volume_is_refused_with_the_ways_through() -> None:
    with pytest.raises(GuardRefused, match=r"`new` is new.*`old`.*/srv/old \(9 bytes\)") as refused:
        guarded(FULL, NEW, Asked())
    assert [x.option for x in refused.value.refusals[0].exits] == ["new: /srv/old", "--fresh new"]


@pytest.mark.parametrize(
    ("old", "goal", "asked", "user"),
    [
        (FULL, NEW, Asked(fresh=frozenset({"new"})), WEB),
        (FULL._replace(size=0), NEW, Asked(), WEB),
        (FULL, NEW._replace(exists=True, is_empty=False), Asked(), WEB),
        # Its user goes with it: one service came in the place of another.
        (FULL, NEW, Asked(), OTHER),
    ],
)
def test_what_is_no_rename_or_asked_for_passes_and_is_said(
    old: Place, goal: Prospect, asked: Asked, user: Key
) -> None:
    (words,) = guarded(old, goal, asked, user)
    assert words.startswith("volume old: nothing uses it any more; its data stays at /srv/old")


@pytest.mark.parametrize(
    "goal",
    [
        Prospect("new", FULL, exists=True, is_empty=False),
        Prospect("new", FULL._replace(path="/srv/link"), exists=True, is_empty=False),
        Prospect("new", FULL._replace(inode=""), exists=True, is_empty=False),
    ],
)
def test_a_directory_under_another_name_is_never_called_unused(goal: Prospect) -> None:
    (words,) = guarded(FULL, goal, Asked())
    assert words == (
        "volume old: nothing uses it under this name any more; its data is that of volume new, "
        "at /srv/old (9 bytes)"
    )
