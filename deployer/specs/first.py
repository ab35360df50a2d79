"""A first spec: what it says, and its text with a comment for each section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.specs.ports import stack_ports
from deployer.specs.storage import storage_of
from deployer.yaml_text import scalar
from stacklint.model.named import NamedTuple
from stacklint.model.targets import ABILITIES, Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.specs.ports import ServicePorts
    from deployer.specs.storage import Shelf, Storage
    from stacklint.model.bundle import Stack
    from stacklint.model.tree import Tree

_HEAD = """\
# A deployment of {name}.
# This file is the truth: keep it in git, edit it by hand, and never write it anew. What the stack
# gains later is added by `stacklint deploy init --merge --output SPEC`.
"""
_ROOT = """
# The one directory of this host that is mounted into the kind node, at /mnt. It is fixed when the
# cluster is created.
"""
_PORTS = {
    True: """
# The ports that each service opens inside; each becomes a node port of the cluster.
""",
    False: """
# The ports that each service publishes on this host, as compose writes them.
""",
}
_VOLUMES = {
    "data": """
# Where data lives on the host. `./data` is a directory of the deployment, and goes where that goes;
# a volume without a path would die with {dies}.
""",
    "root": """
# Where data lives on the host. A volume without a path would die with {dies}.
""",
}
_CLASS = """
# Storage class {name} makes a volume for each of these, and says what becomes of it when its claim
# goes. A spec cannot name a class: see that it is the default of the cluster.
"""
_DIES = {
    Target.COMPOSE: "`docker volume prune`",
    Target.KIND: "the kind cluster",
    Target.K8S: "its claim",
}
_CONFIGMAPS = """
# Files of the stack that are only read: `./configmaps/X` stands for its `config/X`.
"""
_SECRETS = """
# Kubernetes Secrets, by name, whose keys every container gets as environment variables.
"""


class Wish(NamedTuple):
    """What the operator asks for: the stack as the spec names it, and where data goes."""

    stack: str
    target: Target
    shelf: Shelf
    kube_config: str


class FirstSpec(NamedTuple):
    """A first spec; `left_out` are ports that no target could be told, by service."""

    text: str
    left_out: tuple[tuple[str, str], ...]


def first_spec(wish: Wish, stack: Stack, tree: Tree) -> FirstSpec:
    """Write a first spec."""
    ports = stack_ports(stack, inside=ABILITIES[wish.target].makes_objects)
    parts = _parts(wish, ports, storage_of(stack, wish.target, tree))
    left_out = tuple((x.service, text) for x in ports for text in x.left_out)
    return FirstSpec("".join(parts), left_out)


def _parts(wish: Wish, ports: tuple[ServicePorts, ...], storage: Storage) -> Iterator[str]:
    makes_objects = ABILITIES[wish.target].makes_objects
    yield _HEAD.format(name=wish.shelf.own)
    yield f"stack: {scalar(wish.stack)}\ndeploy-to: {wish.target.value}\n"
    if wish.kube_config:
        yield f"kube-config: {scalar(wish.kube_config)}\n"
    if ABILITIES[wish.target].has_mount_root and wish.shelf.root:
        yield f"{_ROOT}kind-mount-root: {scalar(wish.shelf.root)}\n"
    if any(entry.ports for entry in ports):
        yield _PORTS[makes_objects] + "network:\n  ports:\n"
        yield from map(_service_ports, ports)
    if storage.volumes:
        yield _volumes_head(wish) + "volumes:\n"
        yield from (_volume(x, wish.shelf.path(x), storage.remark(x)) for x in storage.volumes)
    if storage.configmaps:
        yield _CONFIGMAPS + "configmaps:\n"
        yield from (f"  {scalar(x)}: {scalar(f'./configmaps/{x}')}\n" for x in storage.configmaps)
    if makes_objects:
        yield _SECRETS + "secrets: {}\n"


def _volumes_head(wish: Wish) -> str:
    if wish.shelf.storage_class:
        return _CLASS.format(name=wish.shelf.storage_class)
    return _VOLUMES["root" if wish.shelf.root else "data"].format(dies=_DIES[wish.target])


def _volume(name: str, path: str | None, remark: str) -> str:
    comment = f"  # {remark[0].upper()}{remark[1:]}.\n" if remark else ""
    return f"{comment}  {scalar(name)}:{'' if path is None else f' {scalar(path)}'}\n"


def _service_ports(entry: ServicePorts) -> str:
    if not entry.ports:
        return ""
    lines = "".join(f"      - {scalar(port)}\n" for port in entry.ports)
    return f"    {scalar(entry.service)}:\n{lines}"
