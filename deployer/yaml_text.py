"""Text as a scalar of YAML that every reader takes for this very text."""

from __future__ import annotations

import re

from stacklint.model.yaml.nodes import Scalar
from stacklint.model.yaml.scalars import Kind, Reader, kind_of

_PLAIN = re.compile(r"[A-Za-z0-9_./][\w./@+-]*(?::[\w./@+-]+)*", re.ASCII)
_SIMPLE = re.compile(r"[ -&(-~]*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def scalar(text: str) -> str:
    """Write text: plain where that is sure, else quoted."""
    if _PLAIN.fullmatch(text) and all(_is_text(text, reader) for reader in Reader):
        return text
    return f"'{text}'" if _SIMPLE.fullmatch(text) else quoted(text)


def quoted(text: str) -> str:
    """Write text between double quotes, on one line."""
    return f'"{"".join(map(_escaped, text))}"'


def _is_text(text: str, reader: Reader) -> bool:
    return kind_of(Scalar(0, len(text), text, ""), reader) is Kind.STR


def _escaped(one: str) -> str:
    if one in _ESCAPES:
        return _ESCAPES[one]
    if one.isprintable():
        return one
    code = ord(one)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 -- four digits
