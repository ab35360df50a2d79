"""Directories that a command deletes, or whose files it empties, whichever program does it."""

from __future__ import annotations

import posixpath
import re
from itertools import chain, pairwise, takewhile
from typing import TYPE_CHECKING

from stacklint.model.scripts.command import TEMPORARY, thrown_away, written_out
from stacklint.model.scripts.shell.options import behind_options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from stacklint.model.scripts.command import Command

BELOW = "/?*"
"""The end of a path that stands for all that lies in a directory, and not for itself."""

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
# `python3.11` and `mkfs.ext4` are python and mkfs.
_VERSION = re.compile(r"(?<=^mkfs)\..*|(?<=^python)[\d.]+")
_LANGUAGES = frozenset({"node", "perl", "python", "ruby"})
_DELETED = re.compile(
    r"\b(?:removeSync|rm_r|rm_rf|rmSync|rmtree)\s*\(?\s*[rf]?[\"'](/[^\"'$\n]+)[\"']"
)
_TO_NOTHING = re.compile(r"(?:-s|--size)[= ]?0")
_IDLE = re.compile(r"-[a-zA-Z]*n[a-zA-Z]*|--dryrun")


def deleted_by(command: Command) -> Iterator[str]:
    """Give what a command deletes, one path after the other, as they are written."""
    program = _VERSION.sub("", command.program)
    paths = _PROGRAMS[program](command.words[1:]) if program in _PROGRAMS else ()
    told = (
        _DELETED.findall("\n".join((*command.words, command.fed))) if program in _LANGUAGES else ()
    )
    yield from chain.from_iterable(map(written_out, (*paths, *told)))


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
    runs = posixpath.basename((*words[at + 1 :], "")[0])
    is_deleting = "-delete" in words or runs in {"rm", "shred", "truncate", "unlink"}
    return is_deleting and _ALL_OF.issuperset(_tests(words[:at]))


def _tests(words: Iterable[str]) -> Iterator[str]:
    return (word for word in words if word.startswith(("-", "(", "!")))


def _by_truncate(words: Sequence[str]) -> Iterable[str]:
    told = (*words, *map(" ".join, pairwise(words)))
    return _plain(words) if any(map(_TO_NOTHING.fullmatch, told)) else ()


def _by_mv(words: Sequence[str]) -> Iterable[str]:
    """What is moved to where a machine keeps nothing for long is gone with the next start."""
    *moved, target = (*_plain(words),) or ("",)
    is_lost = target == "/dev/null" or f"{thrown_away(target)}/".startswith(TEMPORARY)
    return moved if is_lost else ()


def _by_git(words: Sequence[str]) -> Iterable[str]:
    """What git keeps stays; `clean` deletes the rest, and what is ignored where that is asked."""
    at = words.index("clean") if "clean" in words else len(words)
    told = "".join(x.lstrip("-") for x in words[at + 1 :] if _SHORT.fullmatch(x))
    if not {"d", "f", "x"}.issubset(told.lower()) or "n" in told:
        return
    folder = next((value for option, value in pairwise(words[:at]) if option == "-C"), ".")
    yield folder + BELOW


def _by_btrfs(words: Sequence[str]) -> Iterable[str]:
    """Of its verbs, btrfs takes as many letters as tell them apart."""
    told = behind_options(tuple(words), ())
    group, verb = (*told, "", "")[:2]
    is_one = len(group) > 1 and "subvolume".startswith(group) and "delete".startswith(verb or "-")
    return _plain(told[2:]) if is_one and _OF_BTRFS.isdisjoint(told) else ()


def _by_zfs(words: Sequence[str]) -> Iterable[str]:
    """A dataset is mounted at its own name, where nobody says else."""
    return (f"/{word}" for word in destroyed_by(words))


def destroyed_by(words: Sequence[str]) -> tuple[str, ...]:
    """Name the datasets that `zfs` or `zpool` destroys; a snapshot is no directory."""
    if words[:1] != ("destroy",) or any(map(_IDLE.fullmatch, words)):
        return ()
    named = behind_options(tuple(words[1:]), _OF_ZFS)
    return tuple(word for word in named if not {"@", "#"} & set(word))


_SHORT = re.compile(r"-[a-zA-Z]+")
_PROGRAMS: dict[str, Callable[[Sequence[str]], Iterable[str]]] = {
    "btrfs": _by_btrfs,
    "find": _by_find,
    "git": _by_git,
    "mkfs": _plain,
    "mv": _by_mv,
    "rm": _by_rm,
    "shred": _plain,
    "truncate": _by_truncate,
    "zfs": _by_zfs,
    "zpool": _by_zfs,
}
