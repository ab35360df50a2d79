"""What a host runs by itself: the lines of crontabs, and the commands of systemd's units."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from stacklint.model.scripts.piece import Piece
from stacklint.model.secrets.patterns import is_secret_key

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
_SET = re.compile(
    r"^[ \t]*(?P<name>[A-Za-z_]\w*)[ \t]*=[ \t]*[\"']?(?P<text>[^\s\"'$]+)[\"']?[ \t]*$",
    re.MULTILINE,
)
_ENVIRONMENT = re.compile(r"^Environment[ \t]*=(?P<pairs>[^\n]*)$", re.MULTILINE)
_PAIR = re.compile(r"\"(\w+)=([^\"\n]*)\"|'(\w+)=([^'\n]*)'|(?<!\S)(\w+)=([^\s\"']*)")
_DIRECTORY = re.compile(r"^WorkingDirectory[ \t]*=[ \t]*-?(\S+)[ \t]*$", re.MULTILINE)


def of_crontab(name: str, text: str) -> Iterator[Piece]:
    """Give what cron runs; from the home of a user, which nobody knows here."""
    known = {x["name"]: x["text"] for x in _SET.finditer(text) if not is_secret_key(x["name"])}
    is_of_system = "cron.d" in name.split("/") or name.endswith("etc/crontab")
    for found in _LINE.finditer(text):
        start = found.start("command")
        who = _WHO.match(text, start) if is_of_system else None
        start = start if who is None else who.end()
        yield Piece(text[start : found.end()], (start,), directory=None, known=known)


def of_unit(text: str) -> Iterator[Piece]:
    """Give what systemd runs; a `-` before it lets it fail."""
    known = dict(_environment(text))
    told = _DIRECTORY.search(text)
    directory = told[1] if told is not None and posixpath.isabs(told[1]) else None
    for found in _EXEC.finditer(text):
        command, start = found["command"], found.start("command")
        yield Piece(
            command,
            (start,) * (command.count("\n") + 1),
            directory=directory,
            ignores_failure="-" in found["signs"],
            known=known,
        )


def _environment(text: str) -> Iterator[tuple[str, str]]:
    """Give the variables of a unit; a secret stays in its variable."""
    for line in _ENVIRONMENT.finditer(text):
        for pair in _PAIR.finditer(line["pairs"]):
            name, told = (x for x in pair.groups() if x is not None)
            if told and not is_secret_key(name):
                yield name, told
