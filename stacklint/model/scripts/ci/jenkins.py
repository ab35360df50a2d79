"""Jenkinsfiles: what `sh` runs in them, and where."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.model.scripts.command import HOME
from stacklint.model.scripts.piece import Piece, line_starts

if TYPE_CHECKING:
    from collections.abc import Iterator

# A text of three quotes comes before what two of them would be; one without an end has the rest.
_TOKEN = re.compile(
    r"\b(?P<step>sh|sshCommand)\b[ \t]*\(?\s*"
    r"(?:(?!script|command)\w+[ \t]*:[ \t]*(?:'[^'\n]*'|\"[^\"\n]*\"|\w+)[ \t]*,\s*)*"
    r"(?:(?:script|command)[ \t]*:\s*)?"
    r"(?:'{3}(?P<long_plain>.*?)(?:'{3}|\Z)|\"{3}(?P<long_filled>.*?)(?:\"{3}|\Z)"
    r"|'(?P<plain>(?:[^'\\\n]|\\.)*)'|\"(?P<filled>(?:[^\"\\\n]|\\.)*)\")"
    r"|\bdir[ \t]*\([ \t]*['\"](?P<folder>[^'\"\n]*)['\"][ \t]*\)\s*\{|(?P<open>\{)|(?P<close>\})"
    # Any other text is no code, but for what is put into one of a line.
    r"|(?P<text>'{3}.*?(?:'{3}|\Z)|\"{3}.*?(?:\"{3}|\Z)"
    r"|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n$]|\\.|\$(?!\{sh\b))*\")",
    re.DOTALL,
)
_COMMENT = re.compile(r"^[ \t]*//[^\n]*|/\*.*?(?:\*/|\Z)", re.MULTILINE | re.DOTALL)
_NO_LINE_END = re.compile(r"[^\n]")
_SET = re.compile(r"^[ \t]*([A-Z]\w*)[ \t]*=[ \t]*(['\"])([^'\"$\n]*)\2[ \t]*$", re.MULTILINE)
_ASKS = re.compile(r"\binput\b[ \t]*(?:[({'\"]|message\b)")
_GROOVY = re.compile(r"\$\{(?:env|params)\.(\w+)\}")
_ESCAPED = re.compile(r"\\([\\$'\"])")


def of_jenkins(text: str) -> Iterator[Piece]:
    """Give what each step of a Jenkinsfile has a shell run."""
    text = _COMMENT.sub(lambda x: _NO_LINE_END.sub(" ", x[0]), text)
    known = {found[1]: found[3] for found in _SET.finditer(text)}
    asked = _ASKS.search(text)
    blocks: list[str] = []
    for found in _TOKEN.finditer(text):
        if found["step"] is not None:
            piece = _step(found, "/".join(filter(None, blocks)))
            is_confirmed = asked is not None and asked.start() < found.start()
            yield piece._replace(known=known, is_confirmed=is_confirmed)
        elif found["close"] is None and found["text"] is None:
            blocks.append(found["folder"] or "")
        elif found["close"] and blocks:
            blocks.pop()


def _step(found: re.Match[str], folder: str) -> Piece:
    """Give what a step runs, in the folder of the blocks around it."""
    group = found.lastgroup or ""
    here = None if "$" in folder else folder
    return Piece(
        _GROOVY.sub(r"${\1}", _ESCAPED.sub(r"\1", found[group])),
        line_starts(found[group], found.start(group)),
        directory=HOME if found["step"] == "sshCommand" else here,
    )
