"""`stacklint check` where a change left of a spec no spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.running import GOOD, commit_all, git, repository, stacklint, write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

SPEC = "envs/prod.yml"
EMPTY = "the spec cannot be read: it is empty, where HEAD has a spec"
TEXT = "the spec cannot be read: it is text, where HEAD has a spec"
FRAGMENT = "kind-mount-root: /srv/kind\nvolumes:\n  notes-db: /srv/kind/notes/db\n"
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
LOST: dict[str, tuple[str | bytes, str]] = {
    "nothing": ("", EMPTY),
    "a comment": ("# to be written\n", EMPTY),
    "null": ("null\n", EMPTY),
    "braces": ("{}\n", EMPTY),
    "what a program said": ("Error: open x.yml: no such file\n", "mapping values are not"),
    "a word": ("stack\n", TEXT),
    "UTF-32": (GOOD.encode("utf-32"), "the file is not UTF-8"),
}


@pytest.mark.parametrize("arguments", [(), ("--staged",), ("--since", "HEAD"), (SPEC,)])
@pytest.mark.parametrize("name", LOST)
def test_spec_of_which_nothing_is_left(
    tmp_path: Path, name: str, arguments: tuple[str, ...]
) -> None:
    root = repository(tmp_path)
    text, said = LOST[name]
    write(root, {SPEC: text})
    git(root, "add", "--all")
    done = stacklint(root, "check", "--format", "concise", *arguments)
    assert (done.code, done.err, done.out.count("\n")) == (3, "", 1)
    assert f"{SPEC}:1:" in done.out
    assert "error[unparsable-yaml]" in done.out
    assert said in done.out


def test_spec_without_its_first_keys(tmp_path: Path) -> None:
    root = repository(tmp_path)
    write(root, {SPEC: FRAGMENT})
    done = stacklint(root, "check", "--format", "concise")
    assert done.code == 1
    assert done.out.count("error[missing-required-key]") == 2
    commit_all(root)
    assert stacklint(root, "check", "--format", "concise") == (0, "", "")


@pytest.mark.parametrize("left", [FRAGMENT, "config:\n  A: b\n", "# moved to live.yml\n"])
@pytest.mark.parametrize("edit", ["", "# for good\n"])
@pytest.mark.parametrize("is_staged", [True, False])
def test_spec_that_went_elsewhere_leaves_a_file_of_its_own(
    tmp_path: Path, left: str, edit: str, *, is_staged: bool
) -> None:
    root = repository(tmp_path)
    git(root, "mv", SPEC, "envs/live.yml")
    write(root, {SPEC: left, "envs/live.yml": GOOD + edit})
    git(root, "add", *(["--all"] if is_staged else ["envs/live.yml"]))
    for arguments in [(), ("--staged",), ("--since", "HEAD")]:
        assert stacklint(root, "check", "--format", "concise", *arguments) == (0, "", "")
    commit_all(root)
    for arguments in [(), ("--since", "HEAD~1")]:
        assert stacklint(root, "check", "--format", "concise", *arguments) == (0, "", "")


@pytest.mark.parametrize("other", ["envs/test.yml", "envs/live.yml"])
def test_spec_that_lost_its_first_keys_beside_another_one(tmp_path: Path, other: str) -> None:
    root = repository(tmp_path)
    staging = GOOD if other == "envs/test.yml" else "stack: stacks/shop\ndeploy-to: compose\n"
    write(root, {"envs/test.yml": staging.replace("notes", "test")})
    commit_all(root)
    write(root, {SPEC: FRAGMENT, other: "stack: stacks/shop\ndeploy-to: compose\n"})
    done = stacklint(root, "check", "--format", "concise")
    assert done.out.count("error[missing-required-key]") == 2


def test_spec_that_was_committed_empty(tmp_path: Path) -> None:
    root = repository(tmp_path)
    write(root, {SPEC: ""})
    commit_all(root)
    done = stacklint(root, "check", "--format", "concise")
    assert done.code == 3
    assert "it is empty, where " in done.out
    assert "^ has a spec" in done.out
    full = stacklint(root, "check", "--format", "full").out
    assert "hint: put its text back from there, or delete the file" in " ".join(full.split())


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n",
        "- name: prod\n",
        "services:\n  web: {image: nginx}\nvolumes:\n  db:\n",
        "valuesOf: Helm\n",
    ],
)
def test_file_that_became_something_else(tmp_path: Path, text: str) -> None:
    root = repository(tmp_path)
    write(root, {SPEC: text})
    assert stacklint(root, "check", "--format", "concise").code == 0


def test_file_that_was_never_a_spec_may_be_empty(tmp_path: Path) -> None:
    root = repository(tmp_path)
    write(root, {"envs/notes.yml": "volumes: {}\n", "envs/spec.yml": ""})
    commit_all(root)
    write(root, {"envs/notes.yml": "# nothing\n"})
    assert stacklint(root, "check", "--format", "concise") == (0, "", "")


def test_merge_that_takes_over_an_empty_spec_says_nothing_more(tmp_path: Path) -> None:
    root = repository(tmp_path)
    git(root, "checkout", "--quiet", "-b", "emptied")
    write(root, {SPEC: "# gone\n"})
    commit_all(root)
    git(root, "checkout", "--quiet", "main")
    write(root, {"README": "x\n"})
    commit_all(root)
    git(root, "merge", "--quiet", "--no-commit", "emptied")
    assert stacklint(root, "check", "--staged", "--format", "concise") == (0, "", "")


@pytest.mark.parametrize(
    ("file", "code"), [("envs/spec.yml", 3), ("envs/prod-spec.yaml", 3), ("envs/other.yml", 0)]
)
def test_pointer_of_git_lfs_under_the_name_of_a_spec(tmp_path: Path, file: str, code: int) -> None:
    root = repository(tmp_path)
    write(root, {file: POINTER})
    commit_all(root)
    done = stacklint(root, "check")
    assert done.code == code
    assert ("git lfs pull" in done.out) is (code == 3)
    # What is staged has the pointer and nothing else.
    staged = stacklint(root, "check", "--staged")
    assert (staged.code, "is a pointer of Git LFS" in staged.err + staged.out) == (0, code == 3)
