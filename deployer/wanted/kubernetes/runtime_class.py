"""The RuntimeClass of a kind cluster whose pods may lock all the memory they want."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.kubernetes.security import HIGH_MEMLOCK, is_set
from deployer.wanted.resource import Key, Resource, Role
from stacklint.model.targets import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.frame import Frame
    from stacklint.model.change import Data


def runtime_classes(frame: Frame) -> Iterator[Resource]:
    """Give the RuntimeClass, whose handler `kind-config.yml` puts into the node."""
    if frame.spec.target is not Target.KIND or not is_set(frame.spec, "unlimited-memlock"):
        return
    body: dict[str, Data] = {
        "apiVersion": "node.k8s.io/v1",
        "kind": "RuntimeClass",
        "metadata": {"name": HIGH_MEMLOCK},
        "handler": HIGH_MEMLOCK,
    }
    key, at = Key("RuntimeClass", "", HIGH_MEMLOCK), frame.spec.at("security", "unlimited-memlock")
    about = "pods without a limit of locked memory"
    yield Resource(key, body, Role.CLUSTER, HIGH_MEMLOCK, about, at)
