"""Programs that are started, and heard out.

`subprocess` can do far more, and takes half a start of the interpreter to import.
"""

from __future__ import annotations

import os
import select
import time

# `signal` makes enums of them all, which takes a tenth of a start.
from _signal import SIGKILL, SIGPIPE  # type: ignore[import-not-found]
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import IO

PIECE = 1 << 16
"""The most bytes that are read at once."""


class TooSlow(Exception):
    """A program did not end in time, and was ended."""


class Ended(NamedTuple):
    """What a program came to: its exit code, what it printed, and what it complained of."""

    code: int
    out: bytes
    err: bytes


class Process:
    """A program that runs: what is written to `told` it reads, what it prints comes to `out`."""

    __slots__ = ("out", "pid", "told")

    def __init__(
        self,
        argv: Sequence[str],
        err: int | None = None,
        env: Mapping[str, str] = os.environ,
        into: int | None = None,
    ) -> None:
        """Start it; OSError where that fails. Its complaints go to the file `err`, or nowhere.

        What it prints comes by a pipe, or lies in the file `into` when it has ended.
        """
        theirs_in, told = os.pipe()
        out, theirs_out = os.pipe() if into is None else (os.dup(into), os.dup(into))
        self.told = open(told, "wb", buffering=0)  # noqa: SIM115 -- closed by `end`
        self.out = open(out, "rb")  # noqa: SIM115 -- closed by `end`
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            self.pid = _spawn(argv, (theirs_in, theirs_out, nowhere if err is None else err), env)
        except OSError:
            self.told.close()
            self.out.close()
            raise
        finally:
            for file in (theirs_in, theirs_out, nowhere):
                os.close(file)

    def wait(self, seconds: float) -> None:
        """Wait until it says more, or has said all; TooSlow where it does neither for so long."""
        waiting = select.poll()
        waiting.register(self.out, select.POLLIN)
        if not waiting.poll(seconds * 1000):
            raise TooSlow

    def read(self, seconds: float) -> bytes:
        """Give what it says next, nothing where that was all; TooSlow as above."""
        self.wait(seconds)
        return os.read(self.out.fileno(), PIECE)

    def end(self) -> int:
        """Tell it nothing more, hear nothing more, and give its exit code when it has ended."""
        self.told.close()
        self.out.close()
        _, status = os.waitpid(self.pid, 0)
        return os.waitstatus_to_exitcode(status)

    def kill(self) -> None:
        """End it now."""
        os.kill(self.pid, SIGKILL)
        self.end()


def _spawn(argv: Sequence[str], files: Sequence[int], env: Mapping[str, str]) -> int:
    return os.posix_spawnp(
        argv[0],
        list(argv),
        env,
        file_actions=[(os.POSIX_SPAWN_DUP2, own, at) for at, own in enumerate(files)],
        # Python ignores it, and its children would too.
        setsigdef=[SIGPIPE],
    )


def run(
    argv: Sequence[str],
    told: bytes,
    seconds: float,
    env: Mapping[str, str] = os.environ,
    into: int | None = None,
) -> Ended:
    """Run a program to its end; OSError where it cannot start, TooSlow when it takes longer.

    What it prints goes to the file `into`, where one is given: much is read from there in half the
    time, since nobody has to take turns.
    """
    err, theirs = os.pipe()
    with open(err, "rb") as complaints:
        try:
            process = Process(argv, theirs, env, into)
        finally:
            os.close(theirs)
        said: dict[int, list[bytes]] = {complaints.fileno(): []}
        if into is None:
            said[process.out.fileno()] = []
        try:
            _exchange(process, told, said, time.monotonic() + seconds)
        except BaseException:
            process.kill()
            raise
        err_out, *out = map(b"".join, said.values())
        return Ended(process.end(), b"".join(out), err_out)


def memory_file() -> IO[bytes] | None:
    """Open a file in memory, for others to write and then to be read; None where there is none."""
    try:
        return open(os.memfd_create("stacklint"), "rb", buffering=PIECE)
    except (AttributeError, OSError):
        # Linux alone has them, and a sandbox may refuse them.
        return None


def _exchange(process: Process, told: bytes, said: dict[int, list[bytes]], end: float) -> None:
    """Write, and take up what is said, as it can be done: neither waits for the other."""
    left, waiting, told_to = memoryview(told), select.poll(), process.told.fileno()
    waiting.register(told_to, select.POLLOUT)
    for file in said:
        waiting.register(file, select.POLLIN)
    heard: set[int] = set()
    while len(heard) < len(said):
        ready = waiting.poll(max(0.0, end - time.monotonic()) * 1000)
        if not ready:
            raise TooSlow
        for file, _ in ready:
            if file == told_to:
                left = _tell(process, left)
                is_done = not left
            else:
                said[file].append(os.read(file, PIECE))
                is_done = not said[file][-1]
                heard |= {file} if is_done else set()
            if is_done:
                waiting.unregister(file)


def _tell(process: Process, left: memoryview) -> memoryview:
    """Write as much as a pipe is sure to take, and give what is left."""
    try:
        # A program that has ended, or has read enough, is told nothing more.
        left = left[process.told.write(left[: select.PIPE_BUF]) :] if left else left
    except BrokenPipeError:
        left = left[:0]
    if not left:
        process.told.close()
    return left
