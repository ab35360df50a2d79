"""Errors as people see them: one sentence, and what to do."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from stacklint.cli import FAULT, UNREADABLE, USAGE
from stacklint.config import BadConfig
from stacklint.engine.hearing import RuleFailed
from stacklint.registry import ORIGIN
from stacklint.repo.git import GitFailed
from stacklint.repo.trees import Unreadable
from stacklint.run import CannotRun

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable

    from stacklint.run.workspace import Workspace

UNPARSABLE = "unparsable-yaml"
"""The rule that says why a file cannot be read."""

# As many files are named; the rest are counted.
_MOST_NAMED = 3


class UsageError(Exception):
    """The command line asks for something that does not go together or does not exist."""


class NoOutput(OSError):
    """Stdout takes no more, and its reader is not to blame."""


def say(words: str) -> None:
    """Print a sentence for people, beside the output; it may name a file, whatever it is called."""
    if not words.isprintable() or "::" in words or "##" in words:
        # Imported late: most sentences hold nothing of the kind.
        from stacklint.report.escape import visible  # noqa: PLC0415

        words = "\n".join(map(visible, words.split("\n")))
    print(words, file=sys.stderr)


def say_missing(workspace: Workspace) -> bool:
    """Say which named paths are not looked at, and why; tell whether there are any."""
    for path in workspace.missing:
        say(f"error: {workspace.as_typed(path)} {workspace.why_missing(path)}")
    return bool(workspace.missing)


def say_unread(workspace: Workspace, broken: Iterable[str]) -> bool:
    """Say which files could not be read as YAML; tell whether there are any."""
    files = [workspace.as_typed(file) for file in sorted(broken)]
    if files:
        more = f", +{len(files) - _MOST_NAMED}" if len(files) > _MOST_NAMED else ""
        named = ", ".join(files[:_MOST_NAMED])
        which = f"stacklint check --isolated --select {UNPARSABLE}"
        say(f"error: not readable as YAML: {named}{more} ({which} says why)")
    return bool(files)


def guarded(run: Callable[[argparse.Namespace], int], arguments: argparse.Namespace) -> int:
    """Run a command; turn what stops it into a sentence and an exit code."""
    try:
        return run(arguments)
    except (UsageError, BadConfig, CannotRun) as error:
        say(f"error: {error}")
        return USAGE
    except (Unreadable, GitFailed) as error:
        say(f"error: {error}")
        return UNREADABLE
    except (BrokenPipeError, KeyboardInterrupt, NoOutput):
        raise
    except Exception as error:  # noqa: BLE001 -- the one place that ends with whatever went wrong
        return say_fault(error, debug=bool(getattr(arguments, "debug", False)))


def say_fault(error: Exception, *, debug: bool) -> int:
    """Say that the fault is ours, and what to do; gives the exit code."""
    if isinstance(error, FileNotFoundError) and _is_nowhere():
        say("error: the directory that this runs in is not there any more: change to one that is")
        return USAGE
    if debug:
        import traceback  # noqa: PLC0415 -- 5 ms, for those who ask

        traceback.print_exception(error)
    cause = error.__cause__ if isinstance(error, RuleFailed) else error
    author = error.author if isinstance(error, RuleFailed) else ORIGIN
    whose, to = ("stacklint's own", "") if author == ORIGIN else (author, f" to those of {author}")
    say(f"error: a fault of {whose}: {_shown(str(error)) or type(error).__name__}")
    say(f"  {type(cause).__name__}: {_shown(str(cause))}")
    say(f"  run it again with --debug and report what it prints{to}")
    return FAULT


def _is_nowhere() -> bool:
    try:
        os.getcwd()  # noqa: PTH109 -- pathlib costs 6 ms
    except FileNotFoundError:
        return True
    return False


def _shown(words: str) -> str:
    """What an exception says may come from a file, and ends up in the log of a CI all the same."""
    # Imported late: a run without a fault shows none.
    from stacklint.model.secrets.masks import masked  # noqa: PLC0415
    from stacklint.report.escape import visible  # noqa: PLC0415

    return visible(masked(words))
