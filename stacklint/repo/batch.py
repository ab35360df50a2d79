"""Contents of blobs, one after the other, from one process of git that stays."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from stacklint.repo.process import TooSlow

if TYPE_CHECKING:
    from collections.abc import Callable

    from stacklint.repo.process import Process


class BatchEnded(Exception):
    """Git ended in the place of an answer."""


class Batch:
    """A `git cat-file --batch`, started when it is first asked, and waited for so many seconds."""

    __slots__ = ("_owner", "_process", "_seconds", "_start")

    def __init__(self, start: Callable[[], Process], seconds: float) -> None:
        self._start = start
        self._seconds = seconds
        self._process: Process | None = None
        self._owner = 0

    def blob(self, name: str) -> bytes | None:
        """Give the content of a blob, None where this clone does not hold it.

        BatchEnded where git does not answer, as where a partial clone lacks its remote; the next
        question is put to another process. TooSlow where it says nothing for too long.
        """
        batch = self._opened()
        head = self._head_of(batch, name)
        if not head:
            self.close()
            raise BatchEnded
        if len(head) != 3:  # noqa: PLR2004 -- name, type, size
            return None
        content = batch.out.read(int(head[2]))
        batch.out.read(1)
        return content if head[1] == b"blob" else None

    def _head_of(self, batch: Process, name: str) -> list[bytes]:
        """Ask for a blob, and give the words that come before it: none where git has ended."""
        try:
            batch.told.write(name.encode() + b"\n")
        except BrokenPipeError:
            return []
        try:
            batch.wait(self._seconds)
        except TooSlow:
            batch.kill()
            self._process = None
            raise
        return batch.out.readline().split()

    def _opened(self) -> Process:
        # A forked worker must not share the pipe of its parent.
        if self._process is None or self._owner != os.getpid():
            self._owner = os.getpid()
            self._process = self._start()
        return self._process

    def close(self) -> None:
        """End the process."""
        if self._process is not None and self._owner == os.getpid():
            self._process.end()
            self._process = None
