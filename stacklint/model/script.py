"""Scripts that drive deployments, whatever they are written in."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from stacklint.model.document import Span
from stacklint.model.named import NamedTuple
from stacklint.model.place import Place

if TYPE_CHECKING:
    from stacklint.model.document import Document
    from stacklint.model.shell import Command


class ScriptKind(Enum):
    """What a script is written in, as people call it."""

    SHELL = "shell script"
    MAKEFILE = "Makefile"
    WORKFLOW = "workflow"
    ANSIBLE = "playbook"
    DOCKERFILE = "Dockerfile"
    MARKDOWN = "page"


class Task(NamedTuple):
    """A task of a playbook that runs a module and no command: `lineinfile`, `copy`, `k8s`."""

    module: str
    arguments: dict[str, str]
    start: int
    end: int


class Script(NamedTuple):
    """A file with commands; their offsets are those of the file's text."""

    document: Document
    kind: ScriptKind
    commands: tuple[Command, ...]
    tasks: tuple[Task, ...] = ()

    @property
    def is_prose(self) -> bool:
        """People read it, and run what they choose."""
        return self.kind is ScriptKind.MARKDOWN

    def at(self, piece: Command | Task) -> Place:
        """Give the place of a command or task."""
        return Place(self.document, (), range=Span(piece.start, piece.end))
