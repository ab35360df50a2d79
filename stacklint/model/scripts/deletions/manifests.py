"""Manifests of a repository that `kubectl delete` is given: which objects are in them."""

from __future__ import annotations

import posixpath
import re
from itertools import islice
from typing import TYPE_CHECKING

from stacklint.model.scripts.deletions.kubectl import Deleted, deleted_by
from stacklint.model.yaml.document import text_document
from stacklint.model.yaml.nodes import Mapping, Sequence, resolved
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.scripts.command import Command
    from stacklint.model.tree import Tree
    from stacklint.model.yaml.nodes import Node

_NAMES = frozenset({"-f", "--filename"})
_CHOICES = frozenset({"-l", "--selector"})
_ENDINGS = (".json", ".yaml", ".yml")
_DOCUMENT = re.compile(r"^---(?:[ \t][^\n]*)?$", re.MULTILINE)
_MOST_BYTES = 128 * 1024
_MOST_DOCUMENTS = 100


def all_deleted_by(command: Command, tree: Tree) -> Iterator[Deleted]:
    """Tell what a command deletes, by name and by the files that it is given."""
    deleted = deleted_by(command)
    if deleted is None:
        return
    yield deleted
    # Which of them labels choose, nobody can tell.
    named = () if not _CHOICES.isdisjoint(command.words) else tuple(_named(command))
    for path in (file for name in named for file in _files(name, tree)):
        data = tree.read(path) or b""
        text = data.decode("utf-8", "replace") if len(data) <= _MOST_BYTES else ""
        for part in islice(_DOCUMENT.split(text), _MOST_DOCUMENTS):
            yield from _objects(text_document(path, part).root, deleted.namespace)


def _named(command: Command) -> Iterator[str]:
    for before, word in zip(("", *command.words), command.words, strict=False):
        option, equals, value = word.partition("=")
        told = value if equals and option in _NAMES else word if before in _NAMES else ""
        for name in filter(None, told.split(",")):
            if path := command.path(name):
                yield path


def _files(path: str, tree: Tree) -> Iterator[str]:
    """Give a file, or those of a folder."""
    if path.startswith(("/", "..")):
        return
    if tree.is_file(path):
        yield path
    for name in tree.names(path):
        if name.endswith(_ENDINGS):
            yield posixpath.join(path, name)


def _objects(root: Node | None, namespace: str) -> Iterator[Deleted]:
    """Give an object, or those of a list."""
    top = resolved(root)
    if not isinstance(top, Mapping):
        return
    items = resolved(top.get("items"))
    for item in items.items if isinstance(items, Sequence) else ():
        yield from _objects(item, namespace)
    if kind := text_of(top.get("kind")):
        about = resolved(top.get("metadata"))
        named = about if isinstance(about, Mapping) else top
        names = frozenset(filter(None, [text_of(named.get("name"))]))
        told = text_of(named.get("namespace")) or namespace
        yield Deleted(frozenset({kind.lower()}), names, told)
