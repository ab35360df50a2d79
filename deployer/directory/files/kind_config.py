"""`kind-config.yml`: the cluster that a deployment needs.

Source: reference on deployment directories, section 1. kind reads it strictly and refuses a port
that is listed twice; mounts are fixed when the cluster is created.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from deployer.errors import CannotDo
from deployer.specs.ports import inside_of
from deployer.yaml_text import quoted
from stacklint.model.compose.host_ports import written_long
from stacklint.model.compose.mount import MountKind
from stacklint.model.compose.ports import effective_ports
from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern
from stacklint.model.volumes.nodepath import NODE_ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose.ports import Ports
    from stacklint.model.hostpath import HostPath
    from stacklint.model.spec import Spec, Volume

MEMLOCK_FILE = "high-memlock-spec.json"

_HEAD = "kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n"
_MEMLOCK = """\
containerdConfigPatches:
  - |-
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.high-memlock]
      runtime_type = "io.containerd.runc.v2"
      base_runtime_spec = {file}
"""
_NODES = """\
nodes:
- role: control-plane
  kubeadmConfigPatches:
    - |
      kind: InitConfiguration
      nodeRegistration:
        kubeletExtraArgs:
          node-labels: "ingress-ready=true"
  extraPortMappings:
  - containerPort: 80
    hostPort: 80
  - containerPort: 443
    hostPort: 443
"""
_PORT = "  - containerPort: {0}\n    hostPort: {0}\n    protocol: {1}\n"
_MOUNT = "  - hostPath: {}\n    containerPath: {}\n    propagation: HostToContainer\n"
_OWN_PORTS = frozenset({("80", "TCP"), ("443", "TCP")})
# What a plain scalar that begins with a slash cannot hold.
_NOT_PLAIN = Pattern(r"[ \t]#|:(?=[ \t]|$)|[\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff]|\s$")


class HostMount(NamedTuple):
    """A directory of the host, and where it is inside the node."""

    host: str
    node: str


def kind_config(spec: Spec, stack: Stack, directory: str, *, memlock: bool) -> str:
    """Write the configuration for a deployment in a directory, given as an absolute path."""
    own = f"{directory}/{MEMLOCK_FILE}"
    mounts = [*mounts_of(spec, stack, directory), *([HostMount(own, own)] if memlock else ())]
    head = _HEAD + (_MEMLOCK.format(file=quoted(own)) if memlock else "")
    ports = "".join(_PORT.format(*port) for port in host_ports(spec, stack))
    lines = "".join(_MOUNT.format(_path(x.host), _path(x.node)) for x in mounts)
    return f"{head}{_NODES}{ports}\n{'  extraMounts:' if lines else ''}" + (
        f"\n{lines}\n" if lines else "\n"
    )


def mounts_of(spec: Spec, stack: Stack, directory: str) -> tuple[HostMount, ...]:
    """Give the mounts of the node: the root, and each volume that does not lie below it."""
    root = spec.mount_root
    if root is not None and (not root.is_absolute or root.is_opaque):
        raise CannotDo(f"kind-mount-root {root.text}", "it has to be an absolute path")
    found = [] if root is None else [HostMount(root.text, NODE_ROOT)]
    for volume in _mounted(spec, stack):
        path = volume.path
        if path is not None and not _is_in(path, root):
            found.append(HostMount(host_path(path, directory), f"{NODE_ROOT}/{volume.name}"))
    return tuple(dict.fromkeys(found))


def host_path(path: HostPath, directory: str) -> str:
    """Give the absolute path of a volume; a relative one is a directory of the deployment."""
    if path.is_absolute:
        return path.text
    return posixpath.normpath(posixpath.join(directory, path.text))


def _is_in(path: HostPath, root: HostPath | None) -> bool:
    return root is not None and path.is_absolute and path.is_at_or_below(root)


def _mounted(spec: Spec, stack: Stack) -> Iterator[Volume]:
    """Give the volumes of a spec in the order in which services mount them."""
    named = {volume.name: volume for volume in spec.volumes}
    for service in stack.every_service:
        for mount in service.mounts:
            if mount.kind is MountKind.VOLUME and mount.source in named:
                yield named[mount.source]


def host_ports(spec: Spec, stack: Stack) -> tuple[tuple[str, str], ...]:
    """Give port and protocol of what listens on the network of the node, each once."""
    names = {service.name for service in stack.on_host_network}
    listed = (x for x in effective_ports(spec, stack) if x.service in names)
    texts = [(ports.service, text) for ports in listed for text in _texts(ports)]
    found = (_protocol(port) for service, text in texts for port in _told(service, text))
    return tuple(port for port in dict.fromkeys(found) if port not in _OWN_PORTS)


def _texts(ports: Ports) -> Iterator[str]:
    """Give the ports as they are written, those in the long form in the short one."""
    long = {x.at.path[-1]: written_long(x).inside for x in ports.odd if x.is_long}
    return (long.get(index, text) for index, text in ports.texts())


def _told(service: str, text: str) -> list[str]:
    ports = list(inside_of(text))
    if not ports:
        why = "it is no port that can be opened on the node; write a number, or number/udp"
        raise CannotDo(f"port `{text}` of {service}", why)
    return ports


def _protocol(port: str) -> tuple[str, str]:
    number, _, protocol = port.partition("/")
    return number, (protocol or "tcp").upper()


def _path(text: str) -> str:
    is_plain = text.startswith("/") and _NOT_PLAIN.search(text) is None
    return text if is_plain else quoted(text)
