"""The images that pods ask for, and who brings them to the nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    found = (x for resource in wanted.resources for x in _of_pod(_pod(resource.body)))
    return tuple({asked.name: asked for asked in found}.values())


def _pod(body: dict[str, Data]) -> dict[str, Data]:
    found: Data = body
    for part in ("spec", "template", "spec"):
        found = found.get(part) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def _of_pod(pod: dict[str, Data]) -> Iterator[Asked]:
    for kind in _KINDS:
        rows = pod.get(kind)
        for container in rows if isinstance(rows, list) else []:
            name = container.get("image") if isinstance(container, dict) else None
            if isinstance(container, dict) and isinstance(name, str):
                is_pulled = container.get("imagePullPolicy") == "Always"
                yield Asked(name, is_pulled, has_login=bool(pod.get("imagePullSecrets")))
