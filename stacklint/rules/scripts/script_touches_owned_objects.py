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
_NAMESPACE = re.compile(r"^laconic-")
_CADDY = re.compile(r":2019/(?:load|config)")
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
    if command.program in {"curl", "wget"} and any(_CADDY.search(word) for word in words):
        return "the configuration of the running proxy is gone with its pod"
    verb = next((x for x in words[1:] if x in _CHANGES), "")
    if command.program != "kubectl" or not verb:
        return ""
    named = next((found[0] for word in words if (found := _NAME.search(word))), "")
    if named:
        return f"`{named}` is a name that the next deployment does not have"
    namespace = command.option("-n", "--namespace") or ""
    is_owned = _NAMESPACE.match(namespace) and "-f" not in words
    if is_owned and verb == "delete" and any(_CLAIMS.match(word) for word in words):
        return "`kubectl delete` of a claim takes the data along, unless the volume has a path"
    if is_owned and any(_KINDS.match(word) for word in words):
        return f"`kubectl {verb}` changes an object that the next restart replaces"
    return ""
