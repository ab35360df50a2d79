"""Scripts in a repository: which are looked at, and what of them a commit adds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.running import GOOD, commit_all, git, repository, stacklint, write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

RESTART = "laconic-so deployment --dir /srv/d restart\n"
WIPE = "docker volume prune\n"


def _found(where: Path, *words: str) -> list[tuple[str, str]]:
    done = stacklint(where, "check", "--format", "json", *words)
    assert done.code in {0, 1}, done.err
    return [
        (x["rule"], x["at"]["file"])
        for x in json.loads(done.out)["findings"]
        if x["standing"] == "open"
    ]


def test_scripts_of_every_kind_are_found_by_name_or_shape(tmp_path: Path) -> None:
    where = repository(tmp_path / "r")
    files = {
        "wipe.sh": WIPE,
        "Makefile": f"x:\n\t{WIPE}",
        "ansible/wipe.yml": f"- hosts: all\n  tasks:\n    - command: {WIPE}",
        ".github/workflows/wipe.yml": f"jobs: {{a: {{steps: [{{run: {WIPE.strip()}}}]}}}}\n",
        ".gitlab-ci.yml": f"a:\n  script:\n    - {WIPE}",
        "Dockerfile": f"FROM x\nRUN {WIPE}",
        "Jenkinsfile": f"node {{\n  sh '{WIPE.strip()}'\n}}\n",
        "Taskfile.yml": f"tasks:\n  x: {WIPE}",
        "templates/wipe.sh.j2": WIPE,
        "tests/wipe.sh": WIPE,
        "ignored/wipe.sh": WIPE,
        ".gitignore": "ignored/\n",
    }
    write(where, files)
    wanted = set(files) - {"tests/wipe.sh", "ignored/wipe.sh", ".gitignore"}
    assert {file for _, file in _found(where)} == wanted
    assert {file for _, file in _found(where, "ansible", "wipe.sh")} == {
        "ansible/wipe.yml",
        "wipe.sh",
    }
    assert _found(where, "envs") == []


def test_a_commit_answers_for_the_scripts_that_it_touches(tmp_path: Path) -> None:
    where = repository(tmp_path / "r")
    write(where, {"old.sh": WIPE})
    commit_all(where)
    write(where, {"new.sh": WIPE, "old.sh": f"echo more\n{WIPE}"})
    git(where, "add", "--all")
    assert _found(where, "--staged", "--new") == [("data-deleted-by-script", "new.sh")]
    assert {file for _, file in _found(where, "--staged")} == {"new.sh", "old.sh"}


def test_a_second_spec_makes_a_script_wrong_that_was_right(tmp_path: Path) -> None:
    where = repository(tmp_path / "r")
    git(where, "mv", "envs/prod.yml", "spec.yml")
    write(where, {"restart.sh": RESTART})
    commit_all(where)
    assert _found(where) == []
    write(where, {"staging.yml": GOOD.replace("notes/db", "staging/db")})
    git(where, "add", "--all")
    assert _found(where, "--staged", "--new") == [("restart-without-spec-file", "restart.sh")]


@pytest.mark.parametrize("words", [(), ("--staged",)])
def test_what_a_link_leads_to_is_told_of_once(tmp_path: Path, words: tuple[str, ...]) -> None:
    where = repository(tmp_path / "r")
    write(where, {"bin/wipe.sh": WIPE, "restart.sh": RESTART, "deployment/none": ""})
    (where / "wipe").symlink_to("bin/wipe.sh")
    (where / "deployment/spec.yml").symlink_to("../envs/prod.yml")
    git(where, "add", "--all")
    # The one spec there is lies where a restart looks for it.
    found = _found(where, "--profile", "strict", *words)
    assert [x for x in found if "restart" in x[0]] == []
    assert [file for rule, file in found if rule == "data-deleted-by-script"] == ["bin/wipe.sh"]


def test_a_commit_about_something_else_reads_no_script(tmp_path: Path) -> None:
    where = repository(tmp_path / "r")
    write(where, {"wipe.sh": WIPE})
    commit_all(where)
    write(where, {"notes.txt": "x\n"})
    git(where, "add", "--all")
    assert _found(where, "--staged") == []


@pytest.mark.parametrize("form", ["concise", "sarif", "github", "junit"])
def test_a_secret_of_a_script_is_in_no_report(tmp_path: Path, form: str) -> None:
    where = repository(tmp_path / "r")
    secret = "hunter2" * 2
    write(where, {"x.sh": f"export DB_PASSWORD={secret}\nPASSWORD={secret} docker volume prune\n"})
    write(where, {"stacklint.toml": 'profile = "audit"\n'})
    done = stacklint(where, "check", "--format", form)
    assert "data-deleted-by-script" in done.out
    assert secret not in done.out + done.err
    assert secret not in stacklint(where, "check").out
    assert stacklint(where, "baseline", "create").code == 0
    assert secret not in (where / ".stacklint-baseline.json").read_text()


@pytest.mark.parametrize(
    ("text", "code"), [("laconic-so deployment --dir x stop --delete-volumes\n", 1), ("ls\n", 0)]
)
def test_script_that_is_named_alone_is_not_said_to_be_skipped(
    tmp_path: Path, text: str, code: int
) -> None:
    write(tmp_path, {"deploy.sh": f"#!/bin/sh\n{text}"})
    done = stacklint(tmp_path, "check", "deploy.sh")
    assert done.code == code
    assert "skipped" not in done.out
    assert "scripts were judged without any" in done.out


def test_a_script_that_is_too_long_to_be_read_is_named(tmp_path: Path) -> None:
    where = repository(tmp_path / "r")
    long = "echo\n" * 30_000
    files = {"big.sh": long + RESTART, "words.sh": long, "tests/big.sh": long + RESTART}
    write(where, {**files, "small.sh": RESTART})
    done = stacklint(where, "check", "--select", "scripts")
    said = [line for line in (done.out + done.err).splitlines() if "128 KB" in line]
    assert len(said) == 1
    assert "big.sh is longer than 128 KB: its commands were not looked at" in said[0]
    assert "tests/" not in said[0]


def test_a_script_of_more_marks_than_people_write_is_named(tmp_path: Path) -> None:
    where = repository(tmp_path / "r")
    marks = "echo $(id)\n" * 3_100
    write(where, {"made.sh": marks + RESTART, "words.sh": marks, "small.sh": RESTART})
    done = stacklint(where, "check", "--select", "scripts")
    said = [line for line in (done.out + done.err).splitlines() if "brackets" in line]
    assert len(said) == 1
    assert "made.sh has more than 6000 brackets and pipes: its commands were not" in said[0]
