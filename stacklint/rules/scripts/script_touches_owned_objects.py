"""The rule `script-touches-owned-objects`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.operating import told
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.command import Command
    from stacklint.model.script import Script
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
_CLAIMS = re.compile(r"^(?:pvcs?|persistentvolumeclaims?)(?:/|\.|$)")
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
def script_touches_owned_objects(script: Script) -> Hits:
    """Objects of a deployment that a script changes behind its back."""
    for command in script.commands:
        if why := _why(command):
            yield Hit(script.at(command), why, value=told(command))


def _why(command: Command) -> str:
    words = command.words
    if _changes_proxy(command):
        return "what is sent to the running proxy is gone with its pod"
    verb = next((x for x in words[1:] if x in _CHANGES), "")
    if command.program != "kubectl" or not verb:
        return ""
    named = next((found[0] for word in words if (found := _NAME.search(word))), "")
    if named:
        return f"`{named}` is a name that the next deployment does not have"
    return _of_namespace(command, verb)


def _of_namespace(command: Command, verb: str) -> str:
    words, namespace = command.words, command.option("-n", "--namespace") or ""
    is_of_proxy = namespace == _PROXY
    if "-f" in words or not (is_of_proxy or _NAMESPACE.match(namespace)):
        return ""
    if not is_of_proxy and verb == "delete" and any(_CLAIMS.match(word) for word in words):
        return "`kubectl delete` of a claim takes the data along, unless the volume has a path"
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
