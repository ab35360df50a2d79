"""The text of `kind-config.yml`, from which a kind cluster is made.

Source: reference on deployment directories, section 1; blank lines are laconic-so's. A path is
quoted where it would read as something else (defect 8), and stands once (defect 25).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from deployer.wanted.hostpaths import host_directory, mount_root, node_directory
from deployer.wanted.kubernetes.security import is_set
from deployer.wanted.ports import ports_of
from stacklint.model.compose import MountKind
from stacklint.model.hostpath import HostPath
from stacklint.model.nodepath import NODE_ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.configuration import Variables
    from deployer.wanted.resource import Identity
    from stacklint.model.bundle import Stack
    from stacklint.model.spec import Spec

MEMLOCK_FILE = "high-memlock-spec.json"

_HEAD = """\
kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
"""
_PATCHES = """\
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
_PLAIN = re.compile(r"[A-Za-z0-9/._][A-Za-z0-9/._ +=@~-]*(?<! )")


def kind_config(spec: Spec, stack: Stack, identity: Identity, values: Variables) -> str:
    """Give the file."""
    file = f"{identity.directory}/{MEMLOCK_FILE}"
    patches = _PATCHES.format(file=json.dumps(file)) if is_set(spec, "unlimited-memlock") else ""
    ports = "".join(_ports(spec, stack, values))
    mounts = "".join(
        f"  - hostPath: {_quoted(host)}\n    containerPath: {_quoted(inside)}\n"
        "    propagation: HostToContainer\n"
        for host, inside in dict.fromkeys(_mounts(spec, stack, identity))
    )
    section = f"  extraMounts:\n{mounts}" if mounts else ""
    return f"{_HEAD}{patches}{_NODES}{ports}\n{section}\n"


def _ports(spec: Spec, stack: Stack, values: Variables) -> Iterator[str]:
    """Give the ports of services on the host's network, which is the node's."""
    for service in stack.on_host_network:
        for port in ports_of(service, spec, values):
            number = f"  - containerPort: {port.number}\n    hostPort: {port.number}\n"
            yield f"{number}    protocol: {port.protocol.upper()}\n"


def _mounts(spec: Spec, stack: Stack, identity: Identity) -> Iterator[tuple[str, str]]:
    """Give host and node directories: the root, then volumes it does not cover, as mounted."""
    root = mount_root(spec)
    if root is not None:
        yield root.text, NODE_ROOT
    for name in _mounted(stack):
        volume = spec.volume(name)
        host = None if volume is None else host_directory(volume, spec, identity)
        inside = None if volume is None else node_directory(volume, spec, identity)
        if host is None or inside is None:
            continue
        if root is None or not HostPath(host).is_at_or_below(root):
            yield host, inside
    if is_set(spec, "unlimited-memlock"):
        file = f"{identity.directory}/{MEMLOCK_FILE}"
        yield file, file


def _mounted(stack: Stack) -> Iterator[str]:
    for pod in (*stack.pods, *stack.jobs):
        for service in pod.compose.services:
            for mount in service.mounts:
                if mount.kind is MountKind.VOLUME:
                    yield mount.source


def _quoted(path: str) -> str:
    return path if _PLAIN.fullmatch(path) else json.dumps(path)
