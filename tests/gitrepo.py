"""Real git repositories for tests, small and always the same.

Nobody's configuration is read, people are called Test, and every commit is a minute after the one
before it.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING

from stacklint.model.yaml.document import read_document
from stacklint.repo.git import Git
from stacklint.repo.trees import WorkTree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from stacklint.model.yaml.document import Document

# What is tested starts git itself, with the environment of the tests.
QUIET = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C.UTF-8",
}
os.environ.update(QUIET)

# Files may be cloned from, no commit starts a tidying, and nothing has to outlive the test.
_SETTINGS = (
    *("-c", "protocol.file.allow=always"),
    *("-c", "maintenance.auto=false"),
    *("-c", "core.fsync=none"),
)

_BEGIN = 1_700_000_000
_open: list[Git] = []


def opened(git: Git) -> Git:
    """Remember to end what answers the questions to a repository."""
    _open.append(git)
    return git


def close_all() -> None:
    """End the processes that tests have started through stacklint."""
    while _open:
        _open.pop().close()


@dataclass
class Repo:
    """A repository below a directory of its own."""

    root: Path
    minutes: Iterator[int] = field(default_factory=lambda: count(1))

    @cached_property
    def git(self) -> Git:
        """The repository as stacklint sees it; `close_all` ends what it starts."""
        return opened(Git(self.root))

    def run(self, *arguments: str, fails: bool = False) -> str:
        """Run a git command that has to succeed, or to fail; give what it prints."""
        date = f"{_BEGIN + 60 * next(self.minutes)} +0000"
        known = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        people = {
            "GIT_AUTHOR_NAME": "Test",
            "GIT_AUTHOR_EMAIL": "test@acme.test",
            "GIT_AUTHOR_DATE": date,
            "GIT_COMMITTER_NAME": "Test",
            "GIT_COMMITTER_EMAIL": "test@acme.test",
            "GIT_COMMITTER_DATE": date,
        }
        done = subprocess.run(
            ["git", *_SETTINGS, *arguments],
            cwd=self.root,
            env=known | QUIET | people,
            capture_output=True,
            check=False,
        )
        assert bool(done.returncode) is fails, done.stderr.decode() + done.stdout.decode()
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Write files, their folders made where they are missing."""
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def add(self, files: Mapping[str, str | bytes] | None = None) -> None:
        """Write files, and stage everything."""
        self.write(files or {})
        self.run("add", "--all")

    def commit(self, files: Mapping[str, str | bytes] | None = None) -> str:
        """Write files, stage everything and commit it; give the name of the commit."""
        self.add(files)
        self.run("commit", "--quiet", "--allow-empty", "--message", "change")
        return self.head

    @property
    def head(self) -> str:
        """The commit that is checked out."""
        return self.run("rev-parse", "HEAD")

    def branch(self, name: str, at: str = "HEAD") -> None:
        """Make a branch and check it out."""
        self.run("checkout", "--quiet", "-b", name, at)

    def checkout(self, name: str) -> None:
        """Check out a branch or a commit."""
        self.run("checkout", "--quiet", name)

    def move(self, old: str, new: str) -> None:
        """Rename a file, and stage that."""
        (self.root / new).parent.mkdir(parents=True, exist_ok=True)
        self.run("mv", old, new)

    def merge(self, name: str, *options: str, fails: bool = False) -> None:
        """Merge a branch with a commit of its own, also where none is needed."""
        self.run("merge", "--quiet", "--no-ff", "-m", "merge", *options, name, fails=fails)

    def blob(self, name: str) -> str:
        """Give the name of what a revision holds, as in `HEAD:spec.yml`."""
        return self.run("rev-parse", name)


def repo(root: Path, files: Mapping[str, str | bytes] | None = None, hashing: str = "sha1") -> Repo:
    """Make a repository, with a commit where there are files."""
    root.mkdir(parents=True, exist_ok=True)
    made = Repo(root)
    made.run(
        "init", "--quiet", "--initial-branch=main", "--template=", f"--object-format={hashing}"
    )
    if files is not None:
        made.commit(files)
    return made


def clone(of: Repo, root: Path, *options: str) -> Repo:
    """Clone over the protocol, so that `--depth` counts."""
    made = Repo(root, of.minutes)
    root.mkdir(parents=True)
    made.run("clone", "--quiet", *options, f"file://{of.root}", ".")
    return made


def worktree(of: Repo, root: Path, branch: str) -> Repo:
    """Give a repository a second working tree, on a new branch."""
    of.run("worktree", "add", "--quiet", "-b", branch, str(root))
    return Repo(root, of.minutes)


def submodule(of: Repo, module: Repo, path: str) -> Repo:
    """Put a repository into another one, and stage that."""
    of.run("submodule", "--quiet", "add", f"file://{module.root}", path)
    return Repo(of.root / path, of.minutes)


def document(made: Repo, path: str) -> Document:
    """Read a file of a working tree, which has to be there."""
    data = WorkTree(made.root, None).read(path)
    assert data is not None
    return read_document(path, data)
