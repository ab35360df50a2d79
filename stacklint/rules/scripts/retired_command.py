"""The rule `retired-command`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.scripts.operating import driving, told
from stacklint.model.targets import Target
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.fleet import Fleet
    from stacklint.model.scripts.command import Command
    from stacklint.model.scripts.script import Script
    from stacklint.rule import Hits

# A file that installs a release of its own may know its commands.
_PINNED = re.compile(r"(?:laconic-so|stack-orchestrator)[^\n]{0,200}(?:==|@|/download/)v?\d")


@rule(category="scripts", severity=Severity.WARNING, harm=Harm.START)
def retired_command(script: Script, fleet: Fleet) -> Hits:
    """Command or option of laconic-so that is no more, or does nothing."""
    if _PINNED.search(script.document.text):
        return
    targets = {claims.target for claims in fleet.claims}
    on_kubernetes = bool(targets) and targets <= {Target.KIND, Target.K8S}
    for command in script.commands:
        if why := _why(command, on_kubernetes=on_kubernetes):
            yield Hit(script.at(command), why, value=told(command))


def _why(command: Command, *, on_kubernetes: bool) -> str:
    found = driving(command)
    if found is None:
        return ""
    if found == ("deployment", "update"):
        return "`deployment update` is called `deployment update-envs` now"
    if found == ("deployment", "prepare") and on_kubernetes:
        return "`deployment prepare` does nothing on Kubernetes"
    if found.verb == "restart":
        idle = [f"`{x}`" for x in ("--config-file", "--expected-ip") if _has(command, x)]
        return f"`restart` does nothing with {' and '.join(idle)} any more" if idle else ""
    return ""


def _has(command: Command, option: str) -> bool:
    return any(word.partition("=")[0] == option for word in command.words)
