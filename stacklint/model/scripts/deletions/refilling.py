"""What puts data back where it was deleted: a copy of it is restored."""

from __future__ import annotations

import posixpath
import re
from itertools import islice
from typing import TYPE_CHECKING

from stacklint.model.scripts.carrying import runs_behind
from stacklint.model.scripts.command import Command
from stacklint.model.scripts.courses import is_one_course
from stacklint.model.scripts.deletions.docker_volumes import ENGINES
from stacklint.model.scripts.deletions.rsync import is_empty
from stacklint.model.scripts.shell.options import behind_options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from stacklint.model.scripts.script import Script, Task

_EXTRACTS = re.compile(r"-?[A-Za-z]*x[A-Za-z]*|--(?:extract|get)")
_RECURSIVE = re.compile(r"-[A-Za-z]*[arR][A-Za-z]*|--(?:archive|recursive)")
# Nobody restores one directory more often behind its end.
_MOST = 3
# Questions, and whatever somebody has to set.
_ASKS = re.compile(r"^\s*(?:\[|\(\(|!|test\s|grep\s)|\||^\S*\$|^\w+(?:\.\w+)*\s*(?:$|\|)")
_OF_TASKS = frozenset({"copy", "synchronize", "unarchive"})
_OF_MOUNT = re.compile(r"(?:.*\b(?:source|src)=)?([^:,=]+)")
_UNPACKS = re.compile(r"\btar\b.*x|\b(?:cp|rsync|unzip|restore|pg_basebackup)\b", re.DOTALL)
_INTO = re.compile(r"\s(?:-C\s*|--directory[= ])(/[^\s'\";]+)")
_OF_DATASET = frozenset({"receive", "recv", "rollback"})


def is_put_in_again(path: str, piece: Command | Task, script: Script) -> bool:
    """Tell whether what lay in a directory is put in again behind what deletes it."""
    behind = [x for x in script.tasks if x.start > piece.start]
    is_task = any(_meet_one(_targets_of_task(x), path) and _goes_on(x, piece) for x in behind)
    found = _putting_in(path, piece, script.commands)
    return is_task or any(is_one_course(piece, x, script) for x in found)


def is_put_in_by(path: str, piece: Command, commands: tuple[Command, ...]) -> bool:
    """Tell the same of commands that follow each other, as in a container."""
    return any(True for _ in _putting_in(path, piece, commands))


def _putting_in(
    path: str, piece: Command | Task, commands: tuple[Command, ...]
) -> Iterator[Command]:
    """Give the commands behind one that put something in a directory."""
    at = commands.index(piece) + 1 if isinstance(piece, Command) else 0
    behind = (
        x
        for x in commands[at:]
        if x.program in _PROGRAMS and (at or x.start > piece.start)
        if _meet_one(_targets_of(x), path) and _goes_on(x, piece)
    )
    for one in islice(behind, _MOST):
        if not _brings_nothing(one, commands):
            yield one


def _brings_nothing(command: Command, commands: tuple[Command, ...]) -> bool:
    """Tell whether what is copied is a directory with nothing in it."""
    words = command.words[1:-1] if _PROGRAMS.get(command.program) is _by_copy else ()
    return any(is_empty(word, commands) for word in words if not word.startswith("-"))


def _goes_on(piece: Command | Task, first: Command | Task) -> bool:
    """Tell whether one follows an earlier one, by way of what asks nothing: `cd x && tar …`."""
    guards = tuple(x for x in piece.guards if not x.holds or _ASKS.search(x.text))
    return runs_behind(piece._replace(guards=guards), first)


def _meet_one(targets: Iterable[str], path: str) -> bool:
    return any(_meet(target, path) for target in targets)


def _meet(target: str, path: str) -> bool:
    """Tell whether one of two directories is the other one, or lies in it."""
    one, other = f"{target.rstrip('/')}/", f"{path.rstrip('/')}/"
    return one.startswith(other) or other.startswith(one)


def _targets_of_task(task: Task) -> Iterator[str]:
    if task.module in _OF_TASKS and task.arguments.get("src", "").startswith(("/", "http", "{{")):
        yield task.arguments.get("dest", "")


def _targets_of(command: Command) -> Iterator[str]:
    """Give the directories that a command restores."""
    if command.program not in _PROGRAMS:
        return
    for word in _PROGRAMS[command.program](command):
        # A volume of docker has a name alone.
        yield word
        yield command.path(word) or word


def _by_tar(command: Command) -> Iterator[str]:
    if any(map(_EXTRACTS.fullmatch, command.words[1:])):
        yield command.option("-C", "--directory") or "."


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


def _by_btrfs(command: Command) -> Iterator[str]:
    told = behind_options(command.words[1:], ())
    if told[:1] == ("receive",) or (told[:1] and told[1:2] == ("snapshot",)):
        yield told[-1]


def _by_zfs(command: Command) -> Iterator[str]:
    if not _OF_DATASET.isdisjoint(command.words[1:2]):
        yield "/" + command.words[-1].partition("@")[0]


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
    **dict.fromkeys(("cp", "mv", "rsync"), _by_copy),
    **dict.fromkeys((*ENGINES, "docker-compose", "kubectl", "oc"), _by_container),
    "borg": _by_verb("extract"),
    "btrfs": _by_btrfs,
    "pg_basebackup": _by_verb("pg_basebackup", "-D", "--pgdata"),
    "restic": _by_verb("restore", "-t", "--target"),
    "unzip": _by_verb("unzip", "-d"),
    "zfs": _by_zfs,
}
