"""The way into a container: the programs that an operator would type, and where they lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.errors import CannotDo
from deployer.targets.pod_stamps import pod_spec_of
from deployer.targets.untrusted import rows
from deployer.wanted.names import label_name
from deployer.wanted.resource import Role
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from deployer.wanted.resource import Key, Wanted
    from stacklint.model.change import Data


class Door(NamedTuple):
    """The container of a service: `enter` and `logs` come before options, `where` comes behind.

    `closed` says why nothing can run in it now; empty where something may.
    """

    enter: tuple[str, ...]
    logs: tuple[str, ...]
    where: tuple[str, ...]
    before_command: tuple[str, ...] = ()
    closed: str = ""

    def entering(self, options: Sequence[str], command: Sequence[str]) -> tuple[str, ...]:
        """Give the program that runs a command inside; CannotDo where nothing runs there."""
        if self.closed:
            raise CannotDo("nothing was run", self.closed)
        return (*self.enter, *options, *self.where, *self.before_command, *command)

    def reading(self, options: Sequence[str]) -> tuple[str, ...]:
        """Give the program that prints what the container has said."""
        return (*self.logs, *options, *self.where)


def docker_door(container: str, closed: str = "") -> Door:
    """Lead into a container of docker."""
    return Door(("docker", "exec"), ("docker", "logs"), (container,), closed=closed)


def cluster_door(wanted: Wanted, kubeconfig: Path, service: str) -> Door:
    """Lead into the container that a service is in a cluster; CannotDo where there is none."""
    places = dict(_containers(wanted))
    name = label_name(service)
    if name not in places:
        raise no_service(service, places)
    key = places[name]
    base = ("kubectl", "--kubeconfig", str(kubeconfig), "--namespace", key.namespace)
    where = (f"{key.kind.lower()}/{key.name}", "--container", name)
    return Door((*base, "exec"), (*base, "logs"), where, ("--",))


def no_service(name: str, there: Iterable[str]) -> CannotDo:
    """Say of which services there are containers."""
    has = ", ".join(sorted(there))
    why = f"there are containers of {has}" if has else "there are none: `stacklint deploy start`"
    return CannotDo(f"no container of a service `{name}`", why)


def _containers(wanted: Wanted) -> Iterator[tuple[str, Key]]:
    for resource in wanted.resources:
        if resource.role in {Role.WORKLOAD, Role.JOB}:
            for name in _names(pod_spec_of(resource.body)):
                yield name, resource.key


def _names(pod_spec: Data) -> Iterator[str]:
    for section in ("containers", "initContainers"):
        for row in rows(pod_spec, section):
            yield str(row.get("name"))
