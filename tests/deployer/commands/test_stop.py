"""`deploy stop` and `deploy destroy` on a target in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployer.commands.stop import destroy, stop
from deployer.errors import CannotDo, LeftBroken
from deployer.plan.text import Heading, plan_text
from deployer.revisions import files_of, keep, latest
from deployer.wanted.resource import Role
from deployer.wanted.uses import users_first
from tests.deployer.fake import Fake, approve, begin, world_of
from tests.deployer.worlds import COMPOSE, K8S, KIND, STACK, make

if TYPE_CHECKING:
    from pathlib import Path

    from deployer.run.judged import Judged

pytestmark = pytest.mark.slow


def test_a_stop_keeps_all_but_what_runs_and_a_start_brings_it_back(
    place: Path, target: Fake
) -> None:
    volumes = dict(target.places)
    assert stop(place, world_of(target), approve) == (1, True)
    assert target.taken == ["stop db"]
    assert stop(place, world_of(target), approve) == (1, False)
    begin(place, target)
    assert target.taken == ["stop db", "roll db"]
    assert target.places == volumes


def test_a_destroy_removes_what_can_be_made_again(place: Path, target: Fake) -> None:
    volumes = dict(target.places)
    assert destroy(place, frozenset(), world_of(target), approve) == (1, True)
    assert target.taken == ["remove load", "remove db"]
    assert target.places == volumes
    begin(place, target)
    assert target.places == volumes


ROUTED = KIND.replace(
    "network:\n",
    "security: {unlimited-memlock: true}\nnetwork:\n"
    "  http-proxy: [{host-name: a.b, routes: [{path: /, proxy-to: 'db:5432'}]}]\n",
)


@pytest.mark.parametrize(
    ("sharers", "says"),
    [
        ({"caddy": ("shop", "blog")}, ["it serves shop, blog", "nobody else uses it"]),
        ({}, ["nobody else uses it", "nobody else uses it"]),
    ],
)
def test_what_the_cluster_shares_is_left_to_the_others_and_by_the_last_one_too(
    tmp_path: Path, sharers: dict[str, tuple[str, ...]], says: list[str]
) -> None:
    place, target, heard = tmp_path / "notes", Fake(), list[str]()
    make(tmp_path / "repo", ROUTED, place)
    begin(place, target)
    shared = {key for key, x in target.objects.items() if x.role is Role.CLUSTER}
    target.sharers = sharers
    stop(place, world_of(target), approve)
    destroy(place, frozenset(), world_of(target), lambda judged: heard.extend(judged.found.notes))
    assert len(shared) > 1
    assert shared < target.objects.keys()
    names = ("caddy", "high-memlock")
    expected = [f"{x} is the cluster's, and stays: {y}" for x, y in zip(names, says, strict=True)]
    assert sorted(heard) == expected


def test_a_job_that_was_removed_is_not_taken_for_one_that_ran(place: Path, target: Fake) -> None:
    record = latest(place)
    assert record is not None
    ran = record.earlier._replace(digests={"db": "1", "load": "2"})
    keep(place, record._replace(earlier=ran), files_of(place, 1))
    destroy(place, frozenset(), world_of(target), approve)
    after = latest(place)
    assert after is not None
    assert after.earlier == ran._replace(digests={"db": "1"})


def test_a_volume_goes_only_by_its_name(place: Path, target: Fake) -> None:
    heard: list[str] = []

    def listen(judged: Judged) -> None:
        heard.extend(x.reason for x in judged.plan.steps if x.action.value == "erase")

    destroy(place, frozenset({"notes-config"}), world_of(target), listen)
    assert set(target.places) == {"notes-db"}
    assert heard == ["with all its data: a docker volume (3 bytes)"]


def test_data_that_was_erased_by_name_is_not_missed_by_the_next_start(
    place: Path, target: Fake
) -> None:
    record = latest(place)
    assert record is not None
    assert set(record.earlier.bindings) == {"notes-db", "notes-config"}
    destroy(place, frozenset({"notes-config", "notes-db"}), world_of(target), approve)
    after = latest(place)
    assert after is not None
    # The directory of the host is still there, and is looked for where it was.
    assert after == record._replace(
        earlier=record.earlier._replace(
            bindings={"notes-db": record.earlier.bindings["notes-db"]}, digests={}
        )
    )


def test_what_could_not_be_erased_is_still_known(place: Path, target: Fake) -> None:
    before = latest(place)
    target.fails = {"notes-config"}
    with pytest.raises(LeftBroken):
        destroy(place, frozenset({"notes-config"}), world_of(target), approve)
    after = latest(place)
    assert before is not None
    assert after is not None
    assert after.earlier.bindings == before.earlier.bindings


def test_a_volume_of_another_name_is_refused_before_anything(place: Path, target: Fake) -> None:
    with pytest.raises(CannotDo, match="no such volume, but notes-db, notes-config"):
        destroy(place, frozenset({"nodes-db"}), world_of(target), approve)
    assert target.taken == []


def test_a_volume_that_nothing_asks_for_is_not_said_to_be_removed(
    place: Path, target: Fake
) -> None:
    target.places["old-db"] = target.places["notes-db"]
    with pytest.raises(
        CannotDo, match=r"--volumes old-db: nothing asks for it any more, and .* by"
    ):
        destroy(place, frozenset({"old-db", "notes-db"}), world_of(target), approve)
    assert target.taken == []


def test_an_external_volume_is_not_said_to_be_erased(place: Path, target: Fake) -> None:
    target.external.add("notes-config")
    with pytest.raises(CannotDo, match=r"--volumes notes-config: it is external, and a docker"):
        destroy(place, frozenset({"notes-config", "notes-db"}), world_of(target), approve)
    assert target.taken == []


def test_a_stop_that_fails_half_way_does_not_say_that_nothing_was_changed(
    place: Path, target: Fake
) -> None:
    target.fails = {"db"}
    with pytest.raises(LeftBroken, match=r"db: the disk is full.*goes on from there"):
        stop(place, world_of(target), approve)


USERS = {
    **STACK,
    "stacks/notes/stack.yml": "name: notes\npods: [notes, web, edge, alone]\n",
    "compose/docker-compose-web.yml": "services: {web: {image: w, depends_on: [db]}}\n",
    "compose/docker-compose-edge.yml": """\
