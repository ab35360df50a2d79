"""Dumps of databases: written before volumes are deleted, and loaded again behind that."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from stacklint.model.lazy import cached_property
from stacklint.model.scripts.courses import is_one_course
from stacklint.model.scripts.script import ScriptKind
from stacklint.model.scripts.shell.errexit import lets_go_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.scripts.command import Command, Guard
    from stacklint.model.scripts.script import Script

_DUMPS = re.compile(r"(?<![\w-])(?:pg_dump(?:all)?|mysqldump|mariadb-dump|mongodump)(?![\w-])")
_LOADS = re.compile(r"(?<![\w-])(?:psql|pg_restore|mysql|mariadb|mongorestore)(?![\w-])")
_FILES = ("-f", "--archive", "--file", "--out", "--result-file", "-o", "-r")
# Nobody dumps more databases, and loads each again.
_MOST = 5
# What reads a page, line by line, sees what came of each.
_GOES_ON = frozenset({ScriptKind.MARKDOWN, ScriptKind.SHELL})


class Dumps:
    """The dumps of a script, looked up and not searched for each of its deletions."""

    def __init__(self, script: Script) -> None:
        self.script = script

    def around(self, command: Command) -> tuple[Command, ...]:
        """Give what dumps a database before a command, where the script loads that behind it."""
        if not self._dumped or self._last_load < command.start:
            return ()
        end = bisect_right(self._dumped, command.start, key=lambda x: x[1].start)
        near = self._dumped[max(0, end - _MOST) : end]
        read = (x for file, x in near if self._last_read.get(file, -1) >= command.start)
        return tuple(x for x in read if self._leads_to(command, x))

    def is_waited_for(self, dump: Command, command: Command) -> bool:
        """Tell whether a command does not run where a dump before it failed."""
        if dump.ignores_failure:
            return False
        if any(map(_is_about_a_dump, command.guards)):
            return True
        if self.script.kind not in _GOES_ON:
            return True
        switched = bisect_right(self._switches, dump.start, key=lambda x: x[0])
        return switched > 0 and not self._switches[switched - 1][1]

    def _leads_to(self, command: Command, dump: Command) -> bool:
        is_behind = all(x in dump.guards or _is_about_a_dump(x) for x in command.guards)
        return dump != command and is_behind and is_one_course(dump, command, self.script)

    @cached_property
    def _dumped(self) -> list[tuple[str, Command]]:
        found = [(file, x) for x in self.script.commands for file in _dumped_by(x)]
        return sorted(found, key=lambda x: x[1].start)

    @cached_property
    def _switches(self) -> list[tuple[int, bool]]:
        """Where `set` says whether failures go by from there on."""
        found, goes_on = [], True
        for one in self.script.commands:
            if one.words[0] == "set":
                goes_on = lets_go_by(one.words, before=goes_on)
                found.append((one.start, goes_on))
        return sorted(found)

    @cached_property
    def _last_load(self) -> int:
        loads = (x.start for x in self.script.commands if _LOADS.search(" ".join(x.words)))
        return max(loads, default=-1)

    @cached_property
    def _last_read(self) -> dict[str, int]:
        """Where a file is named that a dump wrote, for the last time."""
        files = {file for file, _ in self._dumped}
        return {
            word: x.start
            for x in self.script.commands
            for word in (*x.words, *x.reads, *_options(x))
            if word in files
        }


def _is_about_a_dump(guard: Guard) -> bool:
    """Tell whether a command runs where a dump came to its end: `&&`, `|| exit 1`."""
    return guard.holds and _DUMPS.search(guard.text) is not None


def _dumped_by(command: Command) -> Iterator[str]:
    """Give the files that a command dumps a database to."""
    if _DUMPS.search(" ".join(command.words)) is not None:
        yield from command.writes
        yield from _options(command)


def _options(command: Command) -> Iterator[str]:
    named = command.option(*_FILES)
    if named is not None:
        yield named
