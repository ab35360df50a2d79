"""Scripts that drive deployments, whatever they are written in."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from stacklint.model.document import Span
from stacklint.model.enums import Enum
from stacklint.model.named import NamedTuple
from stacklint.model.place import Place

if TYPE_CHECKING:
    from stacklint.model.command import Command, Guard
    from stacklint.model.document import Document


YAML = (".yml", ".yaml")
_SHELL = (".sh", ".bash", ".ksh", ".zsh")
_INVENTORY_FOLDERS = frozenset({"group_vars", "host_vars", "inventory", "inventories"})
# Those without an ending, or with `.ini`, are written in lines, `host name=value`.
_INVENTORIES = frozenset({"hosts", "inventory"})
_INVENTORY_ENDINGS = frozenset({"", ".ini", *YAML})
_MAKEFILES = frozenset({"Makefile", "GNUmakefile", "makefile", "justfile", "Justfile", ".justfile"})
_FORGES = (".forgejo", ".gitea", ".github")
_WORKFLOWS = tuple(f"{forge}/workflows" for forge in _FORGES)
# Of Woodpecker and Drone.
_PIPELINES = frozenset({".drone.yml", ".woodpecker.yml", ".woodpecker.yaml"})
_OF_PIPELINES = frozenset({".circleci", ".woodpecker"})
# Programs and hooks have no ending, and what they are written in stands in their first line.
_NO_ENDING = re.compile(r"[^.]*[a-z][^.]*")


class ScriptKind(Enum):
    """What a script is written in, as people call it."""

    SHELL = "shell script"
    MAKEFILE = "Makefile"
    WORKFLOW = "workflow"
    ANSIBLE = "playbook"
    DOCKERFILE = "Dockerfile"
    MARKDOWN = "page"
    INVENTORY = "inventory"
    PACKAGE = "package.json"
    CRONTAB = "crontab"
    UNIT = "unit"


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
    name = posixpath.basename(path)
    if is_inventory(path):
        return ScriptKind.INVENTORY
    if name.endswith(_SHELL):
        return ScriptKind.SHELL
    if name in _MAKEFILES or name.endswith((".mk", ".just")):
        return ScriptKind.MAKEFILE
    if name.endswith((".md", ".markdown")):
        return ScriptKind.MARKDOWN
    if name.startswith(("Dockerfile", "Containerfile")) or name.endswith(".Dockerfile"):
        return ScriptKind.DOCKERFILE
    return _kind_of_yaml(path) if name.endswith(YAML) else _kind_of_other(path)


def _kind_of_other(path: str) -> ScriptKind | None:
    folder, name = posixpath.split(path)
    if name == "package.json":
        return ScriptKind.PACKAGE
    if name == "crontab" or name.endswith((".cron", ".crontab")) or folder.endswith("cron.d"):
        return ScriptKind.CRONTAB
    if name.endswith(".service"):
        return ScriptKind.UNIT
    return ScriptKind.SHELL if _NO_ENDING.fullmatch(name) else None


def _kind_of_yaml(path: str) -> ScriptKind:
    folder, name = posixpath.split(path)
    folders = folder.split("/")
    is_action = "actions" in folders and posixpath.splitext(name)[0] == "action"
    is_of_gitlab = name.endswith((".gitlab-ci.yml", ".gitlab-ci.yaml")) or ".gitlab" in folders
    is_pipeline = name in _PIPELINES or not _OF_PIPELINES.isdisjoint(folders)
    is_workflow = folder.endswith(_WORKFLOWS) or is_of_gitlab or is_pipeline
    return ScriptKind.WORKFLOW if is_workflow or is_action else ScriptKind.ANSIBLE


def is_inventory(path: str) -> bool:
    """Tell whether a file may be an inventory of Ansible, or the variables of one, by its name."""
    if "_vars/" not in path and "inventor" not in path and "hosts" not in path:
        return False
    folder, name = posixpath.split(path)
    start, ending = posixpath.splitext(name)
    if ending not in _INVENTORY_ENDINGS:
        return False
    is_in_folder = bool(ending) and not _INVENTORY_FOLDERS.isdisjoint(folder.split("/"))
    return start in _INVENTORIES or is_in_folder
