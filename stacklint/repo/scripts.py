"""Scripts among files: what drives deployments, or deletes what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.scripts.ansible.beside import Beside
from stacklint.model.scripts.operating import is_for_tests
from stacklint.model.scripts.script import ScriptKind, kind_of
from stacklint.model.scripts.script_files import read_script

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stacklint.model.scripts.script import Script
    from stacklint.model.tree import Tree

# People write no longer scripts, and generated ones drive nothing.
_MOST_BYTES = 128 * 1024
# One that holds none of these has nothing to do with deployments.
_OF_DEPLOYMENTS = (b"laconic-so", b"stacklint deploy", b"kubectl delete", b"rm -rf")


def read_scripts(tree: Tree, paths: Iterable[str]) -> Iterator[Script]:
    """Read the files that hold a command.

    What tests delete was made to be deleted: their scripts are left out.
    """
    beside = Beside(tree)
    for path in paths:
        data = None if is_for_tests(path) else tree.read(path)
        if data is None or len(data) > _MOST_BYTES:
            continue
        text = data.decode("utf-8", "replace").removeprefix("\ufeff")
        known = beside.known_to(path, text) if kind_of(path) is ScriptKind.ANSIBLE else {}
        script = read_script(path, text, known)
        if script is not None:
            yield script


def left_unread(tree: Tree, paths: Iterable[str]) -> Iterator[str]:
    """Give the files that are too long to be read, and may be about deployments."""
    for path in paths:
        if tree.size(path) > _MOST_BYTES and not is_for_tests(path):
            data = tree.read(path) or b""
            if any(word in data for word in _OF_DEPLOYMENTS):
                yield path
