"""Text into nodes, within limits that no file can break."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, cast

from stacklint.model.enums import Enum
from stacklint.model.named import NamedTuple
from stacklint.model.yaml.events import DocumentStart, End, Nothing, Rough, StreamEnd
from stacklint.model.yaml.libyaml import YAMLError, events_of
from stacklint.model.yaml.marks import after_properties, behind_colon, block_text
from stacklint.model.yaml.nodes import (
    Alias,
    Entry,
    Mapping,
    Node,
    Scalar,
    Sequence,
    name_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from stacklint.model.yaml.events import Event

# No real file comes near it; a file made to hurt us does.
MAX_DEPTH = 100

Anchored: TypeAlias = Scalar | Mapping | Sequence


class FaultKind(Enum):
    """Why a file cannot be read as YAML."""

    SYNTAX = "syntax"
    ENCODING = "encoding"
    TOO_LARGE = "too large"
    TOO_DEEP = "too deep"
    ALIAS_BOMB = "alias bomb"
    LOST = "content that is not there"
    SEALED = "content that is encrypted"


LFS_POINTER = "version https://git-lfs"
"""How the first line begins of what Git LFS has not fetched."""

SEALED = (b"\0GITCRYPT\0", b"U2FsdGVkX1", b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED")
"""How a file begins that a filter of git's encrypts: git-crypt's, transcrypt's, those with age."""


class Fault(NamedTuple):
    """What stopped the reading, in words, and where."""

    kind: FaultKind
    words: str
    offset: int


class Parsed(NamedTuple):
    """The first document of a text, and how many there are.

    `mappings` are all that it holds, `values` the values and items that are scalars.
    """

    root: Node | None
    fault: Fault | None
    documents: int
    mappings: list[Mapping]
    values: list[Scalar]


class _TooMuch(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.words)
        self.fault = fault


def parse(text: str) -> Parsed:
    """Read text with libyaml, or with PyYAML's own parser where libyaml is missing."""
    if text.startswith("\ufeff"):
        return _faulty(Fault(FaultKind.SYNTAX, "a second byte order mark", 0))
    try:
        builder = _Builder(text, events_of(text))
        builder.stream()
    except _TooMuch as error:
        return _faulty(error.fault)
    except (YAMLError, UnicodeEncodeError) as error:
        from stacklint.model.yaml.unreadable import text_fault  # noqa: PLC0415 -- few need it

        return _faulty(text_fault(text, error))
    roots = builder.roots
    root = roots[0] if roots else None
    fault = builder.fault_of(root)
    if fault is not None:
        return _faulty(fault)._replace(documents=len(roots))
    return Parsed(root, None, len(roots), builder.mappings, builder.values)


def _faulty(fault: Fault) -> Parsed:
    return Parsed(None, fault, 0, [], [])


