"""The rule `script-touches-owned-objects`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.scripts.deletions.kubectl import CLAIMS, VOLUMES, deleted_by, verb_of
from stacklint.model.scripts.operating import told
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.fleet import Fleet
    from stacklint.model.scripts.command import Command
    from stacklint.model.scripts.deletions.kubectl import Deleted
    from stacklint.model.scripts.script import Script
    from stacklint.rule import Hits

_CHANGES = frozenset(
    {"annotate", "apply", "delete", "edit", "label", "patch", "replace", "scale", "set"}
)
_NAME = re.compile(r"\blaconic-[0-9a-f]{8,}")
_NAMESPACE, _PROXY = re.compile(r"^laconic-"), "caddy-system"
_CADDY = re.compile(r":2019/(?P<what>load|config)")
# Without one of these, `config` is looked at and no more.
_SENDS = re.compile(
    r"(?<![\w-])(?:-d|-T|--data[\w-]*|--json|--upload-file|--post-\w+|--body-\w+"
    r"|(?:-X|--request|--method)[ =]?(?:POST|PUT|PATCH|DELETE))(?![\w-])"
)
_NO_MORE = (
    "`kubectl delete` takes a volume from its claim: the deployment does not start again until both"
    " are made anew"
)
_KINDS = re.compile(
    r"^(?:deploy(?:ments?)?|ingress(?:es)?|configmaps?|cm|pvc?s?|persistentvolume(?:claim)?s?"
    r"|secrets?|svc|services?|jobs?|statefulsets?)(?:/|\.|$)"
)


@rule(
    category="scripts",
    severity=Severity.WARNING,
    confidence=Confidence.MEDIUM,
    profile=Profile.STRICT,
    harm=Harm.MEANING,
)
def script_touches_owned_objects(script: Script, fleet: Fleet) -> Hits:
    """Objects of a deployment that a script changes behind its back."""
    for command in script.commands:
        if why := _why(command, fleet):
            yield Hit(script.at(command), why, value=told(command))


def _why(command: Command, fleet: Fleet) -> str:
    words = command.words
    if _changes_proxy(command):
        return "what is sent to the running proxy is gone with its pod"
    deleted = deleted_by(command)
    if deleted is not None and _is_of_data(deleted, fleet):
        is_lost = any(map(deleted.lost_of, fleet.claims))
        return "" if is_lost or command.is_confirmed else _NO_MORE
    verb = verb_of(command)
    if command.program != "kubectl" or verb not in _CHANGES:
        return ""
    named = next((found[0] for word in words if (found := _NAME.search(word))), "")
    if named:
        return f"`{named}` is a name that the next deployment does not have"
    return _of_namespace(command, verb, fleet)


def _is_of_data(deleted: Deleted, fleet: Fleet) -> bool:
    """Tell whether claims or volumes of a deployment are deleted."""
    if not CLAIMS.isdisjoint(deleted.kinds) and _is_ours(deleted.namespace, fleet):
        return True
    taken = (one for claims in fleet.claims if claims.namespace for one in claims.directories)
    return not VOLUMES.isdisjoint(deleted.kinds) and any(deleted.may_name(x.volume) for x in taken)


def _is_ours(namespace: str, fleet: Fleet) -> bool:
    """Tell whether a namespace is that of a spec, or one that laconic-so made."""
    is_of_spec = namespace and namespace in {claims.namespace for claims in fleet.claims}
    return bool(is_of_spec) or _NAMESPACE.match(namespace) is not None


def _of_namespace(command: Command, verb: str, fleet: Fleet) -> str:
    words, namespace = command.words, command.option("-n", "--namespace") or ""
    is_of_proxy = namespace == _PROXY
    if "-f" in words or not (is_of_proxy or _is_ours(namespace, fleet)):
        return ""
    if not any(_KINDS.match(word) for word in words):
        return ""
    if is_of_proxy:
        return f"`kubectl {verb}` changes the proxy of this cluster: one made anew does not have it"
    return f"`kubectl {verb}` changes an object that the next restart replaces"


def _changes_proxy(command: Command) -> bool:
    """Tell whether a configuration is sent to Caddy, by the pod itself or from outside."""
    if command.program not in {"curl", "wget"} and not command.has("kubectl", "exec"):
        return False
    text = " ".join(command.words)
    found = _CADDY.search(text)
    return found is not None and (found["what"] == "load" or _SENDS.search(text) is not None)
