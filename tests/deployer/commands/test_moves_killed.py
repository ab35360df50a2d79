"""Runs that are killed while a volume goes elsewhere: what is known, and what finishes the move."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployer.commands.status import status
from deployer.commands.stop import stop
from deployer.errors import CannotDo
from deployer.found import Begun, Home, Place, Unnamed
from deployer.guard.refusal import GuardRefused
from deployer.plan import Action
from deployer.plan.moves import Asked
from deployer.revisions.journal import Journal, Phase
from tests.deployer.fake import Fake, Quiet, approve, begin, world_of
from tests.deployer.worlds import edit

if TYPE_CHECKING:
    from pathlib import Path

    from deployer.found import Earlier, Found
    from deployer.plan import Step
    from deployer.run.apply import Act
    from deployer.wanted.resource import Wanted

pytestmark = pytest.mark.slow

DB = frozenset({"notes-db"})
MIGRATE, ADOPT, FRESH = Asked(migrate=DB), Asked(adopt=DB), Asked(fresh=DB)


class Killed(Exception):
    """What no run catches, as nothing is done after SIGKILL."""


class Mortal(Fake):
    """Ends a run in the middle: before the last of some turns of one step.

    A volume is not there before it is mounted again: one of compose comes with who mounts it.
    """

    def __init__(self, step: str, turns: int = 1) -> None:
        super().__init__()
        self.step = step
        self.turns = turns
        self.away: dict[str, Place] = {}

    def execute(self, step: Step) -> None:
        self.turns -= self.step == f"{step.action.value} {step.resource.title}"
        if not self.turns:
            self.turns = -1
            if step.action is Action.ROLL:
                self.unmounted.add("notes-db")
                self.away, self.places = self.places, {}
            raise Killed
        super().execute(step)
        if step.action is Action.ROLL:
            self.places |= self.away


class Last(Quiet):
    """Ends a run when all is ready, before that is written down."""

    def begin(self, act: Act, words: str) -> None:
        super().begin(act, words)
        if act.words == "stable":
            raise Killed


def killed_while_moving(
    place: Path, target: Mortal, image: str = "postgres:17", asked: Asked = MIGRATE
) -> Place:
    """Start it, and have it killed while its volume goes elsewhere; give where that was."""
    begin(place, target)
    home = target.places["notes-db"]
    edit(place, "./data/notes-db", "./data/other", "spec.yml")
    edit(place, "../data/notes-db", "../data/other")
    edit(place, "postgres:16", image)
    with pytest.raises(Killed):
        begin(place, target, asked, Last())
    return home


def test_where_a_killed_run_led_a_volume_is_known_to_all_later_ones(place: Path) -> None:
    target = Mortal("roll db")
    killed_while_moving(place, target)
    found = status(place, world_of(target))
    assert [x.binding.place.path for x in found.volumes] == ["../data/other"]
    assert found.refused is None
    with pytest.raises(CannotDo, match="no such volume"):
        begin(place, target, Asked(fresh=frozenset({"odd"})))
    target.taken = []
    assert begin(place, target) == (2, True)
    assert "roll db" in target.taken
    assert not {"copy notes-db", "replace notes-db"} & {*target.taken}


def test_a_copy_of_a_killed_run_is_told_from_other_data(place: Path) -> None:
    target = Mortal("replace notes-db")
    home = killed_while_moving(place, target)
    words = "where a run has put its data before"
    with pytest.raises(GuardRefused, match=words):
        begin(place, target)
    with pytest.raises(GuardRefused, match=words) as refused:
        begin(place, target)
    (one,) = refused.value.refusals
    assert [(x.when, x.option) for x in one.exits] == [
        ("to finish the copy", "--migrate notes-db"),
        (f"if nothing wrote to {home.path} since", "--adopt notes-db"),
    ]


@pytest.mark.parametrize(
    ("asked", "step"),
    [
        *((MIGRATE, x) for x in ("stop db", "copy notes-db", "replace notes-db", "roll db", "")),
        *((ADOPT, x) for x in ("stop db", "replace notes-db", "roll db", "")),
        *((FRESH, x) for x in ("stop db", "replace notes-db", "roll db", "")),
    ],
)
@pytest.mark.parametrize("is_stopped", [False, True])
def test_wherever_a_move_was_killed_the_same_command_finishes_it(
    place: Path, asked: Asked, step: str, *, is_stopped: bool
) -> None:
    target = Mortal(step)
    target.full |= {"../data/other"} if asked is ADOPT else set()
    killed_while_moving(place, target, asked=asked)
    if is_stopped:
        # A run that ends well in between forgets what is its own alone.
        stop(place, world_of(target), approve)
    assert begin(place, target, asked) == (2, True)
    assert target.places["notes-db"].path == "../data/other"
    assert target.taken.count("replace notes-db") == 1
    with pytest.raises(CannotDo, match="it stays where it is: leave the option out"):
        begin(place, target, asked)


def test_another_way_than_the_one_that_was_begun_is_refused(place: Path) -> None:
    killed_while_moving(place, target := Mortal("roll db"))
    for asked in (ADOPT, FRESH):
        with pytest.raises(CannotDo, match="it stays where it is: leave the option out"):
            begin(place, target, asked)
    assert begin(place, target, MIGRATE) == (2, True)


def test_a_command_that_was_killed_behind_its_last_step_is_done(place: Path) -> None:
    target = Fake()
    begin(place, target)
    begun = Begun("notes-db", "migrate", target.places["notes-db"].path)
    Journal(place, "2026", 1).begin(Phase.APPLY, "roll db (service)", begun=(begun,))
    assert begin(place, target, MIGRATE) == (1, False)
    with pytest.raises(CannotDo, match="it stays where it is: leave the option out"):
        begin(place, target, MIGRATE)


def test_where_a_killed_way_back_led_a_volume_is_known(place: Path) -> None:
    target = Mortal("roll db", turns=2)
    target.broken = {"postgres:broken"}
    home = killed_while_moving(place, target, "postgres:broken")
    volumes = status(place, world_of(target)).volumes
    assert [x.binding.place for x in volumes] == [home]
    assert begin(place, target).is_changed


class Nameless(Fake):
    """A database that keeps something without a name; no next container mounts it again."""

    def observe(self, wanted: Wanted, earlier: Earlier) -> Found:
        place = Place(Home.UNNAMED, "/var/x", "0a" * 32, size=7)
        keys = [key for key in self.objects if key.name == "db"]
        unnamed = tuple(Unnamed(key, "/keep", place, is_inherited=False) for key in keys)
        return super().observe(wanted, earlier)._replace(unnamed=unnamed)


def test_one_without_a_name_is_let_go_once(place: Path) -> None:
    target, asked = Nameless(), Asked(fresh=frozenset({"db:/keep"}))
    begin(place, target)
    edit(place, "postgres:16", "postgres:17")
    with pytest.raises(Killed):
        begin(place, target, asked, Last())
    target.taken = []
    assert begin(place, target, asked) == (2, True)
    assert target.taken == []
    with pytest.raises(CannotDo, match="--fresh db:/keep: it stays where it is: leave the option"):
        begin(place, target, asked)