services: {edge: {image: e, depends_on: {web: {condition: service_started}, db: {}}}}
""",
    "compose/docker-compose-alone.yml": "services: {alone: {image: a}}\n",
}


@pytest.mark.parametrize(
    ("spec", "stops"),
    [
        (COMPOSE, ["stop edge", "stop web", "stop db", "stop alone"]),
        (KIND, ["stop edge", "stop web", "stop notes", "stop alone"]),
        (K8S, ["stop edge", "stop web", "stop notes", "stop alone"]),
    ],
)
def test_who_uses_another_is_stopped_before_it_on_every_target(
    tmp_path: Path, spec: str, stops: list[str]
) -> None:
    make(tmp_path / "repo", spec, tmp_path / "place", USERS)
    target, shown = Fake(), list[str]()

    def show(judged: Judged) -> None:
        heading = Heading("notes", judged.candidate.target, "c")
        shown.extend(
            " ".join(x.split()[:2]) for x in plan_text(judged.plan, heading, 80).split("\n")
        )

    begin(tmp_path / "place", target)
    target.taken = []
    stop(tmp_path / "place", world_of(target), show)
    assert target.taken == stops
    assert [x for x in shown if x.startswith("stop ")] == stops
    destroy(tmp_path / "place", frozenset(), world_of(target), approve)
    gone = [x.replace("remove", "stop") for x in target.taken if x.startswith("remove")]
    # Services of a cluster have the same titles, and go before any of them.
    assert [x for x in gone if x in stops][-4:] == stops


def test_what_nobody_wants_any_more_is_stopped_before_what_it_uses(
    place: Path, target: Fake
) -> None:
    db = next(x for x in target.objects.values() if x.title == "db")
    old = db._replace(key=db.key._replace(name="old"), title="old", uses=(db.key,))
    target.objects[old.key] = old
    stop(place, world_of(target), approve)
    assert target.taken == ["stop old", "stop db"]


@pytest.mark.parametrize(
    ("uses", "order"),
    [
        ({}, "abc"),
        ({"a": "b", "b": "c"}, "abc"),
        ({"c": "ba", "b": "a"}, "cba"),
        ({"a": "b", "b": "a", "c": "a"}, "cab"),
        ({"a": "a"}, "abc"),
        ({"a": "nobody"}, "abc"),
    ],
)
def test_users_come_first_and_a_circle_ends(target: Fake, uses: dict[str, str], order: str) -> None:
    db = next(x for x in target.objects.values() if x.title == "db")
    made = [
        db._replace(
            key=db.key._replace(name=name),
            uses=tuple(db.key._replace(name=x) for x in uses.get(name, "")),
        )
        for name in "abc"
    ]
    assert "".join(x.key.name for x in users_first(made)) == order
