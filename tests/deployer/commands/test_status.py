"""`deploy status` on a target in memory: what counts for ready, and what is only told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.commands.status import Status, status
from deployer.found import Condition
from deployer.guard.refusal import GuardRefused
from deployer.revisions.journal import Journal, Phase
from deployer.revisions.lock import locked
from deployer.wanted.resource import Role
from tests.deployer.fake import HOLDER, Fake, world_of
from tests.deployer.worlds import KIND, edit, make

if TYPE_CHECKING:
    from pathlib import Path


def words_of(found: Status) -> dict[str, str]:
    return {x.title: x.readiness.words for x in found.workloads}


def test_what_was_never_started_is_not_ready_and_says_what_to_type(place: Path) -> None:
    found = status(place, world_of(Fake()))
    assert not found.is_ready
    assert "`stacklint deploy start` brings it up" in words_of(found)["db"]


def test_all_that_runs_is_ready(place: Path, target: Fake) -> None:
    found = status(place, world_of(target))
    assert (found.is_ready, found.revision) == (True, 1)
    assert [x.binding.volume for x in found.volumes] == ["notes-db", "notes-config"]


def test_why_one_is_not_ready_is_told(place: Path, target: Fake) -> None:
    target.broken = {"postgres:16"}
    found = status(place, world_of(target))
    assert not found.is_ready
    assert words_of(found)["db"] == "postgres:16 exits 1"


def test_what_nothing_asks_for_is_told_and_does_not_count(place: Path, target: Fake) -> None:
    one = next(x for x in target.objects.values() if x.role is Role.WORKLOAD)
    old = one._replace(key=one.key._replace(name="old"), title="old", body={"image": "bad:1"})
    target.objects[old.key] = old
    target.broken = {"bad:1"}
    found = status(place, world_of(target))
    assert found.is_ready
    assert [x.readiness.condition for x in found.workloads if not x.is_wanted] == [Condition.FAILED]
    assert words_of(found)["old"].endswith("nothing asks for it, and the next start removes it")


def test_a_run_at_work_is_told_from_one_that_was_killed(place: Path, target: Fake) -> None:
    Journal(place, HOLDER.since, 1).begin(Phase.APPLY, "roll db (service)")
    with locked(place, HOLDER):
        found = status(place, world_of(target))
    assert found.unfinished == "roll db (service)"
    assert found.holder.startswith("`stacklint deploy start` (process 7 on here, since ")
    assert status(place, world_of(target)).holder == ""


def test_a_start_that_would_be_refused_is_not_advised(place: Path, target: Fake) -> None:
    edit(place, "./data/notes-db", "./data/other", "spec.yml")
    edit(place, "../data/notes-db", "../data/other")
    target.stopped = {key for key, x in target.objects.items() if x.role is Role.WORKLOAD}
    found = status(place, world_of(target))
    assert words_of(found)["db"] == "it is stopped"
    assert isinstance(found.refused, GuardRefused)
    assert [x.option for x in found.refused.refusals[0].exits] == [
        "--migrate notes-db",
        "--fresh notes-db",
    ]


def test_a_start_that_would_be_another_deployment_is_not_advised(place: Path, target: Fake) -> None:
    edit(place, "deploy-to: compose", "deploy-to: k8s-kind", "spec.yml")
    found = status(place, world_of(target))
    assert "deploy-to" in str(found.refused)


def test_a_start_that_would_lack_a_secret_is_not_advised(tmp_path: Path) -> None:
    place = tmp_path / "notes"
    asked = "secrets: {notes-db: {keys: {A: {env: NOBODY_HAS_IT}}}}\n"
    make(tmp_path / "repo", KIND + asked, place)
    found = status(place, world_of(Fake()))
    assert set(words_of(found).values()) == {"it is not there"}
    why = "is read from NOBODY_HAS_IT, which is not set: `export NOBODY_HAS_IT=…`"
    assert found.troubles == (f"secrets.notes-db.keys.A {why}",)
