"""`deploy history`: what is kept of a deployment, and the way back, from the directory alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from deployer.commands.history import Fate, history
from deployer.directory.content import STATE_FILE, Content, File
from deployer.directory.present import present
from deployer.errors import BadInput
from deployer.found import Earlier
from deployer.revisions import Record, evidence_folder, keep
from stacklint.cli.deploy.history import history_text
from tests.running import stacklint

if TYPE_CHECKING:
    from pathlib import Path

OLD, GOOD, NEW = "1111111aaaa", "2222222bbbb", "3333333cccc"


def with_file(content: Content, path: str, data: bytes) -> Content:
    rest = tuple(file for file in content.files if file.path != path)
    return content._replace(files=(*rest, File(path, data)))


def kept(place: Path, number: int, commit: str, content: Content, *, is_ready: bool) -> None:
    time = f"2026-01-{number:02}T08:30:00Z"
    keep(place, Record(number, time, commit, "5c1e-77a0", Earlier(), is_ready), content)


@pytest.fixture
def lived(place: Path) -> Path:
    """A deployment that was started, changed, changed in vain, and changed again."""
    now = present(place)
    before = with_file(now, "stack.yml", b"name: notes\npods: []\n")
    kept(place, 1, OLD, with_file(before, "config/gone.env", b""), is_ready=True)
    kept(place, 2, GOOD, before, is_ready=True)
    (evidence_folder(place, 3) / "web.log").write_text("no\n")
    kept(place, 4, NEW, now, is_ready=False)
    return place


def test_what_is_kept_is_told_the_newest_first(lived: Path) -> None:
    found = history(lived)
    told = [(x.number, x.fate, x.is_here, x.changed) for x in found.kept]
    assert told == [
        (4, Fate.NOT_READY, True, ("stack.yml",)),
        (3, Fate.FAILED, False, ()),
        (2, Fate.READY, False, ("config/gone.env",)),
        (1, Fate.READY, False, ()),
    ]
    assert [x.evidence for x in found.kept if x.evidence] == [lived / ".stacklint/rev/3/evidence"]


@pytest.mark.parametrize(
    ("kept_here", "back"),
    [
        ([(1, OLD, True), (2, NEW, True)], OLD),
        ([(1, OLD, True), (2, GOOD, False), (3, NEW, False)], OLD),
        ([(1, OLD, True), (2, NEW, True), (3, NEW, True)], OLD),
        ([(1, NEW, True)], ""),
        ([(1, OLD, False), (2, NEW, True)], ""),
        ([(1, "", True), (2, NEW, True)], ""),
        ([(1, OLD, True), (2, "", True), (3, NEW, True)], OLD),
        ([], ""),
    ],
)
def test_the_way_back_leads_to_another_commit_that_was_good(
    place: Path, kept_here: list[tuple[int, str, bool]], back: str
) -> None:
    now = present(place)
    for number, commit, is_ready in kept_here:
        is_last = number == len(kept_here)
        files = now if is_last else with_file(now, "stack.yml", str(number).encode())
        kept(place, number, commit, files, is_ready=is_ready)
    assert history(place).way_back == back


def test_where_files_were_edited_the_last_good_one_is_the_way_back(place: Path) -> None:
    kept(place, 1, NEW, with_file(present(place), "stack.yml", b"name: notes\n"), is_ready=True)
    assert [x.is_here for x in history(place).kept] == [False]
    assert history(place).way_back == NEW
    assert "the files of the directory are those of no revision here" in shown(place)


def test_of_several_with_the_same_files_the_newest_is_here(place: Path) -> None:
    now = present(place)
    other = with_file(with_file(now, "stack.yml", b"name: x\n"), STATE_FILE, b"{}")
    for number, files in ((1, now), (2, other), (3, now)):
        kept(place, number, OLD, files, is_ready=True)
    told = [(x.number, x.is_here, x.changed) for x in history(place).kept]
    assert told == [(3, True, ("stack.yml",)), (2, False, ("stack.yml",)), (1, False, ())]


def shown(place: Path) -> list[str]:
    return list(history_text(history(place), 80))


def test_a_page_says_it_in_lines(lived: Path) -> None:
    assert shown(lived)[1:] == [
        "",
        "   revision  since (UTC)        commit",
        "   4 here    2026-01-04 08:30   3333333  not ready",
        "             changed stack.yml",
        "   3                                     failed",
        "             why: .stacklint/rev/3/evidence",
        "   2         2026-01-02 08:30   2222222  ready",
        "             changed config/gone.env",
        "   1         2026-01-01 08:30   1111111  ready",
        "",
        "to go back:",
        f"  stacklint deploy restart --dir {lived} --rev 2222222",
    ]


def test_nothing_was_started_yet(place: Path) -> None:
    assert [x.partition(": ")[2] for x in shown(place)] == ["nothing was started here yet"]


def test_data_has_the_same(lived: Path) -> None:
    ended = stacklint(lived, "deploy", "history", "--dir", str(lived), "--format", "json")
    told = json.loads(ended.out)
    assert (ended.code, told["back"]) == (0, GOOD)
    assert [(x["revision"], x["result"], x["commit"]) for x in told["revisions"]] == [
        (4, "not ready", NEW),
        (3, "failed", None),
        (2, "ready", GOOD),
        (1, "ready", OLD),
    ]


def test_what_is_no_deployment_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is no deployment directory"):
        history(tmp_path)
