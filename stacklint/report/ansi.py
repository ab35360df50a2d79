"""Colours and links of a terminal, written by hand: a library for it costs 40 ms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Severity
from stacklint.model.enums import Enum

if TYPE_CHECKING:
    from stacklint.report.look import Look


class Style(Enum):
    """What a piece of text is; the value is how that looks."""

    ERROR = "1;31"
    WARNING = "1;33"
    INFO = "1;34"
    STRONG = "1"
    QUIET = "2"
    GUTTER = "34"
    SECOND = "36"
    COMMAND = "1;32"
    ADDED = "32"
    REMOVED = "31"


SEVERITY_STYLE = {
    Severity.ERROR: Style.ERROR,
    Severity.WARNING: Style.WARNING,
    Severity.INFO: Style.INFO,
}


def paint(text: str, style: Style, look: Look) -> str:
    """Give a text, already without control characters, in a style."""
    return f"\x1b[{style.value}m{text}\x1b[0m" if look.color and text else text


def link(text: str, target: str, look: Look) -> str:
    """Give a text as a link to a percent-encoded address."""
    return f"\x1b]8;;{target}\x1b\\{text}\x1b]8;;\x1b\\" if look.links else text
