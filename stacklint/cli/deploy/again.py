"""The line to type next: what a plan shows, or the same once more, with all that was asked for."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from stacklint.report import hints

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

OF_WHAT_RUNS = (
    *("adopt", "fresh", "migrate"),
    *("kind_node_image", "cluster_objects", "host_names", "run_hooks"),
)
"""What only makes sense of a deployment that is there."""
_OF_GIT = ("spec_file", "rev", *OF_WHAT_RUNS, "config", "isolated", "baseline")
"""What `plan` and `restart` both know; the first are what `start` knows too."""
_OF_EACH = {"start": OF_WHAT_RUNS, "restart": (*_OF_GIT, "no_pull"), "destroy": ("volumes",)}
"""What a run is asked for; how it is confirmed and shown is said anew."""


def same_line(arguments: argparse.Namespace) -> str:
    """Give the line that goes on with a run."""
    options = _OF_EACH.get(arguments.action, ())
    words = ["--dir", arguments.dir]
    words += [x for option in options for x in _typed(option, getattr(arguments, option))]
    return hints.command("deploy", arguments.action, *map(quote, words))


def apply_line(arguments: argparse.Namespace, name: str, *, is_of_git: bool) -> str:
    """Give the line for the plan of a name: a restart where it is made of git, else a start."""
    options = _OF_GIT if is_of_git else OF_WHAT_RUNS
    words = ["--dir", arguments.dir, "--plan", name]
    words += [x for option in options for x in _typed(option, getattr(arguments, option))]
    return hints.command("deploy", "restart" if is_of_git else "start", *map(quote, words))


def _typed(option: str, value: str | bool | Iterable[str] | None) -> Iterator[str]:  # noqa: FBT001 -- as argparse gives it
    """Write an option as it was typed; nothing where it was not."""
    word = f"--{option.replace('_', '-')}"
    if value is True:
        yield word
    elif option == "volumes" and value:
        # One option names them all, as whoever types it would.
        yield from (word, *value)
    elif value:
        for one in (value,) if isinstance(value, str) else value:
            yield from (word, one)
