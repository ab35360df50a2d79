"""A project as laconic-so leaves it is adopted, and goes on with the same bytes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.deployer.lab.needs import PSQL, QUICK, needs_docker
from tests.deployer.lab.notes import Site, site_of
from tests.deployer.worlds import tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.docker, pytest.mark.slow, needs_docker]
POD = "compose/docker-compose-notes.yml"


def docker(site: Site, *words: str) -> str:
    env = {**os.environ, "CERC_HOST_UID": "0", "CERC_HOST_GID": "0"}
    done = subprocess.run(
        ["docker", *words], cwd=site.place, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def up(site: Site) -> None:
    """Bring the project up as laconic-so does."""
    files = ("--file", POD, "--env-file", "config.env")
    docker(site, "compose", *files, "--project-name", site.cluster, "up", "--detach", "--wait")


def ids(site: Site) -> list[str]:
    label = f"label=com.docker.compose.project={site.cluster}"
    lines = docker(site, "ps", "--filter", label, "--format", "{{.ID}} {{.Names}}").split("\n")
    return sorted(line for line in lines if "-load-" not in line)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A directory without anything of ours, and what runs of it."""
    site = site_of(tmp_path, "compose")
    shutil.rmtree(site.place / ".stacklint")
    (site.place / ".gitignore").unlink()
    up(site)
    yield site
    names = ("--project-name", site.cluster, "--file", POD)
    ends = ("--env-file", "config.env", "down", "--volumes", "--remove-orphans")
    docker(site, "compose", *names, *ends)


def test_a_project_of_laconic_so_goes_on_with_its_bytes(site: Site) -> None:
    sql = "create table notes (x text); insert into notes values ('kept')"
    docker(site, "exec", f"{site.cluster}-db-1", *PSQL, sql)
    before, files = ids(site), names_of(site)
    shown = site.deploy("adopt", "--spec-file", "spec.yml").out
    assert f"{site.place}/data/notes-db" in shown
    assert "No data moves." in shown
    assert (names_of(site), ids(site)) == (files, before)
    site.deploy("adopt", "--spec-file", "spec.yml", "--yes")
    assert set(names_of(site)) - set(files) == {".gitignore"}
    event = json.loads(site.deploy("plan", "--format", "json").out.splitlines()[-1])
    changed = {x["title"]: x["action"] for x in event["plan"]["steps"] if x["role"] == "volumes"}
    assert changed == {"notes-db": "keep", "notes-files": "keep"}
    site.deploy("start", *QUICK)
    assert ids(site) == before
    assert "kept" in site.inside("db", *PSQL, "select x from notes")
    up(site)
    assert ids(site) == before
    site.deploy("restart", *QUICK)
    assert "kept" in site.inside("db", *PSQL, "select x from notes")


def names_of(site: Site) -> list[str]:
    """All files but our own and those of volumes."""
    return [x for x in tree_of(site.place) if not x.startswith((".stacklint", "data/"))]
