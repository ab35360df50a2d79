"""Where a script of shell goes: which conditions hold for a command, and who was asked before."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from stacklint.model.command import Command, Guard, in_braces
from stacklint.model.secret_patterns import is_secret_key
from stacklint.model.shell_place import Way
from stacklint.model.shell_words import Names, Words, variables_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

# Scripts of people are not nested deeper.
_DEEPEST = 60
_MOST_GATES = 50
_QUIET = re.compile(
    r"(?:(?:/\S*/)?true|:)(?:\s*>.*)?|(?:exit|return)\s+0|(?:echo|printf)\b[^|;&<>\n]*(?:>&2)?"
)
_IN_BRACES = re.compile(r"\{\s+(.*?)\s*;?\s*\}", re.DOTALL)
_SWITCHED = frozenset({"", "0", "1", "false", "no", "off", "on", "true", "y", "yes"})
_PLAIN = re.compile(r"[^\s${}*?,\[\]`]+")
# Functions that scripts take from elsewhere.
_LEAVERS = frozenset({"die", "fatal"})
_LEAVES = re.compile(r"(?:^|[;{(&|\n])[ \t]*(?:exit|return|continue|break)(?:[ \t]+\S+)?[\s;})]*$")


class Flow(Words, ABC):
    """Walks a tree and keeps what it found, where the script went, and whom it asked.

    What a command is, and what its redirections are, says who walks.
    """

    def __init__(self, data: bytes, names: Names) -> None:
        super().__init__(data, names)
        self.found: list[Command] = []
        self.way = Way()
        self.is_confirmed = False
        # Set by `set +e`.
        self.is_lenient = False
        # What must hold, or must not, for the script to have come this far.
        self.gates: tuple[Guard, ...] = ()

    def visit(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        """Take up the commands of a node and of all below it."""
        if depth > _DEEPEST:
            return
        if node.type == "command":
            self.command(node, guards)
        elif node.type == "redirected_statement":
            self.redirected(node, guards, depth)
        elif node.type == "function_definition":
            self.function(node, guards, depth)
        elif node.type == "pipeline":
            self.piped(node, guards, depth)
        else:
            _WAYS.get(node.type, Flow.into)(self, node, guards, depth)

    @abstractmethod
    def command(self, node: Node, guards: tuple[Guard, ...]) -> None:
        """Take up a command."""

    @abstractmethod
    def function(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        """Take up a function where it is made."""

    @abstractmethod
    def piped(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        """Take up commands that feed each other."""

    @abstractmethod
    def redirected(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        """Take up a statement with what it reads and writes."""

    def into(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        """Take up what has no way of its own."""
        self.below(node.named_children, guards, depth)

    def apart(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        """Where a subshell goes, the script does not."""
        before = self.way, self.gates, self.is_lenient
        self.below(node.named_children, guards, depth)
        self.way, self.gates, self.is_lenient = before

    def below(self, nodes: Iterable[Node], guards: tuple[Guard, ...], depth: int) -> None:
        """Take up one node after the other."""
        for child in nodes:
            self.visit(child, guards, depth + 1)

    def asking(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        """What a loop reads line by line asks nobody."""
        was_confirmed, gates = self.is_confirmed, self.gates
        self.below(node.named_children[:1], guards, depth)
        self.is_confirmed = was_confirmed
        self.below(node.named_children[1:], guards, depth)
        self.gates = gates

    def cases(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        """A case is what somebody asked for, unless it is all the rest; it asks for no other."""
        was_confirmed = self.is_confirmed
        asked = self.condition(node.named_children[0]) if node.named_children else ""
        for child in node.named_children:
            is_rest = self.source(child).lstrip("( \t").startswith("*)")
            guard = () if is_rest or child.type != "case_item" else (Guard(asked, holds=True),)
            self.visit(child, (*guards, *guard), depth + 1)
            self.is_confirmed = was_confirmed

    def loop(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        """What runs for each of some words runs for `{one,other}`, as a shell writes it."""
        name = node.child_by_field_name("variable")
        values = node.children_by_field_name("value")
        each = [word for value in values for word in self.words(value)]
        names, gates = self.names, self.gates
        if name is not None and each and all(map(_PLAIN.fullmatch, each)):
            text = in_braces(each)
            if not is_secret_key(self.source(name)):
                self.names = names._replace(texts={**names.texts, self.source(name): text})
        self.is_confirmed = self.is_confirmed or self.source(node).startswith("select")
        self.below(node.named_children, guards, depth)
        self.names, self.gates = names, gates

    def list(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        """Take up what stands on both sides of `&&` and `||`."""
        parts = node.children
        if len(parts) != 3:  # noqa: PLR2004 -- left, sign, right
            self.below(node.named_children, guards, depth)
            return
        left, sign, right = parts
        first = len(self.found)
        self.visit(left, guards, depth + 1)
        is_or = self.source(sign) == "||"
        if is_or and self.is_minded_by_nobody(right):
            self.ignore(first)
        text = self.condition(left)
        self.visit(right, (*guards, Guard(text, not is_or)), depth + 1)
        if self.leaves(right):
            self.gate(text, holds=is_or)

    def ignore(self, first: int) -> None:
        """Note of the commands from one on that nobody minds when they fail."""
        self.found[first:] = [x._replace(ignores_failure=True) for x in self.found[first:]]

    def is_minded_by_nobody(self, node: Node) -> bool:
        """Tell whether all that comes of a failure is a word about it."""
        around = node.parent and node.parent.parent
        is_written = around is not None and around.type == "redirected_statement"
        end = around.end_byte if around is not None and is_written else node.end_byte
        return is_quiet(self.data[node.start_byte : end].decode("utf-8", "replace"))

    def leaves(self, node: Node) -> bool:
        """Tell whether nothing runs behind a node: an `exit`, or what exits, is the last of it."""
        return _LEAVES.search(self.source(node)) is not None or self.last_of(node) in self.leavers

    @property
    def leavers(self) -> frozenset[str]:
        """The functions that end the script."""
        return self.names.leavers or _LEAVERS

    def last_of(self, node: Node) -> str:
        """Give the name of the last command of a node."""
        while node.type != "command" and node.named_children:
            node = node.named_children[-1]
        name = node.child_by_field_name("name")
        return "" if name is None else self.source(name)

    def conditional(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        """What stands behind `then` runs where the condition holds; behind `else`, where not."""
        condition = node.child_by_field_name("condition")
        if condition is None:
            tested = [child for child in node.named_children[:1] if child.type != "else_clause"]
            condition = tested[0] if tested else None
        text = "" if condition is None else self.condition(condition)
        for child in node.named_children:
            if child == condition:
                self.visit(child, guards, depth + 1)
                continue
            holds = child.type not in {"else_clause", "elif_clause"}
            self.visit(child, (*guards, Guard(text, holds)), depth + 1)
            if holds and self.leaves(child):
                self.gate(text, holds=False)

    def condition(self, node: Node) -> str:
        """Give a condition as it is written, with its paths; a switch somebody has to turn."""
        source = self.source(node)
        values = (self.names.texts.get(name) for name in variables_in(source))
        is_switch = any(x is not None and x.lower() in _SWITCHED for x in values)
        return source if is_switch else self.filled(source)

    def gate(self, text: str, *, holds: bool) -> None:
        """Note what the rest of the script waits for."""
        self.gates = (*self.gates, Guard(text, holds))[-_MOST_GATES:]


def is_quiet(source: str) -> bool:
    """Tell whether a statement does nothing, or says a word and no more."""
    block = _IN_BRACES.fullmatch(source.strip())
    return _QUIET.fullmatch(source.strip() if block is None else block[1]) is not None


_WAYS = {
    "list": Flow.list,
    "if_statement": Flow.conditional,
    "elif_clause": Flow.conditional,
    "while_statement": Flow.asking,
    "case_statement": Flow.cases,
    "for_statement": Flow.loop,
    "subshell": Flow.apart,
    "command_substitution": Flow.apart,
}
