"""The nodes of a cluster: containers with its name on them, running or stopped."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from deployer.errors import Unreachable
from deployer.shell import last_words
from deployer.targets.kind.config import Port
from deployer.targets.kind.mounts import Mounts, read_mounts
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from deployer.shell import Ran, Shell

CONTROL = "control-plane"
_CLUSTER = "io.x-k8s.kind.cluster"
_ROLE = "io.x-k8s.kind.role"
_WORKER = "worker"
_BALANCER = "external-load-balancer"


class Node(NamedTuple):
    """A container that is a node of Kubernetes."""

    name: str
    role: str
    is_running: bool
    mounts: Mounts
    ports: frozenset[Port] = frozenset()


def nodes_of(shell: Shell, cluster: str, real: Callable[[str], str]) -> tuple[Node, ...]:
    """Give the nodes of a cluster by its exact name; none where it is not there.

    Raises Unreachable where docker does not answer, ProgramMissing where it is not installed.
    """
    label = f"label={_CLUSTER}={cluster}"
    names = _docker(shell, "ps", "--all", "--filter", label, "--format", "{{.Names}}").split()
    if not names:
        return ()
    return read_nodes(_docker(shell, "inspect", "--type", "container", *sorted(names)), real)


def read_nodes(text: str, real: Callable[[str], str]) -> tuple[Node, ...]:
    """Read what `docker inspect` says of containers; what balances load is no node."""
    nodes = (_node(found, real) for found in json.loads(text))
    return tuple(node for node in nodes if node.role != _BALANCER)


def _node(found: dict[str, dict[str, object]], real: Callable[[str], str]) -> Node:
    labels = found["Config"].get("Labels")
    return Node(
        name=str(found["Name"]).removeprefix("/"),
        role=str(labels.get(_ROLE, "")) if isinstance(labels, dict) else "",
        is_running=found["State"].get("Running") is True,
        mounts=read_mounts(json.dumps(found["Mounts"]), real),
        ports=frozenset(_ports(found["HostConfig"].get("PortBindings"))),
    )


def _ports(bindings: object) -> Iterator[Port]:
    for inside, places in bindings.items() if isinstance(bindings, dict) else ():
        for place in places or ():
            yield Port(inside, str(place.get("HostPort", "")))


def landing(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Give the nodes that pods run on: the workers, or where there are none, every node."""
    return tuple(node for node in nodes if node.role == _WORKER) or nodes


def control_plane(cluster: str, nodes: tuple[Node, ...]) -> Node:
    """Give a node that has the API server."""
    for node in nodes:
        if node.role == CONTROL:
            return node
    raise Unreachable(f"cluster {cluster}", "it has no control plane: make a new one")


def inside(node: Node) -> tuple[str, ...]:
    """Give what runs a program in a node, as root."""
    return ("docker", "exec", node.name)


def ask_inside(shell: Shell, node: Node, script: str, *arguments: str) -> Ran:
    """Run a shell script in a node, its arguments as `$1` and so on.

    Raises Unreachable where docker cannot run anything there.
    """
    ran = shell.ask(*inside(node), "sh", "-c", script, "sh", *arguments)
    if ran.code and "Error response from daemon" in ran.err:
        raise Unreachable(f"node {node.name}", last_words(ran))
    return ran


def _docker(shell: Shell, *arguments: str) -> str:
    ran = shell.ask("docker", *arguments)
    if ran.code:
        raise Unreachable("docker", last_words(ran))
    return ran.out
