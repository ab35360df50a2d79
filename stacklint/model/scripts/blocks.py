"""The blocks of pages that people have a shell run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.model.scripts.piece import Piece, line_starts

if TYPE_CHECKING:
    from collections.abc import Iterator

_FENCE = re.compile(
    r"^[ \t]*(?P<marks>`{3,}|~{3,})[ \t]*(?P<language>[\w+-]+)[^\n`]*\n", re.MULTILINE
)
_CLOSED = re.compile(r"^[ \t]*(?P<marks>`{3,}|~{3,})[ \t]*$", re.MULTILINE)
_SHELLS = frozenset({"bash", "sh", "shell", "zsh"})
_CONSOLES = frozenset({"console", "sh-session", "shell-session", "shellsession"})
# Pages are long, and most of their commands are about something else.
_OPERATES = re.compile(
    r"laconic|deploy|kubectl|docker|podman|\bkind\b|config\.env|\.ya?ml|\brm\b|mkfs|:2019/|[A-Z]="
)
_PROMPT = re.compile(
    r"^[ \t]*(?:\([^()\n]+\) )?(?:\[?[\w.-]+@[\w.-]+[^\s$#]*(?: \S+)?[$#]|\$) ", re.MULTILINE
)
# What a shell asks for the rest of a command with; alone, it may empty a file.
_REST = re.compile(r"[ \t]*> ")
_GOES_ON = re.compile(r"(?:[\\|{(]|&&|\b(?:do|else|then))[ \t]*$")
_DOCUMENT = re.compile(r"<<-?[ \t]*['\"]?(\w+)")


def blocks_of(text: str) -> Iterator[Piece]:
    """Give the fenced blocks of shell; the prompt of a console is no part of a command."""
    end = 0
    while (opened := _FENCE.search(text, end)) and (closed := _end_of(opened, text)):
        body, end = text[opened.end() : closed.start()], closed.end()
        language = opened["language"].lower()
        if language in _SHELLS | _CONSOLES and _OPERATES.search(body):
            lines = body.split("\n")
            if _PROMPT.search(body) is not None:
                lines = list(_typed(lines, is_answered=language in _CONSOLES))
            typed = "\n".join(lines)
            yield Piece(typed, line_starts(typed, opened.end()))


def _typed(lines: list[str], *, is_answered: bool) -> Iterator[str]:
    """Give what people type, at its place: prompts, and what a console answers, are blank."""
    is_broken, may_rest, document = False, False, ""
    for line in lines:
        asked = _PROMPT.match(line)
        rest = _REST.match(line) if may_rest or document else None
        if is_answered and not (asked or rest or is_broken or document):
            yield " " * len(line)
            continue
        mark = asked or rest
        told = line if mark is None else " " * mark.end() + line[mark.end() :]
        begun = _DOCUMENT.search(told)
        document = begun[1] if begun else "" if told.strip() == document else document
        is_broken = _GOES_ON.search(told) is not None
        may_rest = is_broken or rest is not None
        yield told


def _end_of(opened: re.Match[str], text: str) -> re.Match[str] | None:
    """Find what closes a block: as many marks, of the same kind, as opened it."""
    ends = _CLOSED.finditer(text, opened.end())
    return next((x for x in ends if x["marks"].startswith(opened["marks"])), None)
