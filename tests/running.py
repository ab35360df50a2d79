"""The program as people run it: a process with its own directory, environment and input."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# What says where a test runs must not decide how it ends.
_SCRUBBED = ("CI", "GITHUB_", "GITLAB_", "RUNNER_", "PRE_COMMIT", "GIT_", "NO_COLOR", "FORCE_COLOR")


class Done(NamedTuple):
    """What a run came to."""

    code: int
    out: str
    err: str


def clean_env(**more: str) -> dict[str, str]:
    """Give the environment without what CI or a hook put into it."""
    # Modules are compiled once, as an installation leaves them: a third of a second for each start.
    scrubbed = (*_SCRUBBED, "PYTHONDONTWRITEBYTECODE")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(scrubbed)}
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8"}
    return {**kept, **settings, "COLUMNS": "80", **more}


def stacklint(
    where: Path, *arguments: str, told: bytes = b"", env: Mapping[str, str] | None = None
) -> Done:
    """Run stacklint in a directory."""
    done = subprocess.run(
        [sys.executable, "-m", "stacklint", *arguments],
        cwd=where,
        env=clean_env(**(env or {})),
        input=told,
        capture_output=True,
        check=False,
        timeout=60,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def write(root: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files below a directory."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def git(where: Path, *arguments: str, env: Mapping[str, str] | None = None) -> str:
    """Run git as nobody in particular; give what it prints."""
    people = {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", "Test"), ("EMAIL", "test@acme.test"))
    }
    done = subprocess.run(
        ["git", *arguments],
        cwd=where,
        env=clean_env(**people, **(env or {})),
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def commit_all(where: Path, message: str = "change", on: str | None = None) -> None:
    """Commit the working tree as it is, without hooks; on a day, where that matters."""
    days = () if on is None else ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE")
    git(where, "add", "--all")
    words = ("commit", "--quiet", "--no-verify", "--message", message)
    git(where, *words, env=dict.fromkeys(days, f"{on}T12:00Z"))


STACK = {
    "stacks/notes/stack.yml": "name: notes\npods: [notes]\n",
    "compose/docker-compose-notes.yml": """\
services:
  db:
    image: postgres:16
    volumes:
      - notes-db:/var/lib/postgresql/data
volumes:
  notes-db:
""",
}

GOOD = """\
# Production, kept by hand.
stack: stacks/notes
deploy-to: k8s-kind
kind-mount-root: /srv/kind
namespace: notes
volumes:
  notes-db: /srv/kind/notes/db
"""

EMPTY = GOOD.replace("notes-db: /srv/kind/notes/db", "notes-db:")

REGENERATED = """\
stack: stacks/notes
deploy-to: k8s-kind
volumes:
  notes-db:
secrets: {}
"""


def repository(where: Path, spec: str = GOOD) -> Path:
    """Make a git repository with one spec and its stack, and commit it."""
    where.mkdir(parents=True, exist_ok=True)
    git(where, "init", "--quiet", "--initial-branch=main")
    write(where, {**STACK, "envs/prod.yml": spec})
    commit_all(where, "first")
    return where
