"""What the conditions before a command ask: whether a file is there, or somebody wants it."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from stacklint.model.command import written_out

if TYPE_CHECKING:
    from stacklint.model.command import Command, Guard
    from stacklint.model.script import Task

_DEPENDS = re.compile(r"\$|^\(\(")
# What a machine and its programs say nobody has set.
_OF_MACHINE = re.compile(
    r"\$\((?:[^()]|\([^()]*\))*\)|`[^`]*`|\$[#?!]"
    r"|\$\{?(?:EUID|HOME|HOSTNAME|OSTYPE|PWD|SHELL|UID|USER)\b\}?"
)
# What holds while nobody has set a variable, and what does not.
_HOLDS_UNSET = re.compile(r"[\s\[(]-z\s|!=(?!\s*[\"']{2})|(?<![!=])==?\s*[\"']{2}(?:\s|$)")
_SEVERAL = re.compile(r"&&|\|\||\s-[ao]\s")
_NOT = re.compile(r"^\[*\s*!\s|^!\s")
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
    return any(_is_about_missing(guard, path) for guard in piece.guards)


def _is_about_missing(guard: Guard, path: str) -> bool:
    if not asks_for_file(guard.text):
        return False
    is_missing = (_NEGATED.search(guard.text) is not None) == guard.holds
    # Which file Ansible asked about, another file may say.
    is_named = any(posixpath.basename(path) in text for text in written_out(guard.text))
    return is_missing and (is_named or "stat.exists" in guard.text)


def is_asked_for(piece: Command | Task) -> bool:
    """Tell whether a command or task waits for a variable that somebody has to set."""
    return any(_depends(guard) and not _holds_unset(guard) for guard in piece.guards)


def depends_on_answer(piece: Command | Task) -> bool:
    """Tell whether a variable decides on a command or task, whatever it has to be."""
    return any(map(_depends, piece.guards))


def _depends(guard: Guard) -> bool:
    if _A_VARIABLE.fullmatch(guard.text):
        return True
    told = _OF_MACHINE.sub("", guard.text)
    return _DEPENDS.search(told) is not None and not asks_for_file(guard.text)


def _holds_unset(guard: Guard) -> bool:
    """Tell whether a condition lets a command run while nobody has set its variable."""
    if _SEVERAL.search(guard.text):
        return False
    is_true = _HOLDS_UNSET.search(guard.text) is not None
    is_negated = _NOT.search(guard.text) is not None
    return (is_true != is_negated) == guard.holds
