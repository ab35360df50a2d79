"""What a shell script gives names to: variables, arrays, and functions that run what they get."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.secret_patterns import is_secret_key
from stacklint.model.shell_words import Names, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

# Nobody writes out more in front of a command.
_MOST_ITEMS = 100
_TELLS = frozenset({"echo", "printf"})
_ALL_IT_GETS = '"$@"'


def names_of(data: bytes, root: Node, known: dict[str, str]) -> Names:
    """Give the names of a script; `known` are variables that have a value already.

    A secret stays in its variable: what it is put into is told.
    """
    nodes = tuple(_named(root))
    words = Words(data, Names())
    written = _texts(words, nodes)
    plain = Words(data, Names({name: text for name, text in written.items() if "$" not in text}))
    texts = {name: plain.filled(text) for name, text in written.items()} | known
    shown = {name: text for name, text in texts.items() if not is_secret_key(name)}
    filled = Words(data, Names(shown))
    return Names(shown, _lists(filled, nodes), _runners(filled, nodes))


def _named(root: Node) -> Iterator[Node]:
    """Give all that has a name, in the order of the script."""
    stack = [root]
    while stack:
        node = stack.pop()
        if node.type in {"variable_assignment", "function_definition"}:
            yield node
        stack.extend(reversed(node.children))


def _texts(words: Words, nodes: tuple[Node, ...]) -> dict[str, str]:
    """Give the variables that are set once, with their text."""
    found: dict[str, list[str]] = {}
    for name, _, value in _assignments(words, nodes):
        found.setdefault(name, []).append("" if value is None else words.text(value))
    return {name: texts[0] for name, texts in found.items() if len(texts) == 1}


def _lists(words: Words, nodes: tuple[Node, ...]) -> dict[str, tuple[str, ...]]:
    """Give the arrays that are set once, with what is put behind."""
    found: dict[str, list[str]] = {}
    again: set[str] = set()
    for name, sign, value in _assignments(words, nodes):
        if value is None or value.type != "array" or (sign == "=" and name in found):
            again.add(name)
            continue
        found.setdefault(name, []).extend(x for part in _parts(value) for x in words.words(part))
    fit = {name: items for name, items in found.items() if len(items) <= _MOST_ITEMS}
    return {name: tuple(items) for name, items in fit.items() if name not in again}


def _parts(value: Node) -> list[Node]:
    return [part for part in value.named_children if part.type != "comment"]


def _assignments(words: Words, nodes: tuple[Node, ...]) -> Iterator[tuple[str, str, Node | None]]:
    for node in nodes:
        name = node.child_by_field_name("name")
        if node.type == "variable_assignment" and name is not None:
            sign = next((x.type for x in node.children if x.type in {"=", "+="}), "=")
            yield words.source(name), sign, node.child_by_field_name("value")


def _runners(words: Words, nodes: tuple[Node, ...]) -> dict[str, tuple[str, ...]]:
    """Give the functions that run what they are told, with what they put before it."""
    found: dict[str, tuple[str, ...]] = {}
    for node in nodes:
        name = node.child_by_field_name("name")
        if node.type == "function_definition" and name is not None:
            for before in _run_by(words, node):
                found[words.source(name)] = before
    return found


def _run_by(words: Words, function: Node) -> Iterator[tuple[str, ...]]:
    stack = [function]
    while stack:
        node = stack.pop()
        stack.extend(node.children)
        parts = [x for x in node.named_children if x.type != "variable_assignment"]
        if node.type != "command" or words.source(parts[-1]) != _ALL_IT_GETS:
            continue
        before = tuple(word for part in parts[:-1] for word in words.words(part))
        if before[:1] and before[0] in _TELLS:
            continue
        yield before
