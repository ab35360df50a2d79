"""Where a script of shell goes: which conditions hold for a command, and who was asked before."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from stacklint.model.scripts.command import Command, Guard
from stacklint.model.scripts.shell.branches import OTHERWISE, condition_of
from stacklint.model.scripts.shell.conditions import Conditions
from stacklint.model.scripts.shell.consent import Consent
from stacklint.model.scripts.shell.errexit import is_quiet
from stacklint.model.scripts.shell.listings import looped
from stacklint.model.scripts.shell.place import Way
from stacklint.model.scripts.shell.words import Names, unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tree_sitter import Node

# Scripts of people are not nested deeper.
_DEEPEST = 60
_MOST_GATES = 50


class Flow(Conditions, ABC):
    """Walks a tree and keeps what it found, where the script went, and whom it asked.

    What a command is, and what its redirections are, says who walks.
    """

    def __init__(self, data: bytes, names: Names) -> None:
        super().__init__(data, names)
        self.found: list[Command] = []
        self.way = Way()
        self.consent = Consent()
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
        before = self.way, self.gates, self.is_lenient, self.names
        self.below(node.named_children, guards, depth)
        self.way, self.gates, self.is_lenient, self.names = before

    def below(self, nodes: Iterable[Node], guards: tuple[Guard, ...], depth: int) -> None:
        """Take up one node after the other."""
        for child in nodes:
            self.visit(child, guards, depth + 1)

    def asking(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        """What a loop reads line by line asks nobody."""
        consent, gates = self.consent, self.gates
        self.below(node.named_children[:1], guards, depth)
        self.consent, before = consent, self.names
        self.below(node.named_children[1:], guards, depth)
        self.gates, self.names = gates, before.after_one_of([before, self.names])

    def cases(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        """A case is what somebody asked for, unless it is all the rest; it asks for no other."""
        consent = self.consent
        asked = self.condition(node.named_children[0]) if node.named_children else ""
        self.below(node.named_children[:1], guards, depth)
        before, ends, is_rest = self.names, [self.names], False
        for child in node.named_children[1:]:
            is_rest = self.source(child).lstrip("( \t").startswith("*)")
            guard = () if is_rest or child.type != "case_item" else (Guard(asked, holds=True),)
            self.branch(child, (*guards, *guard), depth + 1)
            ends.append(self.names)
            self.consent, self.names = consent, before
        # Where one stands for all the rest, one of them is run.
        self.names = before.after_one_of(ends[is_rest:])

    def loop(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        """What runs for each of some words runs for `{one,other}`, as a shell writes it."""
        name = node.child_by_field_name("variable")
        values = node.children_by_field_name("value")
        each = [word for value in values for word in self.words(value)]
        before, gates = self.names, self.gates
        told = "" if name is None else self.source(name)
        text = looped(each, told)
        self.names = before.told(told, text) if text else before.lost(frozenset({told}))
        if self.source(node).startswith("select"):
            self.consent = self.consent.asked((*self.gates, *guards))
        self.below(node.named_children, guards, depth)
        self.names, self.gates = before.after_one_of([before, self.names]), gates

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
        text, before = self.condition(left), self.names
        self.branch(right, (*guards, Guard(text, not is_or)), depth + 1)
        if self.leaves(right) or self.gives_way(left, before):
            self.gate(text, holds=is_or)
        self.names = before.after_one_of([before, self.names])

    def branch(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        """Take up what runs under a condition alone: what it waits for, the rest does not."""
        gates = self.gates
        self.visit(node, guards, depth)
        self.gates = gates

    def ignore(self, first: int) -> None:
        """Note of the commands from one on that nobody minds when they fail."""
        self.found[first:] = [x._replace(ignores_failure=True) for x in self.found[first:]]

    def is_minded_by_nobody(self, node: Node) -> bool:
        """Tell whether all that comes of a failure is a word about it."""
        around = node.parent and node.parent.parent
        is_written = around is not None and around.type == "redirected_statement"
        end = around.end_byte if around is not None and is_written else node.end_byte
        return is_quiet(self.data[node.start_byte : end].decode("utf-8", "replace"))

    def conditional(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        """What stands behind `then` runs where the condition holds; behind `else`, where not."""
        condition = condition_of(node)
        text = "" if condition is None else self.condition(condition)
        if condition is not None:
            self.visit(condition, guards, depth + 1)
        others = [x for x in node.named_children if x.type in OTHERWISE]
        before, consent = self.names, self.consent
        for child in node.named_children:
            if child != condition and child not in others:
                self.branch(child, (*guards, Guard(text, holds=True)), depth + 1)
                if self.leaves(child):
                    self.gate(text, holds=False)
        if self.gives_way(condition, before):
            self.gate(text, holds=False)
        asked = (*guards, Guard(text, holds=False))
        ends = [self.names, *self.otherwise(others, before, asked, depth)]
        if any(map(self.leaves, others)):
            self.consent = self.consent.gained_since(consent)
        has_rest = any(x.type == "else_clause" for x in others)
        self.names = before.after_one_of(ends if has_rest else [before, *ends])

    def otherwise(
        self, others: Sequence[Node], before: Names, guards: tuple[Guard, ...], depth: int
    ) -> Iterator[Names]:
        """Take up what runs where the last condition does not hold; give the names behind it."""
        for child in others:
            self.names = before
            self.branch(child, guards, depth + 1)
            if child.type == "else_clause" and self.leaves(child):
                self.gate(guards[-1].text, holds=True)
            yield self.names

    def assigned(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        """A variable that is set again has another text from here on."""
        self.into(node, guards, depth)
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        told = "" if name is None else self.source(name)
        if told not in self.names.changing:
            return
        is_list = value is not None and value.type == "array"
        text = unknown(told) if is_list else "" if value is None else self.text(value)
        is_more = any(x.type == "+=" for x in node.children)
        self.names = self.names.told(told, self.filled(f"${told}") + text if is_more else text)

    def gate(self, text: str, *, holds: bool) -> None:
        """Note what the rest of the script waits for."""
        self.gates = (*self.gates, Guard(text, holds))[-_MOST_GATES:]


_WAYS = {
    "variable_assignment": Flow.assigned,
    "list": Flow.list,
    "if_statement": Flow.conditional,
    "elif_clause": Flow.conditional,
    "while_statement": Flow.asking,
    "case_statement": Flow.cases,
    "for_statement": Flow.loop,
    "subshell": Flow.apart,
    "command_substitution": Flow.apart,
}
