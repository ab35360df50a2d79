"""What stands behind the bytes of a volume, for the table of what they outlive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.found import Home
from stacklint.model.targets import Target
from stacklint.model.volumes.survival import Backing

if TYPE_CHECKING:
    from deployer.found import Place


def backing_of(place: Place, target: Target, directory: str) -> Backing:
    """Give what a place is in the table of survival; `directory` is the deployment's."""
    # Elsewhere, the directory of a node is what a spec names; in kind it dies with the node.
    if place.home is Home.HOST or (place.home is Home.NODE and target is Target.K8S):
        is_ours = place.home is Home.HOST and place.path.startswith(f"{directory}/")
        return Backing.RELATIVE if directory and is_ours else Backing.ABSOLUTE
    return Backing.NOTHING
