"""Shell into commands.

The grammar is tree-sitter's for bash; what is made of it here is no execution: variables count
where they are set once, to text.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from stacklint.model.command import Command, Guard
from stacklint.model.shell_errexit import is_passed_over, lets_go_by
from stacklint.model.shell_flow import Flow, is_quiet
from stacklint.model.shell_names import names_of
from stacklint.model.shell_place import GOING, Place, Way
from stacklint.model.wrappers import (
    DEPLOYERS,
    SHELLS,
    in_container,
    inner_script,
    reads_commands,
    unwrapped,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tree_sitter import Node, Parser

    from stacklint.model.shell_words import Names

_MOST_NESTED = 3
_MOST_MARKS = 6000
_MARKS = bytes({*b"()<>|`", *range(32)} - {*b"\t\n\r"})


def commands_of(text: str, known: dict[str, str] | None = None) -> tuple[Command, ...]:
    """Give the commands of a script in the order of its text.

    `known` are variables that have a value already. What is no shell gives what can be told of it.
    """
    data = text.encode()
    if not _is_written_by_people(data):
        return ()
    root = _parser().parse(data).root_node
    reader = _Reader(data, names_of(data, root, known or {}))
    reader.visit(root, (), 0)
    return tuple(reader.found) if text.isascii() else tuple(_in_characters(reader.found, data))


def _is_written_by_people(data: bytes) -> bool:
    """Tell whether there is more to read than marks: the grammar's time grows with their square."""
    return len(data) - len(data.translate(None, _MARKS)) <= _MOST_MARKS


@cache
def _parser() -> Parser:
    # Imported late: most runs read no script, and this costs as much as all of YAML.
    import tree_sitter_bash  # noqa: PLC0415
    from tree_sitter import Language, Parser  # noqa: PLC0415

    return Parser(Language(tree_sitter_bash.language()))


def _in_characters(commands: Iterable[Command], data: bytes) -> Iterator[Command]:
    """Count characters where the grammar counts bytes."""
    at = count = 0
    for command in commands:
        if command.start < at:
            at = count = 0
        count += len(data[at : command.start].decode())
        at = command.start
        yield command._replace(
            start=count, end=count + len(data[command.start : command.end].decode())
        )


class _Reader(Flow):
    """Takes up commands: their words, what they run in turn, and where their output goes."""

    def __init__(self, data: bytes, names: Names, nested: int = 0) -> None:
        super().__init__(data, names)
        self.nested = nested

    def redirected(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        first, was_confirmed = len(self.found), self.is_confirmed
        body = node.child_by_field_name("body")
        if body is not None:
            self.visit(body, guards, depth + 1)
        if self.is_fed_by_file(node):
            self.is_confirmed = was_confirmed
        writes = tuple(self.targets(node))
        self.found[first:] = [
            x._replace(writes=(*x.writes, *writes), end=max(x.end, node.end_byte))
            for x in self.found[first:]
        ]
        if len(self.found) > first:
            self.fed(node)
        for redirect in node.named_children:
            if redirect.type == "heredoc_redirect":
                self.behind(redirect, guards, depth, first)

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
        sources = [self.source(x).lstrip("0") for x in node.named_children[1:]]
        return any(x.startswith("<") and "/dev/tty" not in x for x in sources)

    def fed(self, node: Node) -> None:
        """Take up the commands that a shell, here or elsewhere, reads from a here-document."""
        command = self.found[-1] if self.found else None
        bodies = [
            body
            for redirect in node.named_children
            for body in redirect.named_children
            if redirect.type == "heredoc_redirect" and body.type == "heredoc_body"
        ]
        if command is None or not reads_commands(command) or self.nested >= _MOST_NESTED:
            return
        for body in bodies:
            nested = self.inside(command, self.source(body))
            start = body.start_byte
            self.found += [
                x._replace(start=start + x.start, end=start + x.end) for x in nested.found
            ]

    def inside(self, command: Command, text: str) -> _Reader:
        """Read the script that a command runs."""
        data = text.encode()
        nested = _Reader(data, self.names, self.nested + 1)
        is_here = command.program in {*SHELLS, "eval", "script"}
        nested.way = Way(Place(command.directory if is_here else None))
        nested.visit(_parser().parse(data).root_node, command.guards, 1)
        nested.found = [x._replace(is_confirmed=command.is_confirmed) for x in nested.found]
        return nested

    def targets(self, node: Node) -> Iterator[str]:
        for child in node.named_children:
            if child.type == "file_redirect" and ">" in self.source(child)[:3]:
                destination = child.child_by_field_name("destination")
                if destination is not None:
                    yield self.text(destination)
            elif child.type == "heredoc_redirect":
                yield from self.targets(child)

    def command(self, node: Node, guards: tuple[Guard, ...]) -> None:
        parts = [x for x in node.named_children if x.type not in _NO_WORDS]
        words = unwrapped(tuple(word for part in parts for word in self.words(part)))
        if words and words[0] in self.names.runners:
            words = unwrapped((*self.names.runners[words[0]], *words[1:]))
        for part in parts:
            self.substituted(part, guards)
        if not words:
            return
        guards = (*self.gates, *guards)
        inside = in_container(words)
        directory = None if inside else self.way.here.directory
        command = Command(inside or words, node.start_byte, node.end_byte, directory, guards)
        was_confirmed, first = self.is_confirmed, len(self.found)
        self.follow(command._replace(is_confirmed=was_confirmed, beneath=self.way.here.beneath))
        if inside:
            self.found[first:] = [x for x in self.found[first:] if x.program in DEPLOYERS]
        self.is_lenient = lets_go_by(words, before=self.is_lenient)
        if self.is_lenient and is_passed_over(node):
            self.ignore(first)
        if any(x.type == "herestring_redirect" for x in node.named_children):
            self.is_confirmed = was_confirmed

    def substituted(self, node: Node, guards: tuple[Guard, ...]) -> None:
        if node.type == "command_substitution":
            self.visit(node, guards, 1)
            return
        for child in node.named_children:
            if child.type in {"command_substitution", "string", "concatenation"}:
                self.substituted(child, guards)

    def follow(self, command: Command) -> None:
        if command.program in GOING:
            self.way = self.way.behind(command)
        elif command.program == "read" and any(x.startswith("-") for x in command.words[1:]):
            self.is_confirmed = True
        inner = inner_script(command)
        if inner and self.nested < _MOST_NESTED:
            nested = self.inside(command, inner)
            place = {"start": command.start, "end": command.end}
            self.found += [x._replace(**place) for x in nested.found]  # type: ignore[arg-type]
            return
        self.found.append(command)


_NO_WORDS = frozenset({"variable_assignment", "file_redirect", "herestring_redirect"})
_OF_HEREDOC = frozenset({"heredoc_start", "heredoc_body", "heredoc_end", "file_redirect"})
