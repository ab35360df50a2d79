"""Scripts that drive deployments, whatever they are written in."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from stacklint.model.document import Span
from stacklint.model.enums import Enum
from stacklint.model.named import NamedTuple
from stacklint.model.place import Place

if TYPE_CHECKING:
    from stacklint.model.command import Command, Guard
    from stacklint.model.document import Document


YAML = (".yml", ".yaml")
_SHELL = (".sh", ".bash")
_MAKEFILES = frozenset({"Makefile", "GNUmakefile", "makefile", "justfile", "Justfile"})


class ScriptKind(Enum):
    """What a script is written in, as people call it."""

    SHELL = "shell script"
    MAKEFILE = "Makefile"
    WORKFLOW = "workflow"
    ANSIBLE = "playbook"
    DOCKERFILE = "Dockerfile"
    MARKDOWN = "page"


class Task(NamedTuple):
    """A task of a playbook that runs a module and no command: `lineinfile`, `copy`, `k8s`.

    `guards` are what it waits for; `is_confirmed` is set where a person was asked before.
    """

    module: str
    arguments: dict[str, str]
    start: int
    end: int
    guards: tuple[Guard, ...] = ()
    is_confirmed: bool = False


class Script(NamedTuple):
    """A file with commands; their offsets are those of the file's text."""

    document: Document
    kind: ScriptKind
    commands: tuple[Command, ...]
    tasks: tuple[Task, ...] = ()

    @property
    def file(self) -> str:
        """Path of the file below the root of the tree."""
        return self.document.name

    @property
    def is_prose(self) -> bool:
        """People read it, and run what they choose."""
        return self.kind is ScriptKind.MARKDOWN

    def at(self, piece: Command | Task) -> Place:
        """Give the place of a command or task."""
        return Place(self.document, (), range=Span(piece.start, piece.end))


class Scripts(NamedTuple):
    """All scripts of a repository that run anything, in the order of their files."""

    all: tuple[Script, ...]


def kind_of(path: str) -> ScriptKind | None:
    """Tell what a file may be a script in, by its name; None where it is none."""
    name, folder = posixpath.basename(path), posixpath.dirname(path)
    if name.endswith(_SHELL):
        return ScriptKind.SHELL
    if name in _MAKEFILES or name.endswith(".mk"):
        return ScriptKind.MAKEFILE
    if name.endswith((".md", ".markdown")):
        return ScriptKind.MARKDOWN
    if name.startswith("Dockerfile") or name.endswith(".Dockerfile"):
        return ScriptKind.DOCKERFILE
    if name.endswith(YAML):
        is_workflow = folder.endswith(".github/workflows") or name == ".gitlab-ci.yml"
        return ScriptKind.WORKFLOW if is_workflow else ScriptKind.ANSIBLE
    return None
