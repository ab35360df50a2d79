"""Tokens in a spec, and how sure it is that each waits for a renderer.

What a program gets as its own setting may hold braces of its own: `{{ .Name }}` is a format of Go,
and `${HOME}` in `config` is filled in when the file is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.enums import IntEnum
from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern
from stacklint.model.targets import Target
from stacklint.model.tokens import TOKEN
from stacklint.model.yaml.nodes import Mapping, Scalar, walk

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from stacklint.model.spec import Spec
    from stacklint.model.yaml.nodes import KeyPath, Node


class Waits(IntEnum):
    """Whether a token waits for a renderer."""

    NEVER = 0
    PERHAPS = 1
    SURELY = 2


class Leftover(NamedTuple):
    """The first token of a key or value: `shown` names it without what else it may hold."""

    path: KeyPath
    start: int
    end: int
    text: str
    waits: Waits

    @property
    def shown(self) -> str:
        """The token by its name: what else an expression holds may be a secret."""
        found = _EXPRESSION.match(self.text)
        if found is None:
            return self.text
        more = "" if _BLANKS.sub("", self.text) == _named(found) else "..."
        inner = found["name"] + more
        return f"{{{{ {inner} }}}}" if found["open"] == "{{" else f"${{{inner}}}"

    def is_declared(self, tokens: tuple[str, ...]) -> bool:
        """Tell whether the configuration names it, with or without what is done to it."""
        found = _EXPRESSION.match(self.text)
        bare = _BLANKS.sub("", self.text)
        spellings = {bare} if found is None else {bare, _named(found)}
        return not spellings.isdisjoint(_BLANKS.sub("", token) for token in tokens)


# The name that an expression begins with; empty where it begins with something else.
_EXPRESSION = Pattern(r"(?P<open>\{\{|\$\{)[-\s]*(?P<name>(?:[A-Za-z_$.][\w.]*)?)")
_BLANKS = Pattern(r"\s+")


def _named(expression: re.Match[str]) -> str:
    return expression["open"] + expression["name"] + "}" * len(expression["open"].strip("$"))


# Sections whose values are handed on to programs as they stand.
_HANDED_ON = frozenset({"config", "annotations", "labels"})


def leftovers(spec: Spec) -> Iterator[Leftover]:
    """Give the first token of each key and value of a spec, in the order of the file."""
    root = spec.document.root
    for path, node in () if root is None else walk(root):
        if isinstance(node, Mapping):
            for entry in node.entries:
                yield from _in_node(spec, (*path, entry.name), entry.key)
        if isinstance(node, Scalar | Mapping):
            yield from _in_node(spec, path, node)


def _in_node(spec: Spec, path: KeyPath, node: Node) -> Iterator[Leftover]:
    text = spec.document.text
    # Of what is no scalar, only an unquoted `{{ x }}` is one token; all else is made of others.
    if isinstance(node, Mapping) and not (node.flow and text.startswith("{{", node.start)):
        return
    written = TOKEN.search(text, node.start, node.end)
    if isinstance(node, Scalar | Mapping) and written is not None:
        token = written.group()
        yield Leftover(path, *written.span(), token, _waits(spec, path, token))


def _waits(spec: Spec, path: KeyPath, token: str) -> Waits:
    is_handed_on = bool(path) and path[0] in _HANDED_ON
    if token.startswith("{{"):
        return Waits.PERHAPS if is_handed_on else Waits.SURELY
    if token.startswith("${"):
        # docker compose fills in the ports that laconic-so hands to it.
        is_port = path[:2] == ("network", "ports") and spec.target is Target.COMPOSE
        return Waits.NEVER if is_handed_on or is_port else Waits.SURELY
    return Waits.SURELY
