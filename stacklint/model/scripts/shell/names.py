"""What a shell script gives names to: variables, arrays and functions."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from stacklint.model.scripts.shell.setters import local_in, set_in
from stacklint.model.scripts.shell.words import Names, Words
from stacklint.model.secrets.patterns import is_secret_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tree_sitter import Node

# Nobody writes out more in front of a command.
_MOST_ITEMS = 100
# A script that sets more of them again and again was written by a program.
_MOST_CHANGING = 200
_TELLS = frozenset({"echo", "printf"})
_ALL_IT_GETS = '"$@"'
_LONGEST = 200
_LOCAL = re.compile(rb"(?:^|[\n;{(&|])[ \t]*local[ \t][^\n;{(&|]*$")
_SHIFTS = re.compile(r"\bshift\b")
_EXITS = re.compile(r"(?:^|[;{(&\n])[ \t]*exit(?:[ \t]+\S+)?[\s;})]*$")


def named_in(root: Node) -> tuple[Node, ...]:
    """Give all that has a name, in the order of the script."""
    found: list[Node] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if node.type in {"variable_assignment", "function_definition"}:
            found.append(node)
        stack.extend(reversed(node.children))
    return tuple(found)


def names_of(data: bytes, nodes: tuple[Node, ...], around: Names) -> Names:
    """Give the names of a script; those `around` it have a value already.

    A secret stays in its variable: what it is put into is told.
    """
    words = Words(data, Names())
    set_how_often = Counter(name for name, _, _ in _assignments(words, nodes))
    set_otherwise = set_in(data) & set_how_often.keys()
    set_how_often.update(around.texts.keys() & set_how_often.keys())
    set_how_often.update(set_otherwise)
    changing = frozenset(name for name, count in set_how_often.items() if count > 1)
    own = tuple(node for node in nodes if not _is_local(data, node))
    written = {name: x for name, x in _texts(words, own).items() if name not in set_otherwise}
    plain = Words(data, Names({name: text for name, text in written.items() if "$" not in text}))
    texts = {name: plain.filled(text) for name, text in written.items()} | {**around.texts}
    shown = _shown(texts)
    filled = Words(data, Names(shown))
    runners = {**around.runners, **_runners(filled, nodes)}
    return Names(
        shown,
        {**around.lists, **_lists(filled, nodes, set_otherwise)},
        runners,
        (around.leavers | _leavers(words, nodes)) - runners.keys(),
        changing=changing if len(changing) <= _MOST_CHANGING else frozenset(),
        local=local_in(data),
    )


def names_within(names: Names, data: bytes, function: Node, given: tuple[str, ...]) -> Names:
    """Give the names that a function knows when it is called with some words."""
    words = Words(data, Names())
    own = _shown(_texts(words, named_in(function)))
    return names.within(own, given, is_all=_SHIFTS.search(words.source(function)) is None)


def functions_in(data: bytes, nodes: tuple[Node, ...]) -> dict[str, tuple[Node, ...]]:
    """Give the functions of a script by name; one that is made twice may be either."""
    words = Words(data, Names())
    found: dict[str, tuple[Node, ...]] = {}
    for name, node in _functions(words, nodes):
        found[name] = (*found.get(name, ()), node)
    return found


def _shown(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if not is_secret_key(name)}


def _is_local(data: bytes, node: Node) -> bool:
    """Tell whether a variable is one of a function alone; to ask for its parent takes long."""
    before = data[max(0, node.start_byte - _LONGEST) : node.start_byte]
    return _LOCAL.search(before) is not None


def _functions(words: Words, nodes: tuple[Node, ...]) -> Iterator[tuple[str, Node]]:
    for node in nodes:
        name = node.child_by_field_name("name")
        if node.type == "function_definition" and name is not None:
            yield words.source(name), node


def _leavers(words: Words, nodes: tuple[Node, ...]) -> frozenset[str]:
    """Name the functions that end the script, whatever they are told."""
    found = _functions(words, nodes)
    return frozenset(name for name, node in found if _EXITS.search(words.source(node)))


def _texts(words: Words, nodes: tuple[Node, ...]) -> dict[str, str]:
    """Give the variables that are set once, with their text."""
    found: dict[str, list[str]] = {}
    for name, _, value in _assignments(words, nodes):
        found.setdefault(name, []).append("" if value is None else words.text(value))
    return {name: texts[0] for name, texts in found.items() if len(texts) == 1}


def _lists(
    words: Words, nodes: tuple[Node, ...], set_otherwise: frozenset[str]
) -> dict[str, tuple[str, ...]]:
    """Give the arrays that are set once, with what is put behind."""
    found: dict[str, list[str]] = {}
    again = set(set_otherwise)
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
    return {
        name: before for name, node in _functions(words, nodes) for before in _run_by(words, node)
    }


def _run_by(words: Words, function: Node) -> Iterator[tuple[str, ...]]:
    stack = [function]
    while stack:
        node = stack.pop()
        stack.extend(_whatever_holds(node))
        parts = [x for x in node.named_children if x.type != "variable_assignment"]
        if node.type != "command" or words.source(parts[-1]) != _ALL_IT_GETS:
            continue
        before = tuple(word for part in parts[:-1] for word in words.words(part))
        if before[:1] and before[0] in _TELLS:
            continue
        yield before


def _whatever_holds(node: Node) -> list[Node]:
    """Give what runs of a node in any case; the rest is read at each call, with its conditions."""
    match node.type:
        case "case_statement":
            return []
        case "if_statement":
            return node.children_by_field_name("condition")
        case "list":
            return node.named_children[:1]
        case _:
            return node.children
