"""Shell into commands.

The grammar is tree-sitter's for bash; what is made of it here is no execution: variables count
where they are set once, to text.
"""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from stacklint.model.scripts.command import AWAY, Command, Guard, written_out
from stacklint.model.scripts.operating import answered_in_time, asks
from stacklint.model.scripts.shell.calls import Calls
from stacklint.model.scripts.shell.characters import in_characters, is_written_by_people
from stacklint.model.scripts.shell.consent import is_named_like_a_question
from stacklint.model.scripts.shell.errexit import is_passed_over, is_quiet, lets_go_by
from stacklint.model.scripts.shell.inner_scripts import (
    begins,
    in_container,
    inner_script,
    is_away,
    is_for_the_end,
    reads_commands,
)
from stacklint.model.scripts.shell.names import functions_in, named_in, names_of
from stacklint.model.scripts.shell.pipes import fed_by_file, handed_on, text_of
from stacklint.model.scripts.shell.place import GOING, Place, Way
from stacklint.model.scripts.shell.redirects import documents_of, read_from, written_to
from stacklint.model.scripts.shell.setters import set_by
from stacklint.model.scripts.shell.words import Names, variables_in
from stacklint.model.scripts.shell.wrappers import DEPLOYERS, deploying, unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node, Parser


_MOST_NESTED = 3
_MOST_SUBSTITUTED = 20


def commands_of(text: str, known: dict[str, str] | None = None) -> tuple[Command, ...]:
    """Give the commands of a script in the order of its text.

    `known` are variables that have a value already. What is no shell gives what can be told of it.
    """
    data = text.encode()
    if not is_written_by_people(data):
        return ()
    root = _parser().parse(data).root_node
    nodes = named_in(root)
    reader = _Reader(data, names_of(data, nodes, Names(known or {})), functions_in(data, nodes))
    reader.read(root)
    return tuple(reader.found) if text.isascii() else tuple(in_characters(reader.found, data))


@cache
def _parser() -> Parser:
    # Imported late: most runs read no script, and this costs as much as all of YAML.
    import tree_sitter_bash  # noqa: PLC0415
    from tree_sitter import Language, Parser  # noqa: PLC0415

    return Parser(Language(tree_sitter_bash.language()))


