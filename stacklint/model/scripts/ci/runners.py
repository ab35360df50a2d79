"""Machines that a CI makes for one run: what is deleted on one of them was made there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.model.scripts.command import RUNNER, Command

if TYPE_CHECKING:
    from stacklint.model.scripts.script import Script, Task

_FOLDER = ".github/"
# What has docker, here, act on another host.
_ON_ANOTHER = re.compile(
    r"DOCKER_HOST|CONTAINER_HOST|\bdocker[ \t]+(?:context\b|-H|-c\b|--(?:host|context)\b)"
)
# Actions that take files of the checkout along.
_CARRIED = re.compile(r"auto-commit|create-pull-request|upload-artifact|\bscp\b|\bssh\b")
_LOOKING = frozenset(
    {"[", "cat", "cd", "cmp", "diff", "echo", "exit", "grep", "head", "jq", "ls", "printf", "test"}
)
_OWN_CLUSTER = re.compile(
    r"kind-action|setup-k3d|setup-minikube|\bkind[ \t]+create[ \t]+cluster\b"
    r"|\bk3d[ \t]+cluster[ \t]+create\b|\bminikube[ \t]+start\b"
)


def is_passing(piece: Command | Task, script: Script) -> bool:
    """Tell whether what a command deletes on its own machine is gone in any case."""
    if not isinstance(piece, Command) or piece.host != RUNNER:
        return False
    # Elsewhere, the labels of a machine are names that somebody gave it.
    return script.file.startswith(_FOLDER) and not _ON_ANOTHER.search(script.document.text)


def is_only_looked_at(command: Command, script: Script) -> bool:
    """Tell whether what a command writes on a machine for one run goes nowhere from there."""
    if not is_passing(command, script) or _CARRIED.search(script.document.text):
        return False
    behind = (x for x in script.commands if x.start > command.start)
    return all(x.program in _LOOKING or x.has("git", "diff") for x in behind)


def has_own_cluster(piece: Command | Task, script: Script) -> bool:
    """Tell whether the cluster that a command acts on was made for one run, as its machine was."""
    return is_passing(piece, script) and _OWN_CLUSTER.search(script.document.text) is not None
