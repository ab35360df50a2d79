"""What a command line says that nobody can mean: told before anything is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.cli.errors import UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

_INFINITE = float("inf")
_VOLUMES = ("adopt", "fresh", "migrate", "volumes")
_NOT_OURS = "command"
"""What `exec` runs may be told an empty text."""


def refuse_nonsense(arguments: argparse.Namespace) -> None:
    """Raise UsageError for times that never end, empty names, and a volume that is named twice."""
    for words in _nonsense(arguments):
        raise UsageError(words)


def _nonsense(arguments: argparse.Namespace) -> Iterator[str]:
    said = vars(arguments)
    for name, value in said.items():
        if name != _NOT_OURS and _has_empty(value):
            # Where a shell fills in a variable that is not set, nothing may be done by mistake.
            yield f"{_typed(name)} is empty: write what it stands for, or leave it out"
    timeout, settle, tail = (said.get(name) for name in ("timeout", "settle", "tail"))
    if timeout is not None and not 0 < timeout < _INFINITE:
        yield f"--timeout {timeout:g}: write how many seconds, more than 0"
    if settle is not None and not 0 <= settle < _INFINITE:
        yield f"--settle {settle:g}: write how many seconds, 0 or more"
    if tail is not None and tail < 0:
        yield f"--tail {tail}: write how many lines, 0 or more"
    for name in _VOLUMES:
        for volume in _twice(said.get(name) or ()):
            yield f"{_typed(name)} names {volume} twice: write it once"


def _has_empty(value: object) -> bool:
    values = value if isinstance(value, list) else [value]
    return any(isinstance(x, str) and not x.strip() for x in values)


def _typed(name: str) -> str:
    return "SERVICE" if name == "service" else f"--{name.replace('_', '-')}"


def _twice(names: Sequence[str]) -> Iterator[str]:
    return (name for index, name in enumerate(names) if name in names[:index])
