"""What docker, and those like it, are told to delete of volumes."""

from __future__ import annotations

import posixpath
import re
from itertools import dropwhile
from typing import TYPE_CHECKING

from stacklint.model.scripts.command import THROW_AWAY
from stacklint.model.scripts.shell.options import behind_options

if TYPE_CHECKING:
    from stacklint.model.scripts.command import Command
    from stacklint.model.scripts.script import Script, Task

ENGINES = frozenset({"docker", "nerdctl", "podman"})
"""Programs that have containers."""

# By its name, or by that of a variable which says which of them there is.
_COMPOSE = re.compile(r"(?:docker|podman)-compose$|\$.*compose|\$\{?dc\b", re.IGNORECASE)
_OPTIONS_OF_COMPOSE = (
    *("-f", "-p", "--ansi", "--env-file", "--file", "--parallel", "--profile", "--progress"),
    *("--project-directory", "--project-name"),
)
_OPTIONS_OF_ENGINE = ("-H", "-c", "-l", "--config", "--context", "--host", "--log-level")
# A name with the number of a process in it is no name that there was before.
_OF_ONE_RUN = re.compile(rf"\$\$|\$\{{?RANDOM\b|{re.escape(THROW_AWAY)}")
_TRUE = frozenset({"true", "True", "yes"})


def lost_by(command: Command) -> str:
    """Say how volumes go with what a command deletes; nothing where none do."""
    words = command.words
    is_all = not {"--volumes", "--volumes=true"}.isdisjoint(words)
    match _of_engine(command):
        case ["volume", "rm" | "remove" | "prune" as verb, *_]:
            return f"`docker volume {verb}` deletes what the volumes hold"
        case ["system", "prune", *_] if is_all:
            return "`docker system prune --volumes` deletes what the volumes hold"
    if of_compose(words)[:1] == ("down",) and (is_all or "-v" in words):
        return "`down -v` deletes the volumes, and what they hold"
    return ""


def _of_engine(command: Command) -> tuple[str, ...]:
    is_one = command.program in ENGINES
    return behind_options(command.words[1:], _OPTIONS_OF_ENGINE) if is_one else ()


def of_compose(words: tuple[str, ...]) -> tuple[str, ...]:
    """Give what docker compose is to do; what it has a container run may be a `down` too."""
    if _COMPOSE.match(posixpath.basename(words[0])) is not None:
        return behind_options(words[1:], _OPTIONS_OF_COMPOSE)
    at = words.index("compose") + 1 if "compose" in words else len(words)
    # What a variable holds between the two may be options.
    behind = behind_options(words[at:], _OPTIONS_OF_COMPOSE)
    return tuple(dropwhile(lambda word: word.startswith("$"), behind))


def removed_by(command: Command) -> tuple[str, ...]:
    """Name the volumes that a command deletes by their names."""
    told = _of_engine(command)
    names = told[2:] if told[:2] in {("volume", "rm"), ("volume", "remove")} else ()
    return tuple(word for word in names if not word.startswith("-"))


def is_own(command: Command, script: Script) -> bool:
    """Tell whether all volumes that a command deletes are of this run: the script made them."""
    names = removed_by(command)
    if not names:
        return _OF_ONE_RUN.search(command.option("-p", "--project-name") or "") is not None
    made = {x.words[-1] for x in script.commands if _of_engine(x)[:2] == ("volume", "create")}
    return all(x in made or _OF_ONE_RUN.search(x) for x in names)


def lost_by_task(task: Task) -> str:
    """Say how volumes go with what a task deletes; nothing where none do."""
    given = task.arguments
    if task.module == "docker_prune":
        is_all = given.get("volumes") in _TRUE
        return "`docker_prune` of volumes deletes what they hold" if is_all else ""
    if given.get("state") != "absent":
        return ""
    if task.module == "docker_volume":
        return "`state: absent` of a docker volume deletes what it holds"
    is_all = given.get("remove_volumes") in _TRUE
    return "`remove_volumes` deletes the volumes, and what they hold" if is_all else ""
