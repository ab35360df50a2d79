"""The volume guard, as a table: what is now, what is to be, what was asked, what comes of it."""

from __future__ import annotations

import pytest

from deployer.errors import CannotDo
from deployer.found import (
    TAKEN_OVER,
    Binding,
    Earlier,
    Found,
    Home,
    Place,
    Prospect,
    Sighting,
)
from deployer.guard import guard_shared, judge, put_back
from deployer.guard.refusal import GuardRefused, Refusal
from deployer.plan import plan_of
from deployer.plan.moves import Asked, Move, Way, with_known
from deployer.wanted.resource import Key, Resource, Role, Wanted

HOST = Place(Home.HOST, "/srv/db", "/mnt/db", inode="1:7", size=41 << 30)
LINK = Place(Home.HOST, "/srv/link", "/mnt/db", inode="1:7")
NEXT = Place(Home.HOST, "/data/db", "/mnt/db", inode="1:9")
PROVISIONED = Place(Home.PROVISIONED, "/var/pvc", "in the kind node", size=41 << 30)
DOCKER = Place(Home.DOCKER, "/var/lib/docker/volumes/x", "x_db")
EMPTY = Place(Home.PROVISIONED, "/var/pvc", "in the kind node", size=0)

EMPTY_NEXT = Prospect("db", NEXT, exists=True, is_empty=True)
FULL_NEXT = Prospect("db", NEXT, exists=True, is_empty=False)
NEW_NEXT = Prospect("db", NEXT, exists=False)
UNSEEN_NEXT = Prospect("db", NEXT)
NO_PATH = Prospect("db", None)
BACK = "db: /srv/db"


def resource() -> Resource:
    return Resource(Key("volume", "p", "db"), {}, Role.VOLUME, "db", "", None)


def asked_for(way: str) -> Asked:
    adopt, fresh, migrate = (
        frozenset({"db"} if way == each else ()) for each in ("adopt", "fresh", "migrate")
    )
    return Asked(adopt, fresh, migrate)


def judged(
    now: Place | None, goal: Prospect, asked: str = "", trouble: str = "", *, can_copy: bool = True
) -> Move | Refusal:
    bindings = {} if now is None else {"db": Binding("db", now, "web-1 mounts it", trouble)}
    try:
        moves = judge(
            Wanted((resource(),), ()),
            Found({}, bindings, {"db": goal}),
            asked_for(asked),
            can_copy=can_copy,
        )
    except GuardRefused as refused:
        return refused.refusals[0]
    return moves[0]


@pytest.mark.parametrize(
    ("now", "goal", "asked", "way"),
    [
        (None, NEW_NEXT, "", "make"),
        (None, NO_PATH, "", "make"),
        (HOST, Prospect("db", HOST), "", "keep"),
        (HOST, Prospect("db", LINK), "", "rebind"),
        (HOST, Prospect("db", HOST._replace(inside="/mnt/x")), "", "rebind"),
        (PROVISIONED, NO_PATH, "", "keep"),
        (DOCKER, NO_PATH, "", "keep"),
        (EMPTY, NEW_NEXT, "", "fresh"),
        (PROVISIONED, NEW_NEXT, "migrate", "migrate"),
        (PROVISIONED, EMPTY_NEXT, "migrate", "migrate"),
        (PROVISIONED, UNSEEN_NEXT, "migrate", "migrate"),
        (PROVISIONED, FULL_NEXT, "adopt", "adopt"),
        (PROVISIONED, UNSEEN_NEXT, "adopt", "adopt"),
        (PROVISIONED, NEW_NEXT, "fresh", "fresh"),
        (HOST, EMPTY_NEXT, "migrate", "migrate"),
        (HOST, FULL_NEXT, "adopt", "adopt"),
        (HOST, NO_PATH, "fresh", "fresh"),
        # A run that never came to its end was about it.
        (HOST, FULL_NEXT._replace(begun="migrate"), "migrate", "migrate"),
        (HOST, Prospect("db", HOST, begun="migrate"), "migrate", "keep"),
        (HOST, Prospect("db", HOST, begun="adopt"), "adopt", "keep"),
        (DOCKER, Prospect("db", None, begun="fresh"), "fresh", "keep"),
    ],
)
def test_a_volume_goes_its_way(now: Place | None, goal: Prospect, asked: str, way: str) -> None:
    found = judged(now, goal, asked)
    assert isinstance(found, Move)
    assert found.way.value == way


