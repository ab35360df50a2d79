"""Scripts among files: what drives deployments, or deletes what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.scripts.ansible.beside import Beside
from stacklint.model.scripts.operating import is_for_tests
from stacklint.model.scripts.script import ScriptKind, kind_of
from stacklint.model.scripts.script_files import read_script
from stacklint.model.scripts.texts import MOST_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stacklint.model.scripts.script import Script
    from stacklint.model.tree import Tree

# One that holds none of these has nothing to do with deployments.
_OF_DEPLOYMENTS = (b"laconic-so", b"stacklint deploy", b"kubectl delete", b"rm -rf")


class ScriptsRead(NamedTuple):
    """The scripts of some files, and the files that are too long to be read and may hold some."""

    scripts: tuple[Script, ...]
    too_long: tuple[str, ...]


def read_scripts(tree: Tree, paths: Iterable[str]) -> ScriptsRead:
    """Read the files that hold a command.

    What tests delete was made to be deleted: their scripts are left out.
    """
    beside = Beside(tree)
    scripts: list[Script] = []
    too_long: list[str] = []
    for path in paths:
        data = None if is_for_tests(path) else tree.read(path)
        if data is None:
            continue
        if len(data) > MOST_BYTES:
            too_long += [path] * any(word in data for word in _OF_DEPLOYMENTS)
            continue
        text = data.decode("utf-8", "replace").removeprefix("\ufeff")
        known = beside.known_to(path, text) if kind_of(path) is ScriptKind.ANSIBLE else {}
        script = read_script(path, text, known)
        scripts += [] if script is None else [script]
    return ScriptsRead(tuple(scripts), tuple(too_long))
