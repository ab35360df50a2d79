"""A stack as typed, frozen values."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.nodes import Mapping, Sequence, resolved
from stacklint.model.place import Place
from stacklint.model.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.document import Document


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
