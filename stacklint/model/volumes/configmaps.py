"""Where the files of a ConfigMap come from.

Source: reference `dialect.md` (g), ConfigMaps. A value that begins with `./` is not read: the files
are those of `config/<name>` of the stack. `/` and `~` begin a path of the host that deploys. All
else is relative to the directory where laconic-so runs, which is where `stack` can be found from,
and for `restart` the root of the repository that holds the stack.
"""

from __future__ import annotations

import posixpath
from bisect import bisect_left
from typing import TYPE_CHECKING

from stacklint.model.enums import Enum
from stacklint.model.tokens import has_token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.spec import ConfigMap, Spec
    from stacklint.model.tree import Tree

MAX_CONFIGMAP_BYTES = 1_048_576
"""What the files of one ConfigMap may come to; the API refuses one byte more (measured)."""


class Origin(Enum):
    """Who has the files."""

    STACK = "the stack"
    REPOSITORY = "the repository"
    HOST = "the host that deploys"


def origin_of(configmap: ConfigMap) -> Origin | None:
    """Tell who has the files; None where no path is written, or a template decides."""
    if configmap.source is None or configmap.source.is_opaque or has_token(configmap.name):
        return None
    if configmap.source.text.startswith("./"):
        return Origin.STACK
    return Origin.REPOSITORY if configmap.source.is_relative else Origin.HOST


def config_directory(stack: Stack, name: str) -> str:
    """Give the directory where a stack keeps the files of a name, there or not."""
    return posixpath.normpath(posixpath.join(stack.file.directory, "..", "..", "config", name))


def source_paths(configmap: ConfigMap, spec: Spec, stack: Stack) -> tuple[str, ...]:
    """Give the paths where the files may lie, below the root of the tree; none on a host."""
    origin = origin_of(configmap)
    if origin is Origin.STACK:
        return (config_directory(stack, configmap.name),)
    if origin is not Origin.REPOSITORY or configmap.source is None:
        return ()
    source = configmap.source.clean
    return tuple(posixpath.normpath(posixpath.join(x, source)) for x in _starts(spec, stack))


def source_directory(configmap: ConfigMap, spec: Spec, stack: Stack, tree: Tree) -> str | None:
    """Give the directory that holds the files, None where there is none to be seen."""
    return next((x for x in source_paths(configmap, spec, stack) if tree.is_dir(x)), None)


def files_below(directory: str, tree: Tree) -> list[str]:
    """Give the files in and below a directory, as paths from there, without what git ignores.

    Of another checkout, which the list of files does not cover, only two levels. What git tracks
    and the working tree has lost is left out.
    """
    if directory.startswith("../"):
        names = tree.names(directory)
        below = [f"{name}/{file}" for name in names for file in tree.names(f"{directory}/{name}")]
        return below + [name for name in names if tree.is_file(f"{directory}/{name}")]
    files = tree.files()
    if directory != ".":
        # The character behind the slash ends the range of names that begin with the directory.
        first, last = (bisect_left(files, directory + end) for end in "/0")
        files = files[first:last]
    start = 0 if directory == "." else len(directory) + 1
    return [file[start:] for file in files if tree.is_file(file)]


def is_used(configmap: ConfigMap, stack: Stack) -> bool:
    """Tell whether it may be made at all: a name that no compose file declares is passed over."""
    return not stack.names_are_known or configmap.name in stack.volumes


def _starts(spec: Spec, stack: Stack) -> Iterator[str]:
    """Give the directories where laconic-so may run: the root first."""
    yield ""
    directory, name = stack.file.directory, posixpath.normpath(spec.stack or ".")
    if directory.endswith(f"/{name}"):
        yield directory.removesuffix(f"/{name}")
    elif name.startswith("/"):
        # The server's checkout by its tail: the innermost folder here that holds spec and stack.
        folders = posixpath.dirname(spec.file) or ".", directory
        yield posixpath.commonpath(folders)
    # Another checkout, whose root is one of these.
    while directory.startswith("../") and posixpath.basename(directory) != "..":
        yield directory
        directory = posixpath.dirname(directory)
