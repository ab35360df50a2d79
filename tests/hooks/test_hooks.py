"""The hooks, through the real pre-commit, with stacklint installed from its wheel."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.running import (
    EMPTY,
    GOOD,
    REGENERATED,
    STACK,
    Done,
    clean_env,
    commit_all,
    git,
    repository,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Hooked:
    """A repository whose commits go through a hook."""

    root: Path
    env: Mapping[str, str]

    def commit(self, *arguments: str) -> Done:
        return self.run("git", "commit", "--message", "change", *arguments)

    def stage(self, files: Mapping[str, str]) -> None:
        write(self.root, files)
        git(self.root, "add", "--all")

    def run(self, *argv: str) -> Done:
        people = {
            f"GIT_{role}_{key}": value
            for role in ("AUTHOR", "COMMITTER")
            for key, value in (("NAME", "Test"), ("EMAIL", "test@acme.test"))
        }
        done = subprocess.run(
            argv,
            cwd=self.root,
            env={**self.env, **people},
            capture_output=True,
            check=False,
            text=True,
        )
        return Done(done.returncode, done.stdout, done.stderr)


def hook_config(name: str, programs: Path) -> str:
    """Give a configuration of pre-commit with one of our hooks, run from the built package."""
    (hook,) = (hook for hook in HOOKS if hook["id"] == name)
    command, _, rest = hook["entry"].partition(" ")
    local = {**hook, "language": "system", "entry": f"{programs / command} {rest}"}
    local.pop("minimum_pre_commit_version")
    return yaml.safe_dump({"repos": [{"repo": "local", "hooks": [local]}]})


def hooked(root: Path, programs: Path, home: Path, name: str = "stacklint") -> Hooked:
    """Install the hook into a repository that is there."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    env = clean_env(PATH=path, PRE_COMMIT_HOME=str(home), NO_COLOR="1")
    made = Hooked(root, env)
    write(root, {".pre-commit-config.yaml": hook_config(name, programs)})
    git(root, "add", ".pre-commit-config.yaml")
    git(root, "commit", "--quiet", "--no-verify", "--allow-empty", "--message", "hooks")
    assert made.run("pre-commit", "install").code == 0
    return made


@pytest.fixture
def repo(tmp_path: Path, programs: Path) -> Hooked:
    return hooked(repository(tmp_path / "repo"), programs, tmp_path / "home")


@pytest.fixture
def old_repo(tmp_path: Path, programs: Path) -> Hooked:
    """A repository that has a finding already."""
    return hooked(repository(tmp_path / "repo", EMPTY), programs, tmp_path / "home")


def test_regenerated_spec_stops_the_commit(repo: Hooked) -> None:
    repo.stage({"envs/prod.yml": REGENERATED})
    done = repo.commit()
    assert done.code == 1
    assert "regenerated-spec" in done.err + done.out
    assert "git restore --staged --worktree envs/prod.yml" in done.err + done.out


def test_commit_about_something_else_passes_whatever_the_specs_are(old_repo: Hooked) -> None:
    old_repo.stage({"notes.txt": "hello\n"})
    assert old_repo.commit().code == 0


def test_commit_that_adds_nothing_to_an_old_finding_passes_and_counts_it(old_repo: Hooked) -> None:
    old_repo.stage({"envs/prod.yml": EMPTY + "# checked\n"})
    done = old_repo.commit()
    assert done.code == 0, done.out + done.err
    said = done.err + done.out
    assert "1" in said
    assert "error[empty-volume-holds-data]" not in said


def test_change_below_an_unchanged_spec_is_judged(repo: Hooked) -> None:
    compose = "compose/docker-compose-notes.yml"
    more = STACK[compose].replace(
        "      - notes-db:/var", "      - notes-files:/srv/files\n      - notes-db:/var"
    )
    repo.stage(
        {compose: more.replace("volumes:\n  notes-db:", "volumes:\n  notes-files:\n  notes-db:")}
    )
    done = repo.commit()
    assert done.code == 1
    assert "volume-missing-from-spec" in done.err + done.out


def test_commit_that_only_deletes_is_judged(repo: Hooked) -> None:
    write(
        repo.root,
        {
            "envs/prod.yml": GOOD.replace(
                "  notes-db: /srv/kind/notes/db\n", "  notes-tmp: /srv/kind/notes/tmp\n"
            )
        },
    )
    repo.stage({})
    done = repo.commit()
    assert done.code == 1
    assert "volume-" in done.err + done.out


