"""Volumes as containers and kind nodes have them: which one a path, or a name of docker, means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.model.fleet import MOUNT_ROOT, Mounted
from stacklint.model.hostpath import HostPath
from stacklint.model.named import NamedTuple
from stacklint.model.scripts.driven import holds
from stacklint.model.scripts.operating import driving
from stacklint.model.targets import Target
from stacklint.model.volumes.nodepath import node_path
from stacklint.model.volumes.way import PROVISIONED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stacklint.model.fleet import Claims
    from stacklint.model.scripts.command import Command
    from stacklint.model.scripts.deletions.containers import Inside

NODE = re.compile(r"-(?:control-plane|worker)\d*$")
"""The end of the name of a container that is a node of kind."""

_OF_CLUSTER = frozenset({"kubectl", "oc"})
# A node by its name, by that of a variable, or by what kind says.
_IS_NODE = re.compile(rf"{NODE.pattern}|\$\{{?\w*node|\bkind get nodes\b", re.IGNORECASE)


class Meant(NamedTuple):
    """A volume that a command means, with the spec that has it."""

    mounted: Mounted
    claims: Claims

    @property
    def told(self) -> str:
        """The volume as a finding names it."""
        return f"volume `{self.mounted.volume}` of {self.claims.file}"


def meant_inside(inside: Inside, command: Command, specs: Iterable[Claims]) -> Iterator[Meant]:
    """Give the volumes that a path in a container means: of the service that is named."""
    for claims in specs:
        is_one = _runs_there(command, claims)
        for mounted in claims.mounts if is_one else ():
            if holds(inside.path, mounted.path) and _is_named(mounted, inside, command, claims):
                yield Meant(mounted, claims)


def meant_in_node(inside: Inside, specs: Iterable[Claims]) -> Iterator[Meant]:
    """Give the volumes that a path means in a node of kind: all pods of the cluster lie there."""
    if not any(map(_IS_NODE.search, inside.container)):
        return
    for claims in specs:
        for mounted in _in_node(claims) if claims.target is Target.KIND else ():
            if holds(inside.path, mounted.path):
                yield Meant(mounted, claims)


def _in_node(claims: Claims) -> Iterator[Mounted]:
    """Give where a node has the volumes of a spec; one without a path has a number before it."""
    told = claims.setting(MOUNT_ROOT)
    root = HostPath(told) if told else None
    for taken in claims.directories:
        yield Mounted(taken.volume, "", node_path(taken.volume, HostPath(taken.path), root))
    for volume in claims.empty_volumes:
        yield Mounted(volume, "", f"{PROVISIONED}/pvc-0_{claims.namespace}_{volume}")


def meant_by_name(name: str, specs: Iterable[Claims]) -> Iterator[Meant]:
    """Give the volumes that a volume of docker is: its name has that of the deployment before."""
    for claims in specs:
        for mounted in claims.mounts if claims.target is Target.COMPOSE else ():
            if f"_{name}".endswith(f"_{mounted.volume}"):
                yield Meant(mounted, claims)


def _runs_there(command: Command, claims: Claims) -> bool:
    """Tell whether a container that a command names may be one of a spec."""
    if driving(command) is not None:
        return True
    return (command.program in _OF_CLUSTER) == (claims.target is not Target.COMPOSE)


def _is_named(mounted: Mounted, inside: Inside, command: Command, claims: Claims) -> bool:
    told = " ".join(inside.container)
    namespace = command.option("-n", "--namespace") or ""
    is_other = claims.namespace and namespace and namespace != claims.namespace
    if command.program in _OF_CLUSTER and is_other and "$" not in namespace:
        return False
    if re.search(rf"(?<![a-zA-Z0-9]){re.escape(mounted.service)}(?![a-zA-Z0-9])", told):
        return True
    is_alone = command.option("-c", "--container") is None
    return command.program in _OF_CLUSTER and is_alone and namespace == claims.namespace != ""
