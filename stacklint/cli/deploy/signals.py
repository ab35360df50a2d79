"""Signals that end a run: told as an interrupt is, so that it lets go of all that it holds."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from stacklint.cli import INTERRUPTED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_ENDING = (signal.SIGTERM, signal.SIGHUP)
_SHELLS_ADD = 128
"""What shells add to the number of a signal, to make an exit code of it."""
_SOON = 0.05
"""Seconds until a signal that was lost is heard again."""


class Ended(KeyboardInterrupt):
    """A signal that asks for the end came."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Raise Ended when such a signal comes; who is told to ignore one (`nohup`) goes on."""
    heard = [x for x in _ENDING if signal.getsignal(x) is signal.SIG_DFL]
    for one in heard:
        signal.signal(one, _end)
    sys.unraisablehook = _hear_again
    try:
        yield
    finally:
        sys.unraisablehook = sys.__unraisablehook__
        signal.setitimer(signal.ITIMER_REAL, 0)
        for one in heard:
            signal.signal(one, signal.SIG_DFL)


def words_of(end: KeyboardInterrupt) -> str:
    """Say what ended a run."""
    return (
        f"ended by {signal.Signals(end.number).name}" if isinstance(end, Ended) else "interrupted"
    )


def code_after(end: KeyboardInterrupt) -> int:
    """Give the exit code that shells know it by."""
    return _SHELLS_ADD + end.number if isinstance(end, Ended) else INTERRUPTED


def _end(number: int, frame: FrameType | None) -> None:
    del frame
    for one in _ENDING:
        # Nobody who asks twice may keep us from tidying up.
        signal.signal(one, signal.SIG_IGN)
    _leave_terminal()
    raise Ended(number)


def _hear_again(lost: sys.UnraisableHookArgs) -> None:
    """Raise once more what was raised where the interpreter goes on all the same.

    Such places are the callbacks of weak references, of which each import has one.
    """
    end = lost.exc_value
    if not isinstance(end, Ended):
        sys.__unraisablehook__(lost)
        return

    def raise_it(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise end

    signal.signal(signal.SIGALRM, raise_it)
    signal.setitimer(signal.ITIMER_REAL, _SOON)


def _leave_terminal() -> None:
    """Write nowhere from now on where the terminal is gone, as it is when a connection breaks."""
    for output in (1, 2):
        try:
            os.write(output, b"")
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), output)
