"""Runs that are killed while data moves: no byte is lost, and the same command ends it."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.deployer.lab.needs import QUICK, needs_docker
from tests.deployer.lab.notes import environment

if TYPE_CHECKING:
    from pathlib import Path

    from tests.deployer.lab.notes import Site

PIECES = 400


def checksum(folder: Path) -> str:
    """The names and contents of all that was written before, in order."""
    found = hashlib.sha256()
    for path in sorted(folder.glob("piece-*")):
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()


def killed(site: Site, seconds: float, *words: str) -> bool:
    """Start a run, kill it after a while; tell whether it was still at work."""
    command = [sys.executable, "-m", "stacklint", "deploy", "restart", "--dir", str(site.place)]
    with subprocess.Popen(
        [*command, *words],
        cwd=site.repo,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as run:
        time.sleep(seconds)
        was_running = run.poll() is None
        if was_running:
            os.killpg(run.pid, signal.SIGKILL)
    return was_running


@pytest.mark.docker
@needs_docker
def test_a_killed_migration_loses_nothing(compose: Site, tmp_path: Path) -> None:
    compose.deploy("start", *QUICK)
    first, second = compose.place / "data/notes-files", tmp_path / "second"
    for number in range(PIECES):
        (first / f"piece-{number:03}").write_bytes(os.urandom(5000))
    expected = checksum(first)
    compose.commit("spec.yml", "notes-files: ./data/notes-files", f"notes-files: {second}")
    again = ("--migrate", "notes-files", *QUICK)
    for seconds in (0.9, 1.3, 1.7, 2.1, 2.5, 2.9, 3.3):
        if not killed(compose, seconds, *again):
            break
        assert expected in {checksum(first), checksum(second)}, seconds
    # The last of them may have come to its end.
    done = compose.run("deploy", "restart", "--dir", str(compose.place), *again)
    assert done.code == 0 or "it stays where it is" in done.err, done.all
    assert checksum(second) == expected
    assert checksum(first) == expected
    assert compose.inside("web", "sh", "-c", "ls /data | wc -l").strip() == str(PIECES)
