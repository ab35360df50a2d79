"""Scripts that drive deployments, whatever they are written in."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from stacklint.model.enums import Enum
from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern
from stacklint.model.yaml.document import Span
from stacklint.model.yaml.place import Place

if TYPE_CHECKING:
    from stacklint.model.scripts.command import Command, Guard
    from stacklint.model.yaml.document import Document


YAML = (".yml", ".yaml")
_SHELL = (".sh", ".bash", ".ksh", ".zsh")
TEMPLATES = (".sh.j2", ".sh.jinja", ".sh.jinja2", ".bash.j2")
"""How the names of scripts end that Jinja fills in."""
_INVENTORY_FOLDERS = frozenset({"group_vars", "host_vars", "inventory", "inventories"})
# Those without an ending, or with `.ini`, are written in lines, `host name=value`.
_INVENTORIES = frozenset({"hosts", "inventory"})
_INVENTORY_ENDINGS = frozenset({"", ".ini", *YAML})
_MAKEFILES = frozenset({"Makefile", "GNUmakefile", "makefile", "justfile", "Justfile", ".justfile"})
_FORGES = (".forgejo", ".gitea", ".github")
_WORKFLOWS = tuple(f"{forge}/workflows" for forge in _FORGES)
# Files of a CI that have a name of their own, and folders that have nothing else.
_PIPELINES = frozenset(
    {
        *(".drone.yml", ".travis.yml", ".woodpecker.yaml", ".woodpecker.yml"),
        *("azure-pipelines.yaml", "azure-pipelines.yml", "bitbucket-pipelines.yml"),
    }
)
_OF_PIPELINES = frozenset(
    {".azure-pipelines", ".azuredevops", ".buildkite", ".circleci", ".woodpecker"}
)
_TASKFILES = frozenset({"Taskfile", "Taskfile.dist", "taskfile", "taskfile.dist"})
# Programs and hooks have no ending, and what they are written in stands in their first line.
_NO_ENDING = Pattern(r"[^.]*[a-z][^.]*")
_OF_SHELL = Pattern(r"^#![^\n]*\b(?:ba|da|k|z)?sh\b")


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
    JENKINSFILE = "Jenkinsfile"
    TASKFILE = "Taskfile"


_NAMED = {
    **dict.fromkeys(_MAKEFILES, ScriptKind.MAKEFILE),
    ".envrc": ScriptKind.SHELL,
    "crontab": ScriptKind.CRONTAB,
    "package.json": ScriptKind.PACKAGE,
}
_ENDINGS = (
    ((*_SHELL, *TEMPLATES), ScriptKind.SHELL),
    ((".md", ".markdown"), ScriptKind.MARKDOWN),
    ((".mk", ".just"), ScriptKind.MAKEFILE),
    (".Dockerfile", ScriptKind.DOCKERFILE),
    (".jenkinsfile", ScriptKind.JENKINSFILE),
    (".service", ScriptKind.UNIT),
    ((".cron", ".crontab"), ScriptKind.CRONTAB),
)
_BEGINNINGS = (
    (("Dockerfile", "Containerfile"), ScriptKind.DOCKERFILE),
    ("Jenkinsfile", ScriptKind.JENKINSFILE),
)


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

    @property
    def deletes_file(self) -> bool:
        """It deletes a file or a directory."""
        return self.module == "file" and self.arguments.get("state") == "absent"


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
    folder, name = posixpath.split(path)
    if is_inventory(path):
        return ScriptKind.INVENTORY
    kind = _NAMED.get(name) or next((x for ends, x in _ENDINGS if name.endswith(ends)), None)
    kind = kind or next((x for starts, x in _BEGINNINGS if name.startswith(starts)), None)
    if kind is None and folder.endswith("cron.d"):
        kind = ScriptKind.CRONTAB
    if kind is None and name.endswith(YAML):
        return _kind_of_yaml(path)
    return ScriptKind.SHELL if kind is None and _NO_ENDING.fullmatch(name) else kind


def is_of_shell(path: str, text: str) -> bool:
    """Tell whether what may be a shell script is one: by its ending, or by its first line."""
    return "." in posixpath.basename(path) or _OF_SHELL.search(text) is not None


def _kind_of_yaml(path: str) -> ScriptKind:
    folder, name = posixpath.split(path)
    folders, start = folder.split("/"), posixpath.splitext(name)[0]
    if start in _TASKFILES:
        return ScriptKind.TASKFILE
    is_action = start == "action" and (not folder or "actions" in folders)
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
