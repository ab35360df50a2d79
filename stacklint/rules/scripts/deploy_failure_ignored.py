"""The rule `deploy-failure-ignored`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.scripts.operating import driving, told
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.scripts.script import Script
    from stacklint.rule import Hits

_MATTER = frozenset({"create", "restart", "start", "up", "update-envs"})


@rule(category="scripts", severity=Severity.WARNING, harm=Harm.MEANING)
def deploy_failure_ignored(script: Script) -> Hits:
    """Deployment that may fail without anybody hearing of it."""
    for command in script.commands:
        found = driving(command)
        if found is not None and found.verb in _MATTER and command.ignores_failure:
            yield Hit(
                script.at(command),
                f"`{found.verb}` may fail here, and the {script.kind.value} goes on as if it had"
                " not: a broken deployment is green",
                value=told(command),
            )
