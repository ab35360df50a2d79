"""Contents of blobs, one after the other, from one process of git that stays."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from stacklint.repo.process import Process


class Batch:
    """A `git cat-file --batch`, started when it is first asked."""

    __slots__ = ("_owner", "_process", "_start")

    def __init__(self, start: Callable[[], Process]) -> None:
        self._start = start
        self._process: Process | None = None
        self._owner = 0

    def blob(self, name: str) -> bytes | None:
        """Give the content of a blob, None where this clone does not hold it."""
        batch = self._opened()
        batch.told.write(name.encode() + b"\n")
        head = batch.out.readline().split()
        if len(head) != 3:  # noqa: PLR2004 -- name, type, size
            return None
        content = batch.out.read(int(head[2]))
        batch.out.read(1)
        return content if head[1] == b"blob" else None

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
