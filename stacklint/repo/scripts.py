"""Scripts among files: what drives deployments, or deletes what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.scripts.ansible.beside import Beside
from stacklint.model.scripts.operating import is_for_tests
from stacklint.model.scripts.script import ScriptKind, kind_of
from stacklint.model.scripts.script_files import read_script
from stacklint.model.scripts.shell.characters import MOST_MARKS, is_written_by_people
from stacklint.model.scripts.texts import MOST_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stacklint.model.scripts.script import Script
    from stacklint.model.tree import Tree

# One that holds none of these has nothing to do with deployments.
_OF_DEPLOYMENTS = (b"laconic-so", b"stacklint deploy", b"kubectl delete", b"rm -rf")


class Unread(NamedTuple):
    """A file that may be about deployments, and what kept its commands from being read."""

    path: str
    why: str


class ScriptsRead(NamedTuple):
    """The scripts of some files, and the files that may be some and are not read."""

    scripts: tuple[Script, ...]
    unread: tuple[Unread, ...]


def read_scripts(tree: Tree, paths: Iterable[str]) -> ScriptsRead:
    """Read the files that hold a command.

    What tests delete was made to be deleted: their scripts are left out.
    """
    beside = Beside(tree)
    scripts: list[Script] = []
    unread: list[Unread] = []
    for path in paths:
        data = None if is_for_tests(path) else tree.read(path)
        if data is None:
            continue
        if len(data) > MOST_BYTES:
            unread += _of_deployments(path, data, "is longer than 128 KB")
            continue
        text = data.decode("utf-8", "replace").removeprefix("\ufeff")
        known = beside.known_to(path, text) if kind_of(path) is ScriptKind.ANSIBLE else {}
        script = read_script(path, text, known)
        if script is not None and _is_all_marks(script, data):
            unread += _of_deployments(path, data, f"has more than {MOST_MARKS} brackets and pipes")
        scripts += [] if script is None else [script]
    return ScriptsRead(tuple(scripts), tuple(unread))


def _of_deployments(path: str, data: bytes, why: str) -> list[Unread]:
    return [Unread(path, why)] * any(word in data for word in _OF_DEPLOYMENTS)


def _is_all_marks(script: Script, data: bytes) -> bool:
    is_empty = script.kind is ScriptKind.SHELL and not script.commands
    return is_empty and not is_written_by_people(data)
