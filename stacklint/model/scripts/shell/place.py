"""Where a script is, as it goes from one directory to another."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.scripts.command import thrown_away

if TYPE_CHECKING:
    from stacklint.model.scripts.command import Command

GOING = frozenset({"cd", "pushd", "popd"})
"""The commands that lead elsewhere."""

_UNKNOWN = re.compile(r"^(?:~[^/]*|\{[^{}]*\}|\$\(.*\)|`.*`|\$\{?\w+\}?)(?=/|$)")
_UPWARDS = re.compile(r"^(?:\.\./?)+|^\.$")


class Place(NamedTuple):
    """A directory, relative to where the script was started, as a command has it.

    Where it cannot be told, it is None, and `beneath` the end of it that can.
    """

    directory: str | None = ""
    beneath: str = ""


NOWHERE = Place(None)


class Way(NamedTuple):
    """Where a script is, and where `cd -` and `popd` would lead from there."""

    here: Place = Place()
    left: Place = NOWHERE
    pushed: tuple[Place, ...] = ()

    def behind(self, command: Command) -> Way:
        """Give the way after a command that leads elsewhere; it has been run where this one is."""
        told = (x for x in command.words[1:] if x == "-" or not x.startswith("-"))
        word = next(told, "")
        if command.program == "popd":
            return Way((*self.pushed, NOWHERE)[0], self.here, self.pushed[1:])
        if word == "-":
            return Way(self.left, self.here, self.pushed)
        pushed = (self.here, *self.pushed) if command.program == "pushd" else self.pushed
        return Way(_entered(command, word), self.here, pushed)


def _entered(command: Command, word: str) -> Place:
    """Give the place that a word leads to; of one that is unknown, the end."""
    word = thrown_away(word)
    directory = command.path(word) if word and not word.startswith("{") else None
    if directory is not None:
        return Place(directory)
    known = _UNKNOWN.sub("", word)
    end = known.lstrip("/") if known != word else posixpath.join(command.beneath, word)
    return Place(None, _UPWARDS.sub("", posixpath.normpath(end)))
