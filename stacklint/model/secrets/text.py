"""Secrets below a key in text that nobody reads as YAML: a broken file, JSON inside a string."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.model.secrets.patterns import (
    ASSIGNED,
    COMMENT,
    KEYS_OF_SECRETS,
    is_secret_key,
    is_secret_value,
    maps_secrets,
    tells_about,
)
from stacklint.model.yaml.document import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUOTE = r"\\?['\"]?"
_OPENED = re.compile(rf"(?<![\w.-])[-_]*{ASSIGNED}{_QUOTE}[ \t]*(?:[:=][ \t]*(?=[\[{{])|=(?=\())")
_PAIRED = re.compile(r"\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*'|[\[\](){}]")
_CLOSED_BY = {"[": "]", "(": ")", "{": "}"}
# What is longer is taken for never closed: to look further for each takes the square of it.
_LONGEST = 4096
# Where a bracket is never closed, the next key ends what is in it.
_NEXT_KEY = re.compile(r"\n[ \t]*(?:- +)*[\w.-]+:(?=\s)|\Z")
_WORD = re.compile(
    r"\\?(?P<key>\"[^\"\n]*\"|'[^'\n]*'|[\w.-]+)\\?[ \t]*:(?![^\s'\"\\\[{])"
    r"|\\?(?P<mark>['\"])(?P<quoted>[^'\"\n]*?)\\?(?P=mark)"
    r"|(?P<plain>(?:\$\{[^{}\s]*\}|[^\s,\[\](){}'\"\\])+)"
)
_HEAD = re.compile(
    rf"(?m)^(?P<margin>[ \t]*(?:- +)*)['\"]?{ASSIGNED}['\"]?[ \t]*:"
    r"(?:[ \t]+(?P<block>[|>])[^\n]*|[ \t]+&\S+)?[ \t]*(?:[ \t]#[^\n]*)?\r?\n"
)
_LINE = re.compile(
    r"(?P<margin>[ \t]*)(?P<item>(?:- +)*)(?:['\"]?(?P<key>[A-Za-z][\w.-]*)['\"]?:(?=\s))?[ \t]*"
    r"(?P<secret>[^\n]*)(?:\n|\Z)"
)


def below_keys(text: str, start: int, end: int) -> Iterator[Span]:
    """Find what stands in brackets, or further to the right, below a key that names secrets."""
    yield from _in_brackets(text, start, end)
    yield from _in_lines(text, start, end)


def _in_brackets(text: str, start: int, end: int) -> Iterator[Span]:
    while (opened := _OPENED.search(text, start, end)) is not None:
        start, key = opened.end(), opened["key"]
        if (is_secret_key(key) or maps_secrets(key)) and key not in KEYS_OF_SECRETS:
            closing = _closing(text, start, end)
            if is_secret_value(text[start : closing + 1]):
                yield from _words(text, start + 1, closing)
            start = closing


def _closing(text: str, start: int, end: int) -> int:
    depth, opening = 0, text[start]
    for found in _PAIRED.finditer(text, start, min(end, start + _LONGEST)):
        depth += (found.group() == opening) - (found.group() == _CLOSED_BY[opening])
        if depth == 0:
            return found.start()
    next_key = _NEXT_KEY.search(text, start, end)
    return end if next_key is None else next_key.start()


def _words(text: str, start: int, end: int) -> Iterator[Span]:
    """Find the words between brackets that are neither keys nor behind one that tells no secret."""
    key = ""
    for found in _WORD.finditer(text, start, end):
        if found["key"] is not None:
            key = found["key"].strip("'\"\\")
        elif not tells_about(key):
            yield Span(*found.span("plain" if found["quoted"] is None else "quoted"))


def _in_lines(text: str, start: int, end: int) -> Iterator[Span]:
    while (head := _HEAD.search(text, start, end)) is not None:
        start, key = head.end(), head["key"]
        has_secrets = is_secret_key(key) if head["block"] else maps_secrets(key)
        if has_secrets and key not in KEYS_OF_SECRETS:
            for line in _lines_below(text, start, end, len(head["margin"])):
                start = max(start, line.end())
                if head["block"]:
                    yield Span(*line.span())
                elif not tells_about(line["key"] or ""):
                    yield _without_comment(text, Span(*line.span("secret")))


def _lines_below(text: str, start: int, end: int, margin: int) -> Iterator[re.Match[str]]:
    """Give the lines that stand further to the right than a key; items may stand below it."""
    while start < end and (line := _LINE.match(text, start, end)) is not None:
        if line.group().strip() and len(line["margin"]) + bool(line["item"]) <= margin:
            return
        yield line
        start = line.end()


def _without_comment(text: str, span: Span) -> Span:
    if text[span.start : span.start + 1] in {"'", '"'}:
        return span
    comment = COMMENT.search(text, span.start, span.end)
    return span if comment is None else Span(span.start, comment.start())
