"""What the conditions before a command ask: whether a file is there, or somebody wants it."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from stacklint.model.scripts.clauses import clauses_of
from stacklint.model.scripts.command import written_out
from stacklint.model.scripts.switches import holds_by_default, is_chosen_in_playbook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.scripts.command import Command, Guard
    from stacklint.model.scripts.script import Task

_DEPENDS = re.compile(r"\$|^\(\(")
# What a machine and its programs say nobody has set.
_OF_MACHINE = re.compile(
    r"\$\((?:[^()]|\([^()]*\))*\)|`[^`]*`|\$[#?!]"
    r"|\$\{?(?:EUID|HOME|HOSTNAME|OSTYPE|PWD|SHELL|UID|USER)\b\}?"
)
_IN_PLAYBOOK = re.compile(r"(?!(?:test|true|false)\b)\w")
# As `test` asks it, as a program that fails without the file does, and as Ansible does.
_EXISTS = re.compile(
    r"(?:^|[\s!(\[])-[defhLrsw]\s|(?:^|[\s!(`;])(?:ls|stat|realpath|readlink)\s"
    r"|\s--error-unmatch\s|\bcat-file\s|stat(?:\([^()]*\))?\.exists|\bhashFiles\(|\bis\s+(?:not\s+)?(?:exists|file)\b"
)
# What lists a file that is missing says nothing.
_NEGATED = re.compile(
    r"(?:^|[\s\[(])(?:!|not|-z)\s|\.exists\s*(?:==|is)\s*(?:False|false)\b"
    r"|!hashFiles\(|\bhashFiles\([^()]*\)\s*==|''\s*==\s*hashFiles\("
)
_A_VARIABLE = re.compile(
    r"(?!.*\.(?:changed|failed|skipped)$)\w+(?:\.\w+)*(?:\s*\|\s*(?:bool|default\([^)]*\)))*"
)


def asks_for_file(text: str) -> bool:
    """Tell whether a condition asks what is on the disk."""
    return _EXISTS.search(text) is not None


def runs_only_without(piece: Command | Task, path: str) -> bool:
    """Tell whether a command or task runs only where a file is missing that it would write."""
    return any(
        all(_is_about_missing(guard, path) for guard in clause) for clause in _clauses(piece)
    )


def is_chosen_over(piece: Command | Task, path: str) -> bool:
    """Tell whether a command or task runs where a file is missing, or somebody asks for it."""
    return any(
        all(_is_asked(guard) or _is_about_missing(guard, path) for guard in clause)
        for clause in _clauses(piece)
    )


def _clauses(piece: Command | Task) -> Iterator[tuple[Guard, ...]]:
    for guard in piece.guards:
        yield from clauses_of(guard)


def _is_about_missing(guard: Guard, path: str) -> bool:
    if not asks_for_file(guard.text):
        return False
    is_missing = (_NEGATED.search(guard.text) is not None) == guard.holds
    # Which file Ansible asked about, another file may say.
    is_named = any(posixpath.basename(path) in text for text in written_out(guard.text))
    return is_missing and (is_named or "stat.exists" in guard.text)


def is_asked_for(piece: Command | Task) -> bool:
    """Tell whether a command or task waits for a variable that somebody has to set."""
    return any(all(map(_is_asked, clause)) for clause in _clauses(piece))


def depends_on_answer(piece: Command | Task) -> bool:
    """Tell whether a variable decides on a command or task, whatever it has to be."""
    return any(map(_depends, piece.guards))


def _is_asked(guard: Guard) -> bool:
    if "$" not in guard.text and _IN_PLAYBOOK.match(guard.text):
        return is_chosen_in_playbook(guard.text, holds=guard.holds)
    is_default = holds_by_default(_OF_MACHINE.sub("`", guard.text))
    return _depends(guard) and is_default is not guard.holds


def _depends(guard: Guard) -> bool:
    if _A_VARIABLE.fullmatch(guard.text):
        return True
    told = _OF_MACHINE.sub("", guard.text)
    return _DEPENDS.search(told) is not None and not asks_for_file(guard.text)
