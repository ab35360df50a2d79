"""Host names in the values of an environment: what a program will connect to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.pattern import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

# `http://user:password@host:80/`, `host:5432`, and several of them with commas between; also as a
# list in JSON, and as drivers of Go have it: `user:password@tcp(host:3306)/`.
_AFTER_SCHEME = Pattern(r"[a-z][a-z0-9+.-]*://(?:[^/\s,]*@)?([A-Za-z0-9_.-]+)")
_BEFORE_PORT = Pattern(r"(?:^|[,;\s@(\[\"'])([A-Za-z0-9_.-]+):\d{1,5}(?![\d:])")
# As drivers of databases and many programs have it: `host=db port=5432`, `--host db`.
_BEHIND_OPTION = Pattern(
    r"(?i)(?:^|[\s;,&?\"'-])(?:host(?:_?name|addr)?|addr(?:ess)?|server|data source)"
    r"(?:[ ]?=[ ]?|(?<=--host)[ ]|(?<=--hostname)[ ])([A-Za-z0-9_.-]+)(?=$|[\s;,&:\"'])"
)
# A name that is all of a value: `DB_HOST` means the host, `POSTGRES_USER` does not.
_HOST_KEY = Pattern(r"(?i).*(?:host(?:s|_?name)?|addr(?:ess)?|server|endpoint|ur[il])")


def is_key_of_host(key: str) -> bool:
    """Tell whether a variable of this name holds a host where its value is a name alone."""
    return _HOST_KEY.fullmatch(key) is not None


def hosts_behind_options(value: str) -> Iterator[tuple[int, str]]:
    """Give the hosts that an option or key within a text is for, with their offsets."""
    for found in _BEHIND_OPTION.finditer(value):
        yield found.start(1), found[1]


def named_hosts(value: str) -> Iterator[str]:
    """Give what stands in the position of a host in a text, each once."""
    found = [x.group(1) for x in _AFTER_SCHEME.finditer(value)]
    found += [x.group(1) for x in _BEFORE_PORT.finditer(value)]
    found += [name for _, name in hosts_behind_options(value)]
    yield from dict.fromkeys(found)
