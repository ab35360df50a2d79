"""Variables in the texts of a compose file, as docker compose reads them.

Source: the compose specification; `$$` is a dollar, `${A:-b}` a default, `${A:?b}` a demand,
`${A:+b}` something else. What stands behind the sign may hold variables of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NAME = Pattern(r"[A-Za-z_][A-Za-z0-9_]*")
_SIGNS = (":-", ":?", ":+", "-", "?", "+")
# Each holds the text of those in it: nobody writes so many, but to keep a reader busy.
_DEEPEST = 20


OF_THE_HOST = frozenset(
    {
        *("COMPOSE_PROJECT_NAME", "DISPLAY", "HOME", "LANG", "LOGNAME", "PATH", "PWD", "SHELL"),
        *("SSH_AUTH_SOCK", "TERM", "UID", "USER", "WAYLAND_DISPLAY", "XAUTHORITY"),
        "XDG_RUNTIME_DIR",
    }
)
"""Variables that compose has itself, or the session of whoever runs it."""


class Variable(NamedTuple):
    """A variable in a text: `sign` is empty, or what stands before the `rest`."""

    name: str
    sign: str
    text: str
    start: int
    end: int

    @property
    def has_braces(self) -> bool:
        """It is written `${A}`."""
        return self.text.startswith("{", self.start + 1)

    @property
    def rest(self) -> str:
        """What stands behind the sign."""
        first = self.start + len("${") + len(self.name) + len(self.sign)
        return self.text[first : self.end - 1] if self.has_braces else ""

    @property
    def default(self) -> str | None:
        """What is put in where the variable is unset; None where that is nothing."""
        return self.rest if self.sign in {":-", "-"} else None

    @property
    def is_whole(self) -> bool:
        """The text is this variable and nothing else."""
        return self.start == 0 and self.end == len(self.text)

    @property
    def is_spared(self) -> bool:
        """It stands in `${A:+…}` of its own name, and is put in only where it is set."""
        return any(
            x.name == self.name and x.sign in {":+", "+"} and x.start < self.start < x.end
            for x in variables(self.text)
        )

    @property
    def is_demand(self) -> bool:
        """Compose stops where it has no value."""
        return self.sign.endswith("?")

    def takes_rest(self, value: str | None) -> bool:
        """Tell whether what stands behind the sign counts in the place of a value, or of none."""
        is_there = bool(value) if self.sign.startswith(":") else value is not None
        return bool(self.sign) and is_there == self.sign.endswith("+")


def variables(text: str) -> Iterator[Variable]:
    """Give the variables of a text, outer ones before those in their defaults."""
    at = text.find("$")
    closings = _closings(text) if at >= 0 else {}
    while at >= 0:
        found = None if text.startswith("$$", at) else _read(text, at, closings)
        if found is not None:
            yield found
            at += len(found.name)
        at = text.find("$", at + (2 if text.startswith("$$", at) else 1))


def filled(text: str, value_of: Callable[[Variable], str]) -> str:
    """Put values in the place of the variables of a text; `$$` becomes a dollar."""
    parts: list[str] = []
    done = 0
    for variable in variables(text) if "$" in text else ():
        # What stands in a default that was not taken, or was filled already.
        if variable.start >= done:
            parts += (text[done : variable.start].replace("$$", "$"), value_of(variable))
            done = variable.end
    return "".join((*parts, text[done:].replace("$$", "$")))


def malformed(text: str) -> str:
    """Give the first `${` that docker compose cannot read, with what belongs to it; empty if none.

    Measured with 2.26, which fills in variables before all else and refuses the file. A dollar with
    anything else behind it stays as it is.
    """
    closings = _closings(text)
    at = _braced(text, 0)
    while at >= 0:
        found = _read(text, at, closings)
        if found is None or "\n" in found.rest:
            end = closings.get(at)
            return text[at:].split(maxsplit=1)[0] if end is None else text[at : end + 1]
        at = _braced(text, at + 1)
    return ""


def _braced(text: str, start: int) -> int:
    """Find the next `${` whose dollar does not stand for itself; -1 if there is none."""
    at = text.find("$", start)
    while at >= 0 and not text.startswith("{", at + 1):
        at = text.find("$", at + (2 if text.startswith("$", at + 1) else 1))
    return at


def _read(text: str, at: int, closings: dict[int, int]) -> Variable | None:
    """Read what a dollar begins."""
    if not text.startswith("{", at + 1):
        plain = _NAME.match(text, at + 1)
        return None if plain is None else Variable(plain[0], "", text, at, plain.end())
    end = closings.get(at)
    name = _NAME.match(text, at + 2)
    if end is None or name is None or name.end() > end:
        return None
    sign = next((x for x in _SIGNS if text.startswith(x, name.end())), "")
    if not sign and name.end() < end:
        return None
    return Variable(name[0], sign, text, at, end + 1)


def _closings(text: str) -> dict[int, int]:
    """Give for each `${` that is closed the place of its brace, to a depth."""
    found: dict[int, int] = {}
    openings: list[int] = []
    for index, character in enumerate(text):
        if character == "{" and index and text[index - 1] == "$":
            openings.append(index - 1)
        elif character == "}" and openings:
            opening = openings.pop()
            if len(openings) < _DEEPEST:
                found[opening] = index
    return found
