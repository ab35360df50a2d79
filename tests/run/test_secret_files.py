"""Secrets that git keeps, in real repositories: what a commit brings, and what was there before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.running import GOOD, Done, commit_all, git, repository, stacklint, write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

RULE = "secret-file-tracked"
BODY = "MHcCAQEEIHh5bm90YXJlYWxrZXlidXRhbmV4YW1wbGU="
KEY = f"-----BEGIN EC PRIVATE KEY-----\n{BODY}\n-----END EC PRIVATE KEY-----\n"
HOOK = ("--staged", "--new")
NAMING = GOOD + "credentials-files: [envs/notes.env]\n"


def check(root: Path, *arguments: str) -> Done:
    return stacklint(root, "check", "--format", "concise", *arguments)


def staged(root: Path, files: dict[str, str | bytes]) -> Path:
    write(root, files)
    git(root, "add", "--all", "--force")
    return root


def test_commit_that_only_brings_a_key_is_stopped(tmp_path: Path) -> None:
    root = staged(repository(tmp_path), {"certs/ca.key": KEY})
    done = check(root, *HOOK)
    assert done.code == 1
    assert f"certs/ca.key:1:1: error[{RULE}]" in done.out


def test_commit_beside_an_old_key_passes(tmp_path: Path) -> None:
    root = repository(tmp_path)
    write(root, {"certs/ca.key": KEY})
    commit_all(root)
    assert check(staged(root, {"readme.txt": "a"}), *HOOK).code == 0
    assert check(staged(root, {"envs/prod.yml": GOOD + "# more\n"}), *HOOK).code == 0
    assert check(staged(root, {"certs/ca.key": KEY + KEY}), *HOOK).code == 0
    git(root, "mv", "certs", "tls")
    assert check(root, *HOOK).code == 0
    assert check(root).code == 1


def test_key_that_git_does_not_have_is_nobodys_business(tmp_path: Path) -> None:
    root = repository(tmp_path)
    write(root, {"new.key": KEY, "ignored/old.key": KEY, ".gitignore": "ignored/\n"})
    assert check(root).code == 0
    git(root, "add", "new.key")
    assert f"new.key:1:1: error[{RULE}]" in check(root).out


def test_outside_of_git_nothing_is_kept(tmp_path: Path) -> None:
    write(tmp_path, {"envs/prod.yml": NAMING, "envs/notes.env": "A=b\n", "ca.key": KEY})
    assert RULE not in check(tmp_path).out


def test_what_git_holds_is_judged_and_not_what_a_filter_makes_of_it(tmp_path: Path) -> None:
    root = repository(tmp_path)
    git(root, "config", "filter.crypt.clean", "printf '\\000GITCRYPT\\000'; base64")
    git(root, "config", "filter.crypt.smudge", "tail -c +11 | base64 -d")
    staged(root, {".gitattributes": "*.key filter=crypt\n"})
    staged(root, {"ca.key": KEY})
    assert (root / "ca.key").read_text() == KEY
    assert RULE not in check(root).out
    assert RULE not in check(root, *HOOK).out


def test_key_in_another_directory_is_not_looked_at(tmp_path: Path) -> None:
    root = staged(repository(tmp_path), {"certs/ca.key": KEY, "old/ca.key": KEY})
    write(root, {"stacklint.toml": 'exclude = ["old/"]\n'})
    assert check(root, "envs").code == 0
    assert check(root, "envs/prod.yml").code == 0
    assert check(root, "certs").out.count(RULE) == 1
    assert check(root, "certs/ca.key").out.count(RULE) == 1
    assert check(root).out.count(RULE) == 1


@pytest.mark.parametrize("file", ["envs/prod.yml", "envs", "."])
def test_credentials_are_a_finding_of_the_spec(tmp_path: Path, file: str) -> None:
    root = staged(repository(tmp_path, NAMING), {"envs/notes.env": "A=kD93jfk20\n"})
    done = check(root, file)
    assert f"envs/prod.yml:8:21: error[{RULE}]" in done.out
    assert "kD93jfk20" not in done.out


def test_commit_that_brings_the_credentials_of_an_old_spec_is_stopped(tmp_path: Path) -> None:
    root = repository(tmp_path, NAMING)
    assert check(root).code == 0
    staged(root, {"envs/notes.env": "A=kD93jfk20\n"})
    assert check(root, *HOOK).code == 1
    commit_all(root)
    staged(root, {"envs/notes.env": "A=kD93jfk21\n"})
    assert check(root, *HOOK).code == 0
    assert check(root, "--since", "HEAD").code == 1


def test_decision_is_written_down_in_the_file_or_in_the_spec(tmp_path: Path) -> None:
    allow = f"# stacklint: allow-file[{RULE}] -- the CA of the lab\n"
    root = staged(repository(tmp_path), {"ca.key": allow + KEY})
    assert check(root).code == 0
    text = NAMING.replace("credentials", f"# stacklint: allow[{RULE}] -- for tests\ncredentials")
    staged(root, {"envs/prod.yml": text, "envs/notes.env": "A=b\n"})
    done = check(root)
    assert (done.code, done.out) == (0, "")


@pytest.mark.parametrize(
    ("until", "said"), [((), ""), (("--until", "2999-12-31"), " until=2999-12-31")]
)
def test_command_that_allows_says_what_to_write_where_it_cannot(
    tmp_path: Path, until: tuple[str, ...], said: str
) -> None:
    root = staged(repository(tmp_path), {"ca.key": KEY})
    done = stacklint(root, "allow", RULE, "ca.key", "--reason", "the lab", *until)
    assert f"put this into it: # stacklint: allow-file[{RULE}]{said} -- the lab" in done.err
    assert (root / "ca.key").read_text() == KEY


def test_file_that_a_spec_names_is_one_finding(tmp_path: Path) -> None:
    text = GOOD + "credentials-files: [live/config.env]\n"
    root = staged(repository(tmp_path, text), {"live/config.env": "# AUTO-GENERATED\nA=b\n"})
    assert check(root).out.count(RULE) == 1


def test_decision_that_decides_nothing_is_unused(tmp_path: Path) -> None:
    text = NAMING.replace("credentials", f"# stacklint: allow[{RULE}] -- for tests\ncredentials")
    root = repository(tmp_path, text)
    assert "unused-suppression" in check(root).out
    assert "unused-suppression" not in check(root, "envs/prod.yml").out


@pytest.mark.parametrize("form", ["text", "full", "json", "sarif", "markdown", "github", "gitlab"])
def test_no_report_shows_the_key(tmp_path: Path, form: str) -> None:
    root = staged(repository(tmp_path), {"ca.key": KEY, "live/config.env": f"A={BODY}\n"})
    done = stacklint(root, "check", "--profile", "audit", "--format", form)
    assert RULE in done.out
    assert BODY[:20] not in done.out + done.err


def test_baseline_takes_it_and_knows_when_it_is_gone(tmp_path: Path) -> None:
    root = staged(repository(tmp_path), {"ca.key": KEY})
    assert stacklint(root, "baseline", "create").code == 0
    assert check(root).code == 0
    git(root, "rm", "--quiet", "--cached", "ca.key")
    assert "stale-baseline-entry" in check(root).out
