"""Shell into commands.

The grammar is tree-sitter's for bash; what is made of it here is no execution: variables count
where they are set once, to text.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from stacklint.model.command import Command, Guard, in_braces
from stacklint.model.secret_patterns import is_secret_key
from stacklint.model.shell_errexit import is_passed_over, lets_go_by
from stacklint.model.shell_names import names_of
from stacklint.model.shell_place import GOING, Place, Way
from stacklint.model.shell_words import Names, Words, variables_in
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

# Scripts of people are not nested deeper.
_DEEPEST = 60
_MOST_NESTED = 3
_MOST_MARKS = 6000
_MARKS = bytes({*b"()<>|`", *range(32)} - {*b"\t\n\r"})
_MOST_GATES = 50
_QUIET = re.compile(
    r"(?:(?:/\S*/)?true|:)(?:\s*>.*)?|(?:exit|return)\s+0|(?:echo|printf)\b[^|;&<>\n]*(?:>&2)?"
)
_IN_BRACES = re.compile(r"\{\s+(.*?)\s*;?\s*\}", re.DOTALL)
_SWITCHED = frozenset({"", "0", "1", "false", "no", "off", "on", "true", "y", "yes"})
_PLAIN = re.compile(r"[^\s${}*?,\[\]`]+")
_LEAVES = re.compile(r"(?:^|[;{(&|\n])[ \t]*(?:exit|return)(?:[ \t]+\S+)?[\s;})]*$")


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


class _Reader(Words):
    """Walks a tree and keeps what it found, where the script went, and whom it asked."""

    def __init__(self, data: bytes, names: Names, nested: int = 0) -> None:
        super().__init__(data, names)
        self.nested = nested
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
        else:
            _WAYS.get(node.type, _Reader.into)(self, node, guards, depth)

    def into(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        self.below(node.named_children, guards, depth)

    def apart(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        """Where a subshell or function goes, the script does not."""
        before = self.way, self.gates, self.is_lenient
        self.below(node.named_children, guards, depth)
        self.way, self.gates, self.is_lenient = before

    def below(self, nodes: Iterable[Node], guards: tuple[Guard, ...], depth: int) -> None:
        for child in nodes:
            self.visit(child, guards, depth + 1)

    def asking(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        """What a loop reads line by line asks nobody."""
        was_confirmed = self.is_confirmed
        self.below(node.named_children[:1], guards, depth)
        self.is_confirmed = was_confirmed
        self.below(node.named_children[1:], guards, depth)

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
        names = self.names
        if name is not None and each and all(map(_PLAIN.fullmatch, each)):
            text = in_braces(each)
            if not is_secret_key(self.source(name)):
                self.names = names._replace(texts={**names.texts, self.source(name): text})
        self.is_confirmed = self.is_confirmed or self.source(node).startswith("select")
        self.below(node.named_children, guards, depth)
        self.names = names

    def list(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        parts = node.children
        if len(parts) != 3:  # noqa: PLR2004 -- left, sign, right
            self.below(node.named_children, guards, depth)
            return
        left, sign, right = parts
        first = len(self.found)
        self.visit(left, guards, depth + 1)
        is_or = self.source(sign) == "||"
        if is_or and self.is_quiet(right):
            self.ignore(first)
        text = self.condition(left)
        self.visit(right, (*guards, Guard(text, not is_or)), depth + 1)
        if self.leaves(right):
            self.gate(text, holds=is_or)

    def ignore(self, first: int) -> None:
        """Note of the commands from one on that nobody minds when they fail."""
        self.found[first:] = [x._replace(ignores_failure=True) for x in self.found[first:]]

    def is_quiet(self, node: Node) -> bool:
        """Tell whether all that comes of a failure is a word about it."""
        around = node.parent and node.parent.parent
        is_written = around is not None and around.type == "redirected_statement"
        end = around.end_byte if around is not None and is_written else node.end_byte
        source = self.data[node.start_byte : end].decode("utf-8", "replace").strip()
        block = _IN_BRACES.fullmatch(source)
        return _QUIET.fullmatch(source if block is None else block[1]) is not None

    def leaves(self, node: Node) -> bool:
        """Tell whether the script ends with a node: an `exit` or `return` is the last of it."""
        return _LEAVES.search(self.source(node)) is not None

    def conditional(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
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
        if right is not None and is_or and _QUIET.fullmatch(self.source(right)):
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
_WAYS = {
    "redirected_statement": _Reader.redirected,
    "list": _Reader.list,
    "if_statement": _Reader.conditional,
    "elif_clause": _Reader.conditional,
    "while_statement": _Reader.asking,
    "case_statement": _Reader.cases,
    "for_statement": _Reader.loop,
    "subshell": _Reader.apart,
    "function_definition": _Reader.apart,
    "command_substitution": _Reader.apart,
}
