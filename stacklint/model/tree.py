"""What may be asked of a tree of files: the working tree, the git index, or a commit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from stacklint.model.deployment import Copy
    from stacklint.model.spec import Spec


class Tree(Protocol):
    """Files by path below one root, with `/`; `..` leads to checkouts beside it."""

    def read(self, path: str) -> bytes | None:
        """Give the bytes of a file, None where there is none."""

    def tracked(self, path: str) -> bytes | None:
        """Give the bytes that git keeps of a file, None where it does not track it."""

    def is_file(self, path: str) -> bool:
        """Tell whether a path is a file."""

    def is_dir(self, path: str) -> bool:
        """Tell whether a path is a directory."""

    def is_at_hand(self, path: str) -> bool:
        """Tell whether a file or directory lies on the disk, or in the tree at least."""

    def names(self, path: str) -> Sequence[str]:
        """Give the names directly below a directory, sorted; none where there is no directory."""

    def size(self, path: str) -> int:
        """Give the bytes of a file, 0 where there is none."""

    def files(self) -> Sequence[str]:
        """Give every file that git tracks or does not ignore, sorted."""

    def targets_of(self, paths: Collection[str]) -> Mapping[str, str]:
        """Give where the links among some files lead, from the root."""


class Deployed(Protocol):
    """The deployment directories that are at hand."""

    def copy_of(self, spec: Spec) -> Copy | None:
        """Give the copy that was made from a spec; None where there is none, or it is not sure."""

    def has_volume(self, name: str) -> bool:
        """Tell whether a copy of a spec in one of them names a volume."""

    def directory_below(self, root: str, stack: str) -> str | None:
        """Give one, of the stack of that name, that lies below a directory of this host."""
