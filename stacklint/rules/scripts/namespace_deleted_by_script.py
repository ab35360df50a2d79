"""The rule `namespace-deleted-by-script`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Severity
from stacklint.model.scripts.ci.runners import has_own_cluster
from stacklint.model.scripts.deletions.kubectl import NAMESPACES, Deleted
from stacklint.model.scripts.deletions.manifests import all_deleted_by, all_deleted_by_task
from stacklint.model.scripts.guards import is_asked_for
from stacklint.model.scripts.operating import is_teardown
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.fleet import Claims, Fleet
    from stacklint.model.scripts.command import Command
    from stacklint.model.scripts.script import Script, Task
    from stacklint.model.tree import Tree
    from stacklint.rule import Hits

_FROM_FILES = ("-f", "--filename", "-k", "--kustomize")
_ANY = Deleted(NAMESPACES, frozenset(), "")


@rule(
    category="scripts",
    severity=Severity.ERROR,
    confidence=Confidence.MEDIUM,
    harm=Harm.DATA,
)
def namespace_deleted_by_script(script: Script, fleet: Fleet, tree: Tree) -> Hits:
    """Namespace that a script deletes, with all the claims in it."""
    for piece, words, deleted in _deletions(script, tree):
        empty = [x for x in fleet.claims if x.empty_volumes and _may_be_in(x, deleted)]
        hit = Hit(
            script.at(piece),
            f"{words} deletes every claim in it"
            + (f": the volumes of {empty[0].file} without a path are gone" if empty else ""),
            severity=Severity.WARNING if is_asked_for(piece) else None,
            value=words,
        )
        if is_teardown(script.file):
            yield hit.guessed(Severity.INFO)
        else:
            yield hit if empty else hit.guessed(Severity.WARNING)


def _may_be_in(claims: Claims, deleted: Deleted) -> bool:
    """Tell whether a spec's namespace is one of those, as far as all of them are known."""
    return not claims.namespace or deleted.may_be(claims.namespace)


def _deletions(script: Script, tree: Tree) -> Iterator[tuple[Command | Task, str, Deleted]]:
    for command in script.commands:
        if command.is_confirmed or has_own_cluster(command, script):
            continue
        deleted = next(filter(_is_of_namespace, all_deleted_by(command, tree)), None)
        if deleted is not None:
            is_file = command.option(*_FROM_FILES) is not None or bool(command.fed)
            how = "`kubectl delete -f` of a namespace" if is_file else "`kubectl delete namespace`"
            yield command, how, deleted
        elif "--delete-namespace" in command.words:
            yield command, "`--delete-namespace`", _ANY
    for task in script.tasks:
        objects = () if task.is_confirmed else all_deleted_by_task(task, script.file, tree)
        deleted = next(filter(_is_of_namespace, objects), None)
        if deleted is not None:
            yield task, "`state: absent` of a Namespace", deleted


def _is_of_namespace(deleted: Deleted) -> bool:
    return not NAMESPACES.isdisjoint(deleted.kinds)
