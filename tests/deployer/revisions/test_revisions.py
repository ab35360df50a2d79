"""What is kept of a revision is what is read of it; what is no record is never guessed at."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from deployer.directory.content import Content, File
from deployer.errors import BadInput, StepFailed
from deployer.found import Begun, Binding, Earlier, Home, Place
from deployer.revisions import (
    Record,
    drop_halves,
    evidence_folder,
    files_of,
    keep,
    latest,
    lay_files,
    next_number,
    read_record,
    retell,
)
from deployer.revisions.journal import (
    Entry,
    Journal,
    Phase,
    forget,
    undo_of,
    unfinished,
    with_left,
)
from deployer.wanted.resource import Key
from tests.deployer.worlds import names
from tests.running import write

if TYPE_CHECKING:
    from pathlib import Path

FILES = Content((File("config.env", b"A=1\n", 0o600), File("spec.yml", b"a: 1\n")), ("compose",))
EARLIER = Earlier(
    inventory=(Key("Service", "notes", "web"),),
    bindings={
        "db": Binding(
            "db",
            Place(Home.NODE, "/var/x", "/mnt/x", "8:1", 7),
            "the record of the last revision says so",
        ),
        "new": Binding(
            "new", Place(Home.HOST, "/srv/a b"), "the record of the last revision says so"
        ),
    },
    digests={"web": "ab"},
    images={"web:1": "sha256:0"},
)
RECORD = Record(1, "2026-01-01T00:00:00Z", "c0ffee", "1234-5678", EARLIER)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / ".stacklint").mkdir(mode=0o700)
    return tmp_path


def test_what_is_kept_is_what_is_read(place: Path) -> None:
    keep(place, RECORD, FILES)
    assert latest(place) == read_record(place, 1) == RECORD
    assert set(files_of(place, 1).files) == set(FILES.files)


def test_nothing_is_kept_of_what_never_ran(place: Path) -> None:
    assert latest(place) is None
    assert next_number(place) == 1
    evidence_folder(place, 1)
    assert (latest(place), next_number(place)) == (None, 2)


def test_half_of_a_revision_has_no_number(place: Path) -> None:
    """The next run takes it away, and a plan names the number that comes then."""
    keep(place, RECORD, FILES)
    lay_files(place, 2, FILES)
    assert next_number(place) == 2
    drop_halves(place)
    assert next_number(place) == 2


def test_what_is_no_number_is_nobodys(place: Path) -> None:
    keep(place, RECORD, FILES)
    write(place, {".stacklint/rev/old/record.json": "{}", ".stacklint/rev/9/evidence/x.txt": ""})
    assert (latest(place), next_number(place)) == (RECORD, 10)


def test_older_ones_go_with_the_evidence_of_their_time(place: Path) -> None:
    for number in range(1, 26, 2):
        keep(place, RECORD._replace(number=number), FILES)
        evidence_folder(place, number + 1)
    kept = sorted(map(int, names(place / ".stacklint/rev")))
    assert kept == list(range(7, 27))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is no record of a revision: move it away by hand"),
        ("[]", "is no record"),
        ('"x"', "is no record"),
        ("\x80", "is no record"),
        ('{"format": 2}', "has format 2; a newer stacklint wrote it"),
        ('{"format": 1}', "is no record"),
        ('{"format": 1, "inventory": 3}', "is no record"),
        ("{home}", "is no record"),
        ("{digests}", "is no record"),
    ],
)
def test_a_record_that_is_none_is_refused(place: Path, text: str, words: str) -> None:
    keep(place, RECORD, FILES)
    path = place / ".stacklint/rev/1/record.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    if text == "{home}":
        data["volumes"][0]["home"] = "moon"
    data["digests"] = None if text == "{digests}" else data["digests"]
    text = json.dumps(data) if text in {"{home}", "{digests}"} else text
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(BadInput, match=words) as refused:
        latest(place)
    assert refused.value.what == str(path)


def test_a_revision_that_cannot_be_kept_is_said(place: Path) -> None:
    write(place, {".stacklint/rev": "a file\n"})
    with pytest.raises(StepFailed, match="revision 1: cannot be kept: not a directory"):
        keep(place, RECORD, FILES)


def test_the_journal_says_what_is_under_way(place: Path) -> None:
    journal = Journal(place, "2026", 3)
    assert unfinished(place) is None
    journal.begin_swap(FILES, Content((), ()))
    assert unfinished(place) == Entry("2026", Phase.SWAP, "the files of the directory", 3)
    undo = undo_of(place)
    assert undo is not None
    assert set(undo.files) == set(FILES.files)
    assert (place / ".stacklint/undo").stat().st_mode & 0o777 == 0o700
    journal.begin(Phase.APPLY, "roll é (service)")
    assert unfinished(place) == Entry("2026", Phase.APPLY, "roll é (service)", 3)
    journal.close()
    assert unfinished(place) is None
    assert names(place / ".stacklint") == []


def test_the_journal_says_where_volumes_were_led_until_the_way_back(place: Path) -> None:
    journal, first, home = Journal(place, "2026", 3), led("/new"), led("/home")
    journal.begin(Phase.APPLY, "replace db (volume)", first)
    journal.begin(Phase.APPLY, "roll db (service)")
    assert known(place) == {"db": first.place}
    journal.begin(Phase.BACK, "back to revision 3")
    assert known(place) == {}
    journal.begin(Phase.APPLY, "replace db (volume)", home)
    assert known(place) == {"db": home.place}


def test_what_was_begun_first_is_what_the_operator_asked_for(place: Path) -> None:
    journal, asked = Journal(place, "2026", 3), Begun("db", "migrate", "/new")
    journal.begin(Phase.APPLY, "copy db (volume)", begun=(asked,))
    journal.begin(Phase.BACK, "back to revision 3")
    again = (Begun("db", "adopt", "/home"),)
    journal.begin(Phase.APPLY, "replace db (volume)", led("/home"), again)
    keep(place, RECORD, FILES)
    retell(place, lambda earlier: with_left(earlier, unfinished(place)))
    record = latest(place)
    assert record is not None
    assert record.earlier.begun == {"db": asked}


def led(path: str) -> Binding:
    return Binding("db", Place(Home.HOST, path), "")


def known(place: Path) -> dict[str, Place]:
    found = with_left(Earlier(), unfinished(place)).bindings
    return {name: binding.place for name, binding in found.items()}


def test_the_files_of_an_older_run_are_never_those_to_go_back_to(place: Path) -> None:
    write(place, {".stacklint/undo/spec.yml": "old: 1\n", ".stacklint/run.json.new": "{"})
    Journal(place, "2026", 1).begin_swap(FILES, FILES)
    assert undo_of(place) is None
    write(place, {".stacklint/undo/spec.yml": "old: 1\n", ".stacklint/run.json.new": "{"})
    forget(place)
    assert names(place / ".stacklint") == ["run.json"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"run": "a", "phase": "x"}', "\x80", "null"])
def test_a_journal_of_somebody_else_puts_nothing_back(place: Path, text: str) -> None:
    (place / ".stacklint/run.json").write_bytes(text.encode("latin-1"))
    found = unfinished(place)
    assert found is not None
    assert found.phase is Phase.APPLY
