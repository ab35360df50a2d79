"""Questions to git, asked of real repositories."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stacklint.repo.batch import Batch, BatchEnded
from stacklint.repo.git import Git, GitFailed
from stacklint.repo.git_output import Raw
from stacklint.repo.log import walk
from stacklint.repo.one_path import is_ignored
from stacklint.repo.process import Process, TooSlow
from stacklint.repo.root import git_directory, git_root
from stacklint.repo.traced import had_blob
from tests.gitrepo import Repo, clone, repo, submodule, worktree

if TYPE_CHECKING:
    from collections.abc import Iterable

# Names that git quotes, splits at, or takes for patterns unless it is told not to.
NAMES = (
    *("a b.yml", "größe 😀.yml", "line\nbreak.yml", "tab\there.yml", 'quote".yml', "'.yml"),
    *("*.yml", "[a].yml", ":(glob)x.yml", "-n.yml", "back\\slash.yml", "HEAD", "x/y z/w.yaml"),
)


@pytest.fixture
def home(tmp_path: Path) -> Repo:
    return repo(tmp_path / "home", {"a.yml": "a: 1\n", "b/c.yml": "c: 1\n"})


def drawn(raws: Iterable[Raw]) -> list[str]:
    """Give lines of a diff as `M a.yml` and `R a.yml -> b.yml`, sorted."""
    return sorted(
        f"{x.status} {x.path}" if x.path == x.old_path else f"{x.status} {x.old_path} -> {x.path}"
        for x in raws
    )


def test_commit_has_many_names(home: Repo) -> None:
    first = home.head
    home.run("tag", "-a", "v1", "-m", "one")
    second = home.commit({"a.yml": "a: 2\n"})
    asked = ("HEAD", "main", "HEAD^", "v1", "main~1", second, second[:9])
    assert [home.git.commit_of(name) for name in asked] == [
        *(second, second, first, first, first, second, second),
    ]


@pytest.mark.parametrize(
    "name", ["", "nobody", "HEAD~9", "HEAD:a.yml", "origin/main", "--all", "-h", "0" * 40, "a b"]
)
def test_name_of_no_commit(home: Repo, name: str) -> None:
    assert home.git.commit_of(name) is None


def test_unborn_branch_has_no_commit(tmp_path: Path) -> None:
    made = repo(tmp_path / "home")
    made.add({"a.yml": "a: 1\n"})
    git = made.git
    assert git.commit_of("HEAD") is None
    assert git.files() == ["a.yml"]
    assert list(git.index()) == ["a.yml"]
    assert list(walk(git)) == []
    assert had_blob(git, "a.yml", ("0" * 40,)) is False


def test_merge_base_is_where_two_histories_part(home: Repo) -> None:
    base = home.head
    home.branch("side")
    side = home.commit({"side.yml": ""})
    home.checkout("main")
    home.commit({"main.yml": ""})
    assert home.git.merge_base(side, "HEAD") == base
    assert home.git.merge_base("HEAD", "HEAD") == home.head


def test_histories_that_share_nothing_have_no_base(home: Repo) -> None:
    home.run("checkout", "--quiet", "--orphan", "other")
    home.commit()
    assert home.git.merge_base("main", "HEAD") is None
    assert home.git.merge_base("nobody", "HEAD") is None


def test_detached_head_is_a_commit_like_any_other(home: Repo) -> None:
    first = home.head
    home.commit({"a.yml": "a: 2\n"})
    home.checkout(first)
    assert home.git.commit_of("HEAD") == first


def test_files_are_those_of_git_and_those_it_does_not_ignore(home: Repo) -> None:
    home.write({".gitignore": "out/\n*.log\n", "new.yml": "", "out/x.yml": "", "x.log": ""})
    (home.root / "a.yml").unlink()
    assert home.git.files() == [".gitignore", "a.yml", "b/c.yml", "new.yml"]
    assert home.git.untracked() == [".gitignore", "new.yml"]


@pytest.mark.parametrize(
    ("path", "ignored"),
    [("out/x.yml", True), ("x.log", True), ("new.yml", False), ("a.yml", False)],
)
def test_ignored_path(home: Repo, path: str, *, ignored: bool) -> None:
    home.commit({".gitignore": "out/\n*.log\n", "out.yml": ""})
    assert is_ignored(home.git, path) is ignored


@pytest.mark.parametrize("name", NAMES)
def test_any_name_of_a_file_is_read_as_it_is(tmp_path: Path, name: str) -> None:
    made = repo(tmp_path / "home", {name: "a: 1\n", "other.yml": ""})
    git = made.git
    assert git.files() == sorted([name, "other.yml"])
    assert sorted(git.index()) == sorted(git.committed("HEAD").files) == git.files()
    assert git.blob(git.index()[name]) == b"a: 1\n"
    made.write({name: "a: 2\n"})
    assert drawn(git.diff("HEAD")) == [f"M {name}"]
    made.commit()
    before = made.blob(f"HEAD^:{name}")
    assert had_blob(git, name, (before,)) is True
    assert [x.raw.path for x in walk(git, [name])] == [name, name]


def test_name_that_is_not_unicode(tmp_path: Path) -> None:
    made = repo(tmp_path / "home")
    name = b"\xff\xfe.yml".decode("utf-8", "surrogateescape")
    made.commit({name: "a: 1\n"})
    assert made.git.files() == [name]
    assert list(made.git.committed("HEAD").files) == [name]


def test_links_and_submodules_are_no_files(home: Repo, tmp_path: Path) -> None:
    (home.root / "link.yml").symlink_to("a.yml")
    submodule(home, repo(tmp_path / "module", {"m.yml": ""}), "module")
    home.commit()
    expected = [".gitmodules", "a.yml", "b/c.yml"]
    assert sorted(home.git.index()) == sorted(home.git.committed("HEAD").files) == expected


@pytest.mark.parametrize("hashing", ["sha1", "sha256"])
def test_intention_to_add_is_in_no_commit(tmp_path: Path, hashing: str) -> None:
    made = repo(tmp_path / "home", {"a.yml": "a: 1\n", "empty.yml": ""}, hashing)
    made.write({"new.yml": "b: 1\n", "new-empty.yml": ""})
    made.run("add", "--intent-to-add", "new.yml", "new-empty.yml")
    assert sorted(made.git.index()) == ["a.yml", "empty.yml"]
    assert "new.yml" in made.git.files()


def test_conflict_gives_our_side(home: Repo) -> None:
    home.branch("side")
    home.commit({"a.yml": "a: theirs\n"})
    home.checkout("main")
    home.commit({"a.yml": "a: ours\n"})
    home.merge("side", fails=True)
    git = home.git
    assert git.blob(git.index()["a.yml"]) == b"a: ours\n"
    assert git.files() == ["a.yml", "b/c.yml"]


@pytest.mark.parametrize("refused", [None, AttributeError, OSError])
def test_contents_one_by_one_and_in_one_go(
    refused: type[Exception] | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: str) -> int:
        raise refused or OSError

    if refused is not None:
        # As elsewhere than on Linux, and in a sandbox.
        monkeypatch.setattr(os, "memfd_create", refuse, raising=False)
    files = {"empty": b"", "text": b"a: 1\n", "binary": bytes(range(256)), "large": b"x\n" * 99_999}
    git = repo(tmp_path / "home", files).git
    index = git.index()
    assert {name: git.blob(blob) for name, blob in index.items()} == files
    assert git.fetch(index.values()) == {index[name]: data for name, data in files.items()}


def test_contents_that_are_not_there(home: Repo) -> None:
    git = home.git
    known = git.index()["a.yml"]
    for name in ("0" * 40, "f" * 40, "nobody", home.head, home.blob("HEAD^{tree}")):
        assert git.blob(name) is None
    assert git.blob(known) == b"a: 1\n"
    assert git.fetch(["f" * 40, known, home.head]) == {known: b"a: 1\n"}
    assert git.fetch([]) == {}


def test_process_that_hands_out_contents_can_be_ended_twice(home: Repo) -> None:
    git = home.git
    known = git.index()["a.yml"]
    git.close()
    assert git.blob(known) == b"a: 1\n"
    git.close()
    git.close()
    assert git.blob(known) == b"a: 1\n"
    git.close()


def test_process_that_ends_without_an_answer_is_no_content_that_is_missing() -> None:
    batch = Batch(lambda: Process(["true"]), 9)
    for _ in range(2):
        with pytest.raises(BatchEnded):
            batch.blob("0" * 40)
    batch.close()


def test_process_that_says_nothing_is_not_waited_for_without_end() -> None:
    """As where a partial clone asks a server that does not answer."""
    batch = Batch(lambda: Process(["sleep", "60"]), 0.1)
    for _ in range(2):
        with pytest.raises(TooSlow):
            batch.blob("0" * 40)
    batch.close()


LONG = "".join(f"key{number}: value\n" for number in range(20))


def test_differences_of_working_tree_and_index(tmp_path: Path) -> None:
    home = repo(tmp_path / "home", {"a": "a", "b": "b", "c": "c", "d": LONG, "e": "e"})
    home.move("d", "moved")
    home.add({"b": "2", "new": "n"})
    home.write({"c": "2", "moved": LONG + "more: 1\n", "untracked": ""})
    (home.root / "a").unlink()
    git = home.git
    assert drawn(git.diff("--cached", "HEAD")) == ["A new", "M b", "R d -> moved"]
    assert drawn(git.diff("HEAD")) == ["A new", "D a", "M b", "M c", "R d -> moved"]


def test_difference_of_two_commits(home: Repo) -> None:
    first = home.head
    home.move("b/c.yml", "b/d.yml")
    (home.root / "a.yml").unlink()
    second = home.commit({"new.yml": "x: 1\n"})
    assert drawn(home.git.diff(first, second)) == ["A new.yml", "D a.yml", "R b/c.yml -> b/d.yml"]
    assert drawn(home.git.diff(second, first)) == ["A a.yml", "D new.yml", "R b/d.yml -> b/c.yml"]


def test_difference_names_both_contents(home: Repo) -> None:
    before = home.blob("HEAD:a.yml")
    home.add({"a.yml": "a: 2\n"})
    (raw,) = home.git.diff("--cached", "HEAD")
    assert raw == Raw("M", before, home.blob(":a.yml"), "a.yml", "a.yml")
    home.add({"n.yml": "n: 1\n"})
    added = home.git.diff("--cached", "HEAD")[1]
    assert (added.before, added.after) == (None, home.blob(":n.yml"))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("diff.renames", "false"), ("diff.noprefix", "true"), ("diff.relative", "true")),
        *(("color.ui", "always"), ("core.quotepath", "true"), ("log.showRoot", "false")),
        *(("log.follow", "true"), ("log.showSignature", "true"), ("diff.external", "false")),
        *(("log.decorate", "full"), ("format.pretty", "oneline"), ("core.abbrev", "4")),
    ],
)
def test_configuration_of_a_user_changes_no_answer(home: Repo, key: str, value: str) -> None:
    home.move("b/c.yml", "größe.yml")
    home.run("config", key, value)
    home.commit()
    git = home.git
    assert drawn(git.diff("HEAD^", "HEAD")) == ["R b/c.yml -> größe.yml"]
    assert drawn(x.raw for x in walk(git)) == ["A a.yml", "A b/c.yml", "R b/c.yml -> größe.yml"]
    assert drawn(x.raw for x in walk(git, ["a.yml"])) == ["A a.yml"]


def test_touches_walk_back_through_yaml(home: Repo) -> None:
    first = home.head
    second = home.commit({"a.yml": "a: 2\n", "x.txt": "1", "T.YAML": "", "t.yml.j2": ""})
    home.move("b/c.yml", "c.yaml")
    third = home.commit()
    found = [(x.commit, drawn([x.raw])[0]) for x in walk(home.git)]
    assert found == [
        (third, "R b/c.yml -> c.yaml"),
        *((second, line) for line in ("A T.YAML", "M a.yml", "A t.yml.j2")),
        *((first, line) for line in ("A a.yml", "A b/c.yml")),
    ]


def test_touches_of_named_files_whatever_their_ending(home: Repo) -> None:
    home.commit({"spec.tpl": "1", "a.yml": "a: 2\n"})
    home.commit({"spec.tpl": "2"})
    found = [drawn([x.raw])[0] for x in walk(home.git, ["spec.tpl", "b/c.yml"])]
    assert found == ["M spec.tpl", "A spec.tpl", "A b/c.yml"]


def test_walk_may_be_left_early(home: Repo) -> None:
    for number in range(5):
        home.commit({"a.yml": f"a: {number}\n"})
    left = walk(home.git)
    assert next(left).commit == home.head
    left.close()  # type: ignore[attr-defined]


def test_content_that_a_file_had_before(home: Repo) -> None:
    blobs = [home.blob("HEAD:a.yml")]
    for text in ("a: 2\n" + LONG, "a: 3\n" + LONG):
        home.commit({"a.yml": text})
        blobs.append(home.blob("HEAD:a.yml"))
    home.move("a.yml", "z.yml")
    home.commit()
    git = home.git
    assert [had_blob(git, "z.yml", (blob,)) for blob in blobs] == [True, True, True]
    home.commit({"z.yml": "a: 4\n" + LONG})
    now = home.blob("HEAD:z.yml")
    # What the last commit made was never left again.
    assert [had_blob(git, "z.yml", (blob,)) for blob in (*blobs, now)] == [*[True] * 3, False]
    assert had_blob(git, "z.yml", ("f" * 40, blobs[1])) is True
    assert had_blob(git, "nobody.yml", (now,)) is False


@pytest.mark.parametrize(("depth", "shallow"), [("1", True), ("9", False)])
def test_shallow_clone(home: Repo, tmp_path: Path, depth: str, *, shallow: bool) -> None:
    first = home.head
    home.commit({"a.yml": "a: 2\n"})
    cut = clone(home, tmp_path / "cut", "--depth", depth)
    assert cut.git.is_shallow() is shallow
    assert (cut.git.commit_of(first) is None) is shallow
    assert cut.git.commit_of("HEAD") == home.head


def test_directory_of_git(home: Repo, tmp_path: Path) -> None:
    second = worktree(home, tmp_path / "second", "side")
    inner = submodule(home, repo(tmp_path / "module", {"m.yml": ""}), "module")
    for made in (home, second, inner):
        expected = made.run("rev-parse", "--absolute-git-dir")
        assert Path(git_directory(made.git.root)).resolve().as_posix() == expected


def test_root_is_the_closest_directory_with_git(home: Repo, tmp_path: Path) -> None:
    second = worktree(home, tmp_path / "second", "side")
    inner = submodule(home, repo(tmp_path / "module", {"m/m.yml": ""}), "module")
    asked = {
        home.root: home.root,
        home.root / "b": home.root,
        home.root / "b" / "c.yml": home.root,
        inner.root / "m": inner.root,
        second.root / "b": second.root,
        tmp_path: None,
    }
    found = {path: git_root(str(path)) for path in asked}
    assert found == {path: root and str(root) for path, root in asked.items()}


def test_failure_says_what_git_said(tmp_path: Path) -> None:
    with pytest.raises(GitFailed) as error:
        Git(tmp_path).files()
    assert str(error.value).startswith("git ls-files: fatal: not a git repository")


def test_file_of_git_that_leads_nowhere_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: /nowhere/notes/.git/worktrees/prod\n")
    with pytest.raises(GitFailed) as error:
        Git(tmp_path).files()
    said = str(error.value)
    assert "not a git repository: /nowhere/notes/.git/worktrees/prod (`.git` leads there" in said
    assert "git worktree repair" in said
    assert "git submodule update --init" in said


def test_directory_that_is_gone_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(GitFailed) as error:
        Git(tmp_path / "gone").ask("status")
    assert str(error.value).startswith("git status: ")
