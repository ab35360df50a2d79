"""The rule `namespace-deleted-by-script`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Severity
from stacklint.model.operating import is_teardown
from stacklint.model.shell_options import behind_options
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.command import Command
    from stacklint.model.fleet import Claims, Fleet
    from stacklint.model.script import Script, Task
    from stacklint.rule import Hits

_VALUED = ("-f", "-l", "-n", "-o", "--context", "--namespace", "--selector", "--timeout")
_KINDS = frozenset({"namespace", "namespaces", "ns"})


@rule(
    category="scripts",
    severity=Severity.ERROR,
    confidence=Confidence.MEDIUM,
    harm=Harm.DATA,
)
def namespace_deleted_by_script(script: Script, fleet: Fleet) -> Hits:
    """Namespace that a script deletes, with all the claims in it."""
    for piece, words, names in _deletions(script):
        empty = [x for x in fleet.claims if x.empty_volumes and _may_be_in(x, names)]
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


def _may_be_in(claims: Claims, names: set[str]) -> bool:
    """Tell whether a spec's namespace is one of those, as far as all of them are known."""
    is_known = claims.namespace and names and not any("$" in x or "{{" in x for x in names)
    return not is_known or claims.namespace in names


def _deletions(script: Script) -> Iterator[tuple[Command | Task, str, set[str]]]:
    for command in script.commands:
        if command.is_confirmed:
            continue
        is_kubectl = command.program in {"kubectl", "k3s", "oc"}
        words = command.words
        if is_kubectl and "delete" in words and _is_of_namespace(words):
            yield command, "`kubectl delete namespace`", _names(words)
        elif "--delete-namespace" in words:
            yield command, "`--delete-namespace`", set()
    for task in script.tasks:
        is_absent = task.arguments.get("state") == "absent"
        if task.is_confirmed:
            continue
        # Ansible finds a kind by its singular and its plural too.
        kind = task.arguments.get("kind", "").lower()
        if task.module == "k8s" and is_absent and kind in _KINDS:
            name = task.arguments.get("name")
            yield task, "`state: absent` of a Namespace", {name} if name else set()


def _is_of_namespace(words: tuple[str, ...]) -> bool:
    """Tell whether the kind that is deleted is a namespace: the first word behind the options."""
    behind = behind_options(words[words.index("delete") + 1 :], _VALUED)
    kinds = behind[0].split(",") if behind else []
    return any(kind.partition("/")[0] in _KINDS for kind in (*kinds, *_with_kind(behind)))


def _with_kind(words: tuple[str, ...]) -> Iterator[str]:
    return (word for word in words if "/" in word)


def _names(words: tuple[str, ...]) -> set[str]:
    """Give the namespaces that `kubectl delete` is told; none for all or some."""
    behind = words[words.index("delete") + 1 :]
    if any(x in {"--all", "-l"} or x.startswith(("--selector", "--all=")) for x in behind):
        return set()
    return {x.rpartition("/")[2] for x in behind if not x.startswith("-") and x not in _KINDS}
