"""Ansible inventories: which machine a spec is deployed from."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from stacklint.model.pattern import Pattern
from stacklint.model.scripts.script import YAML, is_inventory
from stacklint.model.yaml.document import read_document
from stacklint.model.yaml.nodes import Mapping, Scalar, resolved, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.tree import Tree
    from stacklint.model.yaml.nodes import Node

_VARIABLES_OF_GROUPS = "group_vars"
_SECTION = Pattern(r"\[([^\]]*)\][ \t]*(?:[#;].*)?")
_PAIR = Pattern(r"""\w+=("[^"]*"|'[^']*'|\S+)""")


def hosts_of(tree: Tree) -> dict[str, str]:
    """Give the host of each file of the tree that the variables of exactly one host name.

    Read are inventories, in YAML or in lines, and `host_vars`; a value names a file when the
    path of the file is the value, or its end (`{{ repository }}/envs/prod.yml`).
    """
    found: dict[str, set[str]] = {}
    files = frozenset(tree.files())
    for path in sorted(files):
        if not is_inventory(path) or _VARIABLES_OF_GROUPS in path.split("/"):
            continue
        variables = _variables if path.endswith(YAML) else _lines
        for host, value in variables(tree, path):
            for file in _named(value, files):
                found.setdefault(file, set()).add(host)
    return {file: hosts.pop() for file, hosts in found.items() if len(hosts) == 1}


def _variables(tree: Tree, path: str) -> Iterator[tuple[str, str]]:
    root = read_document(path, tree.read(path) or b"").mapping
    if root is None:
        return
    parts = path.split("/")
    if "host_vars" in parts:
        host = posixpath.splitext(parts[parts.index("host_vars") + 1])[0]
        yield from ((host, value) for value in _texts(root))
        return
    for _, node in walk(root):
        hosts = resolved(node.get("hosts")) if isinstance(node, Mapping) else None
        for entry in hosts.entries if isinstance(hosts, Mapping) else []:
            yield from ((entry.name, value) for value in _texts(resolved(entry.value)))


def _lines(tree: Tree, path: str) -> Iterator[tuple[str, str]]:
    """Give the variables of hosts; those of a group are nobody's, and belong to all of it."""
    is_of_hosts = True
    for line in (tree.read(path) or b"").decode("utf-8", "replace").splitlines():
        section = _SECTION.fullmatch(line.strip())
        if section is not None:
            is_of_hosts = ":" not in section[1]
        elif is_of_hosts and line.strip() and line[0] not in "#; \t":
            host = line.split()[0]
            for found in _PAIR.finditer(line):
                yield from ((host, value) for value in found[1].strip("'\"").split())


def _texts(node: Node | None) -> Iterator[str]:
    if node is not None:
        yield from (part.value for _, part in walk(node) if isinstance(part, Scalar))


def _named(value: str, files: frozenset[str]) -> Iterator[str]:
    """Give the file that a text ends in; only one that stands for itself, of all its endings."""
    parts = value.strip().split("/")
    if not parts[-1].endswith(YAML):
        return
    for start in range(len(parts)):
        path = "/".join(parts[start:])
        if path in files:
            yield path
            return