class _Reader(Calls):
    """Takes up commands: their words, what they run in turn, and where their output goes."""

    # How many scripts are around this one.
    nested = 0
    # How many `$(…)` are around the command that is taken up.
    substituting = 0
    # The last `trap` for the end of the script.
    trap: Command | None = None

    def redirected(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        first, consent = len(self.found), self.consent
        body = node.child_by_field_name("body")
        if body is not None:
            self.visit(body, guards, depth + 1)
        if self.is_fed_by_file(node):
            self.consent = consent
        writes, sources = tuple(written_to(node, self)), tuple(read_from(node, self))
        self.found[first:] = [
            fed_by_file(x, sources)._replace(
                writes=(*x.writes, *writes),
                reads=(*x.reads, *sources),
                # What a function runs stands elsewhere.
                end=max(x.end, node.end_byte) if x.start >= node.start_byte else x.end,
            )
            for x in self.found[first:]
        ]
        for redirect in node.named_children:
            if redirect.type == "heredoc_redirect":
                self.behind(redirect, guards, depth, first)
        for document in documents_of(node):
            start = document.start_byte
            text = self.filled(self.source(document))
            self.found[first:] = [x._replace(fed=x.fed or text) for x in self.found[first:]]
            for x in self.fed(first, self.source(document)):
                self.found.append(x._replace(start=start + x.start, end=start + x.end))

    def piped(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        first, consent, gates = len(self.found), self.consent, self.gates
        self.below(node.named_children, guards, depth)
        # Each command has a shell of its own, and leaves that one alone.
        self.gates = gates
        said = self.found[first] if len(self.found) > first else None
        if said is not None and said.program in _SAY:
            # What a script says itself is nobody's answer.
            self.consent = consent
        if said is not None and said.program in {"echo", "printf"}:
            self.add(said, self.fed(first + 1, text_of(said)))
        if said is not None:
            self.found[first:] = handed_on(self.found[first:])

    def add(self, command: Command, inner: Iterable[Command]) -> None:
        """Add what a command has another shell run; it stands where the command does."""
        self.found += [x._replace(start=command.start, end=command.end) for x in inner]

    def behind(self, redirect: Node, guards: tuple[Guard, ...], depth: int, first: int) -> None:
        """Take up what stands behind the mark of a here-document: `| tee x`, `|| true`."""
        right = redirect.child_by_field_name("right")
        is_or = right is not None and any(x.type == "||" for x in redirect.children)
        if right is not None and is_or and is_quiet(self.source(right)):
            self.ignore(first)
        for child in redirect.named_children:
            if child.type not in _OF_HEREDOC:
                self.visit(child, guards, depth + 1)

    def is_fed_by_file(self, node: Node) -> bool:
        """Tell whether what is read comes from a file: nobody is asked."""
        told = [self.source(x).lstrip("0") for x in node.named_children[1:]]
        return any(x.startswith("<") and "/dev/tty" not in x for x in told)

    def fed(self, first: int, text: str) -> list[Command]:
        """Give the commands that a shell, here or elsewhere, is fed: the first of the last ones."""
        command = next(filter(reads_commands, self.found[first:]), None)
        if command is None or self.nested >= _MOST_NESTED:
            return []
        return self.inside(command, text).found

    def inside(self, command: Command, text: str) -> _Reader:
        """Read the script that a command runs."""
        data = text.encode()
        root = _parser().parse(data).root_node
        nodes = named_in(root)
        names = names_of(data, nodes, self.names.elsewhere())
        nested = _Reader(data, names, functions_in(data, nodes))
        nested.nested = self.nested + 1
        nested.way = Way(begins(command))
        nested.read(root, command.guards)
        host = AWAY if is_away(command) else command.host
        # Who is fed the script has nobody's answer to read.
        asks_itself = not reads_commands(command)
        nested.found = [
            x._replace(
                is_confirmed=command.is_confirmed or (asks_itself and x.is_confirmed),
                host=x.host or host,
            )
            for x in nested.found
        ]
        return nested

    def command(self, node: Node, guards: tuple[Guard, ...]) -> None:
        parts = [x for x in node.named_children if x.type not in _NO_WORDS]
        parts = parts[1:] if parts and self.may_be_none(parts[0]) else parts
        words = unwrapped(tuple(word for part in parts for word in self.words(part)))
        if words and words[0] in self.names.runners:
            words = unwrapped((*self.names.runners[words[0]], *words[1:]))
        for part in parts:
            self.substituted(part, guards)
        if not words:
            return
        # Of several programs that a variable may name, one is as good as the other.
        words = (*islice(written_out(words[0]), 1), *words[1:])
        self.names = self.names.lost(set_by(words))
        self.call(words, guards)
        guards = (*self.gates, *guards)
        inside = in_container(words)
        directory = None if inside else self.way.here.directory
        command = Command(inside or words, node.start_byte, node.end_byte, directory, guards)
        consent, first = self.consent, len(self.found)
        self.follow(consent.told_of(command._replace(beneath=self.way.here.beneath)))
        if inside:
            self.found[first:] = [x for x in self.found[first:] if x.program in DEPLOYERS]
        self.is_lenient = lets_go_by(words, before=self.is_lenient)
        if self.is_lenient and is_passed_over(node):
            self.ignore(first)
        for redirect in (x for x in node.named_children if x.type == "herestring_redirect"):
            self.consent = consent
            told = "".join(map(self.text, redirect.named_children))
            self.add(command, self.fed(first, told))

    def may_be_none(self, first: Node) -> bool:
        """Tell whether a first word only says what would be run, where somebody asked for that."""
        changing = self.names.changing & variables_in(self.source(first))
        return bool(changing) and self.words(first) == ("echo",)

    def substituted(self, node: Node, guards: tuple[Guard, ...]) -> None:
        if node.type == "command_substitution":
            self.substituting += 1
            if self.substituting <= _MOST_SUBSTITUTED:
                self.visit(node, guards, 1)
            self.substituting -= 1
            return
        for child in node.named_children:
            if child.type in {"command_substitution", "string", "concatenation"}:
                self.substituted(child, guards)

    def end(self) -> None:
        """What a trap runs comes last, wherever it was set; a function of it is called."""
        if self.trap is None:
            return
        start, words = self.trap.start, tuple(inner_script(self.trap).split())
        self.found.sort(key=lambda x: x.start == start)
        self.way, self.gates = Way(Place(self.trap.directory)), ()
        if words:
            self.call(words, self.trap.guards)

    def asks(self, command: Command) -> bool:
        """Tell whether a command waits for a person, by what a function of others is called."""
        is_of_others = command.words[0] not in self.functions
        return asks(command) or (is_of_others and is_named_like_a_question(command.words[0]))

    def follow(self, command: Command) -> None:
        if command.program in GOING:
            self.way = self.way.behind(command)
        elif self.asks(command):
            self.consent = self.consent.asked(command.guards, answered_in_time(command))
        elif is_for_the_end(command):
            self.trap = command if inner_script(command) else None
        inner = inner_script(command)
        if inner and self.nested < _MOST_NESTED:
            nested = self.inside(command, inner)
            self.add(command, nested.found)
            return
        self.found.append(command._replace(words=deploying(command.words)))


_SAY = frozenset({"echo", "printf", "yes"})
_NO_WORDS = frozenset({"variable_assignment", "file_redirect", "herestring_redirect"})
_OF_HEREDOC = frozenset({"heredoc_start", "heredoc_body", "heredoc_end", "file_redirect"})
