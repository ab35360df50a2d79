"""What `kubectl delete`, and the module of Ansible that does the same, are told to delete."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.scripts.command import Command, written_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stacklint.model.fleet import Claims
    from stacklint.model.scripts.script import Task

NAMESPACES = frozenset({"namespace", "namespaces", "ns", "project", "projects"})
"""The kind of a namespace, as it may be written."""
CLAIMS = frozenset({"persistentvolumeclaim", "persistentvolumeclaims", "pvc", "pvcs"})
"""The kind of a claim."""
VOLUMES = frozenset({"persistentvolume", "persistentvolumes", "pv", "pvs"})
"""The kind of a volume of the cluster."""

_PROGRAMS = frozenset({"k3s", "kubectl", "microk8s", "minikube", "oc"})
_VALUED = frozenset(
    {
        *("-f", "-k", "-l", "-n", "-o", "-s", "--as", "--cluster", "--context", "--field-selector"),
        *("--filename", "--grace-period", "--kubeconfig", "--kustomize", "--namespace"),
        *("--output", "--selector", "--server", "--timeout", "--user"),
    }
)
# What `exec` and `run` have a container do may be a `kubectl` of its own.
_VERBS = frozenset(
    {
        *("annotate", "api-resources", "apply", "attach", "auth", "autoscale", "certificate"),
        *("cluster-info", "config", "cordon", "cp", "create", "debug", "delete", "describe"),
        *("diff", "drain", "edit", "explain", "expose", "get", "label", "logs", "patch"),
        *("port-forward", "proxy", "replace", "rollout", "scale", "set", "taint", "top"),
        *("uncordon", "version", "wait"),
    }
)
# Of a name, what stands behind the last variable is told.
_TOLD = re.compile(r"^.*(?:\$\w+|\$\{[^}]*\}|\$\([^)]*\)|\}\})")
_FILLED_IN = re.compile(r"\$\([^)]*\)|\$\{[^}]*\}|\$\w+|\$.|\{\{.*?\}\}")
_LONGEST = 400
_OF_NAME = re.compile(r"[\w.-]*")
_IDLE = frozenset({"--dry-run", "--dry-run=client", "--dry-run=server", "--help", "-h"})
_CHOICES = frozenset({"-l", "--selector", "--field-selector"})
_SOME = _CHOICES | {"--all"}


class Deleted(NamedTuple):
    """Kinds and names of what is deleted; no names where they are all, or chosen otherwise.

    `namespace` is empty where it is whichever one is set.
    """

    kinds: frozenset[str]
    names: frozenset[str]
    namespace: str

    def may_be(self, name: str) -> bool:
        """Tell whether an object of a name may be meant, as far as the names are told."""
        return not self.names or any(_may_mean(told, name) for told in self.names)

    def lost_of(self, claims: Claims) -> tuple[str, ...]:
        """Name the volumes of a spec that go with their claims: those without a path."""
        if CLAIMS.isdisjoint(self.kinds) or not self.may_be_of(claims):
            return ()
        return tuple(volume for volume in claims.empty_volumes if self.may_name(volume))

    def may_name(self, volume: str) -> bool:
        """Tell whether an object of a volume is meant: its name ends in that of the volume."""
        ends = [_TOLD.sub("", name) for name in self.names]
        is_told = bool(ends) and all(ends)
        return not is_told or any(f"-{end}".endswith(f"-{volume}") for end in ends)

    def may_be_of(self, claims: Claims) -> bool:
        """Tell whether it is in the namespace of a spec, as far as both are known."""
        is_known = claims.namespace and self.namespace
        return not is_known or _may_mean(self.namespace, claims.namespace)


def verb_of(command: Command) -> str:
    """Tell what `kubectl` is to do; nothing where it is another program, or does something else."""
    if command.program not in _PROGRAMS:
        return ""
    return command.words[at] if (at := _verb_at(command.words)) else ""


def deleted_by(command: Command) -> Deleted | None:
    """Tell what a command deletes; None where it is no `kubectl delete`, or does not do it."""
    # What is replaced by force is deleted before.
    is_forced = verb_of(command) == "replace" and "--force" in command.words
    if verb_of(command) != "delete" and not is_forced:
        return None
    behind = command.words[_verb_at(command.words) + 1 :]
    if not _IDLE.isdisjoint(behind):
        return None
    is_everywhere = not {"-A", "--all-namespaces"}.isdisjoint(behind)
    namespace = "" if is_everywhere else command.option("-n", "--namespace") or ""
    # What is cut off a variable has slashes of its own: `${claim#*/}`.
    plain = (_FILLED_IN.sub("${_}", word) for word in _plain(behind))
    told = (one for word in plain for one in written_out(word))
    first, *others = (*told, "")
    kinds = {x.partition(".")[0].lower() for x in _kinds(first, others)}
    names = {x.rpartition("/")[2] for x in (first if "/" in first else "", *others) if x}
    is_some = not _SOME.isdisjoint(_options(behind))
    return Deleted(frozenset(kinds), frozenset() if is_some else frozenset(names), namespace)


def deleted_by_task(task: Task) -> Deleted | None:
    """Tell what a task deletes; None where it is no object of a cluster."""
    given = task.arguments
    if task.module != "k8s" or given.get("state") != "absent":
        return None
    # Ansible finds a kind by its singular and its plural too.
    kinds, name = {given.get("kind", "").lower()}, given.get("name", "")
    names = {name} if name else ()
    return Deleted(frozenset(kinds), frozenset(names), given.get("namespace", ""))


def is_chosen(piece: Command | Task) -> bool:
    """Tell whether labels choose what is deleted, in whichever namespace is set.

    Other programs have claims there too, and nobody can tell here whose labels those are.
    """
    if not isinstance(piece, Command) or piece.program not in _PROGRAMS:
        return False
    namespace = piece.option("-n", "--namespace") or "$"
    return _is_filled_in(namespace) and not _CHOICES.isdisjoint(_options(piece.words))


def _options(words: Iterable[str]) -> Iterator[str]:
    return (word.partition("=")[0] for word in words)


def _kinds(first: str, others: Iterable[str]) -> Iterator[str]:
    """Give the kinds: the first word has some, or each word has its own before its name."""
    yield from first.partition("/")[0].split(",")
    yield from (word.partition("/")[0] for word in others if "/" in word)


def _verb_at(words: tuple[str, ...]) -> int:
    """Tell which word says what is to be done; 0 where none does."""
    return next((at for at, word in _places(words) if at and word in _VERBS), 0)


def _plain(words: tuple[str, ...]) -> Iterator[str]:
    """Give what is no option, and no value of one."""
    return (word for _, word in _places(words))


def _places(words: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Give what is no option, and no value of one, with its place."""
    for at, (before, word) in enumerate(zip(("", *words), words, strict=False)):
        if not word.startswith("-") and before not in _VALUED:
            yield at, word


def _may_mean(told: str, name: str) -> bool:
    """Tell whether a text is a name where its variables are filled in."""
    known = _FILLED_IN.split(told[:_LONGEST])
    # What no name has in it is of a variable that was not understood.
    if len(told) > _LONGEST or not all(map(_OF_NAME.fullmatch, known)):
        return True
    return re.fullmatch(".*".join(map(re.escape, known)), name) is not None


def _is_filled_in(text: str) -> bool:
    return "$" in text or "{{" in text
