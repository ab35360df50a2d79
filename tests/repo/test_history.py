"""Earlier versions of specs: which one a change is compared with."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from stacklint.model.spec import Spec
from stacklint.repo.discover import look_at
from stacklint.repo.history import NoHistory, merge_heads
from stacklint.repo.since_head import since_head
from stacklint.repo.touches import Touches
from stacklint.repo.trees import WorkTree
from tests.gitrepo import Repo, clone, repo, worktree

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from stacklint.model.revision import Revision

pytestmark = pytest.mark.slow

# Long enough that git sees a rename where the version changes.
MORE = "".join(f"  KEY{number}: value\n" for number in range(20))


def spec(version: int | str, more: str = MORE) -> str:
    return f"stack: web\ndeploy-to: k8s\nconfig:\n  V: {version}\n{more}"


def revision(made: Repo, path: str = "spec.yml", beside: Sequence[str] = ()) -> Revision | None:
    """Compare a spec in the working tree with what git has of it, asked among others."""
    found = look_at(WorkTree(made.root, made.git), path, is_template=path.endswith(".tpl"))
    assert found.document is not None
    history = since_head(made.git, [path, *beside])
    history.prepare([path])
    return history.revision(Spec(found.document))


def drawn(made: Repo, path: str = "spec.yml", beside: Sequence[str] = ()) -> str | None:
    """Give a comparison as `BASE: old -> new (CHANGE)`, commits counted back from HEAD."""
    found = revision(made, path, beside)
    if found is None:
        return None
    commits = made.run("rev-list", "HEAD").split()
    base, change = found.base, found.change
    for number, commit in enumerate(commits):
        base = base.replace(commit[:9], f"HEAD~{number}")
        change = change.replace(commit[:9], f"HEAD~{number}")
    versions = [x.text("config", "V") for x in (found.before, found.after)]
    settled = ", settled" * found.is_settled
    return f"{base}: {versions[0]} -> {versions[1]} ({change}{settled})"


@pytest.fixture
def home(tmp_path: Path) -> Repo:
    return repo(tmp_path / "home", {"spec.yml": spec(1), "other.yml": "a: 1\n"})


# What happened to a spec that was committed as version 1, and what is compared.


def nothing(made: Repo) -> None:
    made.commit({"other.yml": "a: 2\n"})


def edited(made: Repo) -> None:
    made.write({"spec.yml": spec(2)})


def staged(made: Repo) -> None:
    made.add({"spec.yml": spec(2)})


def staged_and_edited(made: Repo) -> None:
    made.add({"spec.yml": spec(2)})
    made.write({"spec.yml": spec(3)})


def staged_and_put_back(made: Repo) -> None:
    made.add({"spec.yml": spec(2)})
    made.write({"spec.yml": spec(1)})


def committed(made: Repo) -> None:
    made.commit({"spec.yml": spec(2)})


def committed_and_more(made: Repo) -> None:
    made.commit({"spec.yml": spec(2)})
    made.commit({"other.yml": "a: 2\n"})


def committed_and_edited(made: Repo) -> None:
    made.commit({"spec.yml": spec(2)})
    made.write({"spec.yml": spec(3)})


def edited_behind_the_back_of_git(made: Repo, told: str) -> None:
    committed(made)
    made.run("update-index", f"--{told}", "spec.yml")
    made.write({"spec.yml": spec(3)})


def link_became_a_file(made: Repo) -> None:
    made.move("spec.yml", "shared/spec.yml")
    (made.root / "spec.yml").symlink_to("shared/spec.yml")
    made.commit()
    (made.root / "spec.yml").unlink()
    made.write({"spec.yml": spec(2)})


def made_anew(made: Repo) -> None:
    made.run("rm", "--quiet", "spec.yml")
    made.commit()
    made.write({"spec.yml": spec(2)})


def made_anew_and_committed(made: Repo) -> None:
    made.run("rm", "--quiet", "spec.yml")
    made.commit()
    made.commit({"spec.yml": spec(2)})


def saved_with_a_mark(made: Repo) -> None:
    made.write({"spec.yml": "\ufeff" + spec(1)})


def was_something_else(made: Repo) -> None:
    made.commit({"spec.yml": "a: 1\n"})
    made.write({"spec.yml": spec(2)})


def was_broken(made: Repo) -> None:
    made.commit({"spec.yml": spec(1) + "x: [\n"})
    made.write({"spec.yml": spec(2)})


@pytest.mark.parametrize(
    ("happened", "compared"),
    [
        (nothing, None),
        (edited, "HEAD: 1 -> 2 (working tree)"),
        (staged, "HEAD: 1 -> 2 (working tree)"),
        (staged_and_edited, "HEAD: 1 -> 3 (working tree)"),
        (staged_and_put_back, None),
        (committed, "HEAD~0^: 1 -> 2 (HEAD~0, settled)"),
        (committed_and_more, "HEAD~1^: 1 -> 2 (HEAD~1, settled)"),
        (committed_and_edited, "HEAD: 2 -> 3 (working tree)"),
        *(
            (partial(edited_behind_the_back_of_git, told=told), "HEAD: 2 -> 3 (working tree)")
            for told in ("skip-worktree", "assume-unchanged")
        ),
        (link_became_a_file, "HEAD: 1 -> 2 (working tree)"),
        (made_anew, None),
        (made_anew_and_committed, None),
        (saved_with_a_mark, None),
        (was_something_else, "HEAD: None -> 2 (working tree)"),
        (was_broken, "HEAD: None -> 2 (working tree)"),
    ],
)
def test_working_tree(home: Repo, happened: Callable[[Repo], None], compared: str | None) -> None:
    happened(home)
    assert drawn(home) == compared


@pytest.mark.parametrize("is_staged", [False, True])
def test_new_spec_has_no_earlier_version(home: Repo, *, is_staged: bool) -> None:
    home.write({"new.yml": spec(1)})
    if is_staged:
        home.add()
    assert drawn(home, "new.yml") is None


def test_unborn_branch_has_no_earlier_version(tmp_path: Path) -> None:
    made = repo(tmp_path / "home")
    made.add({"spec.yml": spec(1)})
    assert revision(made) is None


def test_outside_of_git_there_is_no_history(tmp_path: Path) -> None:
    Repo(tmp_path).write({"spec.yml": spec(1)})
    document = look_at(WorkTree(tmp_path, None), "spec.yml").document
    assert document is not None
    history = NoHistory()
    history.prepare(["spec.yml"])
    assert history.revision(Spec(document)) is None


def moved(made: Repo) -> None:
    made.move("spec.yml", "envs/prod.yml")


def moved_and_edited(made: Repo) -> None:
    made.move("spec.yml", "envs/prod.yml")
    made.write({"envs/prod.yml": spec(2)})


def moved_and_written_anew(made: Repo) -> None:
    made.move("spec.yml", "envs/prod.yml")
    made.write({"envs/prod.yml": spec(2, "")})


def moved_edited_and_staged(made: Repo) -> None:
    made.move("spec.yml", "envs/prod.yml")
    made.add({"envs/prod.yml": spec(2)})


def moved_and_committed(made: Repo) -> None:
    made.move("spec.yml", "envs/prod.yml")
    made.commit()


def moved_committed_and_edited(made: Repo) -> None:
    moved_and_committed(made)
    made.write({"envs/prod.yml": spec(2)})


def moved_edited_and_committed(made: Repo) -> None:
    made.move("spec.yml", "envs/prod.yml")
    made.commit({"envs/prod.yml": spec(2)})


def moved_without_git(made: Repo) -> None:
    (made.root / "envs").mkdir()
    (made.root / "spec.yml").rename(made.root / "envs" / "prod.yml")


def moved_without_git_and_written_anew(made: Repo) -> None:
    moved_without_git(made)
    made.write({"envs/prod.yml": spec(2, "")})


def moved_written_anew_and_staged(made: Repo) -> None:
    moved_without_git_and_written_anew(made)
    made.add()


def moved_written_anew_and_committed(made: Repo) -> None:
    moved_without_git_and_written_anew(made)
    made.commit()


def moved_to_one_of_two(made: Repo) -> None:
    moved_without_git_and_written_anew(made)
    made.commit({"envs/test.yml": spec(3, "")})


def one_of_two_is_moved(made: Repo) -> None:
    made.commit({"test.yml": spec(3)})
    (made.root / "test.yml").unlink()
    moved_written_anew_and_committed(made)


@pytest.mark.parametrize(
    ("happened", "compared"),
    [
        (moved, None),
        (moved_and_edited, "HEAD: 1 -> 2 (working tree)"),
        (moved_and_written_anew, "HEAD: 1 -> 2 (working tree)"),
        (moved_edited_and_staged, "HEAD: 1 -> 2 (working tree)"),
        (moved_and_committed, None),
        (moved_committed_and_edited, "HEAD: 1 -> 2 (working tree)"),
        (moved_edited_and_committed, "HEAD~0^: 1 -> 2 (HEAD~0, settled)"),
        (moved_without_git, None),
        (moved_without_git_and_written_anew, "HEAD: 1 -> 2 (working tree)"),
        (moved_written_anew_and_staged, "HEAD: 1 -> 2 (working tree)"),
        (moved_written_anew_and_committed, "HEAD~0^: 1 -> 2 (HEAD~0, settled)"),
        (moved_to_one_of_two, None),
        (one_of_two_is_moved, None),
    ],
)
@pytest.mark.parametrize("beside", [0, 30])
def test_renames_are_followed(
    home: Repo, happened: Callable[[Repo], None], compared: str | None, beside: int
) -> None:
    happened(home)
    others = [f"{number}.yml" for number in range(beside)]
    assert drawn(home, "envs/prod.yml", others) == compared


@pytest.mark.parametrize("name", ["a b.yml", "größe 😀.yml", "line\nbreak.yml", "*.yml", "[s].yml"])
def test_any_name_has_a_history(home: Repo, name: str) -> None:
    home.move("spec.yml", name)
    home.commit({name: spec(2)})
    assert drawn(home, name) == "HEAD~0^: 1 -> 2 (HEAD~0, settled)"
    home.write({name: spec(3)})
    assert drawn(home, name) == "HEAD: 2 -> 3 (working tree)"


def on_side_and_main(made: Repo, side: str, main: str | None = None) -> None:
    """Commit a version on a branch `side`, and another on `main`, where it ends."""
    made.branch("side")
    made.commit({"spec.yml": side})
    made.checkout("main")
    made.commit({"other.yml": "a: 3\n"} if main is None else {"spec.yml": main})


TOP, END = "  V: 1\n", "  KEY19: value\n"


def test_change_that_came_by_a_merge_is_found_where_it_was_made(home: Repo) -> None:
    on_side_and_main(home, spec(2))
    home.merge("side")
    assert drawn(home) == "HEAD~2^: 1 -> 2 (HEAD~2, settled)"


def test_version_that_only_a_merge_made_is_no_change(home: Repo) -> None:
    on_side_and_main(home, spec(2), spec(1).replace(END, "  KEY19: other\n"))
    home.merge("side")
    assert drawn(home) is None


def test_merge_that_kept_our_version_is_no_change(home: Repo) -> None:
    on_side_and_main(home, spec(2), spec(3))
    home.merge("side", "--strategy", "ours")
    assert drawn(home) == "HEAD~1^: 1 -> 3 (HEAD~1, settled)"


@pytest.mark.parametrize(
    ("beside", "compared"),
    [
        (0, "HEAD~2^: 1 -> 3 (HEAD~2, settled)"),
        # A walk through many files sees the change that the merge dropped, and no other.
        (30, None),
    ],
)
def test_merge_that_dropped_the_last_change(home: Repo, beside: int, compared: str | None) -> None:
    on_side_and_main(home, spec(2), spec(3))
    home.branch("later", "side")
    home.commit({"spec.yml": spec(4), "a.yml": "a: 1\n"})
    home.checkout("main")
    home.merge("later", "--strategy", "ours", "--no-commit")
    home.commit({"a.yml": "a: 1\n"})
    assert drawn(home, beside=[f"{number}.yml" for number in range(beside)]) == compared


def test_edit_behind_a_merge_is_compared_with_the_merge(home: Repo) -> None:
    on_side_and_main(home, spec(2), spec(1).replace(END, "  KEY19: other\n"))
    home.merge("side")
    home.write({"spec.yml": spec(4)})
    assert drawn(home) == "HEAD: 2 -> 4 (working tree)"


def test_merge_in_progress_knows_the_other_version(home: Repo) -> None:
    on_side_and_main(home, spec(2), spec(3))
    home.merge("side", fails=True)
    home.write({"spec.yml": spec(4)})
    assert merge_heads(home.git) == (home.run("rev-parse", "side"),)
    assert drawn(home) == "HEAD: 3 -> 4 (working tree)"
    found = revision(home)
    assert found is not None
    assert [other.text("config", "V") for other in found.others] == ["2"]


def test_merge_in_progress_in_a_second_working_tree(home: Repo, tmp_path: Path) -> None:
    second = worktree(home, tmp_path / "second", "side")
    second.commit({"spec.yml": spec(2)})
    home.commit({"spec.yml": spec(3)})
    second.merge("main", fails=True)
    assert merge_heads(home.git) == ()
    assert merge_heads(second.git) == (home.head,)
    second.write({"spec.yml": spec(4)})
    found = revision(second)
    assert found is not None
    assert [other.text("config", "V") for other in found.others] == ["3"]


def test_file_that_the_other_parent_lacks_has_no_other_version(home: Repo) -> None:
    home.branch("side")
    home.commit({"other.yml": "a: side\n"})
    home.checkout("main")
    home.commit({"other.yml": "a: main\n", "new.yml": spec(1)})
    home.merge("side", fails=True)
    home.write({"new.yml": spec(2)})
    found = revision(home, "new.yml")
    assert found is not None
    assert found.others == ()


def test_shallow_clone_knows_nothing_before_its_commit(home: Repo, tmp_path: Path) -> None:
    home.commit({"spec.yml": spec(2)})
    cut = clone(home, tmp_path / "cut", "--depth", "1")
    assert drawn(cut) is None
    cut.write({"spec.yml": spec(3)})
    assert drawn(cut) == "HEAD: 2 -> 3 (working tree)"


@pytest.mark.parametrize("attributes", ["*.yml text eol=crlf\n", "*.yml text=auto eol=crlf\n"])
def test_line_ends_that_git_converts_are_no_change(
    home: Repo, tmp_path: Path, attributes: str
) -> None:
    home.commit({".gitattributes": attributes, "spec.yml": spec(2)})
    made = clone(home, tmp_path / "crlf")
    assert b"\r\n" in (made.root / "spec.yml").read_bytes()
    assert drawn(made) == "HEAD~0^: 1 -> 2 (HEAD~0, settled)"
    found = revision(made)
    assert found is not None
    assert found.touched == {"config"}
    assert found.before.document.text == spec(1).replace("\n", "\r\n")
    made.write({"spec.yml": spec(3).replace("\n", "\r\n")})
    assert drawn(made) == "HEAD: 2 -> 3 (working tree)"


def test_filter_of_the_operators_is_no_change(home: Repo) -> None:
    home.run("config", "filter.upper.clean", "sed s/SECRET/hidden/")
    home.run("config", "filter.upper.smudge", "sed s/hidden/SECRET/")
    home.commit({".gitattributes": "spec.yml filter=upper\n", "spec.yml": spec("SECRET")})
    assert home.run("show", "HEAD:spec.yml").count("hidden") == 1
    found = revision(home)
    assert found is not None
    assert found.is_settled


@pytest.mark.parametrize("hashing", ["sha1", "sha256"])
@pytest.mark.parametrize(
    ("versions", "now", "restored"),
    [
        ([1, 2, 3], 1, True),
        ([1, 2, 3], 2, True),
        ([1, 2, 3], 4, False),
        ([1], 2, False),
        ([1, 2, 1], 1, True),
        ([1, 2, 3], 3, False),
    ],
)
def test_version_that_was_there_before(
    tmp_path: Path, versions: list[int], now: int, hashing: str, *, restored: bool
) -> None:
    made = repo(tmp_path / "home", hashing=hashing)
    for version in versions:
        made.commit({"spec.yml": spec(version)})
    made.write({"spec.yml": spec(now)})
    found = revision(made)
    assert found is not None
    assert found.is_restored() is restored
    assert found.is_settled is (now == versions[-1])


def test_version_that_was_there_under_another_name(home: Repo) -> None:
    home.commit({"spec.yml": spec(2)})
    home.move("spec.yml", "prod.yml")
    home.commit()
    home.write({"prod.yml": spec(1)})
    found = revision(home, "prod.yml")
    assert found is not None
    assert found.is_restored()


def test_version_that_was_there_with_other_line_ends(home: Repo, tmp_path: Path) -> None:
    home.commit({".gitattributes": "*.yml text eol=crlf\n", "spec.yml": spec(2)})
    made = clone(home, tmp_path / "crlf")
    made.write({"spec.yml": spec(1).replace("\n", "\r\n")})
    found = revision(made)
    assert found is not None
    assert found.is_restored()


@pytest.mark.parametrize("count", [1, 20, 21, 40])
def test_last_touch_of_each_of_many(tmp_path: Path, count: int) -> None:
    names = [f"envs/{number}.yml" for number in range(count - 1)] + ["last.tpl"]
    made = repo(tmp_path / "home", dict.fromkeys(names, spec(1)))
    first = made.head
    second = made.commit({names[0]: spec(2)})
    found = Touches(made.git, [*names, "nobody.yml"]).found
    assert {path: touch.commit for path, touch in found.items()} == {
        **dict.fromkeys(names, first),
        names[0]: second,
    }


def test_template_of_any_ending_has_a_history(home: Repo) -> None:
    home.commit({"spec.tpl": spec("{{ a }}")})
    home.commit({"spec.tpl": spec("{{ b }}")})
    assert drawn(home, "spec.tpl") == "HEAD~0^: __XXX__ -> __XXX__ (HEAD~0, settled)"
