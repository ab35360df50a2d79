"""The checkouts that a deployment is made of, and which of their files it takes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from deployer.directory.files.config_files import config_paths
from deployer.hooks.defined import hook_paths
from stacklint.model.named import NamedTuple
from stacklint.model.volumes.configmaps import source_directory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.source import Source


STATUS = ("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all")
"""What git is asked for files that are not as they are committed."""


def changed_in(status: str) -> list[str]:
    """Give the files that an answer to `STATUS` names."""
    return [entry[3:] for entry in status.split("\0") if entry]


class Checkout(NamedTuple):
    """A working tree of git by its root, with files and directories below it."""

    root: Path
    files: tuple[str, ...]


def checkouts(source: Source) -> tuple[Checkout, ...]:
    """Give the checkouts of a spec and of its stack; what is in no git is left out.

    Paths are named whether they are there or not: one may have been deleted, and not in git.
    """
    found: dict[Path, list[str]] = {}
    for path in dict.fromkeys(_paths(source)):
        whole = Path(os.path.normpath(source.repository.root / path))
        root = root_of(whole)
        if root is not None:
            found.setdefault(root, []).append(whole.relative_to(root).as_posix())
    return tuple(Checkout(root, tuple(files)) for root, files in found.items())


def _paths(source: Source) -> Iterator[str]:
    spec, stack = source.spec, source.stack
    yield spec.file
    yield stack.file.file
    for pod in (*stack.pods, *stack.jobs):
        yield pod.compose.file
    yield from hook_paths(source)
    yield from config_paths(source).values()
    for configmap in spec.configmaps:
        found = source_directory(configmap, spec, stack, source.repository.tree)
        if found is not None:
            yield found


def root_of(path: Path) -> Path | None:
    """Give the root of the checkout that a path lies in, there or not; None for none."""
    return next((at for at in (path, *path.parents) if (at / ".git").exists()), None)
