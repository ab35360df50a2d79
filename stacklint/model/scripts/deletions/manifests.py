"""Manifests of a repository that `kubectl delete` is given: which objects are in them."""

from __future__ import annotations

import posixpath
import re
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from stacklint.model.scripts.ansible.sources import below_the_playbook, folders_of
from stacklint.model.scripts.deletions.kubectl import Deleted, deleted_by, deleted_by_task
from stacklint.model.scripts.texts import text_at
from stacklint.model.yaml.document import text_document
from stacklint.model.yaml.nodes import Mapping, Sequence, resolved
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.scripts.command import Command
    from stacklint.model.scripts.script import Task
    from stacklint.model.tree import Tree
    from stacklint.model.yaml.nodes import Node

_NAMES = frozenset({"-f", "--filename"})
_LOOKED_UP = re.compile(
    r"lookup\(\s*['\"](?:ansible\.builtin\.)?(?:file|template)['\"]\s*,\s*['\"]([^'\"]+)['\"]"
)
_FOLDERS = frozenset({"-k", "--kustomize"})
_OF_KUSTOMIZE = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_LISTS = ("resources", "bases", "components")
_CHOICES = frozenset({"-l", "--selector"})
_ENDINGS = (".json", ".yaml", ".yml")
_DOCUMENT = re.compile(r"^---(?:[ \t][^\n]*)?$", re.MULTILINE)
_MOST_DOCUMENTS = 100
_MOST_FOLDERS = 50


def all_deleted_by(command: Command, tree: Tree) -> Iterator[Deleted]:
    """Tell what a command deletes, by name and by the files that it is given."""
    deleted = deleted_by(command)
    if deleted is None:
        return
    yield deleted
    # Which of them labels choose, nobody can tell.
    if not _CHOICES.isdisjoint(command.words):
        return
    if command.fed and _reads(command):
        yield from _written(command.fed, deleted.namespace)
    for path in _named(command, _NAMES):
        for file in _files(path, tree):
            yield from _written(text_at(file, tree), deleted.namespace)
    for path in _named(command, _FOLDERS):
        yield from _built(path, tree, deleted.namespace, set())


def all_deleted_by_task(task: Task, file: str, tree: Tree) -> Iterator[Deleted]:
    """Tell what a task of a playbook deletes, by name and by the files that it is given."""
    deleted = deleted_by_task(task)
    if deleted is None:
        return
    yield deleted
    for source in _sources(task):
        told = below_the_playbook(source)
        paths = (posixpath.normpath(posixpath.join(x, told)) for x in folders_of(source, file))
        for path in dict.fromkeys(x for x in (*paths, told) if tree.is_file(x)):
            yield from _written(text_at(path, tree), deleted.namespace)


def _sources(task: Task) -> Iterator[str]:
    """Give the files of objects: named, or looked up for what is written out."""
    yield from (x for key in ("src", "template") if (x := task.arguments.get(key)))
    for key in ("definition", "resource_definition"):
        yield from _LOOKED_UP.findall(task.arguments.get(key, ""))


def _reads(command: Command) -> bool:
    """Tell whether a command reads objects; the grammar leaves out a `-` before a document."""
    pairs = pairwise((*command.words, "-"))
    return any(option in _NAMES and name == "-" for option, name in pairs) or (
        "--filename=-" in command.words
    )


def _named(command: Command, options: frozenset[str]) -> Iterator[str]:
    for before, word in zip(("", *command.words), command.words, strict=False):
        option, equals, value = word.partition("=")
        told = value if equals and option in options else word if before in options else ""
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


def _written(text: str, namespace: str) -> Iterator[Deleted]:
    """Give the objects of a text, document by document."""
    for part in islice(_DOCUMENT.split(text), _MOST_DOCUMENTS):
        yield from _objects(text_document("", part).root, namespace)


def _built(folder: str, tree: Tree, namespace: str, seen: set[str]) -> Iterator[Deleted]:
    """Give the objects that kustomize makes of a folder: those of files, and of other folders."""
    path = next((x for name in _OF_KUSTOMIZE if tree.is_file(x := _in(folder, name))), "")
    top = resolved(text_document(path, text_at(path, tree)).root) if path else None
    # One that two others stand on has the same objects for both.
    if not isinstance(top, Mapping) or folder in seen or len(seen) > _MOST_FOLDERS:
        return
    seen.add(folder)
    told = text_of(top.get("namespace"))
    for name in (x for key in _LISTS for x in islice(_texts(top.get(key)), _MOST_DOCUMENTS)):
        one = _in(folder, name)
        made = _written(text_at(one, tree), namespace) if tree.is_file(one) else ()
        for x in (*made, *_built(one, tree, namespace, seen)):
            yield x._replace(namespace=told or x.namespace)


def _texts(node: Node | None) -> Iterator[str]:
    found = resolved(node)
    items = found.items if isinstance(found, Sequence) else []
    return filter(None, map(text_of, items))


def _in(folder: str, name: str) -> str:
    return posixpath.normpath(posixpath.join(folder, name))


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
