"""Where the volumes of a stack get their place in a spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.configmaps import config_directory
from stacklint.model.named import NamedTuple
from stacklint.model.targets import ABILITIES, Target
from stacklint.model.tokens import has_token

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.tree import Tree


class Storage(NamedTuple):
    """The volumes of a stack that a spec gives a place to, and those that become ConfigMaps."""

    volumes: tuple[str, ...]
    configmaps: tuple[str, ...]


class Shelf(NamedTuple):
    """Where volumes go: below `root`, in a directory for each stack, or with the deployment.

    `root` is empty where there is none. With a `storage_class`, they go where that puts them.
    """

    root: str
    stack: str
    storage_class: str = ""

    def path(self, volume: str) -> str | None:
        """Give the path of a volume; None where a storage class chooses it."""
        if self.storage_class:
            return None
        if not self.root:
            return f"./data/{volume}"
        return f"{self.root.rstrip('/')}/{self.stack}/{volume}"


def storage_of(stack: Stack, target: Target, tree: Tree) -> Storage:
    """Sort the volumes that a stack declares; a docker volume that others made is none of ours."""
    volumes: list[str] = []
    configmaps: list[str] = []
    for name, compose in stack.volumes.items():
        if not name or has_token(name) or compose.is_external(name):
            continue
        is_config = ABILITIES[target].makes_objects and _is_config(stack, name, tree)
        (configmaps if is_config else volumes).append(name)
    return Storage(tuple(volumes), tuple(configmaps))


def _is_config(stack: Stack, name: str, tree: Tree) -> bool:
    """Tell whether a volume only brings files that the stack has for it.

    laconic-so goes by a `config` in the name, files or none.
    """
    is_read = bool(stack.uses(name)) and not stack.writers(name)
    return is_read and tree.is_dir(config_directory(stack, name))
