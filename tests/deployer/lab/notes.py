"""A stack of our own with a database, a web service, a job, config maps and a secret."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

from tests.running import clean_env, commit_all, git, write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

COMPOSE = """\
services:
  db:
    image: lab/postgres:1
    environment:
      APP_TOKEN: ${APP_TOKEN}
    volumes:
      - notes-db:/var/lib/postgresql/data
    healthcheck:
      test: ["CMD", "pg_isready", "-h", "127.0.0.1"]
      interval: 2s
      retries: 30
  web:
    image: lab/web:1
    init: true
    depends_on: [db]
    environment:
      APP_TOKEN: ${APP_TOKEN}
      GREETING: ${GREETING}
    volumes:
      - notes-files:/data
      - ../config/page:/www:ro
    ports: ["80"]
volumes:
  notes-db:
  notes-files:
"""
JOB = """\
services:
  load:
    image: lab/busybox:1
    command: ["sh", "-c", "test -n \\"$${APP_TOKEN}\\" && echo loaded"]
    environment:
      APP_TOKEN: ${APP_TOKEN}
"""
STACK = {
    "stacks/notes/stack.yml": "version: '1.0'\nname: notes\npods:\n  - notes\njobs:\n  - load\n",
    "compose/docker-compose-notes.yml": COMPOSE,
    "compose-jobs/docker-compose-load.yml": JOB,
    "config/page/index.html": "<p>first</p>\n",
}
SETTINGS = """\
config:
  GREETING: hello
  APP_TOKEN: $generate:hex:16$
resources:
  containers:
    reservations: {cpus: 0.05, memory: 32M}
    limits: {cpus: 1.0, memory: 400M}
"""


class Done(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        return f"exit {self.code}\n{self.out}\n{self.err}"


class Site(NamedTuple):
    """An operator's repository, and the directory of one deployment."""

    repo: Path
    place: Path

    @property
    def cluster(self) -> str:
        """The name of the cluster, or of the compose project."""
        text = (self.place / "deployment.yml").read_text(encoding="utf-8")
        return text.partition("cluster-id: ")[2].split()[0]

    def run(self, *words: str, env: Mapping[str, str] = {}) -> Done:
        """Run stacklint in the repository."""
        done = subprocess.run(
            [sys.executable, "-m", "stacklint", *words],
            cwd=self.repo,
            env=environment(**env),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def deploy(self, action: str, *words: str) -> Done:
        """Run a command on the deployment, and see that it works."""
        done = self.run("deploy", action, "--dir", str(self.place), *words)
        assert done.code == 0, done.all
        return done

    def inside(self, service: str, *command: str) -> str:
        """Run a command in the container of a service."""
        return self.deploy("exec", service, "--", *command).out

    def commit(self, path: str, old: str, new: str) -> None:
        """Change a file of the repository, and commit that."""
        file = self.repo / path
        text = file.read_text(encoding="utf-8")
        assert old in text, text
        file.write_text(text.replace(old, new), encoding="utf-8")
        commit_all(self.repo)


def environment(**more: str) -> dict[str, str]:
    """Give the environment of the lab, and nothing of who runs the tests."""
    names = ("PATH", "DOCKER_HOST", "DOCKER_CONFIG", "STACKLINT_KIND_NODE_IMAGE")
    return clean_env(**{**{x: os.environ[x] for x in names if x in os.environ}, **more})


def site_of(folder: Path, target: str, *options: str, more: str = "") -> Site:
    """Make the repository, write a first spec, and make the deployment directory."""
    site = Site(folder / "repo", folder / "deployment")
    write(site.repo, STACK)
    git(site.repo, "init", "--quiet")
    commit_all(site.repo)
    first = (
        "deploy",
        "init",
        "--stack",
        "stacks/notes",
        "--deploy-to",
        target,
        "--output",
        "spec.yml",
    )
    done = site.run(*first, *options)
    assert done.code == 0, done.all
    spec = site.repo / "spec.yml"
    text = spec.read_text(encoding="utf-8").replace("config: {}\n", "")
    spec.write_text(text + SETTINGS + more, encoding="utf-8")
    commit_all(site.repo)
    done = site.run(
        "deploy", "create", "--spec-file", "spec.yml", "--deployment-dir", str(site.place)
    )
    assert done.code == 0, done.all
    return site
