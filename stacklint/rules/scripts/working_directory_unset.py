"""The rule `working-directory-unset`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.scripts.command import HOME
from stacklint.model.scripts.operating import driving, told
from stacklint.model.scripts.script import ScriptKind
from stacklint.model.tokens import has_token
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.fleet import Fleet
    from stacklint.model.scripts.command import Command
    from stacklint.model.scripts.script import Script
    from stacklint.rule import Hits

_DEPENDS = frozenset({("deploy", "create"), ("deployment", "restart")})
_HINTS = {ScriptKind.ANSIBLE: "`chdir: <the root of the repository>`"}


@rule(
    category="scripts",
    severity=Severity.WARNING,
    confidence=Confidence.MEDIUM,
    profile=Profile.STRICT,
    harm=Harm.START,
    of_laconic_so=True,
)
def working_directory_unset(script: Script, fleet: Fleet) -> Hits:
    """Command that looks for a relative stack wherever it happens to run."""
    relative = next((x.file for x in fleet.claims if _is_relative(fleet.spec(x).stack)), None)
    if relative is None:
        return
    # A task of Ansible begins in the home of whoever connects, as what `ssh` runs does.
    homes = {"", HOME} if script.kind is ScriptKind.ANSIBLE else {HOME}
    for command in script.commands:
        if driving(command) in _DEPENDS and _is_anywhere(command, homes):
            yield Hit(
                script.at(command),
                f"`stack` of {relative} is relative, and this runs in the home of whoever connects:"
                " the stack is not found, or an old copy is",
                notes=(
                    ("hint", _HINTS.get(script.kind, "`cd <the root of the repository> && …`")),
                ),
                value=told(command),
            )


def _is_relative(stack: str | None) -> bool:
    return stack is not None and "/" in stack and stack[0] not in "/~" and not has_token(stack)


def _is_anywhere(command: Command, homes: set[str]) -> bool:
    return command.directory in homes and command.option("--stack-path") is None
