"""`deploy destroy` on a target in memory: what goes, what stays, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployer.commands.destroy import destroy
from deployer.commands.stop import stop
from deployer.errors import CannotDo, LeftBroken
from deployer.revisions import files_of, keep, latest
from deployer.wanted.resource import Role
from tests.deployer.fake import Fake, approve, begin, world_of
from tests.deployer.worlds import KIND, make

if TYPE_CHECKING:
    from pathlib import Path

    from deployer.run.judged import Judged

pytestmark = pytest.mark.slow


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
