"""`stacklint check` where git is in a state of its own: in hooks, beside other repositories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.running import (
    EMPTY,
    GOOD,
    REGENERATED,
    STACK,
    commit_all,
    git,
    repository,
    stacklint,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


def regenerated(where: Path) -> Path:
    """Make a repository in which the staged spec was written again."""
    root = repository(where)
    write(root, {"envs/prod.yml": REGENERATED})
    git(root, "add", "--all")
    return root


@pytest.mark.parametrize("arguments", [(), ("--new",), ("--staged",), ("--staged", "--new")])
def test_hook_of_one_repository_judges_another_by_its_own_index(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    hook, other = repository(tmp_path / "hook"), regenerated(tmp_path / "other")
    mine = hook / ".git"
    env = {"GIT_DIR": str(mine), "GIT_INDEX_FILE": str(mine / "index"), "GIT_PREFIX": ""}
    done = stacklint(hook, "check", *arguments, "--format", "concise", str(other), env=env)
    assert (done.code, done.err) == (1, "")
    assert "error[regenerated-spec]" in done.out


def test_hook_judges_its_own_repository_by_the_index_that_git_names(tmp_path: Path) -> None:
    root = repository(tmp_path / "hook")
    index = str(root / ".git" / "next-index")
    write(root, {"envs/prod.yml": REGENERATED})
    git(root, "read-tree", "HEAD", env={"GIT_INDEX_FILE": index})
    git(root, "add", "--all", env={"GIT_INDEX_FILE": index})
    done = stacklint(root, "check", "--staged", "--new", env={"GIT_INDEX_FILE": index})
    assert done.code == 1
    assert "error[regenerated-spec]" in done.out
    assert stacklint(root, "check", "--staged", "--new").code == 0


@pytest.mark.parametrize(
    "arguments", [("init",), ("check",), ("check", "--since", "HEAD", "--new"), ("volumes",)]
)
def test_bare_repository_has_nothing_to_look_at(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """As a hook of the server finds itself in."""
    git(tmp_path, "clone", "--quiet", "--bare", str(repository(tmp_path / "home", EMPTY)), "bare")
    before = sorted((tmp_path / "bare").iterdir())
    done = stacklint(tmp_path / "bare", *arguments, env={"GIT_DIR": "."})
    assert (done.code, done.out) == (2, "")
    assert "this is a bare repository, which has no files: run it in a clone" in done.err
    assert sorted((tmp_path / "bare").iterdir()) == before


@pytest.mark.parametrize("is_configured", [True, False])
@pytest.mark.parametrize("where", [".", "envs", "/"])
@pytest.mark.parametrize("arguments", [(), ("--staged", "--new"), ("--new",), ("--since", "HEAD")])
def test_files_whose_repository_lies_elsewhere(
    tmp_path: Path, arguments: tuple[str, ...], where: str, *, is_configured: bool
) -> None:
    """As those of a home directory, kept by `git --git-dir=… --work-tree=…`, or by yadm."""
    root = regenerated(tmp_path / "home")
    (root / ".git").rename(tmp_path / "home.git")
    env = {"GIT_DIR": str(tmp_path / "home.git")}
    if is_configured:
        git(tmp_path, "config", "core.worktree", "../home", env=env)
    else:
        env["GIT_WORK_TREE"] = str(root)
    done = stacklint(root / where, "check", "--format", "concise", *arguments, str(root), env=env)
    assert (done.code, done.err) == (1, "")
    assert "error[regenerated-spec]" in done.out
    other = repository(tmp_path / "other", EMPTY)
    assert stacklint(root / where, "check", "--new", str(other), env=env).code == 0


@pytest.mark.parametrize("arguments", [(), ("--staged", "--new"), ("--since", "HEAD", "--new")])
def test_file_in_the_place_of_a_link_is_compared_with_what_was_behind_it(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    root = repository(tmp_path)
    git(root, "mv", "envs/prod.yml", "common.yml")
    (root / "envs/prod.yml").symlink_to("../common.yml")
    commit_all(root)
    (root / "envs/prod.yml").unlink()
    write(root, {"envs/prod.yml": REGENERATED})
    git(root, "add", "--all")
    done = stacklint(root, "check", *arguments, "--format", "concise")
    assert "envs/prod.yml:1:1: error[regenerated-spec]" in done.out


@pytest.mark.parametrize(
    ("cone", "arguments", "said"),
    [
        ("docs", (), "3 YAML files here are in git, and not on the disk"),
        ("docs", ("docs",), ""),
        ("compose", (), "2 YAML files here are in git, and not on the disk"),
        ("docs", ("--staged",), ""),
    ],
)
def test_specs_that_a_sparse_checkout_leaves_out_are_not_passed_over_in_silence(
    tmp_path: Path, cone: str, arguments: tuple[str, ...], said: str
) -> None:
    root = repository(tmp_path)
    write(root, {"docs/readme.txt": "hello\n"})
    commit_all(root)
    git(root, "sparse-checkout", "set", cone)
    done = stacklint(root, "check", *arguments)
    assert done.code == 0
    assert said in " ".join(done.out.split())
    assert ("not on the disk" in done.out) is bool(said)


def test_compose_file_that_a_sparse_checkout_leaves_out_is_none_that_is_missing(
    tmp_path: Path,
) -> None:
    root = repository(tmp_path)
    git(root, "sparse-checkout", "set", "envs", "stacks")
    done = stacklint(root, "check", "--select", "bundled-pod-fallback")
    assert "warning[bundled-pod-fallback]" in done.out
    assert "is in git, and not on the disk" in " ".join(done.out.split())
    assert done.code == 0


@pytest.mark.parametrize("kind", ["LITERAL", "GLOB", "NOGLOB", "ICASE"])
@pytest.mark.parametrize("arguments", [(), ("envs/live.yml",)])
def test_commit_that_says_how_paths_are_meant_changes_no_history(
    tmp_path: Path, arguments: tuple[str, ...], kind: str
) -> None:
    """As Magit commits, with `git --literal-pathspecs`: its hooks are told so."""
    root = repository(tmp_path, EMPTY)
    assert stacklint(root, "baseline", "create").code == 0
    commit_all(root)
    git(root, "mv", "envs/prod.yml", "envs/live.yml")
    commit_all(root)
    write(root, {"envs/live.yml": f"{EMPTY}# more\n"})
    commit_all(root)
    env = {f"GIT_{kind}_PATHSPECS": "1"}
    done = stacklint(root, "check", *arguments, env=env)
    assert (done.code, done.err) == (0, "")
    assert "Not counted: 1 in the baseline." in done.out


@pytest.mark.parametrize("arguments", [("--staged", "--new"), ("--staged", "--fix")])
def test_commit_that_stages_nothing_adds_nothing(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """As `git commit --amend` for another message, or `reword` in a rebase."""
    root = repository(tmp_path, EMPTY)
    hook = {"GIT_INDEX_FILE": ".git/index"}
    assert stacklint(root, "check", *arguments, env=hook).code == 0
    assert stacklint(root, "check", *arguments).code == 1


def test_push_is_judged_by_its_commits_whatever_is_staged(tmp_path: Path) -> None:
    root = repository(tmp_path)
    write(root, {"envs/prod.yml": EMPTY})
    commit_all(root)
    write(root, {"readme.txt": "hello\n"})
    git(root, "add", "--all")
    env = {"PRE_COMMIT_FROM_REF": "HEAD~1", "PRE_COMMIT_TO_REF": "HEAD"}
    done = stacklint(root, "check", "--staged", "--new", env=env)
    assert done.code == 1
    assert "error[empty-volume-holds-data]" in done.out


@pytest.mark.parametrize(("spec", "code"), [(GOOD, 0), (EMPTY, 1)])
def test_push_over_a_branch_that_shares_no_history(tmp_path: Path, spec: str, code: int) -> None:
    """As `git push --force` of a first commit that was amended."""
    root = repository(tmp_path)
    git(root, "branch", "pushed")
    git(root, "checkout", "--quiet", "--orphan", "anew")
    write(root, {"envs/prod.yml": f"{spec}# anew\n"})
    commit_all(root)
    env = {"PRE_COMMIT_FROM_REF": "pushed", "PRE_COMMIT_TO_REF": "anew"}
    done = stacklint(root, "check", "--staged", "--new", env=env)
    assert (done.code, done.err) == (code, "")
    assert ("error[volume-path-changed]" in done.out) is bool(code)


@pytest.mark.parametrize(
    ("name", "where", "typed"),
    [
        ("envs/prod.yml", ".", "envs/prod.yml"),
        ("envs/prod.yml", "envs", "prod.yml"),
        ("envs/prod.yml", "stacks/notes", "../../envs/prod.yml"),
        ("envs/our prod.yml", ".", "'envs/our prod.yml'"),
        ("envs/our prod.yml", "envs", "'our prod.yml'"),
    ],
)
def test_way_back_is_what_git_takes_where_the_caller_is(
    tmp_path: Path, name: str, where: str, typed: str
) -> None:
    root = repository(tmp_path)
    write(root, {name: GOOD, "notes.txt": "hello\n"})
    commit_all(root)
    write(root, {name: REGENERATED})
    done = stacklint(root / where, "check", str(root))
    assert f"  = undo: git restore --worktree {typed}\n" in done.out


@pytest.mark.parametrize("arguments", [(), ("--staged", "--new"), ("--new",)])
def test_way_back_of_a_spec_that_was_moved_too(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    root = repository(tmp_path, GOOD + "".join(f"# Line {x}.\n" for x in range(9)))
    git(root, "mv", "envs/prod.yml", "envs/live.yml")
    comments = "".join(f"# Line {x}.\n" for x in range(9))
    write(root, {"envs/live.yml": REGENERATED + comments})
    git(root, "add", "--all")
    done = stacklint(root, "check", *arguments)
    assert "  = undo: git show HEAD:envs/prod.yml > envs/live.yml\n" in done.out


@pytest.mark.parametrize("arguments", [("--staged", "--new"), ("--staged",)])
def test_file_that_git_has_lost_does_not_pass(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    root = repository(tmp_path)
    write(root, {"envs/prod.yml": REGENERATED})
    git(root, "add", "--all")
    name = git(root, "rev-parse", ":envs/prod.yml").strip()
    (root / ".git" / "objects" / name[:2] / name[2:]).unlink()
    done = stacklint(root, "check", *arguments)
    assert done.code == 3
    assert f"envs/prod.yml cannot be read: git lacks its content, {name[:9]}" in done.err


@pytest.mark.parametrize("arguments", [(), ("envs/prod.yml",)])
def test_history_that_git_has_lost_is_no_first_commit(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """As where a clone borrowed its objects (`git clone --shared`) from one that is gone."""
    lender = repository(tmp_path / "lender")
    git(tmp_path, "clone", "--quiet", "--shared", str(lender), "clone")
    lender.rename(tmp_path / "gone")
    done = stacklint(tmp_path / "clone", "check", *arguments)
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("error: git log: ")


def with_submodule(where: Path) -> Path:
    """Make a repository whose stack lies in a submodule, and is at a newer commit by now.

    The newer stack has a volume that the spec does not name.
    """
    inner = repository(where / "inner")
    root = repository(where / "outer", GOOD.replace("stacks/", "inner/stacks/"))
    allowed = ("-c", "protocol.file.allow=always", "submodule", "--quiet")
    git(root, *allowed, "add", inner.as_uri(), "inner")
    git(root, "rm", "-r", "--quiet", "stacks", "compose")
    commit_all(root)
    pod = "compose/docker-compose-notes.yml"
    mount = "      - notes-db:/var/lib/postgresql/data\n"
    text = STACK[pod].replace(mount, f"{mount}      - notes-more:/srv/more\n")
    write(inner, {pod: f"{text}  notes-more:\n"})
    commit_all(inner)
    git(root, *allowed, "update", "--remote", "inner")
    return root


@pytest.mark.parametrize("more", [{}, {"readme.txt": "hello\n"}, {"envs/prod.yml": None}])
@pytest.mark.parametrize("arguments", [("--staged", "--new"), ("--since", "HEAD", "--new")])
def test_submodule_at_another_commit_is_a_change_of_its_stacks(
    tmp_path: Path, arguments: tuple[str, ...], more: dict[str, str | None]
) -> None:
    root = with_submodule(tmp_path)
    spec = (root / "envs/prod.yml").read_text()
    write(root, {name: text or f"{spec}# more\n" for name, text in more.items()})
    git(root, "add", "--all")
    done = stacklint(root, "check", *arguments, "--format", "concise")
    assert done.code == 1, done.out + done.err
    assert "error[volume-missing-from-spec]" in done.out
    commit_all(root)
    write(root, {"envs/prod.yml": f"{spec}# still more\n"})
    git(root, "add", "--all")
    assert stacklint(root, "check", *arguments).code == 0


def test_commit_has_the_submodule_that_is_staged_and_not_what_is_checked_out(
    tmp_path: Path,
) -> None:
    root = with_submodule(tmp_path)
    write(root, {"readme.txt": "hello\n", "envs/other.yml": (root / "envs/prod.yml").read_text()})
    git(root, "add", "readme.txt", "envs")
    assert stacklint(root, "check", "--staged", "--new").code == 0


def test_submodule_that_is_taken_out_concerns_its_specs(tmp_path: Path) -> None:
    root = with_submodule(tmp_path)
    git(root, "rm", "--quiet", "--force", "inner")
    done = stacklint(root, "check", "--staged", "--new")
    assert "0 of 1 spec checked with their stack" in done.out


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}, "--add safe.directory"),
        ({"PATH": "/nowhere"}, "git is not installed, or not on PATH"),
    ],
)
@pytest.mark.parametrize(
    "arguments",
    [(), ("envs/prod.yml",), ("--select", "regenerated-spec", "envs/prod.yml"), ("--staged",)],
)
def test_git_that_does_not_answer_is_neither_silence_nor_our_fault(
    tmp_path: Path, env: dict[str, str], said: str, arguments: tuple[str, ...]
) -> None:
    """As in a container that is root over the checkout of somebody else."""
    root = repository(tmp_path, GOOD + "configmaps:\n  notes-web: ./web\n")
    write(root, {"envs/web/index.html": "hello\n"})
    done = stacklint(root, "check", *arguments, env=env)
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("error: git ")
    assert said in done.err


@pytest.mark.parametrize(
    ("where", "path", "said"),
    [
        (".", ".", "ops is a submodule, so a repository of its own: checked where it is named"),
        ("docs", "..", "../ops is a submodule"),
        (".", "docs", ""),
        (".", "ops", ""),
    ],
)
def test_specs_in_a_submodule_are_not_passed_over_in_silence(
    tmp_path: Path, where: str, path: str, said: str
) -> None:
    ops = repository(tmp_path / "ops")
    root = tmp_path / "outer"
    write(root, {"docs/readme.yml": "a: 1\n"})
    git(root, "init", "--quiet", "--initial-branch=main")
    allowed = ("-c", "protocol.file.allow=always", "submodule", "--quiet")
    git(root, *allowed, "add", ops.as_uri(), "ops")
    commit_all(root)
    done = stacklint(root / where, "check", path)
    assert done.code == 0, done.err
    assert ("is a submodule" in done.out) == bool(said)
    assert said in " ".join(done.out.split())


@pytest.mark.parametrize("staged", [(), ("--staged",)])
def test_a_locale_that_knows_no_umlaut_hides_no_spec(
    tmp_path: Path, staged: tuple[str, ...]
) -> None:
    root = repository(tmp_path)
    write(root, {"envs/größe.yml": EMPTY})
    git(root, "add", "--all")
    env = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = stacklint(root, "check", *staged, env=env)
    assert (done.code, "empty-volume-holds-data" in done.out) == (1, True)


@pytest.mark.parametrize(
    "arguments", [(), ("--staged",), ("--staged", "--new"), ("--since", "HEAD")]
)
def test_spec_that_is_moved_and_written_again_is_the_same_spec(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    root = repository(tmp_path)
    git(root, "mv", "envs/prod.yml", "production.yml")
    write(root, {"production.yml": REGENERATED})
    git(root, "add", "--all")
    assert "R" not in git(root, "diff", "--cached", "--name-status", "--find-renames")
    done = stacklint(root, "check", *arguments, "--format", "concise")
    assert done.code == 1
    assert "production.yml:1:1: error[regenerated-spec]" in done.out


def test_way_back_of_a_spec_that_a_commit_moved_and_wrote_again(tmp_path: Path) -> None:
    root = repository(tmp_path)
    git(root, "rm", "--quiet", "envs/prod.yml")
    write(root, {"production.yml": REGENERATED})
    commit_all(root)
    done = stacklint(root, "check", "--select", "regenerated-spec")
    base = git(root, "rev-parse", "HEAD")[:9] + "^"
    assert f"undo: git show '{base}:envs/prod.yml' > production.yml" in done.out


@pytest.mark.parametrize("arguments", [(), ("--since", "HEAD"), ("--since", "HEAD", "--new")])
def test_volume_that_only_the_stack_has_again_is_not_put_elsewhere_unasked(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """The spec is as the base has it, and an older version says where the data lies."""
    root = repository(tmp_path)
    compose = "compose/docker-compose-notes.yml"
    without = "services:\n  db:\n    image: postgres:16\n"
    write(root, {compose: without, "envs/prod.yml": GOOD.partition("volumes:")[0]})
    commit_all(root, "elsewhere")
    write(root, {compose: STACK[compose]})
    done = stacklint(root, "check", *arguments)
    assert "was: notes-db: /srv/kind/notes/db" in done.out
    stacklint(root, "check", "--fix", *arguments)
    assert "notes-db" not in (root / "envs/prod.yml").read_text()


def test_of_two_specs_that_go_nobody_says_which_has_moved(tmp_path: Path) -> None:
    root = repository(tmp_path)
    write(root, {"envs/test.yml": GOOD.replace("namespace: notes", "namespace: test")})
    commit_all(root, "two")
    git(root, "rm", "--quiet", "envs/test.yml", "envs/prod.yml")
    write(root, {"production.yml": REGENERATED})
    git(root, "add", "--all")
    done = stacklint(root, "check", "--staged", "--format", "concise")
    assert "error[regenerated-spec]" not in done.out