class _Builder:
    """One pass over the events of a text."""

    def __init__(self, text: str, next_event: Callable[[], Event]) -> None:
        self.text = text
        self.next_event = next_event
        self.roots: list[Node] = []
        self.anchors: dict[str, Anchored] = {}
        self.has_aliases = False
        self.has_odd_keys = False
        self.mappings: list[Mapping] = []
        self.values: list[Scalar] = []

    def stream(self) -> None:
        next_event = self.next_event
        while type(event := next_event()) is not StreamEnd:
            if type(event) is DocumentStart:
                self.anchors = {}
            elif type(event) is not Nothing:
                self.roots.append(self.node(event, 0))

    def node(self, event: Event, depth: int) -> Node:
        if type(event) is Mapping or type(event) is Sequence:
            return self.collection(event, depth)
        if type(event) is Rough:
            return self.smooth(event.scalar)
        if type(event) is Alias:
            return self.alias(event)
        assert type(event) is Scalar  # noqa: S101 -- nothing else is a node
        return event

    def collection(self, node: Mapping | Sequence, depth: int) -> Mapping | Sequence:
        if depth > MAX_DEPTH:
            words = f"nested more than {MAX_DEPTH} levels deep"
            raise _TooMuch(Fault(FaultKind.TOO_DEEP, words, node.start))
        if node.anchor is not None or node.tag is not None:
            node.start = node.end = after_properties(self.text, node.start, len(self.text))
        if type(node) is Mapping:
            return self.mapping(node, depth)
        return self.sequence(cast("Sequence", node), depth)

    def smooth(self, node: Scalar) -> Scalar:
        if node.anchor is not None or node.tag is not None:
            node.start = after_properties(self.text, node.start, node.end)
        if node.style in {"|", ">"}:
            node.end = node.start + len(block_text(self.text[node.start : node.end]))
        if node.anchor is not None:
            self.anchors[node.anchor] = node
        return node

    def mapping(self, node: Mapping, depth: int) -> Mapping:
        self.mappings.append(node)
        # Nine of ten nodes are scalars: they are not sent round by way of `node`.
        next_event, append_value, new = self.next_event, self.values.append, object.__new__
        append, add_name = node.entries.append, node.named.setdefault
        while True:
            key = next_event()
            # Taken once: names are asked for far more often than entries are made.
            if type(key) is Scalar:
                name = key.value
            elif type(key) is End:
                break
            else:
                self.has_odd_keys = True
                key = self.node(key, depth + 1)
                name = name_of(key)
            value = next_event()
            if type(value) is Scalar:
                append_value(value)
            elif type(value) is Mapping or type(value) is Sequence:
                value = self.collection(value, depth + 1)
            else:
                value = self.value(key, value, depth + 1)
            entry = new(Entry)
            entry.key, entry.value, entry.name = key, value, name
            append(entry)
            add_name(name, entry)
        self.close(node, key, node.entries[-1].value.end if node.entries else node.start)
        return node

    def value(self, key: Node, event: Event, depth: int) -> Node:
        value = self.item(event, depth)
        is_bare = type(value) is Scalar and value.anchor is None and value.tag is None
        if is_bare and value.start == value.end:
            # libyaml puts it at the next token, except behind a colon in a block mapping.
            value.start = value.end = behind_colon(self.text, key.end)
        return value

    def sequence(self, node: Sequence, depth: int) -> Sequence:
        next_event = self.next_event
        append, append_value = node.items.append, self.values.append
        while True:
            item = next_event()
            if type(item) is Scalar:
                append(item)
                append_value(item)
            elif type(item) is End:
                break
            else:
                append(self.item(item, depth + 1))
        self.close(node, item, node.items[-1].end if node.items else node.start)
        return node

    def item(self, event: Event, depth: int) -> Node:
        item = self.node(event, depth)
        if type(item) is Scalar:
            self.values.append(item)
        return item

    def close(self, node: Mapping | Sequence, end: End, last_leaf: int) -> None:
        """Set the end: without a bracket, the mark runs on over comments and blank lines."""
        node.end = end if node.flow and self.text[end - 1] in "}]" else last_leaf
        if node.anchor is not None:
            self.anchors[node.anchor] = node

    def fault_of(self, root: Node | None) -> Fault | None:
        """Say why a text must not be written out; most have nothing that could be."""
        if root is None or not (self.has_aliases or self.has_odd_keys):
            return None
        from stacklint.model.yaml.limits import bomb_fault, key_fault  # noqa: PLC0415 -- few

        fault = bomb_fault(root) if self.has_aliases else None
        return key_fault(root) if fault is None and self.has_odd_keys else fault

    def alias(self, node: Alias) -> Alias:
        self.has_aliases = True
        node.target = self.anchors.get(node.name)
        if node.target is None:
            words = f"the alias *{node.name} has no anchor before it, or stands inside it"
            raise _TooMuch(Fault(FaultKind.SYNTAX, words, node.start))
        return node
