"""Which checkouts a deployment is made of, and which of their files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployer.checkouts import Checkout, checkouts, root_of
from deployer.source import Repository, read_source
from tests.deployer.worlds import COMPOSE, KIND, STACK
from tests.gitrepo import repo, submodule, worktree
from tests.running import write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

SPEC = "envs/prod.yml"
OF_STACK = (
    "stacks/notes/stack.yml",
    "compose/docker-compose-notes.yml",
    "compose-jobs/docker-compose-load.yml",
    "stacks/notes/deploy/commands.py",
    "config/notes",
    "config/load",
    "config/load.env",
)


def of(root: Path, roots: tuple[str, ...] = ()) -> tuple[Checkout, ...]:
    return checkouts(read_source(Repository(root, roots), SPEC))


def test_all_that_a_spec_is_made_of_is_named_whether_it_is_there_or_not(tmp_path: Path) -> None:
    root = repo(tmp_path, {**STACK, SPEC: KIND}).root
    (found,) = of(root)
    assert found.root == root
    assert set(found.files) == {SPEC, *OF_STACK, "config/notes-config"}
    assert not (root / "config/load").exists()


def test_what_is_in_no_git_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, {**STACK, SPEC: COMPOSE})
    assert of(tmp_path) == ()


def test_a_stack_in_another_repository_has_its_own_files(tmp_path: Path) -> None:
    specs = repo(tmp_path / "specs", {SPEC: COMPOSE}).root
    stacks = repo(tmp_path / "stacks-repo", STACK).root
    assert of(specs, ("../stacks-repo",)) == (
        Checkout(specs, (SPEC,)),
        Checkout(stacks, OF_STACK),
    )


@pytest.mark.parametrize("is_git", [True, False])
def test_a_stack_in_no_git_is_nobodys(tmp_path: Path, is_git: bool) -> None:
    specs = repo(tmp_path / "specs", {SPEC: COMPOSE}).root
    write(tmp_path / "stacks-repo", STACK)
    if is_git:
        repo(tmp_path / "stacks-repo")
    assert len(of(specs, ("../stacks-repo",))) == 1 + is_git


def test_a_submodule_is_a_checkout_of_its_own(tmp_path: Path) -> None:
    stacks = repo(tmp_path / "stacks-repo", STACK)
    specs = repo(tmp_path / "specs", {SPEC: COMPOSE})
    submodule(specs, stacks, "vendor")
    assert [x.root for x in of(specs.root, ("vendor",))] == [specs.root, specs.root / "vendor"]


def test_a_second_working_tree_is_one_too(tmp_path: Path) -> None:
    first = repo(tmp_path / "first", {**STACK, SPEC: COMPOSE})
    second = worktree(first, tmp_path / "second", "second").root
    assert [x.root for x in of(second)] == [second]


def test_the_root_of_a_checkout_is_its_own(tmp_path: Path) -> None:
    root = repo(tmp_path / "one").root
    assert root_of(root) == root_of(root / "a/b") == root
    assert root_of(tmp_path / "none") is None
