"""The images that pods ask for, and who brings them to the nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.targets.untrusted import rows, table
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.resource import Wanted
    from stacklint.model.change import Data

_KINDS = ("initContainers", "containers")


class Asked(NamedTuple):
    """An image that a pod asks for.

    `is_pulled` tells that the cluster pulls it whatever its nodes have, `has_login` that it has
    what a registry asks for. What is named by its digest cannot be loaded into a node.
    """

    name: str
    is_pulled: bool
    has_login: bool

    @property
    def is_loadable(self) -> bool:
        """What a node is given under its name is what its pods run."""
        return not self.is_pulled and "@" not in self.name


def images_asked(wanted: Wanted) -> tuple[Asked, ...]:
    """Give the images of all pods, each once."""
    pods = (table(resource.body, "spec", "template", "spec") for resource in wanted.resources)
    found = (x for pod in pods for x in _of_pod(pod))
    return tuple({asked.name: asked for asked in found}.values())


def _of_pod(pod: dict[str, Data]) -> Iterator[Asked]:
    for kind in _KINDS:
        for container in rows(pod, kind):
            name = container.get("image")
            if isinstance(name, str):
                is_pulled = container.get("imagePullPolicy") == "Always"
                yield Asked(name, is_pulled, has_login=bool(pod.get("imagePullSecrets")))
