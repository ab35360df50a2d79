"""What `restart` does to checkouts: forward or not at all, and an operator's tree is left alone."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from deployer.checkouts.clone import Clone
from deployer.directory.aside import aside, clear_left, is_aside
from deployer.errors import CannotDo, PreflightFailed
from deployer.shell import Shell
from tests.gitrepo import QUIET, Repo, clone, repo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

SPEC = "envs/prod.yml"
MINE = (SPEC, "config/web")
FILES = {SPEC: "a: 1\n", "config/web/app.conf": "x\n", "README.md": "r\n", "a b.yml": "b: 1\n"}


@pytest.fixture
def upstream(tmp_path: Path) -> Repo:
    return repo(tmp_path / "upstream", FILES)


@pytest.fixture
def mine(upstream: Repo, tmp_path: Path) -> Repo:
    return clone(upstream, tmp_path / "mine")


def of(checkout: Repo) -> Clone:
    return Clone(Shell({**os.environ, **QUIET}), checkout.root)


def state(checkout: Repo) -> tuple[str, str, dict[str, bytes]]:
    """Give what an operator would see: the commit, the status, the files."""
    files = {x for x in checkout.root.rglob("*") if x.is_file() and ".git" not in x.parts}
    texts = {str(x.relative_to(checkout.root)): x.read_bytes() for x in files}
    return checkout.head, checkout.run("status", "--porcelain", "--branch"), texts


def pull(checkout: Repo) -> str:
    found = of(checkout)
    why = found.fetch()
    if not why:
        found.forward()
    return why


def test_a_branch_goes_forward(upstream: Repo, mine: Repo) -> None:
    upstream.commit({"more.yml": "m: 1\n"})
    wanted = upstream.commit({SPEC: "a: 2\n"})
    assert pull(mine) == ""
    assert mine.head == wanted
    assert (mine.root / SPEC).read_text(encoding="utf-8") == "a: 2\n"


def test_a_hook_of_another_repository_pulls_this_one(
    upstream: Repo, mine: Repo, tmp_path: Path
) -> None:
    other = repo(tmp_path / "other", {"a.yml": "a: 1\n"})
    before = other.head
    newest = upstream.commit({"spec.yml": "stack: newest\n"})
    hook = {"GIT_DIR": str(other.root / ".git"), "GIT_INDEX_FILE": str(other.root / ".git/index")}
    found = Clone(Shell({**os.environ, **QUIET, **hook}), mine.root)
    assert found.fetch() == ""
    found.forward()
    assert (mine.head, other.head) == (newest, before)


def test_what_is_there_already_stays(mine: Repo) -> None:
    before = state(mine)
    assert pull(mine) == ""
    assert state(mine) == before


def test_a_branch_that_is_ahead_stays(mine: Repo) -> None:
    mine.commit({SPEC: "a: 3\n"})
    before = state(mine)
    assert pull(mine) == ""
    assert state(mine)[0] == before[0]


def test_histories_that_parted_are_refused(upstream: Repo, mine: Repo) -> None:
    upstream.commit({"up.yml": "u: 1\n"})
    mine.commit({"one.yml": "o: 1\n"})
    mine.commit({"two.yml": "t: 1\n"})
    before = mine.head, state(mine)[2]
    words = r"mine and origin/main have parted, 2 and 1 commits ago: bring .* or say --no-pull"
    with pytest.raises(PreflightFailed, match=words):
        of(mine).fetch()
    assert (mine.head, state(mine)[2]) == before


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda x: x.run("checkout", "--quiet", "--detach"), "HEAD is detached"),
        (lambda x: x.branch("own"), "the branch has no upstream"),
        (lambda x: x.run("branch", "--unset-upstream"), "the branch has no upstream"),
        (lambda x: x.run("remote", "remove", "origin"), "the branch has no upstream"),
    ],
)
def test_where_there_is_nowhere_to_go_nothing_is_asked(
    upstream: Repo, mine: Repo, make: Callable[[Repo], object], words: str
) -> None:
    upstream.commit({SPEC: "a: 2\n"})
    make(mine)
    before = state(mine)
    assert pull(mine) == f"{mine.root}: {words}, so nothing is pulled"
    assert state(mine) == before


@pytest.mark.parametrize("branch", ["main", "prod", "a/b", "v1.0", "HEAD-2", "prod@2", "é"])
def test_branches_of_any_name_go_forward(upstream: Repo, tmp_path: Path, branch: str) -> None:
    if branch != "main":
        upstream.branch(branch)
    upstream.run("tag", "prod-tag")
    there = clone(upstream, tmp_path / "there", "--branch", branch)
    there.run("tag", branch) if branch != "main" else None
    wanted = upstream.commit({SPEC: "a: 2\n"})
    assert pull(there) == ""
    assert there.run("rev-parse", "HEAD") == wanted


def test_a_remote_that_is_gone_is_said_in_the_words_of_git(mine: Repo, tmp_path: Path) -> None:
    (tmp_path / "upstream").rename(tmp_path / "gone")
    before = state(mine)
    with pytest.raises(PreflightFailed, match=r"git fetch in .*mine: fatal: .*upstream"):
        of(mine).fetch()
    assert state(mine) == before


def test_no_repository_and_no_commit_are_said(tmp_path: Path) -> None:
    with pytest.raises(PreflightFailed, match="has no commit HEAD"):
        of(repo(tmp_path / "empty")).fetch()


@pytest.mark.parametrize("name", ["new", "v9", "-x", "--all", "HEAD~9", "", "a b"])
def test_a_commit_that_is_not_there_is_said(mine: Repo, name: str) -> None:
    with pytest.raises(PreflightFailed, match=f"has no commit {name}: fetch it first"):
        of(mine).commit(name)


@pytest.mark.parametrize("name", ["HEAD", "main", "origin/main", "v1", "short"])
def test_a_commit_is_found_by_what_git_calls_it(mine: Repo, name: str) -> None:
    mine.run("tag", "--annotate", "--message", "m", "v1")
    assert of(mine).commit(mine.head[:9] if name == "short" else name) == mine.head


ONE = "it is not as it is committed: commit it, or put it back with git restore"
MANY = "they are not as they are committed: commit them, or put them back with git restore"


def modify(one: Repo) -> None:
    one.write({SPEC: "a: 9\n"})


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (modify, SPEC),
        (lambda x: x.add({SPEC: "a: 9\n"}), SPEC),
        (lambda x: x.write({"config/web/new.conf": "n\n"}), "config/web/new.conf"),
        (lambda x: x.write({"config/web/a -> b": "n\n"}), "config/web/a -> b"),
        (lambda x: x.write({"config/web/a\nb": "n\n"}), "config/web/a\nb"),
        (lambda x: (x.root / "config/web/app.conf").unlink(), "config/web/app.conf"),
        (lambda x: x.run("rm", "-rq", "config/web"), "config/web/app.conf"),
        (lambda x: x.run("rm", "-q", "--cached", SPEC), SPEC),
        (lambda x: x.move(SPEC, "envs/other.yml"), SPEC),
        (lambda x: (x.root / SPEC).chmod(0o755), SPEC),
    ],
)
def test_a_file_that_is_not_as_it_is_committed_is_refused(
    mine: Repo, make: Callable[[Repo], object], name: str
) -> None:
    of(mine).check_clean(MINE)
    make(mine)
    with pytest.raises(CannotDo) as refused:
        of(mine).check_clean(MINE)
    assert refused.value.what.removesuffix(" and 1 more") == f"{mine.root}/{name}"
    assert refused.value.why == (MANY if refused.value.what.endswith(" and 1 more") else ONE)


def test_a_renamed_file_is_counted_once_for_each_of_its_names(mine: Repo) -> None:
    mine.move("config/web/app.conf", "config/web/b.conf")
    with pytest.raises(
        CannotDo, match=r"config/web/app.conf and 1 more: they are not as"
    ) as refused:
        of(mine).check_clean(MINE)
    assert refused.value.why == MANY


@pytest.mark.parametrize("name", ["a b.yml", "*.yml", "envs[1].yml", ":(exclude)x", "ö.yml"])
def test_names_are_no_patterns(mine: Repo, name: str) -> None:
    mine.commit({name: "x: 1\n", "other.yml": "o: 1\n"})
    mine.write({"other.yml": "o: 2\n", "envs1.yml": "e: 1\n"})
    of(mine).check_clean((name,))
    mine.write({name: "x: 2\n"})
    with pytest.raises(CannotDo) as refused:
        of(mine).check_clean((name,))
    assert (refused.value.what, refused.value.why) == (f"{mine.root}/{name}", ONE)


def test_other_files_do_not_matter(upstream: Repo, mine: Repo) -> None:
    wanted = upstream.commit({SPEC: "a: 2\n"})
    mine.write({"README.md": "mine\n", "notes.txt": "n\n", ".gitignore": "token\n", "token": "t"})
    of(mine).check_clean(MINE)
    assert pull(mine) == ""
    assert mine.head == wanted
    assert (mine.root / "README.md").read_text(encoding="utf-8") == "mine\n"


@pytest.mark.parametrize("name", ["new.yml", "README.md"])
def test_nothing_of_an_operator_is_written_over(upstream: Repo, mine: Repo, name: str) -> None:
    upstream.commit({name: "theirs\n", SPEC: "a: 2\n"})
    mine.write({name: "mine\n"})
    before = state(mine)[0], state(mine)[2]
    with pytest.raises(PreflightFailed, match=rf"git merge .* would be overwritten .*: {name}$"):
        pull(mine)
    assert (state(mine)[0], state(mine)[2]) == before


HOOKS = ("post-merge", "post-checkout", "reference-transaction", "pre-auto-gc", "post-index-change")


def test_hooks_of_the_repository_are_not_run(upstream: Repo, mine: Repo, tmp_path: Path) -> None:
    (mine.root / ".git/hooks").mkdir(exist_ok=True)
    for name in HOOKS:
        hook = mine.root / ".git/hooks" / name
        hook.write_text(f"#!/bin/sh\necho {name} >>{tmp_path}/ran\n", encoding="utf-8")
        hook.chmod(0o755)
    mine.run("config", "core.fsmonitor", str(mine.root / ".git/hooks/post-merge"))
    upstream.commit({SPEC: "a: 2\n"})
    of(mine).check_clean(MINE)
    assert pull(mine) == ""
    with laid_out(mine, "HEAD", tmp_path / "place"):
        pass
    assert not (tmp_path / "ran").exists()
    mine.run("checkout", "--quiet", "--detach")
    assert (tmp_path / "ran").exists()


@contextmanager
def laid_out(one: Repo, name: str, place: Path) -> Iterator[Path]:
    place.mkdir(exist_ok=True)
    found = of(one)
    with aside(place) as folder, found.at(found.commit(name), folder) as tree:
        assert is_aside(folder)
        yield tree


def test_a_commit_is_laid_out_and_taken_away(mine: Repo, tmp_path: Path) -> None:
    mine.write({".git/info/exclude": "*.env\n", "tokens.env": "T=1\n"})
    old = mine.head
    mine.commit({SPEC: "a: 2\n", "more.yml": "m: 1\n"})
    mine.write({"README.md": "mine\n"})
    before = state(mine)
    with laid_out(mine, old, tmp_path / "place") as tree:
        assert tree.name == "mine"
        assert (tree / SPEC).read_text(encoding="utf-8") == "a: 1\n"
        assert not (tree / "more.yml").exists()
        assert not (tree / "tokens.env").exists()
        assert of(mine).commit("HEAD") != of(Repo(tree)).commit("HEAD") == old
        assert state(mine) == before
    assert state(mine) == before
    assert not list((tmp_path / "place/.stacklint").iterdir())
    assert mine.run("worktree", "list").count("\n") == 0


def test_it_is_taken_away_after_an_error_too(mine: Repo, tmp_path: Path) -> None:
    with pytest.raises(CannotDo), laid_out(mine, "HEAD", tmp_path / "place"):
        raise CannotDo("this", "no")
    assert not list((tmp_path / "place/.stacklint").iterdir())
    assert mine.run("worktree", "list").count("\n") == 0


def test_what_a_killed_run_left_is_taken_away_and_nothing_else(mine: Repo, tmp_path: Path) -> None:
    own = tmp_path / "place/.stacklint"
    own.mkdir(parents=True)
    mine.run("worktree", "add", "--quiet", "--detach", str(own / "next-killed/mine"))
    mine.run("worktree", "add", "--quiet", "--detach", str(tmp_path / "on-a-disk"))
    (tmp_path / "on-a-disk").rename(tmp_path / "unplugged")
    with aside(tmp_path / "place") as used:
        clear_left(tmp_path / "place")
        assert [x.name for x in own.iterdir()] == [used.name]
    with laid_out(mine, "HEAD", tmp_path / "place"):
        listed = mine.run("worktree", "list")
        assert "next-killed" not in listed
        assert "on-a-disk" in listed


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / ".stacklint").write_text("", encoding="utf-8")
    with pytest.raises(PreflightFailed, match=r"\.stacklint cannot be written"), aside(tmp_path):
        pass


def test_a_shallow_clone_goes_forward_and_knows_what_it_does_not_know(
    upstream: Repo, tmp_path: Path
) -> None:
    first = upstream.head
    upstream.commit({SPEC: "a: 2\n"})
    there = clone(upstream, tmp_path / "there", "--depth", "1")
    before = there.head
    wanted = upstream.commit({SPEC: "a: 3\n"})
    assert pull(there) == ""
    assert there.head == wanted
    assert of(there).apart(before, wanted) == (0, 1)
    with pytest.raises(PreflightFailed):
        of(there).apart(first, wanted)
    with laid_out(there, before, tmp_path / "place") as tree:
        assert (tree / SPEC).read_text(encoding="utf-8") == "a: 2\n"
