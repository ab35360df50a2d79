"""Making a cluster, starting one whose nodes are stopped, and reaching it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from deployer.errors import StepFailed, Unreachable
from deployer.shell import last_words
from deployer.targets.kind.nodes import control_plane, inside, nodes_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from deployer.shell import Shell
    from deployer.targets.kind.nodes import Node

_WAIT = 300
_FOLDER = 0o700
_FILE = 0o600
# The lease of a kubelet tells a node that is back from one that nobody has missed yet.
_READY = """\
export KUBECONFIG=/etc/kubernetes/admin.conf
begin=$(date -u +%Y-%m-%dT%H:%M:%SZ)
until kubectl get --raw /readyz >/dev/null 2>&1; do sleep 1; done
for node in $(kubectl get nodes -o name); do
  until [[ "$(kubectl -n kube-node-lease get lease "${node#*/}" \\
      -o 'jsonpath={.spec.renewTime}' 2>/dev/null)" > "$begin" ]]; do sleep 1; done
done
until kubectl wait --for=condition=Ready nodes --all --timeout=60s >/dev/null 2>&1; do sleep 1; done
until kubectl -n kube-system rollout status deployment/coredns >/dev/null 2>&1; do sleep 1; done
until [[ -n "$(kubectl get storageclass -o name 2>/dev/null)" ]]; do sleep 1; done
"""


class Cluster:
    """One cluster, by its exact name."""

    __slots__ = ("_real", "_shell", "name")

    def __init__(self, shell: Shell, name: str, real: Callable[[str], str]) -> None:
        self._shell = shell
        self._real = real
        self.name = name

    def nodes(self) -> tuple[Node, ...]:
        """Give its nodes; none where it is not there."""
        return nodes_of(self._shell, self.name, self._real)

    def create(self, config: str, image: str, kubeconfig: Path) -> None:
        """Make it, and wait until pods can run in it; where kind fails, it leaves nothing."""
        _folder_of(kubeconfig)
        chosen = ("--image", image) if image else ()
        names = ("--name", self.name, "--kubeconfig", str(kubeconfig))
        ran = self._shell.ask(
            *("kind", "create", "cluster", *names, *chosen, "--config", "-"), told=config
        )
        if ran.code:
            raise StepFailed(f"cluster {self.name}", f"kind cannot make it: {_why(ran.err)}")
        self.wait()

    def start(self) -> None:
        """Start the nodes that are stopped, and wait until pods can run again."""
        for node in self.nodes():
            if not node.is_running:
                self._shell.run("docker", "start", node.name)
        self.wait()

    def wait(self) -> None:
        """Wait for the API server, every node, cluster DNS and a storage class."""
        node = control_plane(self.name, self.nodes())
        ran = self._shell.ask(*inside(node), "timeout", str(_WAIT), "bash", "-c", _READY)
        if ran.code:
            why = last_words(ran) if ran.err.strip() else f"it is not ready after {_WAIT} s"
            what = f"cluster {self.name}"
            raise StepFailed(what, f"{why}: see `kind export logs --name {self.name}`")

    def write_kubeconfig(self, path: Path) -> None:
        """Write how it is reached, for nobody else to read."""
        ran = self._shell.ask("kind", "get", "kubeconfig", "--name", self.name)
        if ran.code:
            why = f"it gives no kubeconfig ({last_words(ran)}): where it was never made to the end,"
            why = f"{why} `kind delete cluster --name {self.name}`, and start again"
            raise Unreachable(f"cluster {self.name}", why)
        _folder_of(path)
        beside = path.with_name(f"{path.name}.new")
        beside.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(beside, flags, _FILE), "w", encoding="utf-8") as file:
            file.write(ran.out)
        beside.replace(path)


def _folder_of(path: Path) -> None:
    path.parent.mkdir(mode=_FOLDER, parents=True, exist_ok=True)


def _why(said: str) -> str:
    """Give the line of kind's that says what docker or kubeadm had against it."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    found = [line for line in lines if "rror" in line]
    return found[-1] if found else "\n".join(lines[-1:])
