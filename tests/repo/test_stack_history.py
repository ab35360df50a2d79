"""Earlier versions of stacks: the same bases as for specs, and git asked as little as can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacklint.model.stack import StackFile
from stacklint.repo.history import NoHistory, SinceBase, merge_heads
from stacklint.repo.since_head import since_head
from stacklint.repo.touches import Touches
from stacklint.repo.versions import Blobs
from tests.gitrepo import Repo, clone, document, repo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from stacklint.model.revision import StackRevision
    from stacklint.repo.history import History

pytestmark = pytest.mark.slow

FILE = "stacks/web/stack.yml"
# Long enough that git sees a rename where the pods change.
MORE = "".join(f"x-{number}: value\n" for number in range(20))
SPECS = [f"envs/{number}.yml" for number in range(30)]


def stack(*pods: str) -> str:
    return f"name: web\npods: [{', '.join(pods)}]\n{MORE}"


@pytest.fixture
def home(tmp_path: Path) -> Repo:
    files = dict.fromkeys(SPECS, "a: 1\n")
    return repo(tmp_path / "home", {FILE: stack("a"), "other.yml": "a: 1\n", **files})


def stack_file(made: Repo, path: str = FILE) -> StackFile:
    return StackFile(document(made, path), path.rpartition("/")[0])


def drawn(found: StackRevision | None) -> str | None:
    """Give a comparison as `BASE: old -> new`."""
    if found is None:
        return None
    pods = ["".join(pod.name for pod in x.pods) for x in (found.before, found.after)]
    base = "commit" if found.is_settled else found.base
    return f"{base}: {pods[0]} -> {pods[1]}"


def nothing(made: Repo) -> None:
    made.commit({"other.yml": "a: 2\n"})


def edited(made: Repo) -> None:
    made.write({FILE: stack("a", "b")})


def staged(made: Repo) -> None:
    made.add({FILE: stack("a", "b")})


def committed(made: Repo) -> None:
    made.commit({FILE: stack("a", "b")})
    made.commit({"other.yml": "a: 2\n"})


def committed_and_edited(made: Repo) -> None:
    committed(made)
    edited_again = stack("a", "b", "c")
    made.write({FILE: edited_again})


def was_broken(made: Repo) -> None:
    made.commit({FILE: "pods: [\n"})
    made.write({FILE: stack("a")})


HAPPENED = [
    (nothing, None),
    (edited, "HEAD: a -> ab"),
    (staged, "HEAD: a -> ab"),
    (committed, "commit: a -> ab"),
    (committed_and_edited, "HEAD: ab -> abc"),
    (was_broken, "HEAD:  -> a"),
]


@pytest.mark.parametrize("announced", [SPECS[:1], SPECS, [*SPECS, FILE], [FILE]])
@pytest.mark.parametrize(("happened", "compared"), HAPPENED)
def test_working_tree(
    home: Repo, happened: Callable[[Repo], None], compared: str | None, announced: list[str]
) -> None:
    happened(home)
    history = since_head(home.git, announced)
    assert drawn(history.stack_revision(stack_file(home))) == compared


@pytest.mark.parametrize("announced", [SPECS[:1], SPECS])
def test_new_stack_has_no_earlier_version(home: Repo, announced: list[str]) -> None:
    path = "stacks/new/stack.yml"
    home.write({path: stack("a", "b")})
    assert since_head(home.git, announced).stack_revision(stack_file(home, path)) is None
    home.commit()
    assert since_head(home.git, announced).stack_revision(stack_file(home, path)) is None


@pytest.mark.parametrize("announced", [SPECS[:1], SPECS])
def test_renamed_stack_is_compared_with_what_it_was(home: Repo, announced: list[str]) -> None:
    home.move(FILE, "stacks/site/stack.yml")
    home.write({"stacks/site/stack.yml": stack("a", "b")})
    found = since_head(home.git, announced).stack_revision(
        stack_file(home, "stacks/site/stack.yml")
    )
    assert drawn(found) == "HEAD: a -> ab"


@pytest.mark.parametrize("announced", [SPECS[:1], SPECS])
def test_stack_that_a_commit_moved_and_edited_is_compared_with_what_it_was(
    home: Repo, announced: list[str]
) -> None:
    home.move(FILE, "stacks/site/stack.yml")
    home.commit({"stacks/site/stack.yml": stack("a", "b")})
    moved = stack_file(home, "stacks/site/stack.yml")
    history = since_head(home.git, announced)
    assert drawn(history.stack_revision(moved)) == "commit: a -> ab"


def test_stack_of_another_checkout_has_no_history_here(home: Repo, tmp_path: Path) -> None:
    beside = repo(tmp_path / "beside", {FILE: stack("a")})
    beside.commit({FILE: stack("a", "b")})
    found = stack_file(home, f"../beside/{FILE}")
    assert since_head(home.git, SPECS).stack_revision(found) is None
    assert NoHistory().stack_revision(found) is None


def test_shallow_clone_knows_nothing_before_its_commit(home: Repo, tmp_path: Path) -> None:
    home.commit({FILE: stack("a", "b")})
    cut = clone(home, tmp_path / "cut", "--depth", "1")
    assert since_head(cut.git, SPECS).stack_revision(stack_file(cut)) is None
    cut.write({FILE: stack("a")})
    found = since_head(cut.git, SPECS).stack_revision(stack_file(cut))
    assert drawn(found) == "HEAD: ab -> a"


def test_merge_in_progress_knows_the_other_version(home: Repo) -> None:
    home.branch("side")
    home.commit({FILE: stack("a", "b")})
    home.checkout("main")
    home.commit({FILE: stack("c")})
    home.merge("side", fails=True)
    home.write({FILE: stack("a", "c")})
    found = since_head(home.git, SPECS).stack_revision(stack_file(home))
    assert found is not None
    assert [[pod.name for pod in other.pods] for other in found.others] == [["a", "b"]]


def since(made: Repo, commit: str, renames: dict[str, str] | None = None) -> History:
    blob_of = made.git.committed(commit).files.get
    merging = merge_heads(made.git)
    return SinceBase(
        made.git, "main", "working tree", blob_of, renames or {}, merging, Blobs(made.git)
    )


def test_base_that_was_named(home: Repo) -> None:
    first = home.head
    home.commit({FILE: stack("a", "b")})
    home.commit({FILE: stack("a", "b", "c")})
    assert drawn(since(home, first).stack_revision(stack_file(home))) == "main: a -> abc"
    assert since(home, home.head).stack_revision(stack_file(home)) is None
    old = {"stacks/site/stack.yml": FILE}
    home.move(FILE, "stacks/site/stack.yml")
    moved = stack_file(home, "stacks/site/stack.yml")
    assert drawn(since(home, first, old).stack_revision(moved)) == "main: a -> abc"
    assert since(home, first).stack_revision(moved) is None


def test_git_is_asked_once_for_all_stacks_of_many_specs(home: Repo) -> None:
    paths = [f"stacks/{number}/stack.yml" for number in range(5)]
    first = home.commit(dict.fromkeys(paths, stack("a")))
    last = home.commit({paths[0]: stack("a", "b")})
    touches = Touches(home.git, SPECS)
    found = {path: touches.of_stack(path) for path in (*paths, "stacks/no/stack.yml")}
    assert {path: x.commit for path, x in found.items() if x} == {
        **dict.fromkeys(paths, first),
        paths[0]: last,
    }


@pytest.mark.parametrize("count", [1, 20, 30])
def test_git_may_look_before_anybody_asks(home: Repo, count: int) -> None:
    home.commit({FILE: stack("a", "b"), SPECS[0]: "a: 2\n"})
    late, early = Touches(home.git, SPECS[:count]), Touches(home.git, SPECS[:count])
    # Of many, the answers have to be there before other processes are forked.
    early.begin((FILE,))
    assert [early.get(path) for path in SPECS] == [late.get(path) for path in SPECS]
    assert early.get(SPECS[0]) is not None
    assert early.of_stack(FILE) == late.of_stack(FILE) is not None


def test_stack_that_is_looked_at_itself_is_asked_about_once(home: Repo) -> None:
    touches = Touches(home.git, [FILE])
    touches.begin((FILE,))
    assert touches.of_stack(FILE) == touches.get(FILE) is not None


@pytest.mark.parametrize("where", [FILE, f"../home/{FILE}", None])
def test_expected_comparison_is_the_same(home: Repo, where: str | None) -> None:
    home.commit({FILE: stack("a", "b")})
    history = since_head(home.git, SPECS[:1])
    found = stack_file(home)
    history.expect(() if where is None else (where,))
    assert drawn(history.stack_revision(found)) == "commit: a -> ab"


def test_walk_that_nobody_hears_leaves_no_process_behind(home: Repo) -> None:
    touches = Touches(home.git, SPECS[:1])
    touches.begin((FILE,))
    # What is left open is an error of the test.
    del touches
