"""What commands have a container delete: of the host, of docker's volumes, or of its own mounts."""

from __future__ import annotations

import posixpath
import re
import shlex
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.scripts.command import HOME, Command
from stacklint.model.scripts.deletions.deleting import deleted_by
from stacklint.model.scripts.deletions.docker_volumes import ENGINES, of_compose
from stacklint.model.scripts.deletions.refilling import is_put_in_by
from stacklint.model.scripts.deletions.surroundings import Surroundings
from stacklint.model.scripts.operating import driving
from stacklint.model.scripts.shell.inner_scripts import behind_c
from stacklint.model.scripts.shell.reader import commands_of
from stacklint.model.scripts.shell.wrappers import SHELLS

if TYPE_CHECKING:
    from collections.abc import Iterator

_DELETERS = frozenset({"find", "rm"})
_DELETES = re.compile(r"\b(?:rm|find)\s")


class Inside(NamedTuple):
    """A path in a container, and the words that say which container it is."""

    path: str
    container: tuple[str, ...]


def deleted_on_host(command: Command) -> Iterator[str]:
    """Give what a new container deletes of the host: others get rid of files of root so."""
    yield from (path for source, path in _deleted_of_mounts(command) if "/" in source)


def deleted_volumes(command: Command) -> Iterator[str]:
    """Name the volumes of docker that a new container empties."""
    for source, path in _deleted_of_mounts(command):
        if "/" not in source and path.removesuffix("/*").rstrip("/") == source:
            yield source


def deleted_inside(command: Command) -> Iterator[Inside]:
    """Give what a container that runs deletes of what is mounted in it."""
    at = _exec_at(command)
    if at:
        begin, inner = _inner(command, at)
        for path in _paths_of(inner):
            yield Inside(path, command.words[:begin])


def _exec_at(command: Command) -> int:
    """Tell behind which word a container stands; 0 where none is named."""
    words = command.words
    verb = "exec"
    if of_compose(words)[:1] == ("run",):
        verb = "run"
    found = driving(command)
    is_one = command.program in {*ENGINES, "docker-compose", "kubectl", "oc"}
    is_one = is_one or bool(of_compose(words)) or (found is not None and found.verb == "exec")
    return words.index(verb) + 1 if is_one and verb in words else 0


def _deleted_of_mounts(command: Command) -> Iterator[tuple[str, str]]:
    """Give what lies outside of what a new container deletes, with where it is mounted from."""
    if command.program not in ENGINES or "run" not in command.words[:2]:
        return
    _, inner = _inner(command, 2)
    mounts = tuple(_mounts(command.words))
    for path in _paths_of(inner) if mounts else ():
        for source, inside in mounts:
            if f"{path}/".startswith(f"{inside}/"):
                yield source, source.rstrip("/") + path.removeprefix(inside)


def _mounts(words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Give where a mount comes from and where it is in the container, of both ways to tell it."""
    for before, word in zip(("", *words), words, strict=False):
        option, equals, value = word.partition("=")
        name, told = (option, value) if equals and option.startswith("--") else (before, word)
        if name in {"-v", "--volume"}:
            source, _, rest = told.partition(":")
            yield from _mount(source, rest.partition(":")[0])
        elif name == "--mount":
            given = dict(pair.partition("=")[::2] for pair in told.split(","))
            source = given.get("source") or given.get("src") or ""
            inside = (given.get(x) for x in ("target", "dst", "destination"))
            yield from _mount(source, next(filter(None, inside), ""))


def _mount(source: str, inside: str) -> Iterator[tuple[str, str]]:
    if source and inside.startswith("/"):
        yield source, inside.rstrip("/")


def _inner(command: Command, at: int) -> tuple[int, tuple[Command, ...]]:
    """Give where what a container runs begins, and its commands; in a text, it is the last word."""
    words = command.words
    for begin, word in enumerate(words[at:], at):
        name = posixpath.basename(word)
        if name in SHELLS and (script := behind_c(words[begin:])):
            return begin, _commands(script, command)
        if name in _DELETERS:
            return begin, _commands(shlex.join(words[begin:]), command)
        if _DELETES.match(word):
            return begin, _commands(word, command)
    return len(words), ()


def _commands(script: str, command: Command) -> tuple[Command, ...]:
    if _DELETES.search(script) is None:
        return ()
    folder = command.option("-w", "--workdir") or ""
    around = f"cd {shlex.quote(folder)}\n" if folder else f"cd {HOME}\n"
    return commands_of(around + script)


def _paths_of(commands: tuple[Command, ...]) -> Iterator[str]:
    """Give what is deleted and not put in again."""
    around = Surroundings(commands)
    for command in commands:
        for word in deleted_by(command):
            path = command.path(word)
            is_known = path is not None and path.startswith("/")
            if path is not None and is_known and not is_put_in_by(path, command, around):
                yield path