@pytest.mark.parametrize(
    ("now", "goal", "asked", "rule", "options"),
    [
        (PROVISIONED, NEW_NEXT, "", "V2", ["--migrate db", "--fresh db"]),
        (PROVISIONED, EMPTY_NEXT, "", "V2", ["--migrate db", "--fresh db"]),
        (PROVISIONED, FULL_NEXT, "", "V2", ["--adopt db"]),
        (DOCKER, UNSEEN_NEXT, "", "V2", ["--migrate db", "--adopt db", "--fresh db"]),
        (HOST, EMPTY_NEXT, "", "V3", ["--migrate db", "--fresh db"]),
        (HOST, FULL_NEXT, "", "V3", ["--adopt db"]),
        (HOST, NO_PATH, "", "V4", [BACK, "--fresh db"]),
        (PROVISIONED, FULL_NEXT, "migrate", "V2", ["--adopt db"]),
        (PROVISIONED, FULL_NEXT, "fresh", "V2", ["--adopt db"]),
        (PROVISIONED, EMPTY_NEXT, "adopt", "V2", ["--migrate db", "--fresh db"]),
        (HOST, NO_PATH, "migrate", "V4", [BACK, "--fresh db"]),
        (HOST, NO_PATH, "adopt", "V4", [BACK, "--fresh db"]),
        (HOST, FULL_NEXT._replace(begun="migrate"), "", "V3", ["--migrate db", "--adopt db"]),
        (HOST, FULL_NEXT._replace(begun="adopt"), "migrate", "V3", ["--adopt db"]),
    ],
)
def test_a_volume_that_would_lose_sight_of_its_data_is_refused(
    now: Place, goal: Prospect, asked: str, rule: str, options: list[str]
) -> None:
    found = judged(now, goal, asked)
    assert isinstance(found, Refusal)
    assert (found.rule, [x.option for x in found.exits]) == (rule, options)
    assert "volume `db` would move from" in found.words


def test_a_refusal_says_how_much_is_where_and_what_is_there() -> None:
    found = judged(PROVISIONED, EMPTY_NEXT)
    assert isinstance(found, Refusal)
    assert found.words == (
        "volume `db` would move from a provisioned volume (41 GiB, in the kind node) to /data/db,"
        " which is empty"
    )


def test_an_option_that_does_not_help_says_why() -> None:
    found = judged(PROVISIONED, EMPTY_NEXT, "adopt")
    assert isinstance(found, Refusal)
    assert found.words.endswith("; --adopt does not help: /data/db holds nothing")


def test_a_cluster_elsewhere_does_not_copy() -> None:
    found = judged(PROVISIONED, EMPTY_NEXT, "migrate", can_copy=False)
    assert isinstance(found, Refusal)
    assert [x.option for x in found.exits] == ["--fresh db"]
    assert "copy it by hand" in found.words


@pytest.mark.parametrize(
    ("trouble", "goal", "rule"),
    [
        ("its claim is being deleted", Prospect("db", HOST), "V12"),
        ("", UNSEEN_NEXT._replace(trouble="/data/db is under no live mount"), "V1"),
    ],
)
def test_what_cannot_be_trusted_is_refused(trouble: str, goal: Prospect, rule: str) -> None:
    found = judged(HOST, goal, trouble=trouble)
    assert isinstance(found, Refusal)
    assert (found.rule, found.exits) == (rule, ())


