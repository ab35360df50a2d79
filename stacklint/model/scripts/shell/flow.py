"""Where a script of shell goes: which conditions hold for a command, and who was asked before."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from stacklint.model.scripts.command import Command, Guard, written_out
from stacklint.model.scripts.guards import asks_for_file
from stacklint.model.scripts.shell.branches import OTHERWISE, condition_of, ends_in_leaving
from stacklint.model.scripts.shell.consent import Consent
from stacklint.model.scripts.shell.errexit import is_quiet
from stacklint.model.scripts.shell.listings import looped
from stacklint.model.scripts.shell.place import Way
from stacklint.model.scripts.shell.words import Names, Words, unknown, variables_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

# Scripts of people are not nested deeper.
_DEEPEST = 60
_MOST_GATES = 50
_SWITCHED = frozenset({"", "0", "1", "false", "no", "off", "on", "true", "y", "yes"})
# Functions that scripts take from elsewhere.
_LEAVERS = frozenset({"die", "fatal"})


class Flow(Words, ABC):
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

    def leaves(self, node: Node) -> bool:
        """Tell whether nothing runs behind a node: an `exit`, or what exits, is the last of it."""
        return ends_in_leaving(self.source(node)) or self.last_of(node) in self.leavers

    @property
    def leavers(self) -> frozenset[str]:
        """The functions that end the script."""
        return self.names.leavers or _LEAVERS

    def gives_way(self, condition: Node | None, before: Names) -> bool:
        """Tell whether the name of what a condition found on the disk is another from here on."""
        source = "" if condition is None else self.source(condition)
        return asks_for_file(source) and self.names.set_since(before, source)

    def conditional(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        """What stands behind `then` runs where the condition holds; behind `else`, where not."""
        condition = condition_of(node)
        text = "" if condition is None else self.condition(condition)
        if condition is not None:
            self.visit(condition, guards, depth + 1)
        others = [x for x in node.named_children if x.type in OTHERWISE]
        before = self.names
        for child in node.named_children:
            if child != condition and child not in others:
                self.branch(child, (*guards, Guard(text, holds=True)), depth + 1)
                if self.leaves(child):
                    self.gate(text, holds=False)
        if self.gives_way(condition, before):
            self.gate(text, holds=False)
        ends = [self.names]
        for child in others:
            self.names = before
            self.branch(child, (*guards, Guard(text, holds=False)), depth + 1)
            ends.append(self.names)
            if child.type == "else_clause" and self.leaves(child):
                self.gate(text, holds=True)
        has_rest = any(x.type == "else_clause" for x in others)
        self.names = before.after_one_of(ends if has_rest else [before, *ends])

    def condition(self, node: Node) -> str:
        """Give a condition as it is written, with its paths; a switch somebody has to turn."""
        source = self.source(node)
        told = {name: self.names.text(name) for name in variables_in(source)}
        each = {
            name: set(map(str.lower, written_out(text)))
            for name, text in told.items()
            if text is not None
        }
        switched = [name for name, texts in each.items() if _SWITCHED.issuperset(texts)]
        if switched:
            return self.with_defaults(source, switched)
        filled = self.filled(source)
        # What is set again, in one branch or another, was chosen.
        is_choice = not self.names.changing.isdisjoint(each)
        return f"{source} {filled}" if is_choice else filled

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
