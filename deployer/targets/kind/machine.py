"""Whether docker's machine has room for what pods ask for, when the cluster is not made yet."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.shell import Shell
    from deployer.targets.kind.config import ClusterConfig
    from deployer.wanted.resource import Wanted

# What kubeadm and CoreDNS ask for in every cluster; on one node, all of it is there.
_OWN = (Decimal("0.85"), Decimal(251_658_240))


def machine_troubles(shell: Shell, config: ClusterConfig, wanted: Wanted) -> Iterator[str]:
    """Say which pods would find no node, each of which has what docker's machine has."""
    ran = shell.ask("docker", "info", "--format", "{{.NCPU}} {{.MemTotal}}")
    said = [Decimal(x) for x in ran.out.split() if x.isdecimal() and int(x)]
    if ran.code or len(said) != len(_OWN):
        return
    from deployer.targets.kubernetes.room import Room, unmade_troubles  # noqa: PLC0415 -- seldom

    node = Room(*said)
    own = Room(*_OWN) if config.landing == 1 else Room(Decimal(0), Decimal(0))
    yield from unmade_troubles(wanted, [node.minus(own)] * config.landing)
