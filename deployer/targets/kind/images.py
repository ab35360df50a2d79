"""Images of this host in the nodes of a cluster; they are told apart by their ids."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from deployer.errors import StepFailed, Unreachable
from deployer.shell import last_words
from deployer.targets.kind.nodes import inside
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from deployer.shell import Shell
    from deployer.targets.kind.nodes import Node

_REGISTRY = "docker.io"
_LEAST = 3
_IDENTITY = "sha256:"
_CONTAINERD_STORE = "io.containerd.snapshotter"


class NodeImages(NamedTuple):
    """The images of a node: each name with what it may be known by."""

    by_name: dict[str, frozenset[str]]

    def ids(self, name: str) -> frozenset[str]:
        """Give the ids of an image as pods name it; none where the node does not have it."""
        return self.by_name.get(full_name(name), frozenset())


def images_in(shell: Shell, node: Node) -> NodeImages:
    """Ask a node for its images."""
    ran = shell.ask(*inside(node), "ctr", "--namespace", "k8s.io", "images", "ls")
    if ran.code:
        raise Unreachable(f"node {node.name}", f"its images cannot be listed: {last_words(ran)}")
    return read_images(ran.out)


def read_images(text: str) -> NodeImages:
    """Read the table of `ctr`, which has a row for each name, and one for the id of docker."""
    rows = [words for line in text.splitlines() if len(words := line.split()) >= _LEAST]
    pairs = [(row[0], row[2]) for row in rows if row[2].startswith(_IDENTITY)]
    return NodeImages(
        {
            name: frozenset(
                {digest, *(x for x, other in pairs if other == digest and x.startswith(_IDENTITY))}
            )
            for name, digest in pairs
        }
    )


def full_name(name: str) -> str:
    """Give the name of an image as containerd writes it: with its registry, and a tag."""
    head, slash, _ = name.partition("/")
    if not slash:
        name = f"{_REGISTRY}/library/{name}"
    elif not ("." in head or ":" in head or head == "localhost"):
        name = f"{_REGISTRY}/{name}"
    last = name.rpartition("/")[2]
    return name if ":" in last else f"{name}:latest"


def load(shell: Shell, cluster: str, name: str) -> None:
    """Put an image of this host into every node, under its name."""
    with tempfile.TemporaryDirectory(prefix="stacklint-image-") as folder:
        archive = str(Path(folder) / "image.tar")
        shell.run("docker", "save", *_platform(shell), "--output", archive, name)
        ran = shell.ask("kind", "load", "image-archive", archive, "--name", cluster)
    if ran.code:
        raise StepFailed(name, f"kind cannot load it: {last_words(ran)}")


def _platform(shell: Shell) -> tuple[str, ...]:
    """Name one platform where docker keeps images of several, of which kind can load only one."""
    if _CONTAINERD_STORE not in shell.run("docker", "info", "--format", "{{json .DriverStatus}}"):
        return ()
    words = shell.run("docker", "version", "--format", "{{.Server.Os}}/{{.Server.Arch}}")
    return ("--platform", words.strip())