@pytest.mark.parametrize(
    ("goal", "asked", "way", "options"),
    [
        (NO_PATH, "", "", ["--fresh db"]),
        (NO_PATH, "fresh", "fresh", []),
        (NO_PATH, "migrate", "", ["--fresh db"]),
        (NEW_NEXT, "fresh", "fresh", []),
        (FULL_NEXT, "", "", ["--adopt db"]),
        (FULL_NEXT, "adopt", "adopt", []),
        (FULL_NEXT, "fresh", "", ["--adopt db"]),
    ],
)
def test_what_is_lost_is_begun_again_only_by_name(
    goal: Prospect, asked: str, way: str, options: list[str]
) -> None:
    gone = Binding("db", PROVISIONED, "recorded", "it is gone with its cluster", is_lost=True)
    named = asked_for(asked)
    found = Found({}, {"db": gone}, {"db": goal})
    if way:
        (move,) = judge(Wanted((resource(),), ()), found, named, can_copy=True)
        assert (move.way.value, move.words[-27:]) == (way, "it is gone with its cluster")
        return
    with pytest.raises(GuardRefused, match="volume `db`: it is gone with its cluster") as refused:
        judge(Wanted((resource(),), ()), found, named, can_copy=True)
    (refusal,) = refused.value.refusals
    assert (refusal.rule, [x.option for x in refusal.exits]) == ("V12", options)
    assert not any("kept" in x.does for x in refusal.exits)


@pytest.mark.parametrize(
    ("now", "goal", "asked"),
    [
        (None, NEW_NEXT, "adopt"),
        (None, FULL_NEXT, "fresh"),
        (None, FULL_NEXT, "migrate"),
        (None, NEW_NEXT, "migrate"),
        *((HOST, Prospect("db", HOST), way) for way in ("adopt", "fresh", "migrate")),
        *((DOCKER, NO_PATH, way) for way in ("adopt", "fresh", "migrate")),
        *((HOST, Prospect("db", HOST, begun="migrate"), way) for way in ("adopt", "fresh")),
    ],
)
def test_an_option_for_what_does_not_move_is_refused(
    now: Place | None, goal: Prospect, asked: str
) -> None:
    with pytest.raises(CannotDo, match="leave the option out"):
        judged(now, goal, asked)


@pytest.mark.parametrize(
    ("goal", "asked", "source"),
    [
        (NEW_NEXT, "fresh", None),
        (EMPTY_NEXT, "", None),
        (UNSEEN_NEXT, "", None),
        (FULL_NEXT, "", NEXT),
        (FULL_NEXT, "adopt", NEXT),
    ],
)
def test_a_new_volume_takes_what_is_there(goal: Prospect, asked: str, source: Place | None) -> None:
    move = judged(None, goal, asked)
    assert isinstance(move, Move)
    assert (move.way, move.source) == (Way.MAKE, source)


def test_a_volume_goes_one_way_only() -> None:
    names = frozenset({"db"})
    with pytest.raises(CannotDo, match="take one of them"):
        judge(
            Wanted((resource(),), ()),
            Found({}, {}, {"db": NEW_NEXT}),
            Asked(adopt=names, fresh=names),
            can_copy=True,
        )


def test_a_volume_that_is_not_there_cannot_be_named() -> None:
    asked = Asked(migrate=frozenset({"bd"}))
    with pytest.raises(CannotDo, match="no such volume, but db"):
        judge(Wanted((resource(),), ()), Found({}, {}, {}), asked, can_copy=True)


def test_a_volume_that_nobody_wants_keeps_its_data() -> None:
    found = Found({}, {"old": Binding("old", HOST, "seen")}, {})
    (move,) = judge(Wanted((), ()), found, Asked(), can_copy=True)
    assert (move.way.value, move.words) == (
        "release",
        "nothing uses it any more; its data stays at /srv/db (41 GiB)",
    )


CADDY = Resource(Key("Deployment", "caddy-system", "c"), {}, Role.CLUSTER, "caddy", "", None)
WEB = Resource(Key("Deployment", "n", "web"), {}, Role.WORKLOAD, "caddy", "", None)
IMAGE = Sighting(("image",))
TAKEN = Sighting((TAKEN_OVER,))


