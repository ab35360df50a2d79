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
