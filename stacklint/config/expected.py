"""What other linters have in their configuration, and what there is instead."""

from __future__ import annotations

_IGNORE = "`ignore` leaves rules out"
_SELECT = "`select` chooses rules"
_NEAREST = "no configuration builds on another: the nearest one to a path holds alone"
_TOP = "the settings stand at the top of this file, below no table"
_PATHS = "`[[per-path]]` has choices for some paths"
_FILES = "every spec below the named paths is looked at, but for those in `exclude`"

_INSTEAD = {
    "base": _NEAREST,
    "extend": _NEAREST,
    "extends": _NEAREST,
    "inherit": _NEAREST,
    "root": _NEAREST,
    "files": _FILES,
    "include": _FILES,
    "disable": _IGNORE,
    "disabled": _IGNORE,
    "skip": _IGNORE,
    "enable": _SELECT,
    "enabled": _SELECT,
    "only": _SELECT,
    "overrides": _PATHS,
    "per-file-ignores": _PATHS,
    "stacklint": _TOP,
    "tool": _TOP,
}


def instead_of(key: str) -> str:
    """Give `: ` and what there is in place of a key that somebody may expect, or nothing."""
    words = _INSTEAD.get(key.replace("_", "-"))
    return f": {words}" if words else ""
