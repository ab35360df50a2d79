"""`stacklint baseline`, and what a baseline makes of other commands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.running import EMPTY, GOOD, commit_all, git, repository, stacklint, write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{}", "it has no `version`, which is 1"),
        ('{"version": 2}', "another version than 1"),
        ("x\n", "it is not a baseline: take back the one of git, or delete it and type"),
        (
            '{"version": 1, "accepted": [\n<<<<<<< HEAD\n{}\n=======\n>>>>>>> topic\n]}',
            "the marks of a merge: keep the entries of both sides, then type `stacklint b",
        ),
        (b"\xff", "it cannot be read: it is not UTF-8"),
        ('{"version": 1, "accepted": [{}]}', "lacks `rule` or `file`"),
    ],
)
def test_baseline_that_cannot_be_read_is_no_fault_of_ours(
    tmp_path: Path, text: str | bytes, words: str
) -> None:
    root = repository(tmp_path)
    write(root, {".stacklint-baseline.json": text})
    done = stacklint(root, "check")
    assert done.code == 2
    assert done.err.startswith("error: .stacklint-baseline.json: ")
    assert words in done.err


def test_baseline_that_is_a_directory_is_not_passed_over(tmp_path: Path) -> None:
    root = repository(tmp_path)
    (root / ".stacklint-baseline.json").mkdir()
    done = stacklint(root, "check")
    assert done.code == 2
    assert done.err == "error: .stacklint-baseline.json: it cannot be read: it is no file\n"


def test_baseline_is_created_where_it_is_named(tmp_path: Path) -> None:
    root = repository(tmp_path / "home", EMPTY)
    named = ("baseline", "create", "--baseline")
    assert stacklint(root, *named, "old.json").code == 0
    assert stacklint(root, "check", "--baseline", "old.json").code == 0
    for path, words in (("../old.json", "outside of the repository"), ("no/old.json", "no such")):
        done = stacklint(root, *named, path)
        assert (done.code, done.err.count("\n")) == (2, 1)
        assert words in done.err


def test_update_of_the_baseline_takes_over_new_names(tmp_path: Path) -> None:
    root = repository(tmp_path, EMPTY)
    stacklint(root, "baseline", "create")
    git(root, "mv", "envs/prod.yml", "envs/live.yml")
    commit_all(root)
    words = "0 entries taken out, 1 moved along with renamed files, 1 left\n"
    assert stacklint(root, "baseline", "update").err.endswith(words)
    assert '"envs/live.yml"' in (root / ".stacklint-baseline.json").read_text()


def test_baseline_accepts_follows_renames_and_only_shrinks(tmp_path: Path) -> None:
    root = repository(tmp_path, EMPTY)
    assert stacklint(root, "check").code == 1
    assert stacklint(root, "baseline", "create").code == 0
    commit_all(root)
    done = stacklint(root, "check")
    assert done.code == 0
    assert "can lose data" in done.out
    assert stacklint(root, "baseline", "create").code == 2
    git(root, "mv", "envs/prod.yml", "envs/production.yml")
    assert stacklint(root, "check").code == 0
    write(root, {"envs/production.yml": GOOD})
    stale = stacklint(root, "check", "--format", "concise")
    assert stale.code == 0
    assert "stale-baseline-entry" in stale.out
    assert stacklint(root, "baseline", "check").code == 1
    assert stacklint(root, "baseline", "update").code == 0
    assert json.loads((root / ".stacklint-baseline.json").read_text())["accepted"] == []
    assert stacklint(root, "baseline", "check").code == 0


def test_fix_takes_out_what_is_found_no_more_and_says_so(tmp_path: Path) -> None:
    root = repository(tmp_path, EMPTY)
    stacklint(root, "baseline", "create")
    write(root, {"envs/prod.yml": GOOD})
    done = stacklint(root, "check", "--fix")
    assert done.err == ".stacklint-baseline.json: 1 entry taken out\n"
    assert "stale-baseline-entry" not in done.out
    assert json.loads((root / ".stacklint-baseline.json").read_text())["accepted"] == []


def test_second_fault_at_the_same_place_is_new(tmp_path: Path) -> None:
    root = repository(tmp_path, EMPTY)
    stacklint(root, "baseline", "create")
    write(root, {"envs/staging.yml": EMPTY})
    done = stacklint(root, "check", "--format", "concise")
    assert done.code == 1
    assert done.out.startswith("envs/staging.yml:7:3:")


@pytest.mark.parametrize("words", [("baseline", "create"), ("init",)])
def test_baseline_accepts_no_change_that_is_history_by_the_next_commit(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    root = repository(tmp_path / "specs")
    write(root, {"envs/prod.yml": EMPTY})
    commit_all(root)
    assert "info[volume-path-changed]" in stacklint(root, "check").out
    assert stacklint(root, *words).code == 0
    (entry,) = json.loads((root / ".stacklint-baseline.json").read_text())["accepted"]
    assert entry["rule"] == "empty-volume-holds-data"
    write(root, {"envs/prod.yml": EMPTY + "# more\n"})
    commit_all(root)
    assert stacklint(root, "baseline", "check").code == 0


def test_baselined_and_allowed_findings_are_never_fixed(tmp_path: Path) -> None:
    root = repository(tmp_path, GOOD + "secrets:\n")
    stacklint(root, "baseline", "create")
    assert stacklint(root, "check", "--fix").code == 0
    assert (root / "envs/prod.yml").read_text() == GOOD + "secrets:\n"


@pytest.mark.parametrize("preview", [(), ("--diff",)])
def test_fix_by_name_says_that_an_accepted_finding_is_left(
    tmp_path: Path, preview: tuple[str, ...]
) -> None:
    root = repository(tmp_path, EMPTY)
    stacklint(root, "baseline", "create")
    fix = ("check", "--fix", "--unsafe-fixes", "empty-volume-holds-data")
    done = stacklint(root, *fix, *preview)
    assert done.code == 0
    assert "not fixed: it is accepted in the baseline: take its entry out" in done.out
    assert "nothing to fix" not in done.out
    assert " 0 findings" not in done.out
    assert (root / "envs/prod.yml").read_text() == EMPTY


def test_fix_takes_its_entry_out_of_the_baseline(tmp_path: Path) -> None:
    root = repository(tmp_path, EMPTY + "secrets:\n")
    stacklint(root, "baseline", "create")
    commit_all(root)
    write(root, {"envs/prod.yml": GOOD + "secrets:\n"})
    assert stacklint(root, "check", "--fix").code == 0
    accepted = json.loads((root / ".stacklint-baseline.json").read_text())["accepted"]
    assert [entry["rule"] for entry in accepted] == ["null-section"]


def test_entries_that_nobody_judged_stay_in_the_baseline(tmp_path: Path) -> None:
    root = repository(tmp_path, EMPTY)
    stacklint(root, "baseline", "create")
    before = (root / ".stacklint-baseline.json").read_text()
    for arguments in (["--fix", "--select", "shape"], ["--fix", "envs"]):
        stacklint(root, "check", *arguments)
        assert (root / ".stacklint-baseline.json").read_text() == before
    write(root, {"envs/prod.yml": EMPTY + "broken: [\n"})
    stacklint(root, "baseline", "update")
    assert (root / ".stacklint-baseline.json").read_text() == before


@pytest.mark.parametrize("action", ["create", "update", "check"])
def test_file_that_cannot_be_read_is_not_passed_over(tmp_path: Path, action: str) -> None:
    root = repository(tmp_path, EMPTY)
    write(root, {"envs/broken.yml": EMPTY + "broken: [\n"})
    if action != "create":
        stacklint(root, "baseline", "create")
    done = stacklint(root, "baseline", action)
    assert done.code == 3
    assert "error: not readable as YAML: envs/broken.yml (" in done.err
    accepted = json.loads((root / ".stacklint-baseline.json").read_text())["accepted"]
    assert [entry["file"] for entry in accepted] == ["envs/prod.yml"]
