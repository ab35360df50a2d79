"""A tree as it would be with some files changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from stacklint.model.tree import Tree


class Overlay:
    """A tree in which some files say something else."""

    def __init__(self, below: Tree, changed: Mapping[str, bytes]) -> None:
        self.below = below
        self.changed = changed

    def read(self, path: str) -> bytes | None:
        """Give the bytes of a file."""
        found = self.changed.get(path)
        return self.below.read(path) if found is None else found

    def tracked(self, path: str) -> bytes | None:
        """Give the bytes that git keeps of a file."""
        return self.below.tracked(path)

    def is_file(self, path: str) -> bool:
        """Tell whether a path is a file."""
        return path in self.changed or self.below.is_file(path)

    def is_dir(self, path: str) -> bool:
        """Tell whether a path is a directory."""
        return self.below.is_dir(path)

    def is_at_hand(self, path: str) -> bool:
        """Tell whether a path is on the disk, or in one of the trees."""
        return path in self.changed or self.below.is_at_hand(path)

    def names(self, path: str) -> Sequence[str]:
        """Give the names directly below a directory, sorted."""
        return self.below.names(path)

    def size(self, path: str) -> int:
        """Give the bytes of a file."""
        found = self.changed.get(path)
        return self.below.size(path) if found is None else len(found)

    def files(self) -> Sequence[str]:
        """Give every file."""
        return sorted({*self.below.files(), *self.changed})

    def targets_of(self, paths: Collection[str]) -> Mapping[str, str]:
        """Give where links lead."""
        return self.below.targets_of(paths)
