"""`stacklint check --fix` from the outside: what it writes, and what it leaves."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.running import EMPTY, GOOD, STACK, Done, commit_all, git, repository, stacklint, write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

COMPOSE = "compose/docker-compose-notes.yml"
LISTED = STACK[COMPOSE].replace(
    "    image: postgres:16\n", "    image: postgres:16\n    environment:\n      - A=b   # one\n"
)
MAPPED = LISTED.replace("- A=b   #", 'A: "b"   #')


def test_file_of_the_stack_is_fixed_once_for_all_its_specs(tmp_path: Path) -> None:
    root = repository(tmp_path)
    write(root, {COMPOSE: LISTED, "envs/staging.yml": GOOD.replace("namespace: notes\n", "")})
    done = stacklint(root, "check", "--fix")
    assert "fixed 1 of 1 finding in 1 file" in done.out
    assert (root / COMPOSE).read_text() == MAPPED


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (
            EMPTY,
            "would fix 0 of 1 finding; 1 more by name (--unsafe-fixes empty-volume-holds-data)",
        ),
        (GOOD.replace("/srv/kind/notes/db", "~/db"), "would fix 0 of 1 finding; 1 has no fix"),
        (GOOD, "nothing to fix"),
    ],
)
def test_preview_of_nothing_says_what_is_left(tmp_path: Path, spec: str, said: str) -> None:
    root = repository(tmp_path, spec)
    assert words(stacklint(root, "check", "--fix", "--diff")) == said


BY_NAME = ("check", "--select", "unknown-key", "--fix", "--unsafe-fixes", "unknown-key")


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("secret:\n", "not fixed: it would bring up another finding, null-section"),
        ("configmap: ./a\n", "not fixed: it would bring up another finding, wrong-value-type"),
        ("secret: {}\n", "would fix 1 of 1 finding in 1 file"),
    ],
)
def test_fix_is_held_against_rules_that_are_not_selected(
    key: str, said: str, tmp_path: Path
) -> None:
    """Nobody reads the key as it is; under its right name, laconic-so stops at it."""
    done = stacklint(repository(tmp_path, GOOD + key), *BY_NAME, "--diff")
    assert said in done.out


def test_fix_of_a_rule_that_is_not_selected_is_left(tmp_path: Path) -> None:
    root = repository(tmp_path, GOOD + "secret: {}\n")
    write(root, {COMPOSE: LISTED})
    stacklint(root, *BY_NAME)
    assert (root / "envs/prod.yml").read_text() == GOOD + "secrets: {}\n"
    assert (root / COMPOSE).read_text() == LISTED


def test_fixes_that_put_something_in_one_place_are_seen_to_clash(tmp_path: Path) -> None:
    """Made together by a reader of the report, they would write `volumes:` twice."""
    spec = "stack: stacks/notes\ndeploy-to: k8s-kind\n"
    root = repository(tmp_path, spec)
    write(root, {COMPOSE: DECLARED})
    found = json.loads(stacklint(root, "check", "--format", "json").out)["findings"]
    edits = [x for finding in found if finding["fix"] for x in finding["fix"]["edits"]]
    whole = [spec[: x["start"]] + x["text"] + spec[x["end"] :] for x in edits]
    assert whole == [
        f"{spec}volumes:\n  {name}: ./data/{name}\n" for name in ("notes-db", "notes-files")
    ]
    assert max(x["start"] for x in edits) < min(x["end"] for x in edits)


def test_stdin_is_given_back_and_no_other_file(tmp_path: Path) -> None:
    root = repository(tmp_path)
    write(root, {COMPOSE: LISTED})
    spec = GOOD + "secrets:\n"
    done = stacklint(
        root, "check", "-", "--fix", "--stdin-filename", "envs/prod.yml", told=spec.encode()
    )
    assert done.out == GOOD + "secrets: {}\n"
    shown = stacklint(
        root, "check", "-", "--diff", "--stdin-filename", "envs/prod.yml", told=spec.encode()
    )
    assert "+++ envs/prod.yml" in shown.out
    assert "docker-compose" not in shown.out
    assert (root / COMPOSE).read_text() == LISTED


UNDECLARED = STACK[COMPOSE].replace(
    "      - notes-db:/var", "      - notes-files:/files   # uploads\n      - notes-db:/var"
)
DECLARED = UNDECLARED + "  notes-files:\n"
STAGING = """\
# Staging.
stack: stacks/notes
deploy-to: k8s-kind
namespace: staging
volumes:
  notes-db: ./db
"""
PATHS = {
    "envs/prod.yml": GOOD + "  notes-files: /srv/kind/notes/notes-files\n",
    "envs/staging.yml": STAGING + "  notes-files: ./data/notes-files\n",
}
DECLARE = ("--fix", "--unsafe-fixes", "unsupported-mount-form")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a repository with two specs of a stack that mounts a volume which nobody declares."""
    made = repository(tmp_path / "repo")
    write(made, {COMPOSE: UNDECLARED, "envs/staging.yml": STAGING})
    return made


