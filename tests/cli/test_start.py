"""The process of a command line: how it begins and ends."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.running import clean_env

PROGRAM = """\
import atexit, sys
from stacklint.cli import start
atexit.register(lambda: print("done", end=""))
atexit.register(lambda: print("told", end="", file=sys.stderr))
sys.argv[1:] = {words!r}
start()
raise AssertionError
"""


@pytest.mark.parametrize(("words", "code"), [(["--version"], 0), (["check", "--no-such"], 2)])
def test_process_ends_when_all_has_been_said_and_done(words: list[str], code: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(words=words)],
        env=clean_env(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code
    assert done.stdout.endswith("done")
    assert done.stderr.endswith("told")
