"""Template tokens: parts of a file that something fills in before a deployer reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.pattern import Pattern
from stacklint.model.yaml.nodes import Alias, Mapping, Node, Scalar

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from stacklint.model.yaml.document import Document

# Each opening ends the search of the one before it, or a file full of them would take hours.
_BRACES = r"""\{\{(?>'[^'\n]*'|"[^"\n]*"|(?!\{\{).)*?\}\}"""

TOKEN = Pattern(
    r"__[A-Z0-9][A-Z0-9_]*?__"
    r"|\bREPLACE_[A-Z0-9_]+"
    rf"|{_BRACES}"
    r"|\$\{(?:[^}\s$]|\$(?!\{)|\$\{[^}\s$]*\})*+\}"
)

TOKEN_SIGNS = ("__", "${", "{{", "REPLACE_")
"""Without one of these there is no token; `may_hold_token` knows them too."""

# A comment that is nothing but a token: a renderer puts entries in its place.
_MARKER = Pattern(r"(?m)^[ \t]*#+[ \t]*(?:__[A-Z0-9_]+__|REPLACE_[A-Z0-9_]+|\{[{%].*[%}]\})\s*$")
_MARKER_SIGNS = ("__", "REPLACE_", "{{", "{%")

_JINJA = Pattern(rf"(?s)\{{%(?:(?!\{{%).)*?%\}}|\{{#(?:(?!\{{\#).)*?#\}}|{_BRACES}")


def has_token(text: str) -> bool:
    """Tell whether a text holds a token, so that it might be anything."""
    return may_hold_token(text) and TOKEN.search(text) is not None


def may_hold_token(text: str) -> bool:
    """Tell whether a text is worth a closer look; most are asked about, and few are."""
    # Written out: this is asked of every text, and takes a quarter of the time of a loop.
    return "__" in text or "${" in text or "{{" in text or "REPLACE_" in text


def is_opaque(document: Document, node: Node | None) -> bool:
    """Tell whether a value might be anything: it holds a token, or is an unquoted `{{ x }}`."""
    if isinstance(node, Alias):
        node = node.target
    if isinstance(node, Scalar):
        return has_token(node.value)
    return isinstance(node, Mapping) and node.flow and document.text.startswith("{{", node.start)


def has_marker(document: Document) -> bool:
    """Tell whether a comment marks a place that a renderer fills: the file is not all there is."""
    is_likely = any(document.holding(_MARKER_SIGNS))
    return is_likely and _MARKER.search(document.text) is not None


def markers(document: Document) -> Iterator[tuple[int, int]]:
    """Give the places of the comments that are nothing but a token, from their sign on."""
    for found in _MARKER.finditer(document.text) if has_marker(document) else ():
        line = found.group()
        start = found.start() + len(line) - len(line.lstrip())
        yield start, found.start() + len(line.rstrip())


def mask_template(text: str) -> str | None:
    """Replace what Jinja puts into a YAML file by tokens and comments of the same length.

    Offsets in the result are those of the text. None when nothing had to be replaced.
    """
    if _JINJA.search(text) is None:
        return None
    return _JINJA.sub(lambda found: _mask(text, found), text)


def unmasked(read: str, written: str) -> str:
    """Put the expressions of a written text back into what was read of it, or of its end."""
    left, done = read, ""
    pieces = [x.group() for x in _JINJA.finditer(written) if x.group().startswith("{{")]
    for piece in reversed(pieces):
        before, token, after = left.rpartition(_token_of(len(piece)))
        if token:
            left, done = before, piece + after + done
    return left + done


def _mask(text: str, found: re.Match[str]) -> str:
    piece = found.group()
    if piece.startswith("{{"):
        return "\n".join(map(_token_line, piece.split("\n")))
    line_start = text.rfind("\n", 0, found.start()) + 1
    alone = not text[line_start : found.start()].strip()
    lines = piece.split("\n")
    return "\n".join("#" + "~" * (len(x) - 1) if alone and x else " " * len(x) for x in lines)


def _token_line(line: str) -> str:
    # Its indent has to stay, or the line would end the entry that it is a part of.
    piece = line.lstrip(" \t")
    return line[: len(line) - len(piece)] + _token_of(len(piece))


def _token_of(length: int) -> str:
    # From five on there is room for a letter; a line of several may be shorter.
    return "__" + "X" * (length - 4) + "__" if length > len("____") else "_" * length
