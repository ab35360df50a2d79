"""The process of a command line: how it begins and ends."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.running import GOOD, clean_env, repository

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """\
import atexit, sys
from stacklint.cli import start
atexit.register(lambda: print("done", end=""))
atexit.register(lambda: print("told", end="", file=sys.stderr))
sys.argv[1:] = {words!r}
start()
raise AssertionError
"""

# Says what the interpreter would have found in another way.
FINDING = """\
import sys
from importlib.machinery import PathFinder
from stacklint.cli import main
main(["check", "."])
found = [name for name in sys.modules if name.startswith("stacklint.")]
for name in found:
    ours = sys.modules[name].__spec__
    other = PathFinder.find_spec(name, sys.modules[name.rpartition(".")[0]].__path__)
    for part in ("origin", "cached", "has_location", "parent", "submodule_search_locations"):
        if getattr(ours, part) != getattr(other, part):
            print(name, part, file=sys.stderr)
print(len(found) > 100, type(sys.meta_path[0]).__name__)
try:
    import stacklint.no_such
except ModuleNotFoundError:
    print("not there")
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


def test_modules_are_those_that_a_search_finds(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FINDING],
        env=clean_env(),
        cwd=repository(tmp_path, GOOD),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert done.stdout.splitlines()[-2:] == ["True type", "not there"]
