"""The rule `unnamed-compose-file`."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Profile, Severity
from stacklint.model.yaml.document import read_document
from stacklint.model.yaml.place import Place
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.tree import Tree
    from stacklint.rule import Hits

_STACK = "stack.yml"
_WORD = rb"[\w.-]+"
_START, _END = "docker-compose-", ".yml"
_FOLDERS = {"compose": "pods", "compose-jobs": "jobs"}


@rule(category="compose", severity=Severity.INFO, profile=Profile.AUDIT, harm=Harm.ORDER)
def unnamed_compose_file(stack: Stack, tree: Tree) -> Hits:
    """Compose file beside stacks that none of them names."""
    stacks, name = posixpath.split(stack.file.directory)
    above, kind = posixpath.split(stacks)
    others = tree.names(stacks) if kind == "stacks" else ()
    found = (x for x in others if tree.is_file(posixpath.join(stacks, x, _STACK)))
    # What lies beside all of them is looked at for the first.
    if next(found, None) != name:
        return
    said = {word for other in others for word in _words(tree, posixpath.join(stacks, other))}
    for folder, section in _FOLDERS.items():
        for path, pod in _composes(tree, posixpath.join(above, folder)):
            if pod.encode() not in said:
                yield Hit(
                    Place(read_document(path, tree.read(path) or b""), ()),
                    f"no stack.yml names `{pod}` under `{section}`: nothing deploys this file",
                )


def _words(tree: Tree, directory: str) -> list[bytes]:
    """Give the words of a `stack.yml`, those of its comments as well."""
    text = tree.read(posixpath.join(directory, _STACK)) or b""
    return [word.strip(b".-") for word in re.findall(_WORD, text)]


def _composes(tree: Tree, folder: str) -> Iterator[tuple[str, str]]:
    """Give the compose files in a folder, each with the name of its pod."""
    for name in tree.names(folder):
        if name.startswith(_START) and name.endswith(_END):
            yield posixpath.join(folder, name), name.removeprefix(_START).removesuffix(_END)
