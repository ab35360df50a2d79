"""A volume that comes to where another one leaves its data."""

from __future__ import annotations

import pytest

from deployer.found import Home, Place
from deployer.guard.occupied import guard_occupied
from deployer.guard.refusal import GuardRefused
from deployer.plan.moves import Move, Way

OLD = Place(Home.HOST, "/srv/db", inode="1:7", size=3)
EMPTY = OLD._replace(size=0)
LINK = Place(Home.HOST, "/srv/link", inode="1:7")
NEW, ELSEWHERE = Place(Home.HOST, "/srv/new"), Place(Home.HOST, "/srv/other")
IN_NODE = Place(Home.PROVISIONED, "/var/pvc", "in the kind node", size=3)


@pytest.mark.parametrize(
    ("way", "source", "other", "goal", "is_refused"),
    [
        (Way.MIGRATE, OLD, Way.FRESH, OLD, True),
        (Way.MIGRATE, OLD, Way.MAKE, OLD, True),
        (Way.FRESH, OLD, Way.ADOPT, LINK, True),
        (Way.MIGRATE, OLD, Way.FRESH, ELSEWHERE, False),
        (Way.MIGRATE, OLD, Way.KEEP, OLD, False),
        (Way.ADOPT, OLD, Way.ADOPT, OLD, False),
        (Way.RELEASE, OLD, Way.MAKE, OLD, False),
        (Way.FRESH, EMPTY, Way.MAKE, OLD, False),
        # What is made without a path gets a place of its own.
        (Way.MIGRATE, IN_NODE, Way.MAKE, None, False),
    ],
)
def test_what_is_kept_is_given_to_nobody(
    way: Way, source: Place, other: Way, goal: Place | None, *, is_refused: bool
) -> None:
    moves = (Move("db", way, source, NEW, ""), Move("cache", other, None, goal, ""))
    if not is_refused:
        guard_occupied(moves)
        return
    words = (
        r"volume `cache` would come to /srv/db \(3 bytes\), where the data of `db` is to be kept"
    )
    with pytest.raises(GuardRefused, match=words):
        guard_occupied(moves)
