"""What sets variables of a shell script besides `X=…`: loops, and commands that are told names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_READERS = frozenset({"mapfile", "read", "readarray"})
_SETS = re.compile(
    rb"(?:^|[\n;&|({!]|\b(?:do|then|else|elif|if|until|while)\b)[ \t]*(?:\w+=\S*[ \t]+)*"
    rb"(?:(?:for|select)[ \t]+(\w+)"
    rb"|(?:getopts|mapfile|read|readarray|printf[ \t]+-v)[ \t]([^\n;&|<>]*))"
)
_LOCAL = re.compile(rb"(?:^|[\n;{(&|])[ \t]*local[ \t]([^\n;&|]*)")
_NAME = re.compile(r"[A-Za-z_]\w*")
_NAMES = re.compile(rf"(?<!\S){_NAME.pattern}(?![^\s=])")


def set_in(data: bytes) -> frozenset[str]:
    """Name what a loop or a command of a script may set."""
    found = (named for pair in _SETS.findall(data) for named in pair)
    return frozenset(name for text in found for name in _names(text))


def local_in(data: bytes) -> frozenset[str]:
    """Name what functions of a script have for themselves, with a value at once or later."""
    return frozenset(name for text in _LOCAL.findall(data) for name in _names(text))


def set_by(words: Sequence[str]) -> frozenset[str]:
    """Name the variables that a command sets to what nobody can tell."""
    match words:
        case ["printf", "-v", name, *_] | ["getopts", _, name, *_]:
            return frozenset({name})
        case [program, *told] if program in _READERS:
            return frozenset(filter(_NAME.fullmatch, told))
        case _:
            return frozenset()


def _names(text: bytes) -> list[str]:
    return _NAMES.findall(text.decode("utf-8", "replace"))
