"""`deploy start` on a target in memory: what is done, what is kept, and the way back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from deployer.commands.start import start
from deployer.directory.present import present
from deployer.errors import (
    CannotDo,
    LeftBroken,
    Locked,
    NotServing,
    PreflightFailed,
    RolledBack,
    StepFailed,
)
from deployer.guard.refusal import GuardRefused
from deployer.plan.moves import Asked
from deployer.revisions import last_ready, latest
from deployer.revisions.journal import Journal, Phase, unfinished
from deployer.revisions.lock import Holder, locked
from tests.deployer.fake import HOLDER, NOBODY, Fake, Quiet, begin, world_of
from tests.deployer.worlds import edit, tree_of
from tests.running import write

if TYPE_CHECKING:
    from pathlib import Path

    from deployer.run.apply import Act
    from deployer.run.judged import Judged

pytestmark = pytest.mark.slow


def test_a_first_start_makes_all_in_order_and_keeps_a_revision(place: Path) -> None:
    target = Fake()
    assert begin(place, target) == (1, True)
    works = [x for x in target.taken if not x.startswith("create config")]
    assert works == [
        "create notes-db",
        "create notes-config",
        "create compose/docker-compose-notes.yml",
        "create compose-jobs/docker-compose-load.yml",
        "create db",
        "create load",
    ]
    record = latest(place)
    assert record is not None
    assert record.number == 1
    assert {key.name for key in record.earlier.inventory} >= {"db", "load", "notes-db"}
    assert not (place / ".stacklint/run.json").exists()


def test_a_second_start_touches_nothing(place: Path) -> None:
    target = Fake()
    begin(place, target)
    before, target.taken = tree_of(place), []
    assert begin(place, target) == (1, False)
    assert target.taken == []
    assert tree_of(place) == before


def test_what_changed_is_rolled_alone(place: Path) -> None:
    target = Fake()
    begin(place, target)
    target.taken = []
    edit(place, "postgres:16", "postgres:17")
    assert begin(place, target) == (2, True)
    assert target.taken == ["update compose/docker-compose-notes.yml", "roll db"]


def test_what_is_not_ready_is_taken_back_with_its_evidence(place: Path) -> None:
    target = Fake()
    begin(place, target)
    before, bodies = tree_of(place), {x: y.body for x, y in target.objects.items()}
    edit(place, "postgres:16", "postgres:broken")
    target.broken = {"postgres:broken"}
    with pytest.raises(RolledBack, match="Revision 1 runs again") as failed:
        begin(place, target)
    assert {x: y.body for x, y in target.objects.items()} == bodies
    evidence = place / ".stacklint/rev/2/evidence/db.txt"
    assert failed.value.kept == str(evidence)
    assert "the last words of db" in evidence.read_text(encoding="utf-8")
    assert {x: y for x, y in tree_of(place).items() if "rev/2" not in x} == before
    assert not (place / ".stacklint/run.json").exists()


def test_a_first_start_that_fails_is_left_and_says_what_to_type(place: Path) -> None:
    target = Fake()
    target.broken = {"postgres:16"}
    with pytest.raises(LeftBroken, match="no earlier revision") as failed:
        begin(place, target)
    assert failed.value.commands == (
        f"stacklint deploy status --dir {place}",
        f"stacklint deploy start --dir {place}",
    )
    assert latest(place) is None


def test_where_the_way_back_fails_too_both_reasons_are_said(place: Path) -> None:
    target = Fake()
    begin(place, target)
    edit(place, "postgres:16", "postgres:broken")
    target.broken = {"postgres"}
    with pytest.raises(LeftBroken, match=r"postgres exits 1.*failed too"):
        begin(place, target)


def test_troubles_stop_a_run_before_anything(place: Path) -> None:
    target = Fake()
    target.troubles = ("port 5432 is taken", "no image")
    with pytest.raises(PreflightFailed, match=r"port 5432 is taken \(and 1 more\)"):
        begin(place, target)
    assert target.taken == []


def test_who_does_not_approve_changes_nothing(place: Path) -> None:
    def refuse(judged: Judged) -> None:
        raise CannotDo(judged.plan.name, "no")

    target, before = Fake(), tree_of(place)
    with pytest.raises(CannotDo):
        start(place, NOBODY, world_of(target), refuse)
    assert target.taken == []
    assert {x for x in tree_of(place) if "lock" not in x} == set(before)


def test_a_volume_that_gets_another_path_is_refused_until_it_is_named(place: Path) -> None:
    target = Fake()
    begin(place, target)
    edit(place, "./data/notes-db", "./data/other", "spec.yml")
    edit(place, "../data/notes-db", "../data/other")
    with pytest.raises(GuardRefused, match="notes-db"):
        begin(place, target)
    target.taken = []
    begin(place, target, Asked(migrate=frozenset({"notes-db"})))
    moved = [x for x in target.taken if not x.startswith("update")]
    assert moved == [
        "stop db",
        "stop load",
        "copy notes-db",
        "replace notes-db",
        "roll db",
        "replace load",
    ]


def test_a_volume_that_moved_for_nothing_is_led_back(place: Path) -> None:
    target = Fake()
    begin(place, target)
    home = target.places["notes-db"]
    edit(place, "./data/notes-db", "./data/other", "spec.yml")
    edit(place, "../data/notes-db", "../data/other")
    edit(place, "postgres:16", "postgres:broken")
    target.broken = {"postgres:broken"}
    with pytest.raises(RolledBack):
        begin(place, target, Asked(migrate=frozenset({"notes-db"})))
    assert target.places["notes-db"] == home
    assert begin(place, target) == (1, False)


def test_a_run_at_the_same_time_is_refused_with_who_it_is(place: Path) -> None:
    other = Holder(99, "there", "2026-01-01T00:00:00Z", "stacklint deploy restart")
    with (
        locked(place, other),
        pytest.raises(Locked, match=r"`stacklint deploy restart` \(process 99 on there"),
    ):
        begin(place, Fake())
    assert begin(place, Fake()).is_changed


def test_files_that_a_killed_run_half_replaced_are_put_back(place: Path) -> None:
    target, watcher = Fake(), Quiet()
    begin(place, target)
    before = present(place)
    edit(place, "postgres:16", "postgres:half")
    Journal(place, "2026", 1).begin_swap(before, present(place))
    assert begin(place, target, watcher=watcher) == (1, False)
    assert "its files are those from before it again" in watcher.heard[0]
    assert unfinished(place) is None


def test_a_run_that_was_killed_while_it_acted_is_gone_on_with(place: Path) -> None:
    target, watcher = Fake(), Quiet()
    begin(place, target)
    edit(place, "postgres:16", "postgres:17")
    Journal(place, "2026", 1).begin(Phase.APPLY, "roll db (service)")
    assert begin(place, target, watcher=watcher) == (2, True)
    assert "ended in the middle, at `roll db (service)`" in watcher.heard[0]


def test_ten_revisions_are_kept(place: Path) -> None:
    target = Fake()
    for number in range(12):
        edit(
            place, "postgres:16" if not number else f"postgres:v{number}", f"postgres:v{number + 1}"
        )
        begin(place, target)
    kept = sorted(int(x.name) for x in (place / ".stacklint/rev").iterdir())
    assert kept[-1] - kept[0] <= 20
    assert sum((place / f".stacklint/rev/{x}/record.json").is_file() for x in kept) == 10


def test_the_record_holds_no_value_of_the_configuration(place: Path) -> None:
    begin(place, Fake())
    record = json.loads((place / ".stacklint/rev/1/record.json").read_text(encoding="utf-8"))
    assert "TOKEN" not in json.dumps(record)
    assert (place / ".stacklint").stat().st_mode & 0o777 == 0o700


def test_the_holder_is_written_down(place: Path) -> None:
    begin(place, Fake())
    held = json.loads((place / ".stacklint/lock").read_text(encoding="utf-8"))
    assert held["command"] == HOLDER.command


def test_nobody_is_told_done_while_something_is_not_ready(place: Path) -> None:
    target = Fake()
    begin(place, target)
    target.taken, target.broken = [], {"postgres"}
    with pytest.raises(NotServing, match="revision 1 is in place, and db is not ready: postgres"):
        begin(place, target)
    assert target.taken == []


def test_what_a_run_did_not_touch_is_no_reason_to_go_back_but_is_said(place: Path) -> None:
    target = Fake()
    begin(place, target)
    edit(place, "image: postgres:16\n    ports", "image: postgres:17\n    ports")
    target.sick = {"load"}
    with pytest.raises(NotServing, match="revision 2 is in place, and load is not ready"):
        begin(place, target)
    record = latest(place)
    assert record is not None
    assert record.number == 2


def test_a_run_that_was_killed_while_it_waited_becomes_a_revision_by_waiting(place: Path) -> None:
    target, watcher = Fake(), Quiet()
    begin(place, target)
    edit(place, "postgres:16", "postgres:17")
    begin(place, target)
    for file in (place / ".stacklint/rev/2").glob("record.json"):
        file.unlink()
    target.taken = []
    assert begin(place, target, watcher=watcher).is_changed
    assert target.taken == []
    assert {"end ready db", "end stable"} <= set(watcher.heard)


def test_a_last_revision_that_does_not_get_ready_either_is_not_said_to_run(place: Path) -> None:
    target = Fake()
    begin(place, target)
    target.sick = {"db"}
    edit(place, "postgres:16", "postgres:17")
    with pytest.raises(LeftBroken, match="db is sick"):
        begin(place, target)


def test_plans_of_other_mounted_files_have_other_names(place: Path) -> None:
    names: list[str] = []
    for text in ("a\n", "b\n", "c\n", "b\n"):
        (place / "config/notes/app.conf").write_text(text, encoding="utf-8")
        start(place, NOBODY, world_of(Fake()), lambda judged: names.append(judged.plan.name))
    assert len(set(names)) == 3
    assert names[1] == names[3]


class InTheWay(Quiet):
    """Puts a folder where a file is to be written, at some moment of a run."""

    def __init__(self, path: Path, moment: str) -> None:
        super().__init__()
        self.path = path
        self.moment = moment

    def end(self, act: Act, words: str, seconds: float) -> None:
        super().end(act, words, seconds)
        if act.words == self.moment:
            self.path.mkdir(parents=True, exist_ok=True)


def test_what_runs_and_cannot_be_kept_is_no_failure_before_anything(place: Path) -> None:
    target = Fake()
    begin(place, target)
    edit(place, "postgres:16", "postgres:17")
    with pytest.raises(LeftBroken, match=r"What changed is ready.*revision 2") as failed:
        begin(place, target, watcher=InTheWay(place / ".stacklint/rev/2/record.json.new", "stable"))
    assert failed.value.commands == (f"stacklint deploy start --dir {place}",)


def test_evidence_that_cannot_be_kept_does_not_stop_the_way_back(place: Path) -> None:
    target = Fake()
    begin(place, target)
    edit(place, "postgres:16", "postgres:broken")
    target.broken = {"postgres:broken"}
    evidence = place / ".stacklint/rev/2/evidence/db.txt"
    with pytest.raises(RolledBack, match="Evidence: none") as failed:
        begin(place, target, watcher=InTheWay(evidence, "roll db"))
    assert failed.value.revision == 1


def test_a_directory_that_cannot_be_written_is_said_and_nothing_is_done(place: Path) -> None:
    target = Fake()
    (place / ".stacklint/lock").mkdir()
    with pytest.raises(StepFailed, match="lock: is a directory"):
        begin(place, target)
    assert target.taken == []


def test_the_way_back_runs_no_job_that_the_revision_never_ran(place: Path) -> None:
    target = Fake()
    begin(place, target)
    record = place / ".stacklint/rev/1/record.json"
    known = json.loads(record.read_text(encoding="utf-8"))
    known["inventory"] = [key for key in known["inventory"] if key[2] != "load"]
    record.write_text(json.dumps(known), encoding="utf-8")
    target.objects = {key: x for key, x in target.objects.items() if key.name != "load"}
    target.taken = []
    edit(place, "postgres:16", "postgres:broken")
    target.broken = {"postgres:broken"}
    with pytest.raises(RolledBack):
        begin(place, target)
    assert target.taken.count("create load") == 1


def test_what_never_got_ready_is_nothing_to_go_back_to(place: Path) -> None:
    target = Fake()
    target.broken = {"postgres:16"}
    with pytest.raises(LeftBroken):
        begin(place, target)
    edit(place, "image: postgres:16\n    ports", "image: postgres:17\n    ports")
    edit(place, "postgres:16", "busybox:1", "compose-jobs/docker-compose-load.yml")
    target.sick = {"load"}
    with pytest.raises(LeftBroken):
        begin(place, target)
    edit(place, "postgres:17", "postgres:18")
    with pytest.raises(NotServing, match="revision 3 is in place, and load is not ready"):
        begin(place, target)
    assert last_ready(place) is None
    target.broken = {"postgres:19"}
    edit(place, "postgres:18", "postgres:19")
    with pytest.raises(LeftBroken, match="no earlier revision"):
        begin(place, target)


def test_what_gets_ready_by_itself_is_gone_back_to_from_then_on(place: Path, target: Fake) -> None:
    edit(place, "image: postgres:16\n    ports", "image: postgres:17\n    ports")
    target.sick = {"load"}
    with pytest.raises(NotServing):
        begin(place, target)
    assert read_ready(place) == (2, 1)
    target.sick = set()
    assert begin(place, target) == (2, False)
    assert read_ready(place) == (2, 2)


def read_ready(place: Path) -> tuple[int, int]:
    """The number of the last revision, and of the last that got ready."""
    last, ready = latest(place), last_ready(place)
    assert last is not None
    assert ready is not None
    return last.number, ready.number


def test_a_revision_that_got_ready_is_kept_however_many_did_not(place: Path, target: Fake) -> None:
    target.sick = {"load"}
    for number in range(16, 28):
        edit(place, f"image: postgres:{number}\n    p", f"image: postgres:{number + 1}\n    p")
        with pytest.raises(NotServing):
            begin(place, target)
    assert read_ready(place) == (13, 1)


@pytest.mark.parametrize("text", ["", "{", "null", '{"run": "a", "phase": "later"}'])
def test_a_journal_that_says_nothing_is_told_and_gone_on_from(
    place: Path, target: Fake, text: str
) -> None:
    watcher = Quiet()
    (place / ".stacklint/run.json").write_text(text, encoding="utf-8")
    assert begin(place, target, watcher=watcher) == (1, False)
    assert watcher.heard[0].startswith("a run whose journal says nothing ended in the middle, at `")
    assert unfinished(place) is None


def test_half_of_a_revision_goes_and_its_evidence_stays(place: Path, target: Fake) -> None:
    write(place, {f".stacklint/rev/{x}/files/spec.yml": "a: 1\n" for x in (2, 3)})
    write(place, {".stacklint/rev/3/evidence/db.txt": "why\n", ".stacklint/new/config.env": "x\n"})
    begin(place, target)
    assert sorted(
        x for x in tree_of(place / ".stacklint") if x[:5] in {"rev/2", "rev/3", "new"}
    ) == [
        "rev/3",
        "rev/3/evidence",
        "rev/3/evidence/db.txt",
    ]
