"""Jenkinsfiles: what `sh` runs in them, and where."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from stacklint.model.command import HOME
from stacklint.model.piece import Piece, line_starts

if TYPE_CHECKING:
    from collections.abc import Iterator

# A text of three quotes comes before what two of them would be.
_STEP = re.compile(
    r"\b(?P<step>sh|sshCommand)\b[ \t]*\(?\s*"
    r"(?:(?!script|command)\w+[ \t]*:[ \t]*(?:'[^'\n]*'|\"[^\"\n]*\"|\w+)[ \t]*,\s*)*"
    r"(?:(?:script|command)[ \t]*:\s*)?"
    r"(?:'''(?P<long_plain>.*?)'''|\"\"\"(?P<long_filled>.*?)\"\"\""
    r"|'(?P<plain>(?:[^'\\\n]|\\.)*)'|\"(?P<filled>(?:[^\"\\\n]|\\.)*)\")",
    re.DOTALL,
)
_COMMENT = re.compile(r"^[ \t]*//[^\n]*|/\*.*?\*/", re.MULTILINE | re.DOTALL)
_NO_LINE_END = re.compile(r"[^\n]")
_SET = re.compile(r"^[ \t]*([A-Z]\w*)[ \t]*=[ \t]*(['\"])([^'\"$\n]*)\2[ \t]*$", re.MULTILINE)
_FOLDER = re.compile(r"\bdir[ \t]*\([ \t]*(['\"])([^'\"\n]*)\1[ \t]*\)\s*\{")
_ASKS = re.compile(r"\binput\b[ \t]*(?:[({'\"]|message\b)")
_GROOVY = re.compile(r"\$\{(?:env|params)\.(\w+)\}")
_ESCAPED = re.compile(r"\\([\\$'\"])")


def of_jenkins(text: str) -> Iterator[Piece]:
    """Give what each step of a Jenkinsfile has a shell run."""
    text = _COMMENT.sub(lambda x: _NO_LINE_END.sub(" ", x[0]), text)
    known = {found[1]: found[3] for found in _SET.finditer(text)}
    asked = _ASKS.search(text)
    for found in _STEP.finditer(text):
        group = found.lastgroup or ""
        yield Piece(
            _GROOVY.sub(r"${\1}", _ESCAPED.sub(r"\1", found[group])),
            line_starts(found[group], found.start(group)),
            directory=HOME if found["step"] == "sshCommand" else _folder_at(found.start(), text),
            known=known,
            is_confirmed=asked is not None and asked.start() < found.start(),
        )


def _folder_at(at: int, text: str) -> str | None:
    """Tell which directories the blocks around an offset are for."""
    folder = ""
    for found in _FOLDER.finditer(text, 0, at):
        between = text[found.end() : at]
        if between.count("{") >= between.count("}"):
            folder = posixpath.join(folder, found[2])
    return None if "$" in folder else folder
