"""Shell into commands.

The grammar is tree-sitter's for bash; what is made of it here is no execution: variables count
where they are set once, to text.
"""

from __future__ import annotations

import posixpath
import re
from functools import cache
from posixpath import normpath
from typing import TYPE_CHECKING

from stacklint.model.command import THROW_AWAY, Command, Guard
from stacklint.model.secret_patterns import is_secret_key
from stacklint.model.wrappers import SHELLS, inner_script, reads_commands, unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tree_sitter import Node, Parser

# Scripts of people are not nested deeper.
_DEEPEST = 60
_MOST_NESTED = 3
_MOST_MARKS = 6000
_MARKS = bytes({*b"()<>|`", *range(32)} - {*b"\t\n\r"})
_MOST_GATES = 50
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_QUIET = frozenset({"true", ":"})
_LEAVES = re.compile(r"(?:^|[;{(&|\n])[ \t]*(?:exit|return)(?:[ \t]+\S+)?[\s;})]*$")


def commands_of(text: str, known: dict[str, str] | None = None) -> tuple[Command, ...]:
    """Give the commands of a script in the order of its text.

    `known` are variables that have a value already. What is no shell gives what can be told of it.
    """
    data = text.encode()
    if not _is_written_by_people(data):
        return ()
    root = _parser().parse(data).root_node
    variables = {**_assigned(data, root), **(known or {})}
    # A secret stays in its variable: what it is put into is told.
    reader = _Reader(data, {x: text for x, text in variables.items() if not is_secret_key(x)})
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


def _assigned(data: bytes, root: Node) -> dict[str, str]:
    """Give the variables that are set once, with their text."""
    found: dict[str, list[str]] = {}
    reader = _Reader(data, {})
    stack, depth = [root], 0
    while stack:
        node = stack.pop()
        depth += 1
        if node.type == "variable_assignment":
            name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            if name is not None:
                text = "" if value is None else reader.text(value)
                found.setdefault(reader.source(name), []).append(text)
        stack.extend(node.children)
    once = {name: texts[0] for name, texts in found.items() if len(texts) == 1}
    filled = _Reader(data, {name: text for name, text in once.items() if "$" not in text})
    return {name: filled.filled(text) for name, text in once.items()}


