"""How a report may look: what the terminal can show, and what was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_WIDTH = 80
NARROWEST = 20


class Look(NamedTuple):
    """What the reader's screen takes: colour, columns, OSC 8 links, and more than ASCII."""

    color: bool
    width: int
    links: bool
    unicode: bool


PLAIN = Look(color=False, width=DEFAULT_WIDTH, links=False, unicode=True)
"""What suits a file, and any reader."""


def look_for(env: Mapping[str, str], *, is_terminal: bool, width: int, choice: str) -> Look:
    """Decide the look from the environment; `choice` is `auto`, `always` or `never`.

    A width below 1 is one that nobody knows. A pipe gets no colour unless asked for by name, in
    the log of a CI either: what reads it may be a program.
    """
    dumb = env.get("TERM", "") == "dumb"
    return Look(
        color=_color(env, choice, can_show=is_terminal and not dumb),
        width=max(NARROWEST, width if width > 0 else DEFAULT_WIDTH),
        links=is_terminal and choice != "never" and _follows_links(env),
        unicode=_takes_unicode(env),
    )


def _color(env: Mapping[str, str], choice: str, *, can_show: bool) -> bool:
    if choice != "auto":
        return choice == "always"
    if env.get("NO_COLOR"):
        return False
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        said = env.get(name)
        if said:
            return said not in {"0", "false"}
    return can_show and env.get("CLICOLOR") != "0"


def _follows_links(env: Mapping[str, str]) -> bool:
    """Terminals that know nothing of links show garbage, and a log keeps the path of a machine."""
    said = env.get("FORCE_HYPERLINK")
    if said:
        return said != "0"
    return not env.get("CI") and env.get("TERM", "") not in {"", "dumb", "linux"}


def _takes_unicode(env: Mapping[str, str]) -> bool:
    """Only a locale that is set and names another charset says no."""
    named = next((env[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if env.get(name)), "")
    charset = named.partition("@")[0].partition(".")[2].lower().replace("-", "")
    if not charset:
        return named not in {"C", "POSIX"}
    return charset == "utf8"
