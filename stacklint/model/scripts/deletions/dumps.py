"""Dumps of databases: written before volumes are deleted, and loaded again behind that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.model.scripts.carrying import runs_behind
from stacklint.model.scripts.courses import is_one_course
from stacklint.model.scripts.script import ScriptKind
from stacklint.model.scripts.shell.errexit import lets_go_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stacklint.model.scripts.command import Command
    from stacklint.model.scripts.script import Script

_DUMPS = re.compile(r"(?<![\w-])(?:pg_dump(?:all)?|mysqldump|mariadb-dump|mongodump)(?![\w-])")
_LOADS = re.compile(r"(?<![\w-])(?:psql|pg_restore|mysql|mariadb|mongorestore)(?![\w-])")
_FILES = ("-f", "--archive", "--file", "--out", "--result-file", "-o", "-r")
# What reads a page, line by line, sees what came of each.
_GOES_ON = frozenset({ScriptKind.MARKDOWN, ScriptKind.SHELL})


def dumps_around(command: Command, script: Script) -> tuple[Command, ...]:
    """Give what dumps a database before a command, where the script loads that behind it."""
    around = [x for x in script.commands if x != command and is_one_course(x, command, script)]
    behind = [x for x in around if x.start >= command.start]
    if not any(_LOADS.search(" ".join(x.words)) for x in behind):
        return ()
    read = {word for x in behind for word in (*x.words, *x.reads, *_options(x))}
    before = (x for x in around if x.start <= command.start and runs_behind(command, x))
    return tuple(x for x in before if not read.isdisjoint(_dumped_by(x)))


def is_waited_for(dump: Command, command: Command, script: Script) -> bool:
    """Tell whether a command does not run where a dump before it failed."""
    if dump.ignores_failure:
        return False
    told = " ".join(dump.words[1:])
    if any(guard.holds and told in guard.text for guard in command.guards):
        return True
    before = (x for x in script.commands if x.start <= dump.start)
    return script.kind not in _GOES_ON or _ends_at_a_failure(before)


def _ends_at_a_failure(before: Iterable[Command]) -> bool:
    """Tell whether `set -e` holds behind some commands."""
    goes_on = True
    for one in before:
        goes_on = lets_go_by(one.words, before=goes_on)
    return not goes_on


def _dumped_by(command: Command) -> Iterator[str]:
    """Give the files that a command dumps a database to."""
    if _DUMPS.search(" ".join(command.words)) is not None:
        yield from command.writes
        yield from _options(command)


def _options(command: Command) -> Iterator[str]:
    named = command.option(*_FILES)
    if named is not None:
        yield named