@pytest.mark.parametrize(("index", "worktree", "code"), [(GOOD, EMPTY, 0), (EMPTY, GOOD, 1)])
def test_index_is_what_counts(repo: Hooked, index: str, worktree: str, code: int) -> None:
    repo.stage({"envs/prod.yml": index + "# staged\n"})
    write(repo.root, {"envs/prod.yml": worktree + "# staged\n# not staged\n"})
    assert repo.commit().code == code
    assert (repo.root / "envs/prod.yml").read_text() == worktree + "# staged\n# not staged\n"


def test_first_commit_of_all_is_judged_whole(tmp_path: Path, programs: Path) -> None:
    root = tmp_path / "new"
    root.mkdir()
    git(root, "init", "--quiet", "--initial-branch=main")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    made = Hooked(root, clean_env(PATH=path, PRE_COMMIT_HOME=str(tmp_path / "home")))
    write(root, {".pre-commit-config.yaml": hook_config("stacklint", programs)})
    assert made.run("pre-commit", "install").code == 0
    made.stage({**STACK, "envs/prod.yml": EMPTY})
    assert made.commit().code == 1
    made.stage({"envs/prod.yml": GOOD})
    assert made.commit().code == 0


def test_thousand_files_are_judged_by_one_process(repo: Hooked) -> None:
    specs = {f"envs/s{number:04}.yml": GOOD for number in range(1_000)}
    repo.stage({**specs, "envs/s0500.yml": EMPTY})
    done = repo.commit()
    assert done.code == 1
    assert (done.err + done.out).count("[empty-volume-holds-data]") == 1


def part_ways(repo: Hooked) -> None:
    """Regenerate the spec on a branch, and let the main one go on."""
    git(repo.root, "checkout", "--quiet", "-b", "other")
    write(repo.root, {"envs/prod.yml": REGENERATED})
    commit_all(repo.root)
    git(repo.root, "checkout", "--quiet", "main")
    write(repo.root, {"readme.txt": "main went on\n"})
    commit_all(repo.root)


def test_merge_is_not_blamed_for_what_the_other_side_did(repo: Hooked) -> None:
    part_ways(repo)
    merged = repo.run("git", "merge", "--no-ff", "--no-commit", "other")
    assert merged.code == 0, merged.err
    done = repo.commit()
    assert done.code == 0, done.err + done.out
    assert "regenerated-spec" not in done.err + done.out


def test_hook_of_the_merge_itself_knows_both_sides(repo: Hooked) -> None:
    assert repo.run("pre-commit", "install", "--hook-type", "pre-merge-commit").code == 0
    part_ways(repo)
    done = repo.run("git", "merge", "--no-ff", "--no-edit", "other")
    assert done.code == 0, done.err + done.out
    assert "older than the change" in done.err + done.out


