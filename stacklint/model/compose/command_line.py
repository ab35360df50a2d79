"""A command that is written as one line, as docker compose reads it.

Source: measured with docker compose 2.26, which knows quotes and backslashes, and no shell.
"""

from __future__ import annotations

from typing import Final

from stacklint.model.pattern import Pattern

_PIECES: Final = r"\\.|'[^']*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`"
_OTHERS: Final = r"[^\\'\"`();&|<>]"

LINE: Final = Pattern(rf"(?s)(?:{_PIECES}|{_OTHERS})*+(?:[;&|<>].*)?")
"""A line without variables that can be read: its quotes are closed, and no parenthesis is bare."""

_FILLED_IN = r"\$\{(?:[^{}]|\{[^{}]*\})*\}|\$\((?:\\.|[^()\\])*\)"
_ENDED = Pattern(rf"(?s)(?:{_PIECES}|{_FILLED_IN}|{_OTHERS})*+([;&|<>]+[&\d]*)(\s*\S)?")
_PIECE = Pattern(rf"(?s){_PIECES}")
_AS_A_SHELL = Pattern(r'(?s)(?:[^\\]|\\["\\])*')


def end_of(line: str) -> str:
    """Give the sign at which the reading of a line ends early; empty where nothing is left out."""
    found = _ENDED.match(line)
    return found.group(1) if found is not None and found.group(2) else ""


def is_read_as_by_a_shell(line: str) -> bool:
    """Tell whether the words are those of a shell, which keeps most backslashes in quotes."""
    quoted = (x.group() for x in _PIECE.finditer(line) if x.group().startswith('"'))
    return _ENDED.match(line) is None and all(map(_AS_A_SHELL.fullmatch, quoted))
