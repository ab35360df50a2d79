"""Reports to stdout and to files."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from stacklint.cli.arguments import terminal_columns
from stacklint.cli.errors import NoOutput, UsageError
from stacklint.config import suggestion
from stacklint.model.named import NamedTuple
from stacklint.repo.said import why_of
from stacklint.report import FORMATS, render
from stacklint.report.look import look_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from typing import TypeVar

    from stacklint.report.look import Look
    from stacklint.report.run import Run

    TextT = TypeVar("TextT", str, bytes)


FOR_PEOPLE = frozenset({"text", "full", "concise"})
"""The formats that suit a terminal; programs read the others."""


class Wanted(NamedTuple):
    """A format, and the file that it goes to; None is stdout."""

    name: str
    file: str | None


def wanted_formats(words: list[str]) -> list[Wanted]:
    """Read `NAME` and `NAME=FILE`; at most one of them may go to stdout."""
    wanted = [_wanted(word) for word in words] or [Wanted("text", None)]
    if sum(one.file is None for one in wanted) > 1:
        raise UsageError("only one --format can go to stdout: give the others a file, NAME=FILE")
    files = [os.path.normpath(one.file) for one in wanted if one.file is not None]
    if len(files) > len({*files}):
        raise UsageError("two --format go to one file, and it can hold only one report")
    return wanted


def _wanted(word: str) -> Wanted:
    name, equals, file = word.partition("=")
    if name not in FORMATS:
        known = tuple(FORMATS)
        raise UsageError(
            f"there is no format `{name}`{suggestion(name, known)}: {', '.join(known)}"
        )
    if equals and not file:
        raise UsageError(f"--format {word} names no file")
    return Wanted(name, None if file in {"", "-"} else file)


def look_of(choice: str) -> Look:
    """Find out how to write to this terminal, or to this pipe."""
    is_terminal = sys.stdout.isatty()
    width = terminal_columns()
    look = look_for(os.environ, is_terminal=is_terminal, width=width, choice=choice)
    # Whatever the locale says, `print_text` would write what does not fit as `\\u25cf`.
    charset = (sys.stdout.encoding or "utf-8").lower().replace("-", "")
    return look._replace(unicode=look.unicode and charset == "utf8")


def write_reports(wanted: list[Wanted], run: Run, look: Look) -> None:
    """Write every report; files are written before stdout, which may be closed early."""
    plain = look_for({}, is_terminal=False, width=100, choice="never")
    for one in sorted(wanted, key=lambda w: w.file is None):
        text = render(one.name, run, look if one.file is None else plain)
        if one.file is not None:
            _write_file(one.file, text)
        elif one.name in FOR_PEOPLE:
            print_text(text)
        else:
            print_data(text)


def refuse_sources(wanted: list[Wanted], root: Path, files: Iterable[str | Path]) -> None:
    """A slip in a command line must not cost the spec that it is about, nor another one."""
    written = {os.path.realpath(one.file): one.file for one in wanted if one.file is not None}
    for path in (os.path.realpath(root / file) for file in files):
        if path in written:
            raise UsageError(f"the report {written[path]} would take the place of what it is about")
    for path, name in written.items():
        if path.endswith((".yml", ".yaml")) and os.path.isfile(path):  # noqa: PTH113 -- as above
            raise UsageError(f"the report {name} would take the place of a YAML file: delete it")


def _write_file(name: str, text: str) -> None:
    from stacklint.write import write_report  # noqa: PLC0415 -- most reports go to stdout

    try:
        write_report(name, _as_data(text))
    except OSError as error:
        raise UsageError(f"the report {name} cannot be written: {why_of(error)}") from error


def print_text(text: str) -> None:
    """Print text that may hold what the terminal's encoding cannot."""
    if not text:
        return
    encoding = sys.stdout.encoding or "utf-8"
    safe = text.encode(encoding, "backslashreplace").decode(encoding)
    _put(sys.stdout.write, safe if safe.endswith("\n") else safe + "\n")


def print_data(text: str) -> None:
    """Print what a program reads: in UTF-8, as it expects, whatever the terminal takes."""
    print_bytes(_as_data(text))


def _as_data(text: str) -> bytes:
    whole = text if text.endswith("\n") or not text else text + "\n"
    return whole.encode("utf-8", "backslashreplace")


def print_bytes(data: bytes) -> None:
    """Print a file as it is."""
    _put(sys.stdout.buffer.write, data)


def _put(write: Callable[[TextT], object], text: TextT) -> None:
    try:
        write(text)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise NoOutput(*error.args) from error
