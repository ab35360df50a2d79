"""The rule `cluster-deleted-by-script`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.operating import driving, told
from stacklint.model.runners import is_passing
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.command import Command
    from stacklint.model.script import Script
    from stacklint.rule import Hits


@rule(
    category="scripts",
    severity=Severity.WARNING,
    confidence=Confidence.MEDIUM,
    profile=Profile.STRICT,
    harm=Harm.DATA,
)
def cluster_deleted_by_script(script: Script) -> Hits:
    """Cluster that a script deletes, with the stacks of others in it."""
    if any(x.program == "kind" and x.has("create", "cluster") for x in script.commands):
        return
    for command in script.commands:
        is_loss = not (command.is_confirmed or is_passing(command, script))
        if is_loss and (what := _what(command)):
            yield Hit(
                script.at(command),
                f"{what} stops every stack of the cluster, and volumes without a path are gone",
                value=told(command),
            )


def _what(command: Command) -> str:
    if command.program == "kind" and command.words[1:2] == ("delete",):
        is_one = any(x in {"cluster", "clusters"} for x in command.words)
        return "`kind delete cluster`" if is_one else ""
    found = driving(command)
    asks = "--perform-cluster-management" in command.words
    return "`--perform-cluster-management`" if found and found.verb == "stop" and asks else ""