def texts(root: Path) -> dict[str, str]:
    """Give what the three files hold by now."""
    return {file: (root / file).read_text() for file in (COMPOSE, *PATHS)}


def words(done: Done) -> str:
    return " ".join(done.out.split())


def test_fix_of_several_files_writes_them_all(root: Path) -> None:
    done = stacklint(root, "check", *DECLARE)
    assert "fixed 1 of 1 finding in 3 files" in words(done)
    assert texts(root) == {COMPOSE: DECLARED, **PATHS}
    assert stacklint(root, "check", *DECLARE).code == 0
    assert texts(root) == {COMPOSE: DECLARED, **PATHS}


def test_fix_of_several_files_is_shown_as_one(root: Path) -> None:
    before = texts(root)
    shown = stacklint(root, "check", *DECLARE[1:], "--diff")
    assert shown.code == 1
    assert [f"+++ {file}" in shown.out for file in texts(root)] == [True] * 3
    assert "would fix 1 of 1 finding in 3 files" in words(shown)
    full = stacklint(root, "check", "--format", "full")
    assert "volumes.notes-files; in envs/prod.yml, envs/staging.yml too" in words(full)
    (told,) = json.loads(stacklint(root, "check", "--format", "json").out)["findings"]
    edits = {x["file"]: x for x in told["fix"]["edits"]}
    assert {
        file: text[: edits[file]["start"]] + edits[file]["text"] + text[edits[file]["end"] :]
        for file, text in before.items()
    } == {COMPOSE: DECLARED, **PATHS}
    assert told["fix"]["edit"] is None
    (result,) = json.loads(stacklint(root, "check", "--format", "sarif").out)["runs"][0]["results"]
    (fix,) = result["fixes"]
    assert sorted(x["artifactLocation"]["uri"] for x in fix["artifactChanges"]) == sorted(before)
    assert texts(root) == before


@pytest.mark.parametrize(("name", "told"), [("concise", 0), ("full", 1), ("text", 1)])
def test_diff_is_shown_in_every_report_for_people(root: Path, name: str, told: int) -> None:
    shown = stacklint(root, "check", *DECLARE, "--diff", "--format", name).out
    assert shown.startswith(f"--- {min(texts(root))}\n")
    assert shown.count("\n+++ ") == 3
    assert shown.count("would fix 1 of 1 finding in 3 files\n") == told
    assert "unsupported-mount-form" not in shown


def test_where_one_file_refuses_none_is_written(root: Path) -> None:
    anchored = STAGING.replace("volumes:", "volumes: &v") + "x-v: *v\n"
    write(root, {"envs/staging.yml": anchored})
    before = texts(root)
    done = stacklint(root, "check", *DECLARE)
    assert "fixed 0 of" in words(done)
    assert "`volumes` has an anchor" in words(done)
    assert texts(root) == before


def test_where_one_file_is_ignored_by_git_none_is_written(root: Path) -> None:
    git(root, "rm", "--quiet", "--cached", COMPOSE)
    write(root, {".gitignore": "compose/\n"})
    before = texts(root)
    done = stacklint(root, "check", *DECLARE)
    assert f"{COMPOSE}: git ignores it: the source is elsewhere" in words(done)
    assert texts(root) == before


def test_what_is_staged_is_written_where_all_of_it_is_in_the_working_tree(root: Path) -> None:
    git(root, "add", "--all")
    write(root, {"envs/staging.yml": STAGING + "# not staged\n"})
    before = texts(root)
    done = stacklint(root, "check", "--staged", *DECLARE)
    assert "envs/staging.yml: its working tree differs from what is staged" in words(done)
    assert texts(root) == before
    git(root, "add", "--all")
    assert "fixed 1 of" in words(stacklint(root, "check", "--staged", *DECLARE))
    assert texts(root)[COMPOSE] == DECLARED


def test_what_is_staged_fails_until_the_fix_is_staged_too(tmp_path: Path) -> None:
    """Not every program that runs hooks looks whether one has changed a file."""
    root = repository(tmp_path, GOOD + "secrets:\n")
    git(root, "add", "--all")
    done = stacklint(root, "check", "--staged", "--fix")
    assert done.code == 1
    assert "fixed 1 of 1 finding in 1 file" in words(done)
    assert "what was fixed is in the working tree alone: look at it, and stage it" in words(done)
    git(root, "add", "--all")
    assert stacklint(root, "check", "--staged", "--fix").code == 0


