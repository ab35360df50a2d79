"""The rule `cluster-deleted-by-script`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.scripts.ci.runners import is_passing
from stacklint.model.scripts.deletions.mounted import NODE
from stacklint.model.scripts.operating import driving, told
from stacklint.model.targets import Target
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.fleet import Fleet
    from stacklint.model.scripts.command import Command
    from stacklint.model.scripts.script import Script
    from stacklint.rule import Hits

_MAKING = (("kind", "create", "cluster"), ("k3d", "cluster", "create"), ("minikube", "start"))
_DELETING = (
    ("kind", "delete", "cluster"),
    ("kind", "delete", "clusters"),
    ("k3d", "cluster", "delete"),
    ("k3s-uninstall.sh",),
    ("kubeadm", "reset"),
    ("microk8s", "reset"),
    ("minikube", "delete"),
)
_EVERY = re.compile(
    r"\$\(\s*(?:docker|podman) (?:ps|container ls)(?: -[aq]{1,2}| --all| --quiet)+\s*\)"
)


@rule(
    category="scripts",
    severity=Severity.WARNING,
    confidence=Confidence.MEDIUM,
    profile=Profile.STRICT,
    harm=Harm.DATA,
)
def cluster_deleted_by_script(script: Script, fleet: Fleet) -> Hits:
    """Cluster that a script deletes, with the stacks of others in it."""
    if any(_begins(x, told) for x in script.commands for told in _MAKING):
        return
    for command in script.commands:
        is_loss = not (command.is_confirmed or is_passing(command, script))
        what = (_what(command) or _what_node(command, fleet)) if is_loss else ""
        if what:
            yield Hit(
                script.at(command),
                f"{what} stops every stack of the cluster, and volumes without a path are gone",
                value=told(command),
            )


def _begins(command: Command, told: tuple[str, ...]) -> bool:
    """Tell whether a command is one of a program, with what it is to do."""
    return command.program == told[0] and command.has(*told[1:])


def _what(command: Command) -> str:
    told = next((x for x in _DELETING if _begins(command, x)), ())
    if told:
        return f"`{' '.join(told)}`"
    found = driving(command)
    asks = "--perform-cluster-management" in command.words
    return "`--perform-cluster-management`" if found and found.verb == "stop" and asks else ""


def _what_node(command: Command, fleet: Fleet) -> str:
    """Say what a command removes that is a node of kind: docker has it among its containers."""
    is_removing = command.words[1:2] == ("rm",) or command.words[1:3] == ("container", "rm")
    if command.program not in {"docker", "podman"} or not is_removing:
        return ""
    if any(NODE.search(word) for word in command.words):
        return f"`{command.program} rm` of a kind node"
    is_at_risk = any(claims.target is Target.KIND for claims in fleet.claims)
    is_every = is_at_risk and any(_EVERY.fullmatch(word) for word in command.words)
    return f"`{command.program} rm` of every container, kind nodes too," if is_every else ""
