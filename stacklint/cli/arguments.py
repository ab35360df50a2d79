"""The command line."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, cast

from stacklint import __version__
from stacklint.cli.plain import PlainParser

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from typing import TypeVar

    ParserT = TypeVar("ParserT", bound=argparse.ArgumentParser)

SEVERITIES = ("error", "warning", "info")

_DESCRIPTION = "Find what is wrong with the specs of stack deployments, before it costs data."
_EPILOG = """\
exit codes: 0 clean, 1 findings, 2 usage or configuration, 3 an input that
cannot be read, 4 a fault of stacklint's own
first: stacklint check, then stacklint explain RULE"""


def terminal_columns() -> int:
    """Give the width of the terminal, as `shutil` finds it, whose import costs 5 ms."""
    if os.environ.get("COLUMNS", "").isdecimal():
        return int(os.environ["COLUMNS"]) or 100
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns if sys.__stdout__ else 100
    except (OSError, ValueError):
        return 100


def parse_arguments(words: list[str]) -> argparse.Namespace:
    """Read a command line; exits with 2 and a sentence where it makes no sense."""
    return _plain(words) or _any(words)


def _plain(words: list[str]) -> argparse.Namespace | None:
    """Read what hooks type."""
    name = "check"
    if words[:1] != [name]:
        return None
    parser = PlainParser()
    add_check(cast("argparse.ArgumentParser", parser))
    _add_common(cast("argparse.ArgumentParser", parser), name)
    parser.set_defaults(command=name)
    return cast("argparse.Namespace | None", parser.read(words[1:]))


def _any(words: list[str]) -> argparse.Namespace:
    from stacklint.cli.commands import COMMANDS  # noqa: PLC0415 -- see `_plain`
    from stacklint.cli.parser import Formatter, Parser  # noqa: PLC0415

    parser = Parser(
        prog="stacklint",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=Formatter,
    )
    version = f"stacklint {__version__}"
    parser.add_argument("--version", action="version", version=version, help="print the version")
    # A `prog` of our own: argparse would format the usage to find one, and import `shutil` for it.
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", required=True, prog="stacklint"
    )
    for name, (words_about, example, add) in COMMANDS.items():
        command = add_command(commands, name, words_about, example)
        # Arguments are dear to declare: only those of the command that was typed.
        if name in words:
            add(command)
        _add_common(command, name)
    found, rest = parser.parse_known_args(words)
    if rest:
        found.typed.refuse(rest)
    del found.typed
    return found


def _add_common(parser: argparse.ArgumentParser, name: str) -> None:
    parser.add_argument("--debug", action="store_true", help="show the traceback of a fault")
    parser.set_defaults(run=_late(name))


def add_command(
    commands: argparse._SubParsersAction[ParserT],
    name: str,
    words_about: str,
    example: str,
) -> ParserT:
    """Add a command, or an action of one, with its help; its arguments are still to be declared."""
    from stacklint.cli.parser import Formatter  # noqa: PLC0415 -- where argparse is at hand

    command = commands.add_parser(
        name,
        help=words_about,
        description=words_about[0].upper() + words_about[1:] + ".",
        epilog=f"example: {example}",
        formatter_class=Formatter,
    )
    # What is left over of a line is refused by the innermost, whose help says what there is.
    command.set_defaults(typed=command)
    return command


def _late(name: str) -> Callable[[argparse.Namespace], int]:
    """Import the module of a command when it is run."""

    def run(arguments: argparse.Namespace) -> int:
        run_command: Callable[[argparse.Namespace], int]
        run_command = import_module(f"stacklint.cli.{name}").run
        return run_command(arguments)

    return run


def add_check(parser: argparse.ArgumentParser) -> None:
    """Declare what `check` takes."""
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="files or directories; `-` is standard input"
    )
    _add_choice(parser)
    what = parser.add_argument_group("what is judged")
    what.add_argument("--staged", action="store_true", help="the git index, not the working tree")
    what.add_argument("--since", metavar="REF", help="only specs that differ from where REF parted")
    what.add_argument("--new", action="store_true", help="fail only on what the base did not have")
    what.add_argument("--stdin-filename", metavar="PATH", help="the path that `-` stands for")
    fix = parser.add_argument_group("fixes")
    fix.add_argument("--fix", action="store_true", help="apply safe fixes")
    fix.add_argument(
        "--unsafe-fixes",
        metavar="RULE,…",
        type=_names,
        action="extend",
        default=[],
        help="with --fix: also the unsafe fixes of these rules",
    )
    fix.add_argument(
        "--diff", action="store_true", help="show what --fix would change, write nothing"
    )
    _add_output(parser)


def _add_choice(parser: argparse.ArgumentParser) -> None:
    choice = parser.add_argument_group("which rules")
    choice.add_argument(
        "--profile",
        metavar="PROFILE[@RELEASE]",
        help="how much is shown: recommended (default), strict, audit; with a release, its rules",
    )
    choice.add_argument(
        "--select",
        metavar="RULE,…",
        type=_names,
        action="extend",
        default=[],
        help="only these rules or categories",
    )
    choice.add_argument(
        "--ignore",
        metavar="RULE,…",
        type=_names,
        action="extend",
        default=[],
        help="not these rules or categories",
    )
    choice.add_argument("--config", metavar="FILE", help="read this configuration")
    choice.add_argument("--isolated", action="store_true", help="read no configuration")
    choice.add_argument("--baseline", metavar="FILE", help="accept the findings listed there")


def _add_output(parser: argparse.ArgumentParser) -> None:
    output = parser.add_argument_group("output")
    output.add_argument(
        "--format",
        metavar="NAME[=FILE]",
        action="append",
        default=[],
        help="text, full, concise, json, sarif, github, github-summary, gitlab, junit or markdown",
    )
    output.add_argument(
        "--fail-on", choices=SEVERITIES, help="exit 1 from this severity on (default: error)"
    )
    output.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="colours in the output"
    )
    output.add_argument("--statistics", action="store_true", help="count the findings of each rule")
    output.add_argument("--timings", action="store_true", help="say where the time went")


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
