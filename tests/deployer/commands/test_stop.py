"""`deploy stop` on a target in memory: what ends, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployer.commands.destroy import destroy
from deployer.commands.stop import stop
from deployer.errors import LeftBroken
from deployer.plan.text import Heading, plan_text
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
