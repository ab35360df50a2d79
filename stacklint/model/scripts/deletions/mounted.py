"""Volumes as containers have them: which one a path inside, or a name of docker, means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.scripts.driven import holds
from stacklint.model.scripts.operating import driving
from stacklint.model.targets import Target

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stacklint.model.fleet import Claims, Mounted
    from stacklint.model.scripts.command import Command
    from stacklint.model.scripts.deletions.containers import Inside

_OF_CLUSTER = frozenset({"kubectl", "oc"})


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
