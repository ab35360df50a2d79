"""Which deployment it is that a cluster is looked at for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.targets.kubernetes.fields import annotation, label
from deployer.wanted.kubernetes.namespace import OWNER
from deployer.wanted.resource import Role
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from deployer.targets.kubernetes.fields import Object
    from deployer.wanted.resource import Wanted


class Whose(NamedTuple):
    """A deployment: its id, its namespace, and the directory that it is made from."""

    name: str
    namespace: str
    directory: str

    @property
    def labels(self) -> str:
        """What chooses its objects."""
        return f"app={self.name}"

    def has(self, found: Object) -> bool:
        """Tell whether an object is its own."""
        return label(found, "app") == self.name

    def title(self, name: str) -> str:
        """Give the name of an object without the id that it begins with."""
        return name.removeprefix(f"{self.name}-")


def whose(wanted: Wanted) -> Whose:
    """Read it from the namespace, which every deployment has."""
    place = next(x for x in wanted.resources if x.role is Role.PLACE and x.key.kind == "Namespace")
    return Whose(label(place.body, "app"), place.key.name, annotation(place.body, OWNER))
