"""`deploy stop` and `deploy destroy` on a target in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployer.errors import CannotDo, LeftBroken
from deployer.moves import Asked
from deployer.start import start
from deployer.stop import destroy, stop
from tests.deployer.fake import Fake, world_of
from tests.deployer.worlds import COMPOSE, make

if TYPE_CHECKING:
    from pathlib import Path

    from deployer.run import Judged


def approve(judged: Judged) -> None:
    assert judged.plan.name


@pytest.fixture
def place(tmp_path: Path) -> Path:
    made = tmp_path / "notes"
    make(tmp_path / "repo", COMPOSE, made)
    return made


@pytest.fixture
def target(place: Path) -> Fake:
    fake = Fake()
    start(place, Asked(), world_of(fake), approve)
    fake.taken = []
    return fake


def test_a_stop_keeps_all_but_what_runs_and_a_start_brings_it_back(
    place: Path, target: Fake
) -> None:
    volumes = dict(target.places)
    assert stop(place, world_of(target), approve) == (1, True)
    assert target.taken == ["stop db"]
    assert stop(place, world_of(target), approve) == (1, False)
    start(place, Asked(), world_of(target), approve)
    assert target.taken == ["stop db", "roll db"]
    assert target.places == volumes


def test_a_destroy_removes_what_can_be_made_again(place: Path, target: Fake) -> None:
    volumes = dict(target.places)
    assert destroy(place, frozenset(), world_of(target), approve) == (1, True)
    assert target.taken == ["remove load", "remove db"]
    assert target.places == volumes
    start(place, Asked(), world_of(target), approve)
    assert target.places == volumes


def test_a_volume_goes_only_by_its_name(place: Path, target: Fake) -> None:
    heard: list[str] = []

    def listen(judged: Judged) -> None:
        heard.extend(x.reason for x in judged.plan.steps if x.action.value == "erase")

    destroy(place, frozenset({"notes-config"}), world_of(target), listen)
    assert set(target.places) == {"notes-db"}
    assert heard == ["with all its data: a docker volume (3 bytes)"]


def test_a_volume_of_another_name_is_refused_before_anything(place: Path, target: Fake) -> None:
    with pytest.raises(CannotDo, match="no such volume, but notes-db, notes-config"):
        destroy(place, frozenset({"nodes-db"}), world_of(target), approve)
    assert target.taken == []


def test_a_stop_that_fails_half_way_does_not_say_that_nothing_was_changed(
    place: Path, target: Fake
) -> None:
    target.fails = {"db"}
    with pytest.raises(LeftBroken, match=r"db: the disk is full.*goes on from there"):
        stop(place, world_of(target), approve)