@pytest.mark.parametrize(("converts", "is_fixed"), [("true", True), ("false", False)])
def test_what_is_staged_keeps_the_line_ends_that_git_gave_it(
    tmp_path: Path, converts: str, is_fixed: bool
) -> None:
    """Where git converts none, the working tree has other line ends than what is staged."""
    root = repository(tmp_path)
    git(root, "config", "core.autocrlf", "true")
    write(root, {"envs/prod.yml": (GOOD + "secrets:\n").replace("\n", "\r\n")})
    git(root, "add", "--all")
    git(root, "config", "core.autocrlf", converts)
    done = stacklint(root, "check", "--staged", "--fix")
    assert done.code == 1
    secrets = "secrets: {}\n" if is_fixed else "secrets:\n"
    fixed = (GOOD + secrets).replace("\n", "\r\n").encode()
    assert (root / "envs/prod.yml").read_bytes() == fixed


def test_run_over_one_spec_leaves_the_others_whole(root: Path) -> None:
    """The fix would leave the other spec without the path that it needs."""
    before = texts(root)
    done = stacklint(root, "check", "envs/prod.yml", *DECLARE)
    assert "another finding in envs/staging.yml, volume-missing-from-spec" in words(done)
    assert texts(root) == before
    write(root, {"envs/staging.yml": PATHS["envs/staging.yml"]})
    done = stacklint(root, "check", "envs/prod.yml", *DECLARE)
    assert "fixed 1 of 1 finding in 2 files" in words(done)
    assert texts(root) == {COMPOSE: DECLARED, **PATHS}


def test_commit_of_one_spec_leaves_the_others_whole(root: Path) -> None:
    """What is staged touches one spec; the fix would change what another one means."""
    commit_all(root)
    write(root, {"envs/prod.yml": GOOD + "# checked\n"})
    git(root, "add", "--all")
    before = texts(root)
    done = stacklint(root, "check", "--staged", *DECLARE)
    assert "another finding in envs/staging.yml, volume-missing-from-spec" in words(done)
    assert texts(root) == before


def test_file_that_a_link_leads_to_is_fixed_once(tmp_path: Path) -> None:
    root = repository(tmp_path, GOOD + "secrets:\n")
    (root / "spec.yml").symlink_to("envs/prod.yml")
    done = stacklint(root, "check", "--fix")
    assert done.code == 0
    assert "not fixed" not in done.out
    assert (root / "spec.yml").is_symlink()
    assert (root / "envs/prod.yml").read_text() == GOOD + "secrets: {}\n"


OLD = (
    GOOD.replace("# Production", "%YAML 1.1\n---\n# Production")
    + """\
security:
  privileged: yes
config:
  DEBUG: on
  MODE: 0644
  PORT: 8080
"""
)


def test_file_of_yaml_1_1_is_judged_and_fixed_as_such(tmp_path: Path) -> None:
    root = repository(tmp_path, OLD)
    told = stacklint(root, "check", "--select", "shape,config", "--format", "concise").out
    assert [line.partition("] ")[2] for line in told.splitlines()] == [
        "`DEBUG: on` arrives as `True`",
        "`MODE: 0644` arrives as `420`",
    ]
    done = stacklint(root, "check", "--fix", "--unsafe-fixes", "config-scalar-changes-text")
    assert "fixed 2 of 2 findings" in done.out
    fixed = OLD
    for text in ("on", "0644"):
        fixed = fixed.replace(f": {text}\n", f": '{text}'\n")
    assert (root / "envs/prod.yml").read_text() == fixed


@pytest.mark.parametrize(
    ("spec", "line"),
    [
        (
            GOOD.replace("/srv/kind/notes/db", "./data/db"),
            "check --fix --unsafe-fixes relative-path-under-mount-root --profile strict",
        ),
        (GOOD.replace("/srv/kind\n", "/srv/kind/\n"), "check --fix --profile strict"),
        (GOOD.replace("notes\nvol", "notes\nsecrets:\nvol"), "check --fix"),
    ],
)
def test_command_that_a_finding_names_does_what_it_says(
    tmp_path: Path, spec: str, line: str
) -> None:
    root = repository(tmp_path, spec)
    told = stacklint(root, "check", "--profile", "strict").out.splitlines()
    assert f"    stacklint {line}" in told
    assert "fixed 1 of" in stacklint(root, *line.split()).out


@pytest.mark.parametrize(
    ("more", "is_said"),
    [
        ((), True),
        (("--profile", "strict"), False),
        (("--select", "resources-shadowed-by-compose"), False),
    ],
)
def test_a_rule_that_is_named_and_not_shown_is_said(
    more: tuple[str, ...], is_said: bool, tmp_path: Path
) -> None:
    named = ("--fix", "--unsafe-fixes", "unknown-key,resources-shadowed-by-compose")
    done = stacklint(repository(tmp_path, GOOD), "check", *named, *more)
    said = "`resources-shadowed-by-compose` speaks from `strict` on: with --profile strict, it is"
    assert (said in words(done)) is is_said
    assert "`unknown-key` speaks" not in words(done)
