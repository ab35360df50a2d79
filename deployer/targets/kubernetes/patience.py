"""Waiting for a cluster, and running out of patience."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from deployer.errors import StepFailed

if TYPE_CHECKING:
    from collections.abc import Callable

_PAUSE = 0.5


class Patience:
    """Waits until something is so, `seconds` at most; the clock can be another one."""

    __slots__ = ("_now", "_pause", "seconds")

    def __init__(
        self,
        seconds: float = 180,
        *,
        now: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.seconds = seconds
        self._now = now
        self._pause = pause

    def wait(self, what: str, words: str, done: Callable[[], bool]) -> None:
        """Wait; StepFailed with the words on what did not happen."""
        end = self._now() + self.seconds
        while not done():
            if self._now() >= end:
                raise StepFailed(what, f"{words} within {self.seconds:.0f} s")
            self._pause(_PAUSE)
