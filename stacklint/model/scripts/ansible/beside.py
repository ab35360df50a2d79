"""Variables that a playbook, or the tasks of a role, take from files beside them."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING

from stacklint.model.scripts.ansible.variables import set_in
from stacklint.model.scripts.texts import text_at
from stacklint.model.yaml.document import text_document
from stacklint.model.yaml.nodes import Mapping, resolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.tree import Tree

_OF_ROLE = re.compile(r"^(?P<role>(?:.*/)?(?P<roles>roles)/[^/]+)/(?:tasks|handlers)/")
_NAMED = re.compile(
    r"^[ \t]*vars_files:[ \t]*(?:\[(?P<row>[^\]\n]*)\]|(?P<list>(?:\n[ \t]*-[ \t]*[^\n]+)+))",
    re.MULTILINE,
)
_WORD = re.compile(r"[\w./-]+\.ya?ml")
_ENDINGS = (".yml", ".yaml")
_MOST_FILES = 40


class Beside:
    """Reads files of variables, each folder once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._groups: dict[str, dict[str, str]] = {}

    def known_to(self, path: str, text: str) -> dict[str, str]:
        """Give the variables of a playbook or of tasks, as far as they have one value alone."""
        if "{{" not in text:
            return {}
        found = _OF_ROLE.match(path)
        role = "" if found is None else found["role"]
        base = posixpath.dirname(posixpath.dirname(role) if role else path)
        known = self._of(f"{role}/defaults/main", {}) if role else {}
        known |= self._of_groups(base)
        known = self._of(f"{role}/vars/main", known) if role else known
        for name in _files_named(text):
            known = self._of(posixpath.join(posixpath.dirname(path), name), known)
        return known

    def _of(self, path: str, known: dict[str, str]) -> dict[str, str]:
        start = posixpath.normpath(path)
        files = (start,) if start.endswith(_ENDINGS) else (start + ending for ending in _ENDINGS)
        for file in filter(self._tree.is_file, files):
            root = resolved(text_document(file, text_at(file, self._tree)).root)
            known = set_in(root, known) if isinstance(root, Mapping) else known
        return known

    def _of_groups(self, base: str) -> dict[str, str]:
        """Give what all groups of hosts say alike, of those that say it at all."""
        if base not in self._groups:
            told: dict[str, set[str]] = defaultdict(set)
            for file in islice(_listed(base, self._tree), _MOST_FILES):
                for name, text in self._of(file, {}).items():
                    told[name].add(text)
            alike = {name: min(texts) for name, texts in told.items() if len(texts) == 1}
            self._groups[base] = alike
        return dict(self._groups[base])


def _listed(base: str, tree: Tree) -> Iterator[str]:
    """List the variables of groups: beside a playbook, or beside the inventory."""
    for folder in (posixpath.join(x, "group_vars") for x in _inventories(base, tree)):
        for path in (posixpath.join(folder, name) for name in tree.names(folder)):
            below = (posixpath.join(path, name) for name in tree.names(path))
            yield from (x for x in (path, *below) if x.endswith(_ENDINGS))


def _inventories(base: str, tree: Tree) -> Iterator[str]:
    for around in dict.fromkeys((base, posixpath.dirname(base), "")):
        for name in ("", "inventory", "inventories"):
            folder = posixpath.join(around, name)
            yield folder
            yield from (posixpath.join(folder, x) for x in (tree.names(folder) if name else ()))


def _files_named(text: str) -> Iterator[str]:
    for found in _NAMED.finditer(text):
        yield from _WORD.findall(found["row"] or found["list"] or "")
