"""Specs that git keeps encrypted, and decrypts where they are checked out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.running import (
    EMPTY,
    GOOD,
    REGENERATED,
    commit_all,
    git,
    repository,
    stacklint,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

SPEC = "envs/prod.yml"
HEADS = {
    "git-crypt": "\\000GITCRYPT\\000",
    "transcrypt": "U2FsdGVkX1",
    "age": "age-encryption.org/",
}


def sealed(where: Path, spec: str = GOOD, head: str = HEADS["git-crypt"]) -> Path:
    """Make a repository whose specs are encrypted in git: a head, and what stands for a cipher."""
    root = repository(where, spec)
    size = len(head.replace("\\000", "0"))
    git(root, "config", "filter.seal.clean", f"printf '{head}'; base64")
    git(root, "config", "filter.seal.smudge", f"tail -c +{size + 1} | base64 -d")
    write(root, {".gitattributes": "envs/*.yml filter=seal\n"})
    git(root, "add", "--renormalize", ".")
    commit_all(root)
    return root


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("arguments", [("--staged", "--new"), ("--staged",), ("--new",), ()])
def test_commit_of_an_encrypted_spec_is_judged_by_its_text(
    tmp_path: Path, arguments: tuple[str, ...], head: str
) -> None:
    root = sealed(tmp_path, head=head)
    write(root, {SPEC: REGENERATED})
    git(root, "add", "--all")
    assert "stack" not in git(root, "show", f":{SPEC}")
    done = stacklint(root, "check", *arguments, "--format", "concise")
    assert (done.code, done.err) == (1, "")
    assert f"{SPEC}:1:1: error[regenerated-spec]" in done.out


def test_older_findings_of_an_encrypted_spec_stop_no_commit(tmp_path: Path) -> None:
    root = sealed(tmp_path, EMPTY)
    write(root, {SPEC: f"{EMPTY}# more\n"})
    git(root, "add", "--all")
    done = stacklint(root, "check", "--staged", "--new")
    assert done.code == 0
    assert "1 older than the change" in done.out


def test_path_that_an_encrypted_spec_had_is_found_in_its_past(tmp_path: Path) -> None:
    root = sealed(tmp_path, GOOD.replace("/srv/kind/notes/db", "/srv/kind/elsewhere"))
    for text in (EMPTY, f"{EMPTY}# more\n"):
        write(root, {SPEC: text})
        commit_all(root)
    done = stacklint(root, "check")
    assert "notes-db: /srv/kind/elsewhere" in done.out


def test_fix_of_what_is_staged_is_written_as_text(tmp_path: Path) -> None:
    root = sealed(tmp_path)
    write(root, {SPEC: f"{GOOD}secrets:\n"})
    git(root, "add", "--all")
    assert "fixed 1 of 1 finding" in stacklint(root, "check", "--staged", "--new", "--fix").out
    assert (root / SPEC).read_text() == f"{GOOD}secrets: {{}}\n"


@pytest.mark.parametrize(
    ("file", "arguments", "code"),
    [
        (SPEC, (), 0),
        (SPEC, ("--staged",), 0),
        (SPEC, (SPEC,), 3),
        ("envs/spec.yml", (), 3),
        ("envs/spec.yml", ("--staged",), 0),
    ],
)
def test_clone_that_decrypts_nothing_says_so(
    tmp_path: Path, file: str, arguments: tuple[str, ...], code: int
) -> None:
    root = sealed(tmp_path / "home")
    if file != SPEC:
        git(root, "mv", SPEC, file)
        commit_all(root)
    git(tmp_path, "clone", "--quiet", str(root), "locked")
    done = stacklint(tmp_path / "locked", "check", *arguments)
    assert done.code == code
    assert "this clone does not decrypt it" in " ".join(done.out.split())
    assert ("git-crypt unlock" in done.out) is (code == 3)
