"""What `kind-config.yml` asks of a node: its mounts, and its ports on the host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.errors import BadInput
from deployer.targets.kind.mounts import Mount, Mounts
from deployer.targets.untrusted import rows
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stacklint.model.change import Data

FILE = "kind-config.yml"
_SPREADS = {"HostToContainer": "rslave", "Bidirectional": "rshared"}


class Port(NamedTuple):
    """A port of a node (`80/tcp`), and the one of the host that leads to it."""

    inside: str
    host: str


class ClusterConfig(NamedTuple):
    """The mounts and the ports of the nodes together, and how many nodes take pods."""

    mounts: Mounts
    ports: tuple[Port, ...]
    landing: int


def read_config(text: str, real: Callable[[str], str]) -> ClusterConfig:
    """Read it; BadInput where it is none. `real` gives the real path of a directory of the host."""
    import yaml  # noqa: PLC0415 -- only where a cluster is asked for

    try:
        found: Data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadInput(FILE, "is no YAML: `stacklint deploy create` writes it anew") from error
    nodes = rows(found, "nodes")
    mounts = tuple(dict.fromkeys(_mount(x) for node in nodes for x in rows(node, "extraMounts")))
    ports = dict.fromkeys(x for node in nodes for x in _ports(node))
    # A control plane takes pods where it is alone.
    landing = max(1, sum(node.get("role") == "worker" for node in nodes))
    return ClusterConfig(Mounts(mounts, real), tuple(ports), landing)


def _mount(entry: dict[str, Data]) -> Mount:
    return Mount(
        source=str(entry.get("hostPath", "")),
        target=str(entry.get("containerPath", "")),
        is_writable=entry.get("readOnly") is not True,
        propagation=_SPREADS.get(str(entry.get("propagation")), ""),
    )


def _ports(node: dict[str, Data]) -> Iterator[Port]:
    for entry in rows(node, "extraPortMappings"):
        protocol = str(entry.get("protocol", "TCP")).lower()
        yield Port(f"{entry.get('containerPort')}/{protocol}", str(entry.get("hostPort", "")))
