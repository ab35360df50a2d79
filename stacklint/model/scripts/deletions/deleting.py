"""Directories that a command deletes, whichever program does it."""

from __future__ import annotations

import re
from itertools import chain, takewhile
from typing import TYPE_CHECKING

from stacklint.model.scripts.command import written_out
from stacklint.model.scripts.shell.options import behind_options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from stacklint.model.scripts.command import Command

# With any other test, `find` deletes some files, and which cannot be told.
_ALL_OF = frozenset(
    {
        *("-delete", "-depth", "-maxdepth", "-mindepth", "-mount", "-type", "-xdev"),
        *("-print", "-print0"),
    }
)
_RUNS = frozenset({"-exec", "-execdir"})
# What every file system has, or every directory that git keeps.
_BUT_FOR = frozenset({".gitignore", ".gitkeep", ".keep", "lost+found"})
_RECURSIVE = re.compile(r"-[a-zA-Z]*[rR][a-zA-Z]*|--recursive")
_OF_BTRFS = frozenset({"-i", "--subvolid"})
_OF_ZFS = ("-o", "-t")
_IDLE = re.compile(r"-[a-zA-Z]*n[a-zA-Z]*|--dryrun")


def deleted_by(command: Command) -> Iterator[str]:
    """Give what a command deletes, one path after the other, as they are written."""
    program = "mkfs" if command.program.startswith("mkfs") else command.program
    paths = _PROGRAMS[program](command.words[1:]) if program in _PROGRAMS else ()
    yield from chain.from_iterable(map(written_out, paths))


def _by_rm(words: Sequence[str]) -> Iterable[str]:
    return _plain(words) if any(map(_RECURSIVE.fullmatch, words)) else ()


def _plain(words: Sequence[str]) -> Iterator[str]:
    return (word for word in words if not word.startswith("-"))


def _by_find(words: Sequence[str]) -> Iterable[str]:
    """What `find` looks at stands in front of the first question."""
    is_all = _deletes_all(tuple(_without_exceptions(words)))
    return takewhile(lambda word: not word.startswith(("-", "(", "!")), words) if is_all else ()


def _without_exceptions(words: Sequence[str]) -> Iterator[str]:
    """Leave out what spares a file that nobody means: `! -name lost+found`."""
    left = list(words)
    while left:
        no, test, name = (*left, "", "", "")[:3]
        if no in {"!", "-not"} and test in {"-name", "-path"} and name in _BUT_FOR:
            del left[:3]
        else:
            yield left.pop(0)


def _deletes_all(words: tuple[str, ...]) -> bool:
    """Tell whether `find` deletes whatever it finds, by itself or by another program."""
    at = next((i for i, word in enumerate(words) if word in _RUNS), len(words))
    is_deleting = "-delete" in words or words[at + 1 : at + 2] == ("rm",)
    return is_deleting and _ALL_OF.issuperset(_tests(words[:at]))


def _tests(words: Iterable[str]) -> Iterator[str]:
    return (word for word in words if word.startswith(("-", "(", "!")))


def _by_btrfs(words: Sequence[str]) -> Iterable[str]:
    """Of its verbs, btrfs takes as many letters as tell them apart."""
    told = behind_options(tuple(words), ())
    group, verb = (*told, "", "")[:2]
    is_one = len(group) > 1 and "subvolume".startswith(group) and "delete".startswith(verb or "-")
    return _plain(told[2:]) if is_one and _OF_BTRFS.isdisjoint(told) else ()


def _by_zfs(words: Sequence[str]) -> Iterable[str]:
    """A dataset is mounted at its own name, where nobody says else; a snapshot is no directory."""
    if words[:1] != ("destroy",) or any(map(_IDLE.fullmatch, words)):
        return ()
    named = behind_options(tuple(words[1:]), _OF_ZFS)
    return (f"/{word}" for word in named if not {"@", "#"} & set(word))


_PROGRAMS: dict[str, Callable[[Sequence[str]], Iterable[str]]] = {
    "btrfs": _by_btrfs,
    "find": _by_find,
    "mkfs": _plain,
    "rm": _by_rm,
    "zfs": _by_zfs,
    "zpool": _by_zfs,
}
