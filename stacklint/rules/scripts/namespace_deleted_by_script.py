"""The rule `namespace-deleted-by-script`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Severity
from stacklint.model.operating import is_teardown
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.command import Command
    from stacklint.model.fleet import Fleet
    from stacklint.model.script import Script, Task
    from stacklint.rule import Hits


@rule(
    category="scripts",
    severity=Severity.ERROR,
    confidence=Confidence.MEDIUM,
    harm=Harm.DATA,
)
def namespace_deleted_by_script(script: Script, fleet: Fleet) -> Hits:
    """Namespace that a script deletes, with all the claims in it."""
    empty = [claims for claims in fleet.claims if claims.empty_volumes]
    for piece, words in _deletions(script):
        hit = Hit(
            script.at(piece),
            f"{words} deletes every claim in it"
            + (f": the volumes of {empty[0].file} without a path are gone" if empty else ""),
            value=words,
        )
        if is_teardown(script.file):
            yield hit.guessed(Severity.INFO)
        else:
            yield hit if empty else hit.guessed(Severity.WARNING)


def _deletions(script: Script) -> Iterator[tuple[Command | Task, str]]:
    for command in script.commands:
        if command.is_confirmed:
            continue
        is_kubectl = command.program in {"kubectl", "k3s", "oc"}
        words = command.words
        named = [x for x in words if x in {"namespace", "namespaces", "ns"}]
        named += [x for x in words if x.startswith(("namespace/", "ns/"))]
        if is_kubectl and "delete" in words and named:
            yield command, "`kubectl delete namespace`"
        elif "--delete-namespace" in words:
            yield command, "`--delete-namespace`"
    for task in script.tasks:
        is_absent = task.arguments.get("state") == "absent"
        if task.module == "k8s" and is_absent and task.arguments.get("kind") == "Namespace":
            yield task, "`state: absent` of a Namespace"
