"""A command of a script: what is run, where, and under which conditions."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BRACES = re.compile(r"(?<!\$)\{([^{},]*(?:,[^{},]*)+)\}")
# Nobody writes out more, and each pair of braces multiplies.
_MOST_WORDS = 100

THROW_AWAY = "/tmp/.throw-away"  # noqa: S108 -- stands for what `mktemp` gives; nothing is opened
"""The value of a variable that `mktemp` filled."""

TEMPORARY = ("/tmp/", "/var/tmp/", "/dev/shm/")  # noqa: S108 -- as scripts name it
"""Where a machine keeps nothing for long."""

_OF_A_RUN = re.compile(r"^\$\{?(?:RUNNER_TEMP|XDG_RUNTIME_DIR|TMP\w*)(?::?-[^{}]*)?\}?(?=/|$)")

HOME = "~"
"""The directory where another host, or a shell of another user, begins."""


AWAY = "away"
"""The host of a command that another host runs."""
RUNNER = "runner"
"""The host of a command that a machine runs which a CI makes for one run."""


class Guard(NamedTuple):
    """A condition, as it is written, and whether the command runs where it holds."""

    text: str
    holds: bool


BY_HAND = Guard("$BY_HAND", holds=True)
"""The condition of a job that somebody has to start."""


class Command(NamedTuple):
    """One command: its words with variables filled in, and where it stands in the text.

    `directory` is where the script went before it, relative to where it was started, or `HOME`;
    None where that cannot be told, and `beneath` is then the end that can. `writes` are the files
    that its output goes to, `reads` those that its input comes from. `ignores_failure` is set
    where the script goes on whatever comes of it, `is_confirmed` where a person was asked before.
    `host` is `AWAY`, `RUNNER`, or nothing where it is the one that the script runs on. `fed` is the
    text that it reads, where the script has it. `may_go_unasked` is set where a question before it
    is passed over at times.
    """

    words: tuple[str, ...]
    start: int
    end: int
    directory: str | None
    guards: tuple[Guard, ...] = ()
    writes: tuple[str, ...] = ()
    ignores_failure: bool = False
    is_confirmed: bool = False
    beneath: str = ""
    host: str = ""
    fed: str = ""
    may_go_unasked: bool = False
    reads: tuple[str, ...] = ()

    @property
    def program(self) -> str:
        """The name of the program, without its directory."""
        return posixpath.basename(self.words[0])

    def path(self, word: str) -> str | None:
        """Give the path that a word means, from where the script was started; None if unknown."""
        if "$" in word or word.startswith("~"):
            return None
        if word.startswith("/"):
            return posixpath.normpath(word)
        if self.directory is None or self.directory == HOME:
            return None
        return posixpath.normpath(posixpath.join(self.directory, word))

    def option(self, *names: str) -> str | None:
        """Give the value of an option, written behind it or after `=`; None where it is not set."""
        for index, word in enumerate(self.words):
            name, equals, value = word.partition("=")
            if name in names and equals:
                return value
            if word in names and index + 1 < len(self.words):
                return self.words[index + 1]
        return None

    def has(self, *words: str) -> bool:
        """Tell whether the words stand in it, in this order."""
        at = 0
        for word in self.words:
            if at < len(words) and word == words[at]:
                at += 1
        return at == len(words)


def thrown_away(path: str) -> str:
    """Write the directory that a machine makes for one run as what `mktemp` gives."""
    return _OF_A_RUN.sub(THROW_AWAY, path)


def in_braces(words: Sequence[str]) -> str:
    """Write several words as one, `{a,b}`, which `written_out` takes apart again."""
    return words[0] if len(words) == 1 else "{" + ",".join(words) + "}"


def written_out(word: str) -> Iterator[str]:
    """Write out `/srv/{a,b}` as a shell does, one pair of braces after the other."""
    words = [word]
    while len(words) < _MOST_WORDS and any(map(_BRACES.search, words)):
        words = [one for word in words for one in _opened(word)]
    yield from words


def _opened(word: str) -> Iterator[str]:
    found = _BRACES.search(word)
    parts = [word] if found is None else found[1].split(",")
    for part in parts:
        yield part if found is None else word[: found.start()] + part + word[found.end() :]
