"""What a host runs by itself: the lines of crontabs, and the commands of systemd's units."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from stacklint.model.scripts.piece import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

# Minute, hour, day, month and day of the week; or a word for all of them.
_TIMES = r"^[ \t]*(?:@[a-z]+|(?:[\d*][\w*,/-]*[ \t]+){2}(?:[\w*][\w*,/-]*[ \t]+){2}[\w*][\w*,/-]*)"
_LINE = re.compile(_TIMES + r"[ \t]+(?P<command>\S[^\n]*)$", re.MULTILINE)
# A crontab of the system says who runs it.
_WHO = re.compile(r"[a-z_][\w-]*[ \t]+")
_EXEC = re.compile(
    r"^Exec(?:Start|Stop|Reload|Condition)(?:Pre|Post)?[ \t]*=[ \t]*(?P<signs>[-+!@:]*)"
    r"(?P<command>(?:[^\\\n]|\\\n|\\.)+)$",
    re.MULTILINE,
)
_DIRECTORY = re.compile(r"^WorkingDirectory[ \t]*=[ \t]*-?(\S+)[ \t]*$", re.MULTILINE)


def of_crontab(name: str, text: str) -> Iterator[Piece]:
    """Give what cron runs; from the home of a user, which nobody knows here."""
    is_of_system = "cron.d" in name.split("/") or name.endswith("etc/crontab")
    for found in _LINE.finditer(text):
        start = found.start("command")
        who = _WHO.match(text, start) if is_of_system else None
        start = start if who is None else who.end()
        yield Piece(text[start : found.end()], (start,), directory=None)


def of_unit(text: str) -> Iterator[Piece]:
    """Give what systemd runs; a `-` before it lets it fail."""
    told = _DIRECTORY.search(text)
    directory = told[1] if told is not None and posixpath.isabs(told[1]) else None
    for found in _EXEC.finditer(text):
        command, start = found["command"], found.start("command")
        yield Piece(
            command,
            (start,) * (command.count("\n") + 1),
            directory=directory,
            ignores_failure="-" in found["signs"],
        )
