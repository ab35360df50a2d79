"""Functions of a shell script: each is read where it is called, with what it is given."""

from __future__ import annotations

from abc import abstractmethod
from itertools import chain, takewhile
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.scripts.shell.consent import Consent
from stacklint.model.scripts.shell.flow import Flow
from stacklint.model.scripts.shell.names import names_within
from stacklint.model.scripts.shell.place import Way

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tree_sitter import Node

    from stacklint.model.scripts.command import Guard
    from stacklint.model.scripts.shell.words import Names

# Functions of people call each other no deeper, and say no more in all.
_DEEPEST = 12
_MOST_BYTES = 100_000
_LEAST_BYTES = 100
# What a function may consist of that is asked like a command.
_QUESTIONS = frozenset({"command", "negated_command", "redirected_statement", "test_command"})
_NAMES = frozenset({"comment", "declaration_command", "variable_assignment"})


class _State(NamedTuple):
    """How far a script has come, and who was asked on the way."""

    way: Way = Way()
    gates: tuple[Guard, ...] = ()
    is_lenient: bool = False
    consent: Consent = Consent()


class Calls(Flow):
    """Reads a function as often as it is called; one that nobody calls here, where it stands."""

    def __init__(
        self, data: bytes, names: Names, functions: Mapping[str, tuple[Node, ...]]
    ) -> None:
        super().__init__(data, names)
        self.functions = functions
        self._calling: list[str] = []
        self._asking: list[str] = []
        self._called: set[str] = set()
        self._met: dict[str, _State] = {}
        self._left = _MOST_BYTES

    def read(self, root: Node, guards: tuple[Guard, ...] = ()) -> None:
        """Take up a script, and the functions that are left for others to call."""
        self.visit(root, guards, 0)
        self.end()
        found, self.found = self.found, []
        for name in self.functions:
            if name not in self._called:
                self._stand(self._met.get(name, _State()))
                self._enter(name, (), guards)
        self.found += found

    @abstractmethod
    def end(self) -> None:
        """Take up what a script does when it ends, however it does."""

    def function(self, node: Node, _guards: tuple[Guard, ...], _depth: int) -> None:
        """A function does nothing before it is called."""
        name = node.child_by_field_name("name")
        if name is not None:
            self._met[self.source(name)] = self._state()

    def call(self, words: tuple[str, ...], guards: tuple[Guard, ...]) -> None:
        """Take up what a function does that is given some words; what it asks is asked."""
        name, *given = words
        if name not in self.functions or name in self._calling:
            return
        if len(self._calling) < _DEEPEST and self._left > 0:
            self._enter(name, tuple(given), guards)

    def condition(self, node: Node) -> str:
        """Give a condition; of a function that does nothing but ask, what it asks."""
        text = super().condition(node)
        call = node.named_children[0] if node.type == "negated_command" else node
        name = self.last_of(call) if self.functions and call.type == "command" else ""
        is_endless = name in self._asking or len(self._asking) >= _DEEPEST
        asked = None if is_endless else self._asked_by(name)
        if asked is None:
            return text
        self._asking.append(name)
        told = self._told_by(name, call, asked)
        self._asking.pop()
        return text.replace(super().condition(call), told)

    def _told_by(self, name: str, call: Node, asked: Node) -> str:
        """Give what a function asks that is called with some words."""
        names, function = self.names, self.functions[name][0]
        _, *given = (word for part in call.named_children for word in self.words(part))
        self.names = names_within(names, self.data, function, tuple(given))
        told = self.condition(asked)
        self.names = names
        return told

    def _asked_by(self, name: str) -> Node | None:
        """Give the one question that a function consists of, but for names that it gives."""
        bodies = [node.child_by_field_name("body") for node in self.functions.get(name, ())]
        parts = [x for body in bodies if body for x in body.named_children if x.type not in _NAMES]
        return parts[0] if len(parts) == 1 and parts[0].type in _QUESTIONS else None

    def _enter(self, name: str, given: tuple[str, ...], guards: tuple[Guard, ...]) -> None:
        names = self.names
        self._called.add(name)
        self._calling.append(name)
        first, *others = self.functions[name]
        # Of a name that is given again and again, some will do.
        for node in chain((first,), takewhile(lambda _: self._left > 0, others)):
            self._left -= max(_LEAST_BYTES, node.end_byte - node.start_byte)
            self.names = names_within(names, self.data, node, given)
            gates = self.gates
            self.below(node.named_children[1:], guards, 1)
            # What `return` leaves is the function alone.
            self.gates = gates if "return" in self.source(node) else self.gates
        self._calling.pop()
        self.names = names.behind(self.names)

    def _state(self) -> _State:
        return _State(self.way, self.gates, self.is_lenient, self.consent)

    def _stand(self, state: _State) -> None:
        self.way, self.gates, self.is_lenient, self.consent = state
