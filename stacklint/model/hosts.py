"""Host names in the values of an environment: what a program will connect to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.pattern import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

# `http://user:password@host:80/`, `host:5432`, and several of them with commas between.
_AFTER_SCHEME = Pattern(r"[a-z][a-z0-9+.-]*://(?:[^/\s,]*@)?([A-Za-z0-9_.-]+)")
_BEFORE_PORT = Pattern(r"(?:^|[,;\s@])([A-Za-z0-9_.-]+):\d{1,5}(?![\d:])")


def named_hosts(value: str) -> Iterator[str]:
    """Give what stands in the position of a host in a text, each once."""
    found = [x.group(1) for x in _AFTER_SCHEME.finditer(value)]
    found += [x.group(1) for x in _BEFORE_PORT.finditer(value)]
    yield from dict.fromkeys(found)
