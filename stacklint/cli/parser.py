"""What argparse needs to be told to read a command line as we want it read."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from stacklint.cli.arguments import terminal_columns

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

# One word is missing, of those that the help lists.
_ONLY_WHAT = (" required: COMMAND", " required: ACTION", " required: NAME")


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Knows its width: argparse would import `shutil` to find it out, at every start."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=terminal_columns() - 2)


class WrongLine(SystemExit):
    """A command line makes no sense; `words` say why, and people were told."""

    def __init__(self, words: str) -> None:
        super().__init__(2)
        self.words = words


class Parser(argparse.ArgumentParser):
    """Says in one sentence what is wrong, and suggests the word that was meant.

    Who types a command and not what of it wants to know what there is: its help.
    """

    def error(self, message: str) -> NoReturn:
        """Say it, and end."""
        from stacklint.config import suggestion  # noqa: PLC0415 -- only for mistakes

        if message.endswith(_ONLY_WHAT):
            self._print_message(self.format_help(), sys.stderr)
            raise WrongLine(message)
        if "invalid choice: '" in message and message.startswith(
            ("argument COMMAND", "argument ACTION")
        ):
            word = message.split("invalid choice: '")[1].split("'", maxsplit=1)[0]
            names = message.partition("(choose from ")[2].rstrip(")").replace("'", "").split(", ")
            message = f"there is no command `{word}`{suggestion(word, tuple(names))}"
        self._print_message(
            f"error: {message}\n  {self.prog} --help says what there is\n", sys.stderr
        )
        raise WrongLine(message)

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        """Print; argparse would keep it to itself where nobody gets the help."""
        if file is not None and file is sys.stdout:
            file.write(message)
        else:
            super()._print_message(message, file)

    def refuse(self, rest: list[str]) -> NoReturn:
        """Refuse what is left over of a line, and lead to the help of what was typed."""
        self.error(f"unrecognized arguments: {' '.join(rest)}{_way_to_name_a_file(rest)}")


def _way_to_name_a_file(words: list[str]) -> str:
    """Say how a file is named whose name begins as an option does."""
    files = (word for word in words if word[0] == "-" and os.path.lexists(word.partition(":")[0]))
    file = next(files, None)
    return "" if file is None else f" (the file? write ./{file}, or put `--` before it)"
