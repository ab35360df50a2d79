"""What commands carry from one file to another, and what they put back so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.scripts.command import Command
from stacklint.model.scripts.operating import driving, edited_by, written_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stacklint.model.scripts.script import Task

# Others make something of what they read.
_CARRIERS = frozenset({"cat", "cp", "install", "mv", "tee"})
_BY_GIT = frozenset({("git", "mv"), ("git", "rm")})
_RESTORING = frozenset({"checkout", "restore"})


def carried(piece: Command | Task) -> tuple[set[str], set[str]]:
    """Give what a command or task may read, and the files that it writes."""
    if isinstance(piece, Command):
        if piece.program not in _CARRIERS:
            return set(), set()
        targets = set(written_by(piece))
        return _places(piece, (x for x in piece.words[1:] if x not in targets)), targets
    return {piece.arguments.get("src", "")}, set(edited_by(piece))


def is_put_back(commands: tuple[Command, ...], written: Command, output: str) -> bool:
    """Tell whether a file that a command writes is put back before anything is deployed."""
    at, file = commands.index(written), written.path(output) or output
    kept = {x for command in commands[:at] for x in _kept_by(command, file)}
    for command in commands[at + 1 :]:
        if _puts_back(command, file, kept) and runs_behind(command, written):
            return True
        if driving(command) is not None:
            return False
    return False


def taken_away(piece: Command | Task) -> Iterator[str]:
    """Give the files that a command or task deletes, or has by another name from then on."""
    if not isinstance(piece, Command):
        if piece.deletes_file:
            yield piece.arguments.get("path") or piece.arguments.get("dest") or ""
        return
    words = piece.words[2:] if piece.words[:2] in _BY_GIT else piece.words[1:]
    named = [word for word in words if not word.startswith("-")]
    if piece.words[:2] in _BY_GIT or piece.program in {"mv", "rm", "unlink"}:
        yield from named[:-1] if "mv" in piece.words[:2] else named


def _places(command: Command, words: Iterable[str]) -> set[str]:
    """Give the files that words of a command name, from the root where that is known."""
    return {command.path(x) or x for x in words}


def _kept_by(command: Command, file: str) -> set[str]:
    """Give the files that a command copies, or moves, another one to."""
    sources, targets = carried(command)
    return _places(command, targets) if file in sources else set()


def _puts_back(command: Command, file: str, kept: set[str]) -> bool:
    if command.program == "git":
        return _is_restored(command, file)
    sources, targets = carried(command)
    return file in _places(command, targets) and not kept.isdisjoint(sources)


def _is_restored(command: Command, file: str) -> bool:
    """Tell whether git puts a file back, by its name or by that of a folder around it."""
    _, verb, *words = (*command.words, "")
    if verb == "reset":
        return "--hard" in words
    if verb not in _RESTORING or ("--staged" in words and "--worktree" not in words):
        return False
    named = _places(command, filter(None, words))
    return any(x == "." or f"{file}/".startswith(f"{x}/") for x in named)


def runs_behind(piece: Command | Task, first: Command | Task) -> bool:
    """Tell whether one runs wherever an earlier one came to its end."""
    words = " ".join(first.words[1:]) if isinstance(first, Command) else ""
    return all(x in first.guards or (x.holds and words and words in x.text) for x in piece.guards)
