"""What lies below a cluster: who can look at the directories of its nodes, and who cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from deployer.errors import StepFailed
from deployer.found import Home, Place, Prospect

if TYPE_CHECKING:
    from deployer.plan.moves import Move


class Ground(Protocol):
    """The nodes of a cluster, as far as somebody can look at them."""

    def place(self, path: str, home: Home) -> Place:
        """Say where the bytes of a directory of a node really are.

        `home` is NODE for the path of a PersistentVolume, PROVISIONED for what a class made.
        """

    def prospect(self, volume: str, path: str) -> Prospect:
        """Say what is at the directory of a node that a volume is to have."""

    def trouble(self, path: str) -> str:
        """Say why what is at a directory of a node cannot be trusted; empty where it can."""

    def make(self, path: str) -> None:
        """Make a directory of a node where it is missing, so that nobody else makes it."""

    def copy(self, move: Move) -> None:
        """Copy the bytes of a volume; StepFailed where they are not the same in both places."""


class Unseen:
    """The nodes of a cluster elsewhere: nobody looks at their directories from here."""

    __slots__ = ()

    def place(self, path: str, home: Home) -> Place:
        """Take the path for the place."""
        return Place(home, path, "on a node of the cluster")

    def prospect(self, volume: str, path: str) -> Prospect:
        """Leave open what is there."""
        return Prospect(volume, self.place(path, Home.NODE))

    def trouble(self, path: str) -> str:  # noqa: ARG002 -- nobody looks
        """Trust it."""
        return ""

    def make(self, path: str) -> None:
        """Leave it to the kubelet."""

    def copy(self, move: Move) -> None:
        """Copy nothing: the guard does not let it come to this."""
        why = "data of a cluster elsewhere is not copied from here: copy it by hand, then --adopt"
        raise StepFailed(move.volume, why)
