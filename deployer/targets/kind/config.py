"""What `kind-config.yml` asks of a node: its mounts, and its ports on the host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.errors import BadInput
from deployer.targets.kind.mounts import Mount, Mounts
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

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
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadInput(FILE, "is no YAML: `stacklint deploy create` writes it anew") from error
    nodes = _rows(found, "nodes")
    mounts = tuple(dict.fromkeys(_mount(x) for node in nodes for x in _rows(node, "extraMounts")))
    ports = dict.fromkeys(x for node in nodes for x in _ports(node))
    # A control plane takes pods where it is alone.
    landing = max(1, sum(node.get("role") == "worker" for node in nodes))
    return ClusterConfig(Mounts(mounts, real), tuple(ports), landing)


def _mount(entry: Mapping[str, object]) -> Mount:
    return Mount(
        source=str(entry.get("hostPath", "")),
        target=str(entry.get("containerPath", "")),
        is_writable=entry.get("readOnly") is not True,
        propagation=_SPREADS.get(str(entry.get("propagation")), ""),
    )


def _ports(node: Mapping[str, object]) -> Iterator[Port]:
    for entry in _rows(node, "extraPortMappings"):
        protocol = str(entry.get("protocol", "TCP")).lower()
        yield Port(f"{entry.get('containerPort')}/{protocol}", str(entry.get("hostPort", "")))


def _rows(data: object, name: str) -> list[dict[str, object]]:
    found = data.get(name) if isinstance(data, dict) else None
    return [x for x in found if isinstance(x, dict)] if isinstance(found, list) else []
