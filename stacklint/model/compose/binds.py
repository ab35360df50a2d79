"""Directories and files of the host that a compose file binds, as laconic-so takes them.

Source: it makes a ConfigMap of each (reference on deployment directories, `host-path`), which holds
files of one directory and 716,800 bytes.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from stacklint.model.compose.mount import MountKind
from stacklint.model.named import NamedTuple
from stacklint.model.names import is_config_key
from stacklint.model.pattern import Pattern
from stacklint.model.yaml.nodes import Mapping, resolved
from stacklint.model.yaml.scalars import is_yes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Compose, Service
    from stacklint.model.compose.mount import Mount
    from stacklint.model.tree import Tree

MOST_BYTES = 716_800
"""What laconic-so lets into a ConfigMap."""

_LONGEST_NAME = 63
_NO_KEY = "that a ConfigMap does not take (letters, digits, `-`, `_`, `.`): `start` stops"
_DROPPED = Pattern(r"[^A-Za-z0-9-]")


class Bind(NamedTuple):
    """A bind of a service; `path` is below the root of the tree."""

    service: Service
    mount: Mount
    path: str
    config: str

    @property
    def name(self) -> str:
        """The name of the volume that it becomes."""
        short = re.sub(r"^(?:\.{0,2}/)+", "", self.mount.source)
        return "host-path-" + _DROPPED.sub("", re.sub(r"[/.]", "-", short)).lower()

    @property
    def is_made(self) -> bool:
        """Tell whether docker makes a directory of a source that is missing.

        In the long form, it has to be told so (docker compose 2.26, measured).
        """
        _, node = self.mount.at.document.find(self.mount.at.path)
        found = resolved(node)
        told = resolved(found.get("bind")) if isinstance(found, Mapping) else None
        is_told = isinstance(told, Mapping) and is_yes(told.get("create_host_path"))
        return is_told or not self.mount.is_long


def binds_of(stack: Stack) -> Iterator[Bind]:
    """Give the binds of the services of pods and jobs."""
    for pod in (*stack.pods, *stack.jobs):
        for service in pod.compose.services:
            for mount in service.mounts:
                if mount.kind is MountKind.BIND:
                    yield _bind(pod.compose, service, mount)


def fault_of(bind: Bind, tree: Tree) -> str:
    """Say why a bind cannot become a ConfigMap; empty where it can."""
    fault = _fault_of_source(bind.mount.source)
    if fault:
        return fault
    if "rw" in bind.mount.options:
        return "is to be written to, and a ConfigMap cannot be: `create` refuses it"
    if not bind.path.startswith(bind.config + "/") and bind.path != bind.config:
        return (
            f"is outside of {bind.config}, and not copied into the deployment: on Kubernetes,"
            " `start` stops"
        )
    if len(bind.name) > _LONGEST_NAME:
        return f"gets a name of more than {_LONGEST_NAME} characters, which Kubernetes refuses"
    return fault_of_content(bind.path, tree, MOST_BYTES)


def is_missing(bind: Bind, tree: Tree) -> bool:
    """Tell whether a bind is of `config`, and there is no such file or directory."""
    is_there = tree.is_file(bind.path) or tree.is_dir(bind.path)
    return bind.path.startswith(bind.config + "/") and not is_there


def _fault_of_source(source: str) -> str:
    if source.endswith(".sock"):
        return "is a socket, and a ConfigMap holds files: on Kubernetes, the container has none"
    if source.startswith("/"):
        return "takes what the host that deploys has there into a ConfigMap, or is missing on it"
    if source.startswith("~"):
        return "begins at nobody's home: on Kubernetes, `start` stops, since nothing lies there"
    return ""


def fault_of_content(path: str, tree: Tree, most: int) -> str:
    """Say why what lies at a path cannot become a ConfigMap of so many bytes at most."""
    if tree.is_file(path):
        if not is_config_key(posixpath.basename(path)):
            return f"has a name {_NO_KEY}"
        size = tree.size(path)
        too_large = f"has {size} bytes, and {most} fit into a ConfigMap: `create` refuses it"
        return too_large if size > most else ""
    if not tree.is_dir(path):
        return "is not there: `start` stops"
    below = [posixpath.join(path, name) for name in tree.names(path)]
    if any(map(tree.is_dir, below)):
        return "has sub-directories, which a ConfigMap cannot have: `create` refuses it"
    if not all(map(is_config_key, tree.names(path))):
        return f"holds a file whose name is one {_NO_KEY}"
    total = sum(map(tree.size, below))
    too_large = f"holds {total} bytes, and {most} fit into a ConfigMap: `create` refuses it"
    return too_large if total > most else ""


def _bind(compose: Compose, service: Service, mount: Mount) -> Bind:
    beside = compose.document.beside
    return Bind(service, mount, beside(mount.source), beside("../config"))
