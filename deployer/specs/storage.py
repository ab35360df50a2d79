"""Where the volumes of a stack get their place in a spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.targets import ABILITIES, Target
from stacklint.model.tokens import has_token
from stacklint.model.volumes.configmaps import config_directory
from stacklint.model.volumes.nodepath import path_below

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stacklint.model.bundle import Stack
    from stacklint.model.tree import Tree


class Storage(NamedTuple):
    """The volumes of a stack that a spec gives a place to, and those that become ConfigMaps.

    `read` are those of the first that nobody writes to, each with the directory of the stack that
    has files for it, or none.
    """

    volumes: tuple[str, ...]
    configmaps: tuple[str, ...]
    read: Mapping[str, str]

    def remark(self, volume: str) -> str:
        """Say of a volume that no data will come to it by itself; empty where some does."""
        if volume not in self.read:
            return ""
        files = self.read[volume]
        more = f": the stack has some in {files}" if files else ""
        return f"only read, and empty until you put files there{more}"


class Shelf(NamedTuple):
    """Where volumes go: below `root`, in a directory of their own, or with the deployment.

    `root` is empty where there is none; `own` names the directory: that of the stack, or of a
    namespace that the spec gives. With a `storage_class`, they go where that puts them.
    """

    root: str
    own: str
    storage_class: str = ""

    def path(self, volume: str) -> str | None:
        """Give the path of a volume; None where a storage class chooses it."""
        if self.storage_class:
            return None
        if not self.root:
            return f"./data/{volume}"
        return path_below(self.root, self.own, volume)


def storage_of(stack: Stack, target: Target, tree: Tree) -> Storage:
    """Sort the volumes that a stack declares; one that others made or place is none of ours.

    Only compose reads where its files place a volume: a path there would take the place of it.
    """
    volumes: list[str] = []
    configmaps: list[str] = []
    for name, compose in stack.volumes.items():
        is_placed = target is Target.COMPOSE and compose.is_placed(name)
        if not name or has_token(name) or compose.is_external(name) or is_placed:
            continue
        # laconic-so goes by a `config` in the name, files or none.
        is_config = ABILITIES[target].makes_objects and bool(_files_of(stack, name, tree))
        (configmaps if is_config else volumes).append(name)
    read = {name: _files_of(stack, name, tree) for name in volumes if stack.is_only_read(name)}
    return Storage(tuple(volumes), tuple(configmaps), read)


def _files_of(stack: Stack, name: str, tree: Tree) -> str:
    """Give the directory of a stack with the files of a volume that is only read; else nothing."""
    directory = config_directory(stack, name)
    return directory if stack.is_only_read(name) and tree.is_dir(directory) else ""
