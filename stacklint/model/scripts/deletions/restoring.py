"""What commands and tasks put in directories: copies, archives, snapshots."""

from __future__ import annotations

import posixpath
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from stacklint.model.scripts.deletions.docker_volumes import ENGINES
from stacklint.model.scripts.shell.options import behind_options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stacklint.model.scripts.command import Command
    from stacklint.model.scripts.script import Task

_EXTRACTS = re.compile(r"-?[A-Za-z]*x[A-Za-z]*|--(?:extract|get)")
_INTO_OF_TAR = re.compile(r"-[A-Za-z]*C")
# Letters of tar that have a value.
_VALUED = frozenset("bCfFgHIKLNTVX")
_COPIES_IN = re.compile(r"-[a-zA-Z]*i[a-zA-Z]*|--extract")
_RECURSIVE = re.compile(r"-[A-Za-z]*[arR][A-Za-z]*|--(?:archive|recursive)")
_OF_TASKS = frozenset({"copy", "synchronize", "unarchive"})
_OF_MOUNT = re.compile(r"(?:.*\b(?:source|src)=)?([^:,=]+)")
_UNPACKS = re.compile(r"\btar\b.*x|\b(?:cp|rsync|unzip|restore|pg_basebackup)\b", re.DOTALL)
_INTO = re.compile(r"\s(?:-C\s*|--directory[= ])(/[^\s'\";]+)")
_OF_DATASET = frozenset({"receive", "recv", "rollback"})


def copied_by(command: Command) -> tuple[str, ...]:
    """Give what a command copies as it is, directory by directory."""
    words = command.words[1:-1] if _PROGRAMS.get(command.program) is _by_copy else ()
    return tuple(word for word in words if not word.startswith("-"))


def targets_of_task(task: Task) -> Iterator[str]:
    """Give the directory that a task restores."""
    if task.module in _OF_TASKS and task.arguments.get("src", "").startswith(("/", "http", "{{")):
        yield task.arguments.get("dest", "")


def targets_of(command: Command) -> Iterator[str]:
    """Give the directories that a command restores."""
    if command.program not in _PROGRAMS:
        return
    for word in _PROGRAMS[command.program](command):
        # A volume of docker has a name alone.
        yield word
        yield command.path(word) or word


def _by_tar(command: Command) -> Iterator[str]:
    if any(map(_EXTRACTS.fullmatch, command.words[1:])):
        behind = (
            value for option, value in pairwise(command.words) if _INTO_OF_TAR.fullmatch(option)
        )
        yield command.option("--directory") or _bundled(command) or next(behind, ".")


def _bundled(command: Command) -> str:
    """Give the directory of letters without a dash, whose values follow in their order."""
    letters, *values = (*command.words[1:], "")
    valued = [x for x in letters if x in _VALUED] if letters.isalpha() else []
    return dict(zip(valued, values, strict=False)).get("C", "")


def _by_copy(command: Command) -> Iterator[str]:
    """What comes from the checkout was never in a volume."""
    if command.program != "mv" and not any(map(_RECURSIVE.fullmatch, command.words)):
        return
    *sources, target = [x for x in command.words[1:] if not x.startswith("-")] or [""]
    for source in sources:
        if not _is_of_checkout(command, source):
            is_content = source.endswith(("/", "/.", "/*"))
            yield target if is_content else posixpath.join(target, posixpath.basename(source))
            yield from () if is_content else _as_it_is(target)


def _as_it_is(target: str) -> Iterator[str]:
    """A directory that is not there yet becomes the copy itself."""
    if not target.endswith("/"):
        yield target


def _is_of_checkout(command: Command, source: str) -> bool:
    path = None if ":" in source else command.path(source)
    return path is not None and not path.startswith(("/", ".."))


def _by_fetch(command: Command) -> Iterator[str]:
    """What comes from a bucket or another machine has its name before a colon."""
    told = [x for x in command.words[1:] if not x.startswith("-")]
    *sources, target = told or [""]
    if any(":" in source for source in sources) and ":" not in target:
        yield target


def _by_seven_zip(command: Command) -> Iterator[str]:
    if command.words[1:2] == ("x",):
        yield next((x[2:] for x in command.words if x.startswith("-o")), ".")


def _by_btrfs(command: Command) -> Iterator[str]:
    told = behind_options(command.words[1:], ())
    if told[:1] == ("receive",) or (told[:1] and told[1:2] == ("snapshot",)):
        yield told[-1]


def _by_zfs(command: Command) -> Iterator[str]:
    if not _OF_DATASET.isdisjoint(command.words[1:2]):
        yield "/" + command.words[-1].partition("@")[0]


def _by_cpio(command: Command) -> Iterator[str]:
    if any(map(_COPIES_IN.fullmatch, command.words[1:])):
        yield command.option("-D", "--directory") or "."


def _by_verb(verb: str, *options: str) -> Callable[[Command], Iterator[str]]:
    def told(command: Command) -> Iterator[str]:
        if verb in command.words:
            yield command.option(*options) or "."

    return told


def _by_container(command: Command) -> Iterator[str]:
    """Give what a container that unpacks something has mounted, and where it does in itself."""
    if _UNPACKS.search(" ".join(command.words)) is None:
        return
    for option, word in zip(command.words, command.words[1:], strict=False):
        if option in {"-v", "--volume", "--mount"} and (found := _OF_MOUNT.match(word)):
            yield found[1]
    if "cp" in command.words[1:4]:
        yield command.words[-1].partition(":")[2] or command.words[-1]
    yield from (found[1] for found in _INTO.finditer(" ".join(command.words)))


_PROGRAMS: dict[str, Callable[[Command], Iterator[str]]] = {
    **dict.fromkeys(("bsdtar", "tar"), _by_tar),
    **dict.fromkeys(("cp", "mv", "rsync", "scp"), _by_copy),
    **dict.fromkeys(("aws", "azcopy", "gcloud", "gsutil", "mc", "rclone", "s3cmd"), _by_fetch),
    **dict.fromkeys(("7z", "7za", "7zz"), _by_seven_zip),
    **dict.fromkeys((*ENGINES, "docker-compose", "kubectl", "oc"), _by_container),
    "borg": _by_verb("extract"),
    "btrfs": _by_btrfs,
    "cpio": _by_cpio,
    "pg_basebackup": _by_verb("pg_basebackup", "-D", "--pgdata"),
    "restic": _by_verb("restore", "-t", "--target"),
    "unzip": _by_verb("unzip", "-d"),
    "zfs": _by_zfs,
}
