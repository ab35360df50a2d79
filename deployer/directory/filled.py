"""Files that an operator put into a deployment directory, and that its next revision keeps."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from deployer.directory.content import CONFIGMAPS, File

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.directory.content import Content
    from stacklint.model.tree import Tree


def with_filled(content: Content, before: Tree) -> Content:
    """Give a content with the files of each ConfigMap that it leaves empty and `before` has.

    `create` makes such a directory empty and says that it is to be filled; `before` is the
    deployment directory as it is, by a tree that is rooted there.
    """
    files = tuple(file for folder in _empty(content) for file in _files(folder, before))
    return content._replace(files=(*content.files, *files))


def _empty(content: Content) -> Iterator[str]:
    for folder in dict.fromkeys(content.folders):
        is_filled = any(file.path.startswith(f"{folder}/") for file in content.files)
        if posixpath.dirname(folder) == CONFIGMAPS and not is_filled:
            yield folder


def _files(folder: str, before: Tree) -> Iterator[File]:
    for name in before.names(folder):
        data = before.read(f"{folder}/{name}")
        if data is not None:
            yield File(f"{folder}/{name}", data)
