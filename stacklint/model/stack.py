"""A stack as typed, frozen values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.model.lazy import cached_property
from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern
from stacklint.model.yaml.nodes import Mapping, Node, Scalar, Sequence, resolved
from stacklint.model.yaml.place import Place
from stacklint.model.yaml.scalars import Kind, is_null, kind_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.yaml.document import Document


_SECTIONS = frozenset({"containers", "npms", "pods", "repos"})
_TITLES = frozenset({"name", "version"})
# A manifest, a spec, a compose file (swarm calls it a stack), a workflow of GitHub.
_OF_OTHERS = frozenset({"apiVersion", "deploy-to", "services", "on"})
_AT_MARGIN = Pattern(r"^[\"']?([a-zA-Z][a-zA-Z-]*)[\"']?[ \t]*:", re.MULTILINE)

_OF_PEOPLE = frozenset({"description", "name", "version"})
_OF_NAMES = frozenset({"containers", "jobs", "npms", "pods", "repos"})

_NO_NAMES = frozenset({"false", "null", "true"})

# Only the fork reads these.
_OF_FORK = frozenset({"http-proxy-prefix", "requires", "secrets"})


class PodName(NamedTuple):
    """A pod or job as `stack.yml` names it.

    `repository` and `path` are None in the plain form; the fork writes only `path`.
    """

    name: str
    repository: str | None
    path: str | None
    at: Place


class StackFile:
    """What `stack.yml` says; `directory` is where it stands, below the root of the tree."""

    def __init__(self, document: Document, directory: str) -> None:
        self.document = document
        self.directory = directory

    @property
    def file(self) -> str:
        """Path of the file below the root of the tree."""
        return self.document.name

    @cached_property
    def pods(self) -> tuple[PodName, ...]:
        """The pods in the order of the file."""
        return tuple(self._names("pods"))

    @cached_property
    def jobs(self) -> tuple[PodName, ...]:
        """The jobs in the order of the file."""
        return tuple(self._names("jobs"))

    @cached_property
    def name(self) -> str | None:
        """The name that the file gives to its stack."""
        root = self.document.mapping
        return None if root is None else text_of(root.get("name"))

    @cached_property
    def is_plain(self) -> bool:
        """It holds lists of names under the usual keys, and no schema has to be asked about it."""
        root = self.document.mapping
        return root is not None and all(
            isinstance(entry.value, Scalar)
            if entry.name in _OF_PEOPLE
            else entry.name in _OF_NAMES and _are_names(resolved(entry.value))
            for entry in root.entries
        )

    @cached_property
    def is_of_fork(self) -> bool:
        """It is written for the fork: what laconic-so makes of it is nobody's question."""
        root = self.document.mapping
        images = None if root is None else root.get("containers")
        items = images.items if isinstance(images, Sequence) else []
        return (
            any(entry.name in _OF_FORK for entry in (root.entries if root else ()))
            or any(pod.path is not None and pod.repository is None for pod in self.pods)
            or any(isinstance(resolved(item), Mapping) for item in items)
        )

    def _names(self, section: str) -> Iterator[PodName]:
        root = self.document.mapping
        found = None if root is None else root.get(section)
        for index, item in enumerate(found.items if isinstance(found, Sequence) else []):
            node, at = resolved(item), Place(self.document, (section, index))
            if isinstance(node, Mapping):
                name = text_of(node.get("name"))
                texts = text_of(node.get("repository")), text_of(node.get("path"))
                if name:
                    yield PodName(name, *texts, at)
            elif name := text_of(node):
                yield PodName(name, None, None, at)


def _are_names(node: Node | None) -> bool:
    if not isinstance(node, Sequence):
        return is_null(node)
    return all(isinstance(item, Scalar) and _is_name(item) for item in node.items)


def _is_name(item: Scalar) -> bool:
    """Tell whether a scalar is text, at once where it begins like a name."""
    if item.value[:1].isalpha():
        return bool(item.style) or item.value.lower() not in _NO_NAMES
    return kind_of(item) is Kind.STR


def is_stack(document: Document) -> bool:
    """Recognise a stack by its shape; one that cannot be parsed, by its left margin."""
    root = document.mapping
    if document.fault is not None:
        keys = set(_AT_MARGIN.findall(document.text))
    elif root is not None:
        keys = {entry.name for entry in root.entries}
    else:
        return False
    has_jobs = root is not None and isinstance(root.get("jobs"), Sequence)
    if not _OF_OTHERS.isdisjoint(keys) or _TITLES.isdisjoint(keys):
        return False
    return has_jobs or not _SECTIONS.isdisjoint(keys)
