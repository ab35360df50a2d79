"""What a run shows while it happens, and how a failure is told: once."""

from __future__ import annotations

import re
import time
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from deployer.commands.start import start
from deployer.commands.status import status
from deployer.errors import DeployError, LeftBroken, RolledBack
from deployer.guard.refusal import Exit, GuardRefused, Refusal
from deployer.plan.moves import Asked
from deployer.run.apply import Act
from deployer.run.carried_out import Outcome
from stacklint.cli.deploy.refused import refused_lines
from stacklint.cli.deploy.report import AsText
from stacklint.cli.deploy.status import status_text
from stacklint.cli.deploy.watch import Lines, Live
from tests.deployer.fake import Fake, world_of
from tests.deployer.worlds import COMPOSE, edit, make

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from deployer.run.judged import Judged

TAKEN_BACK = """\
 ✓ update compose/docker-compose-notes.yml  its configuration changed  0.0 s
 ✓ roll db                   its configuration changed  0.0 s
 ✗ ready db                  postgres:broken exits 1  0.0 s
 ↩ back to revision 1        runs again  3.0 s
failed and rolled back. Evidence: PLACE/.stacklint/rev/2/evidence/db.txt
"""
NOWHERE_TO_GO = """\
 ✗ ready db                  postgres:16 exits 1  0.0 s
failed and not rolled back. There is no earlier revision to go back to, and what was made is left \
as it is. Evidence: PLACE/.stacklint/rev/1/evidence/db.txt. To type:
  stacklint deploy status --dir PLACE
  stacklint deploy start --dir PLACE
"""


def approve(judged: Judged) -> None:
    assert judged.plan.name


def shown(place: Path, target: Fake) -> type[DeployError] | None:
    """Start, and show on stdout and stderr what a log would have."""
    text = AsText()
    world = world_of(target)._replace(watcher=text.watcher)
    try:
        text.done(start(place, Asked(), world, approve), "runs")
    except DeployError as error:
        text.stopped(error, 0)
        return type(error)
    return None


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    made = tmp_path / "notes"
    make(tmp_path / "repo", COMPOSE, made)
    return made


def told(capsys: pytest.CaptureFixture[str], place: Path) -> str:
    """Everything, in order: what goes wrong comes last."""
    out, err = capsys.readouterr()
    return (out + err).replace(str(place), "PLACE")


@pytest.mark.parametrize(
    ("outcome", "line"),
    [
        (Outcome(3, is_changed=True), "revision 3 is stopped"),
        (Outcome(3, is_changed=False), "revision 3 is stopped: nothing to do"),
        (Outcome(0, is_changed=True), "the deployment is stopped"),
        (Outcome(0, is_changed=False), "the deployment is stopped: nothing to do"),
    ],
)
def test_the_last_line_says_what_it_is_about(
    outcome: Outcome, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    AsText().done(outcome, "is stopped")
    assert capsys.readouterr().out == f"{line}\n"


def test_a_failure_that_is_taken_back_is_told_once(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = Fake()
    assert shown(place, target) is None
    file = place / "compose/docker-compose-notes.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("postgres:16", "postgres:broken"))
    target.broken = {"postgres:broken"}
    capsys.readouterr()
    assert shown(place, target) is RolledBack
    assert told(capsys, place) == TAKEN_BACK


def test_a_first_failure_is_told_once_with_what_to_type(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = Fake()
    target.broken = {"postgres:16"}
    assert shown(place, target) is LeftBroken
    said = told(capsys, place)
    assert said.endswith(NOWHERE_TO_GO)
    assert len(re.findall("postgres:16 exits 1", said)) == 1


DB = Act("S14", "ready db")
WEB = Act("S14", "ready web")


def live(watch: Callable[[Live, list[float]], None]) -> str:
    """Give what a terminal of 40 columns got, without what moves its cursor.

    Its clock says the number in the list: a busy machine may pass over a second.
    """
    clock = [0.0]
    terminal = Console(
        file=StringIO(),
        force_terminal=True,
        width=40,
        color_system=None,
        get_time=lambda: clock[0],
    )
    shown = Live(unicode=True, console=terminal)
    watch(shown, clock)
    shown.close()
    assert isinstance(terminal.file, StringIO)
    return re.sub(r"\x1b\[[0-9?]*[A-Za-z]", "", terminal.file.getvalue())


def two_get_ready(shown: Live, clock: list[float]) -> None:
    shown.begin(DB, "")
    shown.begin(WEB, "")
    shown.progress(WEB, "its container starts, and that takes long")
    clock[0] = 1.1
    time.sleep(1.1)
    shown.end(DB, "its container is up", 1.2)
    time.sleep(0.2)


def test_on_a_terminal_each_thing_that_goes_on_has_its_time() -> None:
    said = live(two_get_ready)
    assert re.search(r"ready db +0:00:01", said)
    assert "ready web: its container star… 0:00:01" in said
    assert "ready web: " in said.split("container is up  1.2 s")[1]
    assert "ready db " not in said.split("container is up  1.2 s")[1]


def test_in_a_log_a_thing_is_one_line_when_it_ends(capsys: pytest.CaptureFixture[str]) -> None:
    lines = Lines(unicode=False)
    lines.begin(DB, "")
    lines.progress(DB, "its container starts")
    lines.end(DB, "its container is up", 1.2)
    assert capsys.readouterr().out == " ok ready db                  its container is up  1.2 s\n"


def test_what_no_line_has_told_is_told_as_a_whole(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = AsText()
    text.stopped(RolledBack("the disk is full", "none", 1), 5)
    assert told(capsys, place) == (
        "error: the disk is full. Revision 1 runs again. Evidence: none\n"
    )


REFUSED = """\
stacklint deploy start --dir PLACE is refused as it stands:
  volume `notes-db` would move from ../data/notes-db to ../data/other, which is not there yet.
    to move the data:           --migrate notes-db  stops its users; the old data is kept
    to start empty on purpose:  --fresh notes-db    the old data is kept"""


def test_status_says_what_a_start_would_refuse(place: Path) -> None:
    target = Fake()
    start(place, Asked(), world_of(target), approve)
    assert "refused" not in "".join(status_text(status(place, world_of(target)), 80))
    edit(place, "./data/notes-db", "./data/other", "spec.yml")
    edit(place, "../data/notes-db", "../data/other")
    text = "\n".join(status_text(status(place, world_of(target)), 80))
    assert text.replace(str(place), "PLACE").endswith(REFUSED)


def test_what_never_got_ready_is_of_no_revision(place: Path) -> None:
    target = Fake()
    target.fails = {"load"}
    with pytest.raises(LeftBroken):
        start(place, Asked(), world_of(target), approve)
    first, second, *_ = status_text(status(place, world_of(target)), 80)
    assert first.endswith(": no revision yet")
    assert second.startswith("a run ended in the middle, at `create load (")


def test_a_way_out_that_is_long_stands_above_what_to_type() -> None:
    exits = (
        Exit("to finish the copy", "--migrate db", "if both are still the same"),
        Exit(
            "if nothing wrote to /srv/deployments/notes/data/db since", "--adopt db", "it is kept"
        ),
    )
    refused = GuardRefused((Refusal("db", "V3", "volume `db` would move", exits),))
    assert [*refused_lines(refused)] == [
        "volume `db` would move.",
        "  to finish the copy:",
        "    --migrate db  if both are still the same",
        "  if nothing wrote to /srv/deployments/notes/data/db since:",
        "    --adopt db  it is kept",
    ]
