"""What is judged and what it is compared with: the index, a base, what CI says."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from stacklint.config import Config
from stacklint.model.spec import Spec
from stacklint.repo.discover import look_at
from stacklint.repo.trees import WorkTree
from stacklint.run.scope import Asked, NoBase, Scope
from stacklint.run.scoping import scope_of
from stacklint.run.workspace import Workspace
from tests.gitrepo import Repo, clone, close_all, repo, worktree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from stacklint.model.revision import Revision

pytestmark = pytest.mark.slow

MORE = "".join(f"  KEY{number}: value\n" for number in range(20))


def spec(version: int) -> str:
    return f"stack: web\ndeploy-to: k8s\nconfig:\n  V: {version}\n{MORE}"


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    close_all()


@pytest.fixture
def home(tmp_path: Path) -> Repo:
    """A repository whose second commit makes version 2 of the spec."""
    made = repo(tmp_path / "home", {"spec.yml": spec(1), "other.yml": "a: 1\n"})
    made.commit({"spec.yml": spec(2)})
    return made


def workspace(made: Repo) -> Workspace:
    return Workspace(made.root, made.git, Config(), (), ())


def scope(made: Repo, asked: Asked) -> Scope:
    return scope_of(workspace(made), asked)


def ci(*, staged: bool = False, **env: str) -> Asked:
    return Asked(staged=staged, env=env)


def revision(found: Scope, path: str = "spec.yml") -> Revision | None:
    document = look_at(found.tree, path).document
    return None if document is None else found.history([path]).revision(Spec(document))


class Drawn(NamedTuple):
    """What a scope is, in short."""

    words: str
    version: str | None
    change: str | None
    touched: list[str] | None


def drawn(found: Scope, path: str = "spec.yml") -> Drawn:
    """Give the version that is judged, the change that history sees, and what it concerns."""
    document = look_at(found.tree, path).document
    now = None if document is None else Spec(document).text("config", "V")
    seen = revision(found, path)
    change = None if seen is None else f"{seen.before.text('config', 'V')} -> {now}"
    touched = None if found.touched is None else sorted(found.touched)
    return Drawn(found.words, now, change, touched)


def test_staged_is_the_index_against_head(home: Repo) -> None:
    home.add({"spec.yml": spec(3), "new.yml": "a: 1\n"})
    home.write({"spec.yml": spec(4), "untracked.yml": ""})
    assert drawn(scope(home, Asked(staged=True))) == (
        *("index against HEAD", "3", "2 -> 3", ["new.yml", "spec.yml"]),
    )


def test_staged_rename_touches_both_names(home: Repo) -> None:
    home.move("spec.yml", "envs/prod.yml")
    home.add({"envs/prod.yml": spec(3)})
    found = scope(home, Asked(staged=True))
    assert drawn(found, "envs/prod.yml") == (
        *("index against HEAD", "3", "2 -> 3", ["envs/prod.yml", "spec.yml"]),
    )
    assert dict(found.renames) == {"envs/prod.yml": "spec.yml"}


def test_staged_deletion_touches_what_is_gone(home: Repo) -> None:
    home.run("rm", "--quiet", "other.yml")
    found = scope(home, Asked(staged=True))
    assert found.touched == frozenset({"other.yml"})
    assert not found.tree.is_file("other.yml")


def test_nothing_staged_judges_everything_in_the_index(home: Repo) -> None:
    home.write({"spec.yml": spec(4), "untracked.yml": ""})
    found = scope(home, Asked(staged=True))
    assert drawn(found) == ("", "2", "1 -> 2", None)
    assert list(found.tree.files()) == ["other.yml", "spec.yml"]


def test_first_commit_has_no_history(tmp_path: Path) -> None:
    made = repo(tmp_path / "home")
    made.add({"spec.yml": spec(1)})
    assert drawn(scope(made, Asked(staged=True))) == ("the first commit", "1", None, None)


def test_detached_head_is_compared_with_its_commit(home: Repo) -> None:
    home.checkout("HEAD^")
    home.add({"spec.yml": spec(3)})
    assert drawn(scope(home, Asked(staged=True))).change == "1 -> 3"


def test_merge_is_judged_even_where_it_stages_nothing(home: Repo) -> None:
    home.branch("side", "HEAD^")
    home.commit({"spec.yml": spec(3)})
    home.checkout("main")
    home.merge("side", "--strategy", "ours", "--no-commit")
    found = scope(home, Asked(staged=True))
    assert drawn(found) == ("index against HEAD", "2", None, [])


def test_merge_knows_the_version_of_the_other_parent(home: Repo) -> None:
    home.branch("side", "HEAD^")
    home.commit({"spec.yml": spec(3)})
    home.checkout("main")
    home.merge("side", fails=True)
    home.add({"spec.yml": spec(4)})
    found = scope(home, Asked(staged=True))
    assert drawn(found).change == "2 -> 4"
    seen = revision(found)
    assert seen is not None
    assert [other.text("config", "V") for other in seen.others] == ["3"]


def test_merge_in_the_working_tree_knows_the_version_of_the_other_parent(home: Repo) -> None:
    home.branch("side")
    home.commit({"spec.yml": spec(3)})
    home.checkout("main")
    home.merge("side", "--no-commit", "--no-ff")
    found = scope(home, Asked(new=True))
    seen = revision(found)
    assert seen is not None
    assert [other.text("config", "V") for other in seen.others] == ["3"]
    assert [tree.files() for tree in found.merged] == [["other.yml", "spec.yml"]]


def test_second_working_tree_is_judged_by_its_own_index(home: Repo, tmp_path: Path) -> None:
    second = worktree(home, tmp_path / "second", "side")
    home.add({"spec.yml": spec(3)})
    second.add({"spec.yml": spec(5)})
    found = [drawn(scope(made, Asked(staged=True))).change for made in (home, second)]
    assert found == ["2 -> 3", "2 -> 5"]


def test_plain_check_judges_everything_on_the_disk(home: Repo) -> None:
    home.write({"new.yml": ""})
    assert drawn(scope(home, Asked())) == ("", "2", "1 -> 2", None)
    home.write({"spec.yml": spec(3)})
    assert drawn(scope(home, Asked())) == ("", "3", "2 -> 3", None)


def test_since_judges_what_differs_from_where_a_branch_parted(home: Repo) -> None:
    home.branch("work", "HEAD^")
    home.commit({"work.yml": "a: 1\n", "spec.yml": spec(5)})
    home.write({"spec.yml": spec(6), "new.yml": ""})
    assert drawn(scope(home, Asked(since="main"))) == (
        *("working tree against main", "6", "1 -> 6", ["new.yml", "spec.yml", "work.yml"]),
    )


@pytest.mark.parametrize("name", ["HEAD", "HEAD^", "main", "v1", "main~1"])
def test_since_takes_any_name_of_a_commit(home: Repo, name: str) -> None:
    home.run("tag", "v1")
    home.write({"spec.yml": spec(3)})
    before = "1" if name in {"HEAD^", "main~1"} else "2"
    assert drawn(scope(home, Asked(since=name))) == (
        *(f"working tree against {name}", "3", f"{before} -> 3", ["spec.yml"]),
    )


def test_since_follows_renames(home: Repo) -> None:
    home.move("spec.yml", "prod.yml")
    home.commit({"prod.yml": spec(3)})
    found = scope(home, Asked(since="HEAD^"))
    assert drawn(found, "prod.yml").change == "2 -> 3"
    assert dict(found.renames) == {"prod.yml": "spec.yml"}


def test_restored_version_is_asked_of_the_whole_history(home: Repo) -> None:
    home.branch("work")
    home.commit({"spec.yml": spec(7)})
    fresh = revision(scope(home, Asked(since="main")))
    assert fresh is not None
    assert not fresh.is_restored()
    home.commit({"spec.yml": spec(1)})
    restored = revision(scope(home, Asked(since="main")))
    assert restored is not None
    assert restored.is_restored()


@pytest.mark.parametrize(
    ("asked", "base", "touched"),
    [
        (Asked(new=True), "2", {"spec.yml"}),
        (Asked(new=True, since="HEAD^"), "1", {"spec.yml"}),
        (Asked(since="HEAD^"), None, {"spec.yml"}),
        (Asked(), None, None),
    ],
)
def test_new_has_a_base_whose_findings_are_known(
    home: Repo, asked: Asked, base: str | None, touched: set[str] | None
) -> None:
    home.write({"spec.yml": spec(3)})
    found = scope(home, asked)
    document = None if found.base is None else look_at(found.base, "spec.yml").document
    assert (None if document is None else Spec(document).text("config", "V")) == base
    assert found.touched == touched


@pytest.mark.parametrize("asked", [Asked(staged=True), Asked(since="HEAD"), Asked(new=True)])
def test_change_behind_a_link_concerns_the_paths_through_it(home: Repo, asked: Asked) -> None:
    home.write({"real/web/stack.yml": "name: web\n", "real/api/stack.yml": "name: api\n"})
    (home.root / "stacks").symlink_to("real")
    home.commit()
    home.add({"real/web/stack.yml": "name: web2\n"})
    touched = ["real/web/stack.yml", "stacks/web/stack.yml"]
    assert drawn(scope(home, asked)).touched == touched
    assert scope(home, asked).tree.read("stacks/web/stack.yml") == b"name: web2\n"


def test_link_that_leads_elsewhere_concerns_all_behind_it(home: Repo) -> None:
    home.write({"one/web/stack.yml": "name: web\n", "two/web/stack.yml": "name: web\n"})
    (home.root / "stacks").symlink_to("one")
    home.commit()
    (home.root / "stacks").unlink()
    (home.root / "stacks").symlink_to("two")
    home.add()
    found = drawn(scope(home, Asked(staged=True)))
    assert found.touched == ["stacks", "stacks/web/stack.yml"]


@pytest.mark.parametrize("asked", [Asked(new=True), Asked(since="HEAD"), Asked()])
def test_file_that_was_moved_and_then_written_anew_is_compared(home: Repo, asked: Asked) -> None:
    home.move("spec.yml", "moved.yml")
    home.write({"moved.yml": "stack: web\ndeploy-to: k8s\nconfig:\n  V: new\n"})
    assert drawn(scope(home, asked), "moved.yml").change == "2 -> new"


def test_new_before_the_first_commit_judges_everything(tmp_path: Path) -> None:
    made = repo(tmp_path / "home")
    made.write({"spec.yml": spec(1)})
    found = scope(made, Asked(new=True))
    assert (found.base, drawn(found)) == (None, ("", "1", None, None))


def test_file_named_like_a_commit_confuses_nobody(home: Repo) -> None:
    home.commit({"HEAD": "", "main": "", home.head: "", "spec.yml": spec(3)})
    home.add({"spec.yml": spec(4)})
    changes = [drawn(scope(home, asked)).change for asked in (Asked(staged=True), Asked())]
    assert changes == ["3 -> 4", "3 -> 4"]
    assert drawn(scope(home, Asked(since="main"))).change == "3 -> 4"


@pytest.fixture
def branch(home: Repo, tmp_path: Path) -> Repo:
    """A clone on a branch that makes version 3, behind what `origin/main` has got since."""
    made = clone(home, tmp_path / "clone")
    made.branch("work")
    made.commit({"spec.yml": spec(3)})
    home.commit({"other.yml": "a: 9\n"})
    made.run("fetch", "--quiet")
    return made


@pytest.mark.parametrize("is_in_ci", [False, True])
@pytest.mark.parametrize("staged", [False, True])
@pytest.mark.parametrize(
    ("name", "value", "called"),
    [
        ("GITHUB_BASE_REF", "main", "origin/main"),
        ("CI_MERGE_REQUEST_DIFF_BASE_SHA", "origin/main~1", "origin/main~1"),
        ("PRE_COMMIT_FROM_REF", "main", "main"),
    ],
)
def test_base_that_the_environment_names(  # noqa: PLR0913 -- a row of the table
    branch: Repo, name: str, value: str, called: str, *, staged: bool, is_in_ci: bool
) -> None:
    env = {name: value} | ({"CI": "true"} if is_in_ci else {})
    found = drawn(scope(branch, Asked(staged=staged, env=env)))
    # A plain check still judges every spec; only what history sees depends on the base.
    touched = ["spec.yml"] if staged else None
    assert found == (f"working tree against {called}", "3", "2 -> 3", touched)


def test_what_is_staged_comes_before_what_the_environment_names(branch: Repo) -> None:
    branch.add({"spec.yml": spec(4)})
    found = drawn(scope(branch, ci(staged=True, CI="1", GITHUB_BASE_REF="main")))
    assert found[:3] == ("index against HEAD", "4", "3 -> 4")


def test_since_comes_before_what_the_environment_names(branch: Repo) -> None:
    asked = Asked(since="HEAD", env={"CI": "1", "GITHUB_BASE_REF": "main"})
    assert drawn(scope(branch, asked)) == ("working tree against HEAD", "3", None, [])


def test_pre_commit_names_two_commits(home: Repo) -> None:
    first, second = home.run("rev-parse", "HEAD^"), home.head
    home.write({"spec.yml": spec(9)})
    asked = ci(staged=True, PRE_COMMIT_FROM_REF=first, PRE_COMMIT_TO_REF=second)
    assert drawn(scope(home, asked)) == (
        *(f"{second[:9]} against {first}", "2", "1 -> 2", ["spec.yml"]),
    )


@pytest.mark.parametrize(
    "env",
    [
        {"PRE_COMMIT_FROM_REF": "0" * 40},
        {"PRE_COMMIT_FROM_REF": "0" * 40, "PRE_COMMIT_TO_REF": "0" * 40},
        {"GITHUB_BASE_REF": ""},
        {"CI_MERGE_REQUEST_DIFF_BASE_SHA": ""},
        {"CI": "true"},
    ],
)
def test_environment_that_names_no_base(home: Repo, env: dict[str, str]) -> None:
    assert drawn(scope(home, Asked(env=env))) == ("", "2", "1 -> 2", None)
    assert drawn(scope(home, Asked(staged=True, env=env))) == ("", "2", "1 -> 2", None)


SHALLOW = (
    "{} ({}) is not in this clone, which is shallow: fetch the whole history"
    " (GitHub: `fetch-depth: 0` of actions/checkout; GitLab: `GIT_DEPTH: 0`)"
)
NO_COMMIT = "{} ({}) is no commit of this repository, or shares no history with HEAD"


@pytest.fixture
def cut(home: Repo, tmp_path: Path) -> Repo:
    """A clone of one commit alone."""
    return clone(home, tmp_path / "cut", "--depth", "1")


BASES: list[tuple[Callable[[str], Asked], str, str]] = [
    (lambda first: Asked(since=first), "{first}", "--since"),
    (lambda _: Asked(since="origin/old"), "origin/old", "--since"),
    (lambda _: ci(CI="1", GITHUB_BASE_REF="old"), "origin/old", "GITHUB_BASE_REF"),
    (lambda _: ci(CI="1", staged=True, GITHUB_BASE_REF="old"), "origin/old", "GITHUB_BASE_REF"),
    (
        lambda first: ci(CI="1", CI_MERGE_REQUEST_DIFF_BASE_SHA=first),
        *("{first}", "CI_MERGE_REQUEST_DIFF_BASE_SHA"),
    ),
    (
        lambda first: ci(staged=True, PRE_COMMIT_FROM_REF=first, PRE_COMMIT_TO_REF="HEAD"),
        *("{first}", "pre-commit"),
    ),
    (
        lambda first: ci(staged=True, PRE_COMMIT_FROM_REF="HEAD", PRE_COMMIT_TO_REF=first),
        *("{first}", "pre-commit"),
    ),
]


@pytest.mark.parametrize(("make", "name", "source"), BASES)
def test_base_that_a_shallow_clone_lacks_names_the_setting(
    home: Repo, cut: Repo, make: Callable[[str], Asked], name: str, source: str
) -> None:
    first = home.run("rev-parse", "HEAD^")
    with pytest.raises(NoBase) as error:
        scope(cut, make(first))
    assert str(error.value) == SHALLOW.format(name.format(first=first), source)


@pytest.mark.parametrize(("make", "name", "source"), BASES)
def test_base_that_nobody_knows_is_no_commit(
    home: Repo, make: Callable[[str], Asked], name: str, source: str
) -> None:
    first = "f" * 40
    with pytest.raises(NoBase) as error:
        scope(home, make(first))
    assert str(error.value) == NO_COMMIT.format(name.format(first=first), source)


def test_base_that_shares_no_history_is_none(home: Repo) -> None:
    home.run("checkout", "--quiet", "--orphan", "other")
    home.commit()
    with pytest.raises(NoBase) as error:
        scope(home, Asked(since="main"))
    assert str(error.value) == NO_COMMIT.format("main", "--since")


def test_base_without_a_name_tells_of_the_variable(home: Repo, cut: Repo) -> None:
    for one in (home, cut):
        with pytest.raises(NoBase, match=r"^--since names nothing: .* variable"):
            scope(one, Asked(since=""))


def test_base_of_a_branch_that_was_not_there_names_another(home: Repo, cut: Repo) -> None:
    for made in (home, cut):
        with pytest.raises(NoBase, match=r"^--since is zeros, .*--since origin/main"):
            scope(made, Asked(since="0" * 40))


def test_implicit_base_that_is_cut_off_is_a_note_outside_of_ci(cut: Repo) -> None:
    found = scope(cut, ci(GITHUB_BASE_REF="old"))
    assert drawn(found) == ("", "2", None, None)
    words = SHALLOW.format("origin/old", "GITHUB_BASE_REF")
    assert found.notes == (f"history was not looked at: {words}",)


@pytest.mark.parametrize("asked", [Asked(), Asked(staged=True)])
def test_check_of_a_shallow_clone_says_what_it_did_not_see(
    home: Repo, cut: Repo, asked: Asked
) -> None:
    said = "this clone is shallow: what an older commit did to a spec was not looked at"
    assert scope(cut, asked).notes == (said,)
    assert scope(home, asked).notes == ()


def test_base_before_the_first_commit_is_none(tmp_path: Path) -> None:
    made = repo(tmp_path / "home")
    with pytest.raises(NoBase):
        scope(made, Asked(since="HEAD"))


@pytest.mark.parametrize("asked", [Asked(staged=True), Asked(since="main")])
def test_base_outside_of_git_is_an_error(tmp_path: Path, asked: Asked) -> None:
    place = Workspace(tmp_path, None, Config(), (), ())
    with pytest.raises(NoBase, match=r"is not in a git repository: there is no base$"):
        scope_of(place, asked)


def test_plain_check_outside_of_git_has_no_history(tmp_path: Path) -> None:
    Repo(tmp_path).write({"spec.yml": spec(1)})
    found = scope_of(Workspace(tmp_path, None, Config(), (), ()), Asked(new=True))
    assert isinstance(found.tree, WorkTree)
    assert drawn(found) == ("", "1", None, None)
