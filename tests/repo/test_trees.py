"""Trees of files: the working tree, the index, a commit."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from stacklint.model.yaml.document import MAX_BYTES
from stacklint.repo.discover import once
from stacklint.repo.links import LinkedTree
from stacklint.repo.overlay import Overlay
from stacklint.repo.trees import GitTree, Unreadable, WorkTree
from tests.gitrepo import Repo, repo, submodule, worktree

if TYPE_CHECKING:
    from pathlib import Path

    from stacklint.model.tree import Tree

pytestmark = pytest.mark.slow

FILES = {"spec.yml": "a: 1\n", "stacks/web/stack.yml": "b: 1\n", "größe 😀/x y.yml": "c: 1\n"}
KINDS = ("working tree", "index", "commit")


def tree_of(made: Repo, kind: str) -> Tree:
    """Give a repository as one of the three kinds of trees."""
    beside = WorkTree(made.root, made.git)
    if kind == "working tree":
        return beside
    blobs = made.git.index() if kind == "index" else made.git.committed("HEAD").files
    return GitTree(made.git, blobs, beside)


@pytest.fixture(params=KINDS)
def tree(request: pytest.FixtureRequest, tmp_path: Path) -> Tree:
    """A tree of each kind, of a repository with another checkout beside it."""
    repo(tmp_path / "beside", {"stacks/x/stack.yml": "x: 1\n"})
    return tree_of(repo(tmp_path / "home", FILES), request.param)


def test_three_trees_answer_alike(tree: Tree) -> None:
    assert tree.files() == sorted(FILES)
    assert {name: tree.read(name) for name in FILES} == {
        name: text.encode() for name, text in FILES.items()
    }
    assert [tree.size(name) for name in FILES] == [5, 5, 5]
    assert all(tree.is_file(name) and not tree.is_dir(name) for name in FILES)


@pytest.mark.parametrize(
    ("path", "is_file", "is_dir", "names"),
    [
        (".", False, True, ["größe 😀", "spec.yml", "stacks"]),
        ("stacks", False, True, ["web"]),
        ("stacks/", False, True, ["web"]),
        ("./stacks/../stacks/web", False, True, ["stack.yml"]),
        ("stacks/web/stack.yml", True, False, []),
        ("./spec.yml", True, False, []),
        ("größe 😀", False, True, ["x y.yml"]),
        ("nobody", False, False, []),
        ("spec.yml/x", False, False, []),
        ("stacks/web/../../nobody", False, False, []),
        ("../beside/stacks/x", False, True, ["stack.yml"]),
        ("../beside/stacks/x/stack.yml", True, False, []),
        ("../nobody", False, False, []),
    ],
)
def test_three_trees_know_the_same_paths(
    tree: Tree, path: str, names: list[str], *, is_file: bool, is_dir: bool
) -> None:
    found = [name for name in tree.names(path) if name != ".git"]
    assert (tree.is_file(path), tree.is_dir(path), found) == (is_file, is_dir, names)
    assert (tree.read(path) is not None) is is_file
    assert (tree.size(path) > 0) is is_file or is_dir


@pytest.mark.parametrize(
    "path",
    ["", "a" * 5000, "a/" * 2000 + "b", "a\0b", "\udcff", "spec.yml/" + "x" * 300, "/no"],
)
def test_path_that_can_be_no_file_is_none(tree: Tree, path: str) -> None:
    assert tree.read(path) is None
    assert not tree.is_file(path)
    assert tree.size(path) == 0 or path == ""
    assert path == "" or (not tree.is_dir(path) and list(tree.names(path)) == [])


def test_name_with_two_dots_lies_within(tmp_path: Path) -> None:
    files = {"..data/x.yml": "a: 1\n", "...yml": "b: 1\n"}
    made = repo(tmp_path / "home", files)
    for kind in KINDS:
        tree = tree_of(made, kind)
        assert [tree.read(name) for name in files] == [b"a: 1\n", b"b: 1\n"]
        assert tree.is_dir("..data")
        assert list(tree.names("..data")) == ["x.yml"]
    (made.root / "..data" / "x.yml").write_text("changed\n")
    assert tree_of(made, "index").read("..data/x.yml") == b"a: 1\n"


def test_each_tree_has_its_own_version(tmp_path: Path) -> None:
    made = repo(tmp_path / "home", {"a.yml": "commit", "gone.yml": "1"})
    made.run("rm", "--quiet", "--cached", "gone.yml")
    made.write({"a.yml": "index", "staged.yml": "1"})
    made.run("add", "a.yml", "staged.yml")
    made.write({"a.yml": "disk", "new.yml": "1"})
    (made.root / "staged.yml").unlink()
    found = {kind: tree_of(made, kind) for kind in KINDS}
    assert {kind: tree.read("a.yml") for kind, tree in found.items()} == {
        "working tree": b"disk",
        "index": b"index",
        "commit": b"commit",
    }
    assert {kind: list(tree.files()) for kind, tree in found.items()} == {
        "working tree": ["a.yml", "gone.yml", "new.yml", "staged.yml"],
        "index": ["a.yml", "staged.yml"],
        "commit": ["a.yml", "gone.yml"],
    }
    assert found["working tree"].read("staged.yml") is None
    names = ("a.yml", "gone.yml", "staged.yml", "new.yml", "no.yml", "../a.yml")
    kept = {kind: [tree.tracked(name) for name in names] for kind, tree in found.items()}
    assert kept == {
        "working tree": [b"index", None, b"1", None, None, None],
        "index": [b"index", None, b"1", None, None, None],
        "commit": [b"commit", b"1", None, None, None, None],
    }
    assert Overlay(found["working tree"], {"a.yml": b"x"}).tracked("a.yml") == b"index"


def test_conflict_is_read_with_marks_or_as_ours(tmp_path: Path) -> None:
    made = repo(tmp_path / "home", {"a.yml": "a: 1\n"})
    made.branch("side")
    made.commit({"a.yml": "a: theirs\n"})
    made.checkout("main")
    made.commit({"a.yml": "a: ours\n"})
    made.merge("side", fails=True)
    assert (tree_of(made, "working tree").read("a.yml") or b"").startswith(b"<<<<<<< ")
    assert tree_of(made, "index").read("a.yml") == b"a: ours\n"


def linked(made: Repo, kind: str) -> Tree:
    """Give a tree of a repository, its links followed."""
    disk = WorkTree(made.root, made.git)
    if kind == "working tree":
        return disk
    listing = made.git.staged() if kind == "index" else made.git.committed("HEAD")
    return LinkedTree(made.git, listing, disk)


LINKS = {
    "l.yml": "a.yml",
    "broken.yml": "no",
    "loop.yml": "loop.yml",
    "e": "d",
    "f": "e",
    "d/up": "..",
    "out.yml": "../beside.yml",
}


@pytest.mark.parametrize("kind", ["working tree", "index", "commit"])
def test_links_are_followed_in_each_tree(tmp_path: Path, kind: str) -> None:
    made = repo(tmp_path / "home", {"a.yml": "a: 1\n", "d/b.yml": "b: 1\n"})
    (tmp_path / "beside.yml").write_text("c: 1\n")
    for name, target in {**LINKS, "here.yml": f"{made.root}/d/b.yml"}.items():
        (made.root / name).symlink_to(target)
    made.commit()
    tree = linked(made, kind)
    asked = {
        "l.yml": b"a: 1\n",
        "broken.yml": None,
        "loop.yml": None,
        "e/b.yml": b"b: 1\n",
        "f/b.yml": b"b: 1\n",
        "f/up/f/b.yml": b"b: 1\n",
        "e/none.yml": None,
        "out.yml": b"c: 1\n",
        "here.yml": b"b: 1\n",
    }
    assert {name: tree.read(name) for name in asked} == asked
    assert {name for name in asked if tree.is_file(name)} == {x for x in asked if asked[x]}
    assert [name for name in ("d", "e", "f", "e/up", "l.yml", "no") if tree.is_dir(name)] == [
        *("d", "e", "f", "e/up"),
    ]
    assert tree.names("f") == tree.names("d") == ["b.yml", "up"]
    assert "e" in tree.names(".")


def test_file_behind_a_link_is_listed_once(tmp_path: Path) -> None:
    made = repo(tmp_path / "home", {"a.yml": "a: 1\n"})
    (tmp_path / "beside.yml").write_text("c: 1\n")
    for name in ("l.yml", "broken.yml", "out.yml"):
        (made.root / name).symlink_to(LINKS[name])
    made.commit()
    assert linked(made, "index").files() == linked(made, "commit").files() == ["a.yml", "out.yml"]


def test_a_link_is_a_second_name_of_a_file_beside_it(tmp_path: Path) -> None:
    made = repo(tmp_path / "home", {"envs/prod.yml": "a: 1\n", "x.sh": "", "odd\tname": ""})
    for link, target in {"spec.yml": "envs/prod.yml", "y.sh": "x.sh", "out.yml": "../o"}.items():
        (made.root / link).symlink_to(target)
    made.commit()
    tree = WorkTree(made.root, made.git)
    asked = ("spec.yml", "y.sh", "x.sh", "gone/z.sh")
    assert tree.targets_of(asked) == {"spec.yml": "envs/prod.yml", "y.sh": "x.sh"}
    assert once(["envs/prod.yml", "out.yml", "spec.yml"], tree) == ["envs/prod.yml", "out.yml"]
    assert once(["spec.yml", "y.sh"], tree) == ["spec.yml", "y.sh"]
    assert "odd\tname" in tree.files()


def test_links_are_none_of_the_files_of_a_tree_without_them(tmp_path: Path) -> None:
    made = repo(tmp_path / "home", {"a.yml": "a: 1\n", "d/b.yml": "b: 1\n"})
    for name, target in {
        "l.yml": "a.yml",
        "broken.yml": "no",
        "loop.yml": "loop.yml",
        "e": "d",
    }.items():
        (made.root / name).symlink_to(target)
    made.commit()
    disk, index = tree_of(made, "working tree"), tree_of(made, "index")
    names = ("l.yml", "broken.yml", "loop.yml", "e/b.yml")
    assert [disk.read(name) for name in names] == [b"a: 1\n", None, None, b"b: 1\n"]
    assert [index.read(name) for name in names] == [None, None, None, None]
    assert disk.is_dir("e")
    assert not index.is_dir("e")


def test_submodule_is_read_from_the_disk_alone(tmp_path: Path) -> None:
    made = repo(tmp_path / "home", {"a.yml": "a: 1\n"})
    inner = submodule(made, repo(tmp_path / "module", {"m.yml": "m: 1\n"}), "module")
    made.commit()
    disk, index = tree_of(made, "working tree"), tree_of(made, "index")
    for tree in (disk, index, tree_of(made, "commit")):
        assert tree.read("module/m.yml") == b"m: 1\n"
        assert tree.is_dir("module")
        assert tree.is_file("module/m.yml")
        assert tree.names("module") == [".git", "m.yml"]
        assert "module/m.yml" not in tree.files()
        assert tree.tracked("module/m.yml") is None
        assert not tree.is_dir("mod")
    assert tree_of(inner, "working tree").files() == ["m.yml"]
    assert tree_of(inner, "index").read("m.yml") == b"m: 1\n"


def test_second_working_tree_has_its_own_index(tmp_path: Path) -> None:
    made = repo(tmp_path / "home", {"a.yml": "a: 1\n"})
    second = worktree(made, tmp_path / "second", "side")
    second.add({"a.yml": "a: 2\n"})
    found = [tree_of(x, "index").read("a.yml") for x in (made, second)]
    assert found == [b"a: 1\n", b"a: 2\n"]


def test_tree_without_git_is_walked(tmp_path: Path) -> None:
    names = ["a.yml", "b/c.yml", "b/.d.yml", "z.txt"]
    unwanted = [".git/x", ".venv/x.yml", "b/node_modules/x.yml", "__pycache__/x"]
    Repo(tmp_path).write(dict.fromkeys((*names, *unwanted), "x: 1\n"))
    assert WorkTree(tmp_path, None).files() == sorted(names)
    assert WorkTree(tmp_path, None).tracked("a.yml") is None


@pytest.mark.parametrize(
    ("path", "at_hand"),
    [
        ("stacks/web", True),
        ("spec.yml", True),
        ("ignored/x", True),
        ("../home", True),
        ("nobody", False),
        ("../nobody", False),
        ("a" * 5000, False),
        ("a\0b", False),
    ],
)
def test_what_lies_on_the_disk_is_at_hand(tmp_path: Path, path: str, *, at_hand: bool) -> None:
    made = repo(tmp_path / "home", {**FILES, ".gitignore": "ignored/\n"})
    made.write({"ignored/x": ""})
    trees = [tree_of(made, kind) for kind in KINDS]
    trees.append(Overlay(trees[0], {}))
    assert [tree.is_at_hand(path) for tree in trees] == [at_hand] * 4


def test_pipe_is_no_file_and_nobody_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yml")
    tree = WorkTree(tmp_path, None)
    assert (tree.read("pipe.yml"), tree.is_file("pipe.yml")) == (None, False)
    assert tree.files() == ["pipe.yml"]


def test_no_more_is_read_than_can_be_used(tmp_path: Path) -> None:
    with (tmp_path / "large.yml").open("wb") as file:
        file.truncate(MAX_BYTES * 2)
    tree = WorkTree(tmp_path, None)
    assert len(tree.read("large.yml") or b"") == MAX_BYTES + 1
    assert tree.size("large.yml") == MAX_BYTES * 2


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_file_that_may_not_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("a: 1\n")
    (tmp_path / "a.yml").chmod(0)
    with pytest.raises(Unreadable, match=r"^a\.yml cannot be read: permission denied$"):
        WorkTree(tmp_path, None).read("a.yml")


def test_overlay_says_something_else_of_some_files(tmp_path: Path) -> None:
    Repo(tmp_path).write({"a.yml": "a: 1\n", "b.yml": "b: 1\n"})
    tree = Overlay(WorkTree(tmp_path, None), {"a.yml": b"other\n", "new.yml": b""})
    assert tree.files() == ["a.yml", "b.yml", "new.yml"]
    names = ("a.yml", "b.yml", "new.yml", "no.yml")
    assert [tree.read(x) for x in names] == [b"other\n", b"b: 1\n", b"", None]
    assert [tree.size(x) for x in names] == [6, 5, 0, 0]
    assert [tree.is_file(x) for x in names] == [True, True, True, False]
    assert [tree.is_at_hand(x) for x in names] == [True, True, True, False]
    assert (tree.is_dir("."), list(tree.names("."))) == (True, ["a.yml", "b.yml"])