class _Reader:
    """Walks a tree and keeps what it found, where the script went, and whom it asked."""

    def __init__(self, data: bytes, known: dict[str, str], nested: int = 0) -> None:
        self.data = data
        self.known = known
        self.nested = nested
        self.found: list[Command] = []
        self.directory: str | None = ""
        self.beneath = ""
        self.is_confirmed = False
        # What must hold, or must not, for the script to have come this far.
        self.gates: tuple[Guard, ...] = ()

    def source(self, node: Node) -> str:
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def visit(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        """Take up the commands of a node and of all below it."""
        if depth > _DEEPEST:
            return
        match node.type:
            case "command":
                self.command(node, guards)
            case "redirected_statement":
                self.redirected(node, guards, depth)
            case "list":
                self.list(node, guards, depth)
            case "if_statement" | "elif_clause":
                self.conditional(node, guards, depth)
            case "while_statement" | "case_item":
                self.asking(node, guards, depth)
            case "subshell" | "function_definition" | "command_substitution":
                before = self.directory, self.beneath, self.gates
                self.below(node.named_children, guards, depth)
                self.directory, self.beneath, self.gates = before
            case _:
                self.below(node.named_children, guards, depth)

    def below(self, nodes: Iterable[Node], guards: tuple[Guard, ...], depth: int) -> None:
        for child in nodes:
            self.visit(child, guards, depth + 1)

    def asking(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        """What a loop reads line by line asks nobody, and one case does not ask for the others."""
        asks = node.named_children if node.type == "case_item" else node.named_children[:1]
        was_confirmed = self.is_confirmed
        self.below(asks, guards, depth)
        self.is_confirmed = was_confirmed
        self.below(node.named_children[len(asks) :], guards, depth)

    def list(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        parts = node.children
        if len(parts) != 3:  # noqa: PLR2004 -- left, sign, right
            self.below(node.named_children, guards, depth)
            return
        left, sign, right = parts
        first = len(self.found)
        self.visit(left, guards, depth + 1)
        is_or = self.source(sign) == "||"
        if is_or and self.source(right).strip() in _QUIET:
            self.found[first:] = [x._replace(ignores_failure=True) for x in self.found[first:]]
        text = self.filled(self.source(left))
        self.visit(right, (*guards, Guard(text, not is_or)), depth + 1)
        if self.leaves(right):
            self.gate(text, holds=is_or)

    def leaves(self, node: Node) -> bool:
        """Tell whether the script ends with a node: an `exit` or `return` is the last of it."""
        return _LEAVES.search(self.source(node)) is not None

    def conditional(self, node: Node, guards: tuple[Guard, ...], depth: int) -> None:
        condition = node.child_by_field_name("condition")
        if condition is None:
            tested = [child for child in node.named_children[:1] if child.type != "else_clause"]
            condition = tested[0] if tested else None
        text = "" if condition is None else self.filled(self.source(condition))
        for child in node.named_children:
            if child == condition:
                self.visit(child, guards, depth + 1)
                continue
            holds = child.type not in {"else_clause", "elif_clause"}
            self.visit(child, (*guards, Guard(text, holds)), depth + 1)
            if holds and self.leaves(child):
                self.gate(text, holds=False)

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
        nested = _Reader(data, self.known, self.nested + 1)
        nested.directory = self.directory if command.program in SHELLS else None
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
        for part in parts:
            self.substituted(part, guards)
        if not words:
            return
        guards = (*self.gates, *guards)
        command = Command(words, node.start_byte, node.end_byte, self.directory, guards)
        was_confirmed = self.is_confirmed
        self.follow(command._replace(is_confirmed=was_confirmed, beneath=self.beneath))
        if any(x.type == "herestring_redirect" for x in node.named_children):
            self.is_confirmed = was_confirmed

    def words(self, node: Node) -> tuple[str, ...]:
        """Give the words that one is: what stands in a variable without quotes is cut at blanks."""
        word = node.named_children[0] if node.type == "command_name" else node
        text = self.text(word)
        is_cut = word.type in _CUT and "$" not in text
        return tuple(text.split()) if is_cut else (text,)

    def substituted(self, node: Node, guards: tuple[Guard, ...]) -> None:
        if node.type == "command_substitution":
            self.visit(node, guards, 1)
            return
        for child in node.named_children:
            if child.type in {"command_substitution", "string", "concatenation"}:
                self.substituted(child, guards)

    def follow(self, command: Command) -> None:
        if command.program in {"cd", "pushd"}:
            self.go(command)
        elif command.program == "read" and any(x.startswith("-") for x in command.words[1:]):
            self.is_confirmed = True
        inner = inner_script(command)
        if inner and self.nested < _MOST_NESTED:
            nested = self.inside(command, inner)
            place = {"start": command.start, "end": command.end}
            self.found += [x._replace(**place) for x in nested.found]  # type: ignore[arg-type]
            return
        self.found.append(command)

    def go(self, command: Command) -> None:
        """Follow the script to another directory; of one that is unknown, keep the end."""
        word = command.words[1] if len(command.words) > 1 else ""
        self.directory = command.path(word) if word else None
        known = _UNKNOWN.sub("", word)
        end = known.lstrip("/") if known != word else posixpath.join(command.beneath, word)
        self.beneath = "" if self.directory is not None else _UPWARDS.sub("", normpath(end))

    def text(self, node: Node) -> str:
        """Give the text of a word, with the variables that are known."""
        source = self.source(node)
        match node.type:
            case "word":
                return _ESCAPED.sub(r"\1", source)
            case "raw_string":
                return source[1:-1]
            case "simple_expansion" | "expansion":
                return _DEFAULT.sub(_default, self.filled(source))
            case "string" | "concatenation":
                quote = int(node.type == "string")
                return self.joined(node, node.start_byte + quote, node.end_byte - quote)
            case _:
                return THROW_AWAY if _MADE_UP.match(source) else source

    def joined(self, node: Node, start: int, end: int) -> str:
        pieces: list[str] = []
        for child in node.named_children:
            pieces += (
                self.data[start : child.start_byte].decode("utf-8", "replace"),
                self.text(child),
            )
            start = child.end_byte
        return "".join((*pieces, self.data[start:end].decode("utf-8", "replace")))

    def filled(self, text: str) -> str:
        """Put in the variables that are known."""
        return _VARIABLE.sub(lambda x: self.known.get(x[1] or x[2] or x[3], x[0]), text)


_UNKNOWN = re.compile(r"^(?:~[^/]*|\$\(.*\)|`.*`|\$\{?\w+\}?)(?=/|$)")
_UPWARDS = re.compile(r"^(?:\.\./?)+|^\.$")
_MADE_UP = re.compile(r"(?:\$\(|`)\s*mktemp\b")
_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+)|\{(\w+):?-[^{}$`]*\})")
# What nobody sets is its default, and a default is text.
_DEFAULT = re.compile(r"\$\{(\w+):?-([^{}$`]+)\}")
_CUT = frozenset({"simple_expansion", "expansion"})
_NO_WORDS = frozenset({"variable_assignment", "file_redirect", "herestring_redirect"})


def _default(found: re.Match[str]) -> str:
    """Give the default of a variable; that of a secret stays where it is."""
    return found[0] if is_secret_key(found[1]) else found[2]
