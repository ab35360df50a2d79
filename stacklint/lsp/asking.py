"""The linter, asked in processes of its own: a look can be ended, and ends with all it held."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from asyncio.subprocess import PIPE
from typing import TYPE_CHECKING, cast

from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stacklint.lsp.report import Seen

_UNREADABLE = 3
"""The exit code where an input cannot be parsed: there is something to say of it all the same."""


class NoAnswer(Exception):
    """The linter could not look, and says why: a wrong configuration, a fault of its own."""


class Linter(NamedTuple):
    """The words that start stacklint."""

    command: tuple[str, ...]

    async def look(self, texts: Mapping[str, str]) -> list[Seen]:
        """Judge what some files concern, by absolute path, as if they held these texts."""
        told = json.dumps({"texts": dict(texts)}).encode()
        said = await self._ask(("lsp", "look"), told, _folder_of(next(iter(texts))))
        return cast("list[Seen]", json.loads(said))

    async def fixed(self, path: str, text: str) -> str:
        """Give a text with all safe fixes made."""
        words = ("check", "-", "--stdin-filename", path, "--fix")
        return (await self._ask(words, text.encode(), _folder_of(path))).decode()

    async def allowed(self, texts: Mapping[str, str], finding: Mapping[str, object]) -> str:
        """Give the text of a file with the comment that allows a finding, still without a reason.

        The finding is told by its `file`, `line` and `rule`.
        """
        told = json.dumps({"texts": dict(texts), "finding": finding}).encode()
        return (await self._ask(("lsp", "allow"), told, _folder_of(next(iter(texts))))).decode()

    async def page(self, rule: str, path: str) -> str:
        """Give the page of a rule, as Markdown; the configuration of a file may bring its own."""
        words = ("explain", rule, "--format", "markdown")
        return (await self._ask(words, b"", _folder_of(path))).decode()

    async def _ask(self, words: Sequence[str], told: bytes, where: str) -> bytes:
        process = await asyncio.create_subprocess_exec(
            *self.command,
            *words,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            cwd=where,
            start_new_session=True,
        )
        try:
            out, err = await process.communicate(told)
        except asyncio.CancelledError:
            # All of them: over many specs a look is several processes.
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
            raise
        if process.returncode not in {0, _UNREADABLE} or (process.returncode and not out):
            raise NoAnswer(err.decode(errors="replace").strip())
        return out


def _folder_of(path: str) -> str:
    """Give the closest directory there is: a new file may be the first of its folder."""
    folder = os.path.dirname(path)  # noqa: PTH120 -- as text, like all paths of the protocol
    while not os.path.isdir(folder):  # noqa: PTH112 -- as above
        folder = os.path.dirname(folder)  # noqa: PTH120 -- as above
    return folder
