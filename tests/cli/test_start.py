"""The process of a command line: how it begins and ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import EMPTY, GOOD, clean_env, repository

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
    assert done.stdout.splitlines()[-2:] == ["True Finder", "not there"]


def through_shell(where: Path, line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-c", f'"{sys.executable}" -m stacklint {line}'],
        env=clean_env(),
        cwd=where,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize(
    "words",
    [
        "--version",
        "check --help",
        "schema spec",
        "check",
        "check - --stdin-filename envs/prod.yml --fix <envs/big",
    ],
)
def test_disk_that_is_full_is_said_in_a_sentence(tmp_path: Path, words: str) -> None:
    (repository(tmp_path) / "envs" / "big").write_text(GOOD + "# x\n" * 9999)
    done = through_shell(tmp_path, f"{words} >/dev/full")
    assert done.stderr == "error: stdout cannot be written: no space left on device\n"
    assert done.returncode == 2


@pytest.mark.parametrize("words", ["--version", "--help", "check --help", "deploy plan --help"])
def test_reader_that_has_seen_enough_hears_nothing_of_it(tmp_path: Path, words: str) -> None:
    done = through_shell(tmp_path, f"{words} | true")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_stream_that_is_closed_is_nobodys_fault(tmp_path: Path, closed: str) -> None:
    done = through_shell(repository(tmp_path, EMPTY), f"check {closed}")
    assert (done.returncode, done.stderr) == (1, "")
