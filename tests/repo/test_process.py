"""Programs that are started: all that they say is heard, and none is waited for too long."""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path

import pytest

from stacklint.repo.process import Ended, Process, TooSlow, memory_file, run

LARGE = 1_000_000


def python(program: str) -> list[str]:
    return [sys.executable, "-S", "-E", "-c", f"import os, sys\n{program}"]


@pytest.mark.parametrize(
    ("program", "told", "ended"),
    [
        ("pass", b"", Ended(0, b"", b"")),
        ("print('a', end=''); sys.exit('b')", b"", Ended(1, b"a", b"b\n")),
        ("sys.exit(len(sys.stdin.read()))", b"abc", Ended(3, b"", b"")),
        ("sys.stdin.close(); os.close(0); print('x')", b"a" * LARGE, Ended(0, b"x\n", b"")),
        ("os.close(1); os.close(2); sys.exit(len(sys.stdin.read()))", b"ab", Ended(2, b"", b"")),
        ("os.kill(os.getpid(), 15)", b"", Ended(-signal.SIGTERM, b"", b"")),
    ],
)
def test_program_is_heard_out(program: str, told: bytes, ended: Ended) -> None:
    assert run(python(program), told, 30) == ended


def test_neither_waits_for_the_other() -> None:
    program = "t = sys.stdin.read(); sys.stderr.write(t); sys.stdout.write(t)"
    said = b"b" * LARGE
    assert run(python(program), said, 30) == Ended(0, said, said)
    program = f"sys.stdout.write('c' * {LARGE}); sys.stdout.flush(); sys.stdin.read()"
    assert run(python(program), said, 30) == Ended(0, b"c" * LARGE, b"")


def test_what_is_printed_can_go_to_a_file(tmp_path: Path) -> None:
    file = memory_file() or (tmp_path / "out").open("w+b")
    program = "t = sys.stdin.read(); sys.stdout.write(t); sys.stderr.write('e')"
    told = b"d" * LARGE
    with file:
        assert run(python(program), told, 30, into=file.fileno()) == Ended(0, b"", b"e")
        file.seek(0)
        assert file.read() == told


def test_program_that_takes_too_long_is_ended() -> None:
    started = time.monotonic()
    with pytest.raises(TooSlow):
        run(python("import time; time.sleep(60)"), b"", 0.2)
    assert time.monotonic() - started < 30


def test_program_that_says_nothing_more_is_waited_for_no_longer() -> None:
    process = Process(["sh", "-c", "printf x; sleep 60"])
    assert process.read(30) == b"x"
    with pytest.raises(TooSlow):
        process.read(0.2)
    process.kill()


def test_program_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        run(["no-such-program-anywhere"], b"", 1)


def test_no_pipe_stays_open() -> None:
    def look() -> set[str]:
        return {path.name for path in Path("/dev/fd").iterdir()}

    before = look()
    run(python("pass"), b"a", 30)
    with pytest.raises(FileNotFoundError):
        run(["no-such-program-anywhere"], b"", 1)
    process = Process(python("print(input())"))
    process.told.write(b"a\n")
    assert process.out.readline() == b"a\n"
    assert process.end() == 0
    assert look() == before


def test_child_dies_of_a_closed_pipe_as_programs_do() -> None:
    process = Process(["sh", "-c", "printf x; sleep 0.3; printf y"])
    assert process.out.read(1) == b"x"
    assert process.end() == -signal.SIGPIPE
