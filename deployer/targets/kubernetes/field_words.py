"""Fields of objects in the words of those who wrote the spec and the compose files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_OF_CONTAINER = {
    "args": "command",
    "command": "command",
    "env": "environment",
    "envFrom": "environment",
    "imagePullPolicy": "pull policy",
    "livenessProbe": "health check",
    "ports": "ports",
    "readinessProbe": "health check",
    "resources": "resources",
    "securityContext": "rights",
    "startupProbe": "health check",
    "volumeMounts": "mounts",
    "workingDir": "working directory",
}
_OF_POD = {
    "affinity": "placement",
    "hostAliases": "names of neighbours",
    "imagePullSecrets": "pull secrets",
    "tolerations": "placement",
}
_OF_SPEC = {"capacity": "size", "resources": "size", "tls": "certificate"}
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def field_words(kind: str, path: Sequence[str]) -> str:
    """Say which part of an object a path names: `image of web`, `replicas`, the key of a file."""
    match path:
        case ("data" | "binaryData", key, *_) if kind in {"ConfigMap", "Secret"}:
            return key
        case ("spec", "template", "metadata", name, *_):
            return f"{name} of its pods"
        case ("spec", "template", "spec", *rest):
            return _of_pod(rest)
        case ("spec" | "metadata", name, *_):
            return _OF_SPEC.get(name, _plain(name))
        case _:
            return _plain(path[-1]) if path else "its content"


def _of_pod(path: Sequence[str]) -> str:
    match path:
        case (("containers" | "initContainers"), name, field, *_):
            return f"{_OF_CONTAINER.get(field, _plain(field))} of {name}"
        case (("containers" | "initContainers"), name):
            return f"container {name}"
        case (name, *_):
            return _OF_POD.get(name, f"{_plain(name)} of its pods")
        case _:
            return "its pods"


def _plain(name: str) -> str:
    return _HUMP.sub(" ", name).lower()