@pytest.mark.parametrize(
    ("resource", "sighting", "sharers", "asked", "is_refused"),
    [
        (CADDY, IMAGE, ("laconic-web",), False, True),
        (CADDY, IMAGE, ("laconic-web",), True, False),
        (CADDY, IMAGE, (), False, False),
        (CADDY, Sighting(), ("laconic-web",), False, False),
        # What is new to the cluster, and whose the fields are, changes nothing for anybody.
        (CADDY, None, ("laconic-web",), False, False),
        (CADDY, TAKEN, ("laconic-web",), False, False),
        (CADDY, Sighting(("image", TAKEN_OVER)), ("laconic-web",), False, True),
        (WEB, IMAGE, ("laconic-web",), False, False),
    ],
)
def test_what_others_use_too_changes_only_when_that_is_said(
    resource: Resource,
    sighting: Sighting | None,
    sharers: tuple[str, ...],
    *,
    asked: bool,
    is_refused: bool,
) -> None:
    seen = {} if sighting is None else {resource.key: sighting}
    found = Found(seen, {}, {}, sharers={"caddy": sharers} if sharers else {})
    plan = plan_of(Wanted((resource,), ()), found)
    if not is_refused:
        guard_shared(plan, found, Asked(of_cluster=asked))
        return
    words = r"caddy would change \(image\): laconic-web uses it too: say --cluster-objects if"
    with pytest.raises(CannotDo, match=words):
        guard_shared(plan, found, Asked(of_cluster=asked))


@pytest.mark.parametrize(
    ("now", "way"),
    [(None, Way.MAKE), (NEXT, Way.KEEP), (HOST, Way.ADOPT), (PROVISIONED, Way.ADOPT)],
)
def test_the_way_back_leads_each_wanted_volume_where_it_was(now: Place | None, way: Way) -> None:
    bindings = {} if now is None else {"db": Binding("db", now, "web-1 mounts it")}
    goals = {"db": FULL_NEXT, "other": FULL_NEXT._replace(volume="other")}
    (move,) = put_back(Wanted((resource(),), ()), Found({}, bindings, goals))
    assert (move.volume, move.way) == ("db", way)


_LOST = {
    True: " is empty, and not the directory that its data was in: mount that, or move it back",
    False: ", where its data was, is not there: bring it back",
}


@pytest.mark.parametrize(
    ("now", "then", "is_lost"),
    [
        (HOST._replace(size=0, inode="1:9"), HOST, True),
        # A disk that is not mounted; devices are counted anew by each boot.
        (HOST._replace(size=0, inode="8:9"), HOST, True),
        (HOST._replace(size=0, inode="8:7"), HOST, False),
        # It is not there, and the kubelet would make it.
        (HOST._replace(size=0, inode=""), HOST, True),
        # Put back from a backup, or emptied by who writes to it.
        (HOST._replace(inode="1:9"), HOST, False),
        (HOST._replace(size=None, inode="1:9"), HOST, False),
        (HOST._replace(size=0), HOST, False),
        # Nobody could look, then or now.
        (HOST._replace(size=0, inode="1:9"), HOST._replace(inode=""), False),
        (HOST._replace(size=None, inode=""), HOST, False),
        # It was elsewhere then.
        (NEXT._replace(size=0), HOST, False),
        (DOCKER._replace(size=0, inode="1:9"), DOCKER._replace(inode="1:7"), False),
    ],
)
def test_an_empty_directory_in_the_place_of_another(now: Place, then: Place, is_lost: bool) -> None:
    goal = Prospect("db", now, exists=True, is_empty=now.size == 0)
    found = Found({}, {"db": Binding("db", now, "docker volume x_db")}, {"db": goal})
    known = with_known(found, Earlier(bindings={"db": Binding("db", then, "")}))
    assert known.bindings["db"].is_lost is is_lost
    wanted = Wanted((resource(),), ())
    if not is_lost:
        judge(wanted, known, Asked(), can_copy=True)
        return
    with pytest.raises(GuardRefused) as refused:
        judge(wanted, known, Asked(), can_copy=True)
    refusal = refused.value.refusals[0]
    assert refusal.words == f"volume `db`: /srv/db{_LOST[bool(now.inode)]}"
    assert [x.option for x in refusal.exits] == ["--fresh db"]
    (move,) = judge(wanted, known, asked_for("fresh"), can_copy=True)
    assert move.way is Way.FRESH
