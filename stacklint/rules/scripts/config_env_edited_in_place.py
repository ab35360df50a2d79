"""The rule `config-env-edited-in-place`."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.scripts.operating import edited_by, is_throw_away, written_by
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.scripts.command import Command
    from stacklint.model.scripts.script import Script, Task
    from stacklint.model.tree import Tree
    from stacklint.rule import Hits

_NAME = "config.env"
# Where people keep what was there before.
_ASIDE = re.compile(r"backup|archive|snapshot|\bbak\b", re.IGNORECASE)
_OF_DIRECTORY = ("--dir", "--deployment-dir")


@rule(category="scripts", severity=Severity.WARNING, harm=Harm.MEANING)
def config_env_edited_in_place(script: Script, tree: Tree) -> Hits:
    """File of a deployment that a script edits, and the next restart writes anew."""
    directories = {
        found.rstrip("/")
        for x in script.commands
        if (found := x.option(*_OF_DIRECTORY)) is not None
    }
    for piece, path in _edited(script):
        if not is_throw_away(path) and _is_generated(path, directories, tree):
            yield Hit(
                script.at(piece),
                f"{path} is written anew by the next restart: what is added here is gone then",
                notes=(("hint", "`config` of the spec, or a file named in `credentials-files`"),),
                value=path,
            )


def _edited(script: Script) -> Iterator[tuple[Command | Task, str]]:
    for command in script.commands:
        for path in written_by(command):
            yield command, command.path(path) or path
    for task in script.tasks:
        for path in edited_by(task):
            yield task, path


def _is_generated(path: str, directories: set[str], tree: Tree) -> bool:
    """It lies in a deployment directory; a file kept by hand has the same name sometimes."""
    folder, name = posixpath.split(path)
    if name not in {_NAME, "spec.yml"}:
        return False
    if folder.rstrip("/") in directories:
        return True
    if name != _NAME or tree.is_file(path) or _ASIDE.search(folder):
        return False
    return path.startswith(("/", "$", "{{", "~"))