def test_shallow_clone_can_commit(repo: Hooked, tmp_path: Path, programs: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth", "1", repo.root.as_uri(), "shallow")
    shallow = hooked(tmp_path / "shallow", programs, tmp_path / "home2")
    shallow.stage({"envs/prod.yml": GOOD + "# more\n"})
    assert shallow.commit().code == 0
    shallow.stage({"envs/prod.yml": REGENERATED})
    assert shallow.commit().code == 1


def test_worktree_can_commit(repo: Hooked, tmp_path: Path) -> None:
    git(repo.root, "worktree", "add", "--quiet", "-b", "topic", str(tmp_path / "beside"))
    beside = Hooked(tmp_path / "beside", repo.env)
    beside.stage({"envs/prod.yml": REGENERATED})
    assert beside.commit().code == 1
    beside.stage({"envs/prod.yml": GOOD + "# more\n"})
    assert beside.commit().code == 0


def test_repository_with_a_submodule_can_commit(repo: Hooked, tmp_path: Path) -> None:
    inner = repository(tmp_path / "inner", EMPTY)
    git(
        repo.root,
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        inner.as_uri(),
        "inner",
    )
    repo.stage({"envs/prod.yml": GOOD + "# more\n"})
    done = repo.commit()
    assert done.code == 0, done.out + done.err


def test_all_files_with_nothing_staged_judges_everything(old_repo: Hooked) -> None:
    done = old_repo.run("pre-commit", "run", "--all-files")
    assert done.code == 1
    assert "empty-volume-holds-data" in done.out


def test_range_that_pre_commit_names_is_judged(old_repo: Hooked) -> None:
    write(old_repo.root, {"envs/prod.yml": EMPTY + "# touched\n"})
    commit_all(old_repo.root)
    named = ("pre-commit", "run", "--from-ref", "HEAD~1", "--to-ref", "HEAD")
    assert old_repo.run(*named).code == 0
    bad = EMPTY.replace("kind-mount-root: /srv/kind", "kind-mount-root: kind")
    write(old_repo.root, {"envs/prod.yml": bad})
    commit_all(old_repo.root)
    done = old_repo.run(*named)
    assert done.code == 1
    assert "unusable-mount-root" in done.out


def test_date_that_has_passed_stops_no_commit(repo: Hooked) -> None:
    allowed = (
        "  notes-db:   # stacklint: allow[empty-volume-holds-data] until=2020-01-01 -- new disk\n"
    )
    spec = EMPTY.replace("  notes-db:\n", allowed)
    write(repo.root, {"envs/prod.yml": spec})
    commit_all(repo.root)
    repo.stage({"envs/prod.yml": spec + "# more\n"})
    assert repo.commit().code == 0


def test_fix_hook_mends_what_is_staged(tmp_path: Path, programs: Path) -> None:
    repo = hooked(repository(tmp_path / "repo"), programs, tmp_path / "home", "stacklint-fix")
    bad = GOOD + "secrets:      # none yet\n"
    repo.stage({"envs/prod.yml": bad})
    done = repo.commit()
    assert done.code == 1
    assert "files were modified by this hook" in done.err + done.out
    fixed = (repo.root / "envs/prod.yml").read_text()
    assert fixed == GOOD + "secrets: {}      # none yet\n"
    repo.stage({})
    assert repo.commit().code == 0


def test_fix_hook_leaves_what_is_not_staged(tmp_path: Path, programs: Path) -> None:
    repo = hooked(repository(tmp_path / "repo"), programs, tmp_path / "home", "stacklint-fix")
    write(repo.root, {"envs/other.yml": GOOD + "secrets:\n"})
    commit_all(repo.root)
    repo.stage({"readme.txt": "hello\n"})
    assert repo.commit().code == 0
    assert (repo.root / "envs/other.yml").read_text() == GOOD + "secrets:\n"


def test_fix_hook_stops_no_commit_for_what_is_older(tmp_path: Path, programs: Path) -> None:
    root, home = repository(tmp_path / "repo", EMPTY), tmp_path / "home"
    repo = hooked(root, programs, home, "stacklint-fix")
    repo.stage({"envs/prod.yml": EMPTY + "# touched\n"})
    done = repo.commit()
    assert done.code == 0, done.out + done.err
    assert "1 older than the change" in done.out + done.err


def test_fix_hook_mends_what_is_older_in_the_files_of_a_commit(
    tmp_path: Path, programs: Path
) -> None:
    root = repository(tmp_path / "repo", EMPTY + "secrets:\n")
    write(root, {"envs/other.yml": GOOD + "secrets:\n"})
    commit_all(root)
    repo = hooked(root, programs, tmp_path / "home", "stacklint-fix")
    repo.stage({"envs/prod.yml": EMPTY + "# touched\nsecrets:\nconfigmaps:\n"})
    assert repo.commit().code == 1
    fixed = (root / "envs/prod.yml").read_text()
    assert fixed == EMPTY + "# touched\nsecrets: {}\nconfigmaps: {}\n"
    assert (root / "envs/other.yml").read_text() == GOOD + "secrets:\n"
    repo.stage({})
    assert repo.commit().code == 0


def test_hooks_are_as_few_and_as_strict_as_the_design_says() -> None:
    assert [hook["id"] for hook in HOOKS] == ["stacklint", "stacklint-fix"]
    for hook in HOOKS:
        settings = ("always_run", "require_serial", "verbose")
        assert all(hook[setting] is True for setting in settings)
        assert hook["pass_filenames"] is False
        assert hook["language"] == "python"


def test_pre_commit_installs_the_hook_from_a_clone(tmp_path: Path) -> None:
    """The hook as operators get it: from the repository, dependencies from the index."""
    source = tmp_path / "source"
    listed = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    files = [name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    write(source, {name: (ROOT / name).read_bytes() for name in files})
    git(source, "init", "--quiet", "--initial-branch=main")
    commit_all(source)
    root = repository(tmp_path / "repo", EMPTY)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    env = {**os.environ, **clean_env(PATH=path, PRE_COMMIT_HOME=str(tmp_path / "home"))}
    done = Hooked(root, env).run("pre-commit", "try-repo", str(source), "stacklint", "--all-files")
    if "Could not find a version" in done.out or "No matching distribution" in done.out:
        pytest.skip("the index of packages cannot be reached")
    assert done.code == 1, done.out + done.err
    assert "empty-volume-holds-data" in done.out
