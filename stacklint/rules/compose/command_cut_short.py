"""The rule `command-cut-short`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.compose.command_line import end_of
from stacklint.model.compose.commands import COMMANDS
from stacklint.model.targets import Target
from stacklint.model.yaml.scalars import text_of
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.rule import Hits

_HINT = "put what holds the sign in quotes, or give a shell the line: `[sh, -c, …]`"


@rule(
    category="compose",
    severity=Severity.WARNING,
    harm=Harm.MEANING,
    targets=frozenset({Target.COMPOSE}),
)
def command_cut_short(stack: Stack) -> Hits:
    """Command whose end docker compose leaves out, since no shell reads it."""
    for service in stack.every_service:
        for key in COMMANDS:
            sign = end_of(text_of(service.node.get(key)) or "")
            if sign:
                yield Hit(
                    service.at.below(key).value,
                    f"`{key}` of `{service.name}` ends at `{sign}` for docker compose: what stands"
                    " behind it is left out without a word",
                    notes=(("hint", _HINT),),
                )
