"""What a script does around its deletions, looked up and not searched for each of them."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING

from stacklint.model.lazy import cached_property
from stacklint.model.named import NamedTuple
from stacklint.model.scripts.command import THROW_AWAY
from stacklint.model.scripts.deletions.datasets import mounted_by
from stacklint.model.scripts.deletions.restoring import targets_of
from stacklint.model.scripts.shell.options import behind_options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.scripts.command import Command

_EMPTY = re.compile(r"(?:^|/)\.?empty(?:[-_.]?(?:dir|directory|folder)?)?/?\.?$", re.IGNORECASE)
# What one does with a directory, and puts nothing in it.
_PUTS_NOTHING = frozenset({"chmod", "chown", "mkdir", "mktemp", "rm", "rmdir", "trap"})
_OF_MOUNT = ("-L", "-O", "-U", "-o", "-t", "--options", "--types")


class _Restored(NamedTuple):
    """Which commands put something in a place, or somewhere below it, by their number."""

    at: list[int]
    below: list[int]


class Surroundings:
    """Commands that follow each other, and what they do with directories and devices."""

    def __init__(self, commands: tuple[Command, ...]) -> None:
        self.commands = commands

    def at(self, command: Command) -> int:
        """Give the number of a command."""
        return self._numbers[command]

    def is_empty(self, source: str) -> bool:
        """Tell whether nothing is in a directory, by its name or since one has just made it."""
        bare = source.rstrip("/.")
        if not bare or bare in self._filling:
            return False
        return THROW_AWAY in bare or bare in self._made or _EMPTY.search(bare) is not None

    def restoring(self, path: str, begin: int) -> Iterator[Command]:
        """Give the commands, from one on, that put something in a directory, above it or below."""
        place = path.rstrip("/")
        found = self._restored[place].below if place in self._restored else []
        around = (self._restored[x].at for x in _above(place) if x in self._restored)
        numbers = sorted({*found, *(number for at in around for number in at)})
        for number in numbers[bisect_right(numbers, begin - 1) :]:
            yield self.commands[number]

    def mounted_from(self, devices: set[str]) -> Iterator[tuple[str, str]]:
        """Give devices with the directories that they are mounted at."""
        for device in devices:
            yield from ((device, directory) for directory in self._mounts.get(device, ()))

    def is_unmounted(self, name: str, before: int) -> bool:
        """Tell whether a device or a directory is taken away before a command."""
        return self._unmounted.get(name, before) < before

    def moved_to(self, path: str, before: Command) -> Iterator[tuple[Command, str]]:
        """Give what moved something to a path, or below it, and the directory that it moved."""
        found = self._moved.get(path.rstrip("/*"), ())
        at = self.at(before) if found else 0
        yield from ((command, old) for number, command, old in found if number < at)

    @cached_property
    def _numbers(self) -> dict[Command, int]:
        # The first of equal ones is to stay.
        return {command: number for number, command in reversed([*enumerate(self.commands)])}

    @cached_property
    def _moved(self) -> dict[str, list[tuple[int, Command, str]]]:
        found: dict[str, list[tuple[int, Command, str]]] = defaultdict(list)
        for number, command in enumerate(self.commands):
            for old, new in _moves_of(command):
                for place in _above(new):
                    found[place].append((number, command, old))
        return dict(found)

    @cached_property
    def datasets(self) -> dict[str, str]:
        """The directories of datasets, where the script says them."""
        return dict(filter(None, map(mounted_by, self.commands)))

    @cached_property
    def _made(self) -> frozenset[str]:
        made = (x for x in self.commands if x.program == "mkdir")
        return frozenset(word.rstrip("/") for x in made for word in x.words)

    @cached_property
    def _filling(self) -> str:
        """All words that name what something may be put in, one a line."""
        return "\n".join(word for x in self.commands for word in _filled_by(x))

    @cached_property
    def _restored(self) -> dict[str, _Restored]:
        found: dict[str, _Restored] = defaultdict(lambda: _Restored([], []))
        for number, command in enumerate(self.commands):
            for target in targets_of(command):
                place = target.rstrip("/")
                found[place].at.append(number)
                for above in _above(place):
                    found[above].below.append(number)
        return dict(found)

    @cached_property
    def _mounts(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for command in self.commands:
            if command.program == "mount":
                told = behind_options(command.words[1:], _OF_MOUNT)
                found[(*told, "")[0]] += told[1:2]
        return dict(found)

    @cached_property
    def _unmounted(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for number, command in enumerate(self.commands):
            for word in command.words[1:] if command.program == "umount" else ():
                found.setdefault(word, number)
        return found


def _moves_of(command: Command) -> Iterator[tuple[str, str]]:
    """Give what `mv` moves, and where it is from then on: under its own name in a directory."""
    told = (
        [x for x in command.words[1:] if not x.startswith("-")] if command.program == "mv" else []
    )
    *sources, target = [command.path(x) or "" for x in told] or [""]
    is_into = len(sources) > 1 or (*told, "")[-1].endswith("/")
    for old in filter(None, sources if target else ()):
        yield old, posixpath.join(target, posixpath.basename(old)) if is_into else target


def _filled_by(command: Command) -> tuple[str, ...]:
    """Give the words of a command that may name what it puts something in."""
    words = command.words if command.program not in _PUTS_NOTHING else ()
    words = command.words[-1:] if command.program == "rsync" else words
    return (*words, *command.writes)


def _above(place: str) -> Iterator[str]:
    """Give a place, and those above it."""
    yield place
    while "/" in place:
        place = place.rpartition("/")[0]
        yield place
