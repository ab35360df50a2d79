"""Why a file cannot be read: its size, its encoding, its characters, its syntax."""

from __future__ import annotations

from stacklint.model.pattern import Pattern
from stacklint.model.yaml.document import MAX_BYTES, wide_encoding_of
from stacklint.model.yaml.libyaml import MarkedYAMLError
from stacklint.model.yaml.parse import Fault, FaultKind

TAB = "a tab, where YAML takes only spaces"
"""What readers stumble over in words of their own."""

_NOT_PRINTABLE = Pattern("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def unreadable(data: bytes) -> tuple[str, Fault]:
    """Give what can be shown of bytes that are not read as YAML, and why they are not."""
    if len(data) > MAX_BYTES:
        words = "the file is larger than 8 MB, the most that stacklint reads"
        return "", Fault(FaultKind.TOO_LARGE, words, 0)
    encoding = wide_encoding_of(data)
    if encoding:
        words = f"the file is not UTF-8, but {encoding[:6].upper()}"
        return data.decode(encoding, "replace"), Fault(FaultKind.ENCODING, words, 0)
    text = data.decode("utf-8", "replace")
    return text, Fault(FaultKind.ENCODING, "the file is not UTF-8", _first_bad(data))


def _first_bad(data: bytes) -> int:
    """Give the offset of the first character that is not UTF-8."""
    try:
        return len(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return len(data[: error.start].decode("utf-8"))


def text_fault(text: str, error: Exception) -> Fault:
    """Say what stopped the parser."""
    if isinstance(error, MarkedYAMLError):
        return _syntax_fault(text, error)
    return _character_fault(text, error)


def _syntax_fault(text: str, error: MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    offset = len(text) if mark is None else min(mark.index, len(text))
    words = error.problem or error.context or "not YAML"
    if text[offset : offset + 1] == "\t":
        words = TAB
    return Fault(FaultKind.SYNTAX, words, offset)


def _character_fault(text: str, error: Exception) -> Fault:
    found = _NOT_PRINTABLE.search(text)
    if found is None:
        return Fault(FaultKind.SYNTAX, str(error).splitlines()[0], 0)
    words = f"the character U+{ord(found.group()):04X} may not stand in YAML"
    return Fault(FaultKind.SYNTAX, words, found.start())
