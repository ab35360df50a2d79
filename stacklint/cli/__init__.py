"""Arguments, files, stdout and exit codes: nothing else."""

from __future__ import annotations

import atexit
import gc
import os
import sys

from stacklint import __version__

CLEAN, FINDINGS, USAGE, UNREADABLE, FAULT, INTERRUPTED = 0, 1, 2, 3, 4, 130


def start() -> None:
    """Run the command line of this process, and end it with the exit code.

    Left to itself, the interpreter first takes apart all that was loaded: a twelfth of a short run.
    """
    code = main()
    # What others want done at the end is done: whoever measures coverage writes it now.
    atexit._run_exitfuncs()  # noqa: SLF001 -- the interpreter has no public name for it
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def main(arguments: list[str] | None = None) -> int:
    """Run a command line and give its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    # A run is short and makes no cycles worth collecting: the collector would walk every node.
    gc.disable()
    _open_what_is_closed()
    try:
        code = _run(words)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read us has seen enough.
        _write_no_more()
        return CLEAN
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        return _unwritten(error)
    return code


def _open_what_is_closed() -> None:
    """Let who closes a stream hear nothing of it (`>&-`), instead of us fall over it."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 -- for good
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 -- for good


def _write_no_more() -> None:
    """Let nothing be written at the end of the process either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unwritten(error: OSError) -> int:
    """Say that stdout took no more: what was asked for cannot be done there."""
    from stacklint.repo.said import why_of  # noqa: PLC0415 -- a run that goes well needs none

    _write_no_more()
    try:
        print(f"error: stdout cannot be written: {why_of(error)}", file=sys.stderr)
    except OSError:
        os.dup2(sys.stdout.fileno(), sys.stderr.fileno())
    return USAGE


def _run(words: list[str]) -> int:
    if words in (["--version"], ["-V"]):
        # Answered before anything is imported: editors and scripts ask it at every start.
        print(f"stacklint {__version__}")
        return CLEAN
    from stacklint.cli.finder import find_at_once  # noqa: PLC0415 -- see `main`

    find_at_once()
    from stacklint.cli.arguments import parse_arguments  # noqa: PLC0415
    from stacklint.cli.errors import guarded  # noqa: PLC0415

    try:
        arguments = parse_arguments(words)
    except SystemExit as end:
        _tell_end(words, end)
        # The help was printed: whether it arrived is asked here, not at the end of the process.
        sys.stdout.flush()
        raise
    return guarded(arguments.run, arguments)


def _tell_end(words: list[str], end: SystemExit) -> None:
    """Let who reads events of a deployment know that the command line makes no sense."""
    if words[:1] != ["deploy"] or end.code != USAGE:
        return
    from stacklint.cli.deploy.result import asks_for_events, tell_result  # noqa: PLC0415 -- rare
    from stacklint.cli.parser import WrongLine  # noqa: PLC0415 -- see `main`

    if isinstance(end, WrongLine) and asks_for_events(words):
        tell_result(end.words, USAGE)
