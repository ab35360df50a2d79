"""A clone that left contents with its remote, which cannot be reached by now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.running import EMPTY, GOOD, STACK, commit_all, git, repository, stacklint, write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


def cut_off(where: Path, lacking: str) -> Path:
    """Clone a repository whose spec is another since the tag `old`, and go offline."""
    remote = repository(where / "remote", EMPTY)
    git(remote, "config", "uploadpack.allowFilter", "true")
    git(remote, "tag", "old")
    write(remote, {"envs/prod.yml": GOOD})
    commit_all(remote)
    git(where, "clone", "--quiet", f"--filter={lacking}", remote.as_uri(), "clone")
    remote.rename(where / "gone")
    return where / "clone"


@pytest.mark.parametrize("lacking", ["blob:none", "tree:0"])
@pytest.mark.parametrize("paths", [(), ("envs/prod.yml",)])
@pytest.mark.parametrize(
    "arguments", [(), ("--staged",), ("--since", "old"), ("--since", "old", "--new")]
)
def test_history_that_cannot_be_fetched_is_no_silence(
    tmp_path: Path, arguments: tuple[str, ...], paths: tuple[str, ...], lacking: str
) -> None:
    done = stacklint(cut_off(tmp_path, lacking), "check", *arguments, *paths)
    assert (done.code, done.out) == (3, ""), done.err
    assert done.err.startswith("error: git ")
    assert "this clone is partial, and git could not fetch what it lacks" in done.err


@pytest.mark.parametrize("arguments", [("--new",), ("--staged", "--new")])
def test_commit_needs_no_remote(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    root = cut_off(tmp_path, "blob:none")
    write(root, {"envs/prod.yml": f"{GOOD}secrets:\n"})
    git(root, "add", "--all")
    done = stacklint(root, "check", *arguments, "--format", "concise")
    assert (done.code, done.err) == (1, "")
    assert "error[null-section]" in done.out


def lean(where: Path) -> Path:
    """Clone the specs and stacks of a large repository, as `--filter=blob:none --sparse` does."""
    remote = repository(where / "remote", GOOD)
    git(remote, "config", "uploadpack.allowFilter", "true")
    write(remote, {f"apps/{x}/values.yml": f"name: app-{x}\n" for x in range(9)})
    write(remote, {"envs/ca.key": "not much of a key\n"})
    commit_all(remote)
    options = ("--filter=blob:none", "--sparse")
    git(where, "clone", "--quiet", *options, remote.as_uri(), "clone")
    git(where / "clone", "sparse-checkout", "set", "envs", "stacks", "compose")
    return where / "clone"


def test_what_is_checked_out_needs_no_remote(tmp_path: Path) -> None:
    root = lean(tmp_path)
    (tmp_path / "remote").rename(tmp_path / "gone")
    assert stacklint(root, "check").code == 0


@pytest.mark.parametrize("arguments", [("--staged", "--new"), ("--since", "HEAD", "--new")])
def test_what_is_not_checked_out_is_fetched_at_once(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    root = lean(tmp_path)
    before = packs(root)
    write(root, {"envs/prod.yml": EMPTY})
    git(root, "add", "--all")
    done = stacklint(root, "check", *arguments, "--format", "concise")
    assert (done.code, done.err) == (1, "")
    assert "error[volume-path-changed]" in done.out
    assert packs(root) == before + 1


def packs(root: Path) -> int:
    """Count what came by one answer of the remote each."""
    return len(list((root / ".git/objects/pack").glob("*.pack")))


def old_and_large(where: Path) -> Path:
    """Clone, without contents, a repository where specs were changed, moved and copied."""
    remote = repository(where / "remote", GOOD)
    git(remote, "config", "uploadpack.allowFilter", "true")
    write(remote, {f"apps/{x}/values.yml": f"name: app-{x}\n" * 9 for x in range(9)})
    write(remote, {f"envs/{x}.yml": GOOD.replace("/db", f"/{x}") for x in range(9)})
    commit_all(remote)
    for x in range(9):
        git(remote, "mv", f"apps/{x}/values.yml", f"apps/{x}/moved.yml")
        write(remote, {f"apps/{x}/moved.yml": f"name: app-{x}\n" * 9 + "more: 1\n"})
        write(remote, {f"envs/{x}.yml": GOOD.replace("/db", f"/new-{x}")})
        commit_all(remote)
    git(where, "clone", "--quiet", "--filter=blob:none", remote.as_uri(), "clone")
    return where / "clone"


@pytest.mark.parametrize(
    ("paths", "specs", "fetched"),
    # Of files that a commit brought while others went, it takes a look at both.
    [((), 9, 2), (("envs/0.yml",), 1, 1)],
)
def test_earlier_versions_are_fetched_at_once(
    tmp_path: Path, paths: tuple[str, ...], specs: int, fetched: int
) -> None:
    root = old_and_large(tmp_path)
    before = packs(root)
    done = stacklint(root, "check", "--format", "concise", *paths)
    assert (done.code, done.err) == (0, "")
    assert done.out.count("info[volume-path-changed]") == specs
    assert packs(root) == before + fetched
    assert stacklint(root, "check", "--format", "concise", *paths) == done
    assert packs(root) == before + fetched


def test_compose_files_are_compared_with_what_is_at_hand(tmp_path: Path) -> None:
    """What was before their last change is not fetched for each stack."""
    compose = "compose/docker-compose-notes.yml"
    other = STACK[compose].replace("notes-db:", "notes-new:")
    remote = repository(tmp_path / "remote", f"{GOOD}  notes-new: /srv/kind/notes/new\n")
    git(remote, "config", "uploadpack.allowFilter", "true")
    write(remote, {compose: other})
    commit_all(remote)
    assert "mount-leaves-data-behind" in stacklint(remote, "check").out
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", remote.as_uri(), "clone")
    root = tmp_path / "clone"
    before = packs(root)
    assert "mount-leaves-data-behind" not in stacklint(root, "check", "envs").out
    write(root, {compose: other.replace("/data", "/elsewhere")})
    assert "error[mount-leaves-data-behind]" in stacklint(root, "check", "envs").out
    assert packs(root) == before
    write(root, {compose: other})
    assert "info[mount-leaves-data-behind]" in stacklint(root, "check").out


def test_history_of_a_new_spec_fetches_no_other_file(tmp_path: Path) -> None:
    root = old_and_large(tmp_path)
    write(root, {"envs/new.yml": EMPTY})
    commit_all(root)
    before = packs(root)
    done = stacklint(root, "check", "--format", "concise", "envs/new.yml")
    assert "error[empty-volume-holds-data]" in done.out
    assert packs(root) == before
