"""`stacklint init`, from the outside."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.running import EMPTY, GOOD, STACK, commit_all, git, repository, stacklint, write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


def test_init_fits_a_repository_and_writes_over_nothing(tmp_path: Path) -> None:
    root = repository(tmp_path / "specs", EMPTY)
    (root / ".github").mkdir()
    done = stacklint(root, "init")
    assert done.code == 0, done.err
    assert tomllib.loads((root / "stacklint.toml").read_text())["profile"] == "recommended"
    hooks = yaml.safe_load((root / ".pre-commit-config.yaml").read_text())
    assert hooks["repos"][0]["hooks"][0]["entry"] == "stacklint check --staged --new"
    assert "fetch-depth: 0" in (root / ".github/workflows/stacklint.yml").read_text()
    assert len(json.loads((root / ".stacklint-baseline.json").read_text())["accepted"]) == 1
    assert "first: mend what can lose data: envs/prod.yml:7 empty-volume-holds-data\n" in done.err
    assert stacklint(root, "check").code == 0
    before = {path: path.read_bytes() for path in root.glob("*") if path.is_file()}
    again = stacklint(root, "init")
    assert again.code == 0
    assert "stays as it is" in again.err
    assert {path: path.read_bytes() for path in root.glob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    "there",
    [
        "repos:\n- repo: meta\n  hooks: []\n",
        "repos:\n-   repo: meta\n    hooks: []\n",
        "repos:\n  - repo: meta\n    hooks: []\n",
        "fail_fast: true\nrepos:\n    # ours\n    - hooks: []\n      repo: meta\n",
        "repos:\n",
    ],
)
def test_hook_that_is_shown_can_be_added_as_it_stands(tmp_path: Path, there: str) -> None:
    write(tmp_path, {".pre-commit-config.yaml": there})
    done = stacklint(tmp_path, "init")
    shown = done.out.partition("to add to .pre-commit-config.yaml:\n\n")[2]
    repos = yaml.safe_load(there + shown)["repos"]
    assert repos[-1]["hooks"][0]["entry"] == "stacklint check --staged --new"
    assert len(repos) == there.count("meta") + 1


@pytest.mark.parametrize("forge", [".gitea", ".forgejo", ".github"])
def test_init_writes_a_workflow_where_the_forge_looks(tmp_path: Path, forge: str) -> None:
    (tmp_path / forge / "workflows").mkdir(parents=True)
    assert stacklint(tmp_path, "init").code == 0
    (written,) = tmp_path.glob(".*/workflows/*")
    assert written.relative_to(tmp_path).as_posix() == f"{forge}/workflows/stacklint.yml"
    (job,) = yaml.safe_load(written.read_text())["jobs"].values()
    assert "stacklint check" in job["steps"][-1]["run"]


def test_init_says_that_stacks_were_not_found(tmp_path: Path) -> None:
    write(tmp_path, {"specs/envs/prod.yml": GOOD})
    said = (
        "1 of 1 spec checked without its stack, which most rules read: stacklint check says why\n"
    )
    assert said in stacklint(tmp_path / "specs", "init").err


@pytest.mark.parametrize(("spec", "is_accepted"), [(GOOD, False), (EMPTY, True)])
def test_init_begins_with_what_cannot_be_read(tmp_path: Path, spec: str, is_accepted: bool) -> None:
    root = repository(tmp_path, spec)
    write(root, {"envs/broken.yml": EMPTY + "broken: [\n"})
    done = stacklint(root, "init")
    assert "error: not readable as YAML: envs/broken.yml (" in done.err
    assert "first: mend what cannot be read: nothing in it was accepted\n" in done.err
    assert (root / ".stacklint-baseline.json").is_file() is is_accepted


def test_init_in_a_folder_fits_the_whole_repository(tmp_path: Path) -> None:
    root = repository(tmp_path, EMPTY)
    write(root, {"more/spec.yml": EMPTY.replace("namespace: notes", "namespace: more")})
    assert stacklint(root / "more", "init").code == 0
    assert len(json.loads((root / ".stacklint-baseline.json").read_text())["accepted"]) == 2
    assert stacklint(root, "check").code == 0


def test_init_puts_no_settings_out_of_force(tmp_path: Path) -> None:
    write(tmp_path / "stack-repo", STACK)
    root = tmp_path / "specs"
    write(root, {"prod.yml": GOOD, "pyproject.toml": '[tool.stacklint]\nprofile = "strict"\n'})
    git(root, "init", "--quiet", "--initial-branch=main")
    done = stacklint(root, "init")
    assert "pyproject.toml has settings of stacklint, and stays as it is" in done.err
    assert 'stack-roots = ["../stack-repo"]' in done.out
    assert not (root / "stacklint.toml").exists()
    assert (root / ".pre-commit-config.yaml").exists()


def test_init_ends_where_git_ignores_what_it_writes(tmp_path: Path) -> None:
    root = repository(tmp_path, EMPTY)
    write(root, {".gitignore": ".*\n"})
    done = stacklint(root, "init")
    assert done.code == 0, done.err
    said = "git ignores it, so commit it with `git add --force`\n"
    assert f".pre-commit-config.yaml written; {said}" in done.err
    assert ".stacklint-baseline.json: 1 finding accepted, 1 of them can lose data" in done.err
    assert done.err.count(said) == 2
    assert "first: mend what can lose data" in done.err
    assert stacklint(root, "check").code == 0


def test_init_outside_of_git_says_what_hooks_need(tmp_path: Path) -> None:
    assert "next: git init    then: pre-commit install" in stacklint(tmp_path, "init").err


def test_init_finds_the_stacks_in_the_checkout_beside(tmp_path: Path) -> None:
    write(tmp_path / "stack-repo", STACK)
    root = tmp_path / "specs"
    root.mkdir()
    git(root, "init", "--quiet", "--initial-branch=main")
    write(root, {"prod.yml": GOOD})
    commit_all(root)
    assert stacklint(root, "init").code == 0
    assert tomllib.loads((root / "stacklint.toml").read_text())["stack-roots"] == ["../stack-repo"]
    assert "checked with their stack" not in stacklint(root, "check").out


@pytest.mark.parametrize(
    ("roots", "gate", "is_said"),
    [
        ('["../stack-repo"]', ".github/README", True),
        ('["../stack-repo"]', ".gitlab-ci.yml", True),
        ('["../stack-repo"]', "README", False),
        ('["stacks"]', ".github/README", False),
    ],
)
def test_init_says_that_ci_needs_the_stacks_too(
    tmp_path: Path, roots: str, gate: str, *, is_said: bool
) -> None:
    write(tmp_path / "stack-repo", STACK)
    root = repository(tmp_path / "specs", GOOD)
    write(root, {"stacklint.toml": f"stack-roots = {roots}\n", gate: ""})
    done = stacklint(root, "init")
    assert done.code == 0
    assert ("in CI, clone ../stack-repo too: without it, " in done.err) is is_said
