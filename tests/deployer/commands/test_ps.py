"""`deploy ps` on a target in memory, and its words for ages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployer.commands.ps import ps
from deployer.found import Condition, Readiness, Running
from stacklint.cli.deploy.ps import age_words
from tests.deployer.fake import Fake, begin, world_of

if TYPE_CHECKING:
    from pathlib import Path

    from deployer.revisions.candidate import Candidate
    from deployer.run.world import World
    from deployer.targets.protocol import Chosen
    from deployer.wanted.resource import Key

UP = Running("db", "x-db-1", "db", Condition.READY, "running", "it runs", 2, 60.0)
OLD = Running("old", "x-old-1", "old", Condition.FAILED, "exited", "exit code 1")
LOAD = Running("load", "x-load-1", "load", Condition.READY, "exited", "it ended")


class Showing(Fake):
    """A target that has these containers, and says of all else what it is told to."""

    def __init__(self, said: Readiness, *there: Running) -> None:
        super().__init__()
        self.said, self.there = said, there

    def readiness(self, key: Key) -> Readiness:
        assert key.name in {"db", "load"}
        return self.said

    def world(self) -> World:
        def choose(one: Candidate) -> Chosen:
            return world_of(self).choose(one)._replace(running=lambda: self.there)

        return world_of(self)._replace(choose=choose)


GONE = Readiness(Condition.FAILED, "it has no container")
ENDED = Readiness(Condition.READY, "it has ended well")
STOPPED = Readiness(Condition.READY, "stopped: no pods are asked for")


def test_all_that_is_there_is_shown_also_what_nothing_asks_for(place: Path) -> None:
    found = ps(place, Showing(GONE, UP, LOAD, OLD).world())
    assert found.running == (UP, LOAD, OLD)
    assert not found.is_ready


def test_what_is_to_run_and_is_not_there_is_shown(place: Path) -> None:
    *_, absent = ps(place, Showing(GONE, LOAD).world()).running
    assert (absent.service, absent.state, absent.pod) == ("db", "absent", "")
    assert (absent.condition, absent.words) == (Condition.FAILED, "it has no container")


def test_a_workload_without_pods_is_not_ready(place: Path) -> None:
    found = ps(place, Showing(STOPPED, LOAD).world())
    assert [(x.service, x.condition) for x in found.running] == [
        ("load", Condition.READY),
        ("db", Condition.WAITING),
    ]


@pytest.mark.parametrize(
    ("has_run", "condition", "state", "words"),
    [
        (True, Condition.READY, "ended", "it has run, and nothing of it is left"),
        (
            False,
            Condition.WAITING,
            "absent",
            "it has not run as it is written now: `stacklint deploy start` runs it",
        ),
    ],
)
def test_a_job_without_containers_has_run_or_never_did(
    place: Path, *, has_run: bool, condition: Condition, state: str, words: str
) -> None:
    target = Showing(ENDED)
    begin(place, target)
    if not has_run:
        target.objects = {}
    target.there = (UP,)
    *_, job = ps(place, target.world()).running
    assert (job.service, job.condition, job.state, job.words) == ("load", condition, state, words)
    assert ps(place, target.world()).is_ready is has_run


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0s"),
        (59.9, "59s"),
        (60, "1m"),
        (61, "1m1s"),
        (3_600, "1h"),
        (7_260, "2h1m"),
        (90_000, "1d1h"),
        (-3, "0s"),
    ],
)
def test_ages(seconds: float, words: str) -> None:
    assert age_words(seconds) == words
