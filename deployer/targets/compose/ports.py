"""Ports of the host that somebody else has."""

from __future__ import annotations

import errno
import socket
from typing import TYPE_CHECKING

from deployer.wanted.resource import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.targets.compose.live import Port
    from deployer.targets.compose.look import Look

_KINDS = {"tcp": socket.SOCK_STREAM, "udp": socket.SOCK_DGRAM}


def port_troubles(look: Look) -> Iterator[str]:
    """Say which ports are taken by what is not of this deployment."""
    wanted = {x.key.name for x in look.wanted.resources if x.role in {Role.WORKLOAD, Role.JOB}}
    for name, service in look.project.services.items():
        for port in service.ports if name in wanted else ():
            owner = _owner(port, look)
            if owner:
                yield f"port {port} of `{name}` is taken by {owner}: stop that, or take another"


def _owner(port: Port, look: Look) -> str:
    holders = [x for x in look.containers if x.is_up and any(port.meets(y) for y in x.ports)]
    if holders:
        others = [x for x in holders if not look.is_ours(x)]
        return f"container {others[0].name}" if others else ""
    return "another program on this host" if is_bound(port) else ""


def is_bound(port: Port) -> bool:
    """Tell whether a program listens on a port; one that may not be asked about is free."""
    kind = _KINDS.get(port.protocol)
    if kind is None:
        return False
    family = socket.AF_INET6 if ":" in port.address else socket.AF_INET
    with socket.socket(family, kind) as probe:
        if kind is socket.SOCK_STREAM:
            # Connections that are closing are no listeners.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((port.address, int(port.number)))
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False
