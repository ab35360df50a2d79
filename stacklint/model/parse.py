"""Text into nodes, within limits that no file can break."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from stacklint.model.enums import Enum
from stacklint.model.libyaml import MarkedYAMLError, YAMLError, events, new_loader
from stacklint.model.marks import after_properties, behind_colon, block_text
from stacklint.model.named import NamedTuple
from stacklint.model.nodes import Alias, Entry, Mapping, Node, Scalar, Sequence, expanded_size
from stacklint.model.pattern import Pattern

if TYPE_CHECKING:
    from stacklint.model.libyaml import Event, Loader

# No real file comes near these; a file made to hurt us does.
MAX_DEPTH = 100
MAX_EXPANDED = 200_000

# Compared by identity, which is quicker than asking what an event is an instance of.
_STREAM_END: type[object] = events.StreamEndEvent
_STREAM_START: type[object] = events.StreamStartEvent
_DOCUMENT_START: type[object] = events.DocumentStartEvent
_DOCUMENT_END: type[object] = events.DocumentEndEvent
_SCALAR: type[object] = events.ScalarEvent
_MAPPING: type[object] = events.MappingStartEvent
_SEQUENCE: type[object] = events.SequenceStartEvent
_MAPPING_END: type[object] = events.MappingEndEvent
_SEQUENCE_END: type[object] = events.SequenceEndEvent

Anchored: TypeAlias = Scalar | Mapping | Sequence


class FaultKind(Enum):
    """Why a file cannot be read as YAML."""

    SYNTAX = "syntax"
    ENCODING = "encoding"
    TOO_LARGE = "too large"
    TOO_DEEP = "too deep"
    ALIAS_BOMB = "alias bomb"


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
        builder = _Builder(text, new_loader(text))
        builder.stream()
    except _TooMuch as error:
        return _faulty(error.fault)
    except MarkedYAMLError as error:
        return _faulty(_syntax_fault(text, error))
    except (YAMLError, UnicodeEncodeError) as error:
        return _faulty(_character_fault(text, error))
    roots = builder.roots
    root = roots[0] if roots else None
    fault = _bomb_fault(root) if builder.has_aliases else None
    if fault is not None:
        return _faulty(fault)._replace(documents=len(roots))
    return Parsed(root, None, len(roots), builder.mappings, builder.values)


def _faulty(fault: Fault) -> Parsed:
    return Parsed(None, fault, 0, [], [])


def _syntax_fault(text: str, error: MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    offset = len(text) if mark is None else min(mark.index, len(text))
    words = error.problem or error.context or "not YAML"
    if text[offset : offset + 1] == "\t":
        words = "a tab, where YAML takes only spaces"
    return Fault(FaultKind.SYNTAX, words, offset)


_NOT_PRINTABLE = Pattern("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _character_fault(text: str, error: Exception) -> Fault:
    found = _NOT_PRINTABLE.search(text)
    if found is None:
        return Fault(FaultKind.SYNTAX, str(error).splitlines()[0], 0)
    words = f"the character U+{ord(found.group()):04X} may not stand in YAML"
    return Fault(FaultKind.SYNTAX, words, found.start())


class _Builder:
    """One pass over the events of a text."""

    def __init__(self, text: str, loader: Loader) -> None:
        self.text = text
        self.next_event = loader.get_event
        self.roots: list[Node] = []
        self.anchors: dict[str, Anchored] = {}
        self.has_aliases = False
        self.mappings: list[Mapping] = []
        self.values: list[Scalar] = []

    def stream(self) -> None:
        next_event = self.next_event
        while True:
            kind = type(event := next_event())
            if kind is _STREAM_END:
                return
            if kind is _DOCUMENT_START:
                self.anchors = {}
            elif kind is not _DOCUMENT_END and kind is not _STREAM_START:
                self.roots.append(self.node(event, 0))

    def node(self, event: Event, depth: int) -> Node:
        kind = type(event)
        if kind is _SCALAR:
            return self.scalar(event)
        if depth > MAX_DEPTH:
            words = f"nested more than {MAX_DEPTH} levels deep"
            raise _TooMuch(Fault(FaultKind.TOO_DEEP, words, event.start_mark.index))
        if kind is _MAPPING:
            return self.mapping(event, depth)
        if kind is _SEQUENCE:
            return self.sequence(event, depth)
        return self.alias(event)

    def scalar(self, event: Event) -> Scalar:
        start, end = event.start_mark.index, event.end_mark.index
        style = event.style or ""
        anchor, tag = event.anchor, event.tag
        if anchor is None and tag is None and style != "|" and style != ">":  # noqa: PLR1714
            return Scalar(start, end, event.value, style)
        if anchor is not None or tag is not None:
            start = after_properties(self.text, start, end)
        if style in {"|", ">"}:
            end = start + len(block_text(self.text[start:end]))
        node = Scalar(start, end, event.value, style, anchor, tag)
        if anchor is not None:
            self.anchors[anchor] = node
        return node

    def mapping(self, event: Event, depth: int) -> Mapping:
        flow, anchor = bool(event.flow_style), event.anchor
        start = self.collection_start(event)
        entries: list[Entry] = []
        value: Node
        node = Mapping(start, start, entries, flow, anchor, event.tag)
        self.mappings.append(node)
        # Nine of ten nodes are scalars: they are not sent round by way of `node`.
        next_event, scalar, other, below = self.next_event, self.scalar, self.node, depth + 1
        values = self.values
        while (kind := type(event := next_event())) is not _MAPPING_END:
            key = scalar(event) if kind is _SCALAR else other(event, below)
            kind = type(event := next_event())
            if kind is _SCALAR:
                value = text = scalar(event)
                values.append(text)
            else:
                value = other(event, below)
            if value.start == value.end:
                self.place_empty(key, value)
            entries.append(Entry(key, value))
        self.close(node, event, entries[-1].value.end if entries else start)
        return node

    def sequence(self, event: Event, depth: int) -> Sequence:
        flow, anchor = bool(event.flow_style), event.anchor
        start = self.collection_start(event)
        items: list[Node] = []
        node = Sequence(start, start, items, flow, anchor, event.tag)
        next_event, scalar, other, below = self.next_event, self.scalar, self.node, depth + 1
        while (kind := type(event := next_event())) is not _SEQUENCE_END:
            items.append(scalar(event) if kind is _SCALAR else other(event, below))
        self.values += [item for item in items if type(item) is Scalar]
        self.close(node, event, items[-1].end if items else start)
        return node

    def close(self, node: Mapping | Sequence, event: Event, last_leaf: int) -> None:
        """Set the end: without a bracket, the mark runs on over comments and blank lines."""
        end = event.end_mark.index
        node.end = end if node.flow and self.text[end - 1] in "}]" else last_leaf
        if node.anchor is not None:
            self.anchors[node.anchor] = node

    def alias(self, event: Event) -> Alias:
        self.has_aliases = True
        start, end = event.start_mark.index, event.end_mark.index
        name = event.anchor or ""
        target = self.anchors.get(name)
        if target is None:
            words = f"the alias *{name} has no anchor before it, or stands inside it"
            raise _TooMuch(Fault(FaultKind.SYNTAX, words, start))
        return Alias(start, end, name, target)

    def collection_start(self, event: Event) -> int:
        start = event.start_mark.index
        if event.anchor is None and event.tag is None:
            return start
        return after_properties(self.text, start, len(self.text))

    def place_empty(self, key: Node, value: Node) -> None:
        """Put a value of which nothing is written behind its colon, or behind a key without one.

        libyaml puts it at the next token, except behind a colon in a block mapping.
        """
        if isinstance(value, Scalar) and value.anchor is None and value.tag is None:
            value.start = value.end = behind_colon(self.text, key.end)


def _bomb_fault(root: Node | None) -> Fault | None:
    """Refuse a text whose aliases, written out, would be more than anything can hold."""
    if root is None:
        return None
    nodes, levels = expanded_size(root, {})
    if levels > MAX_DEPTH + 1:
        words = f"nested more than {MAX_DEPTH} levels deep through its aliases"
        return Fault(FaultKind.TOO_DEEP, words, 0)
    if nodes > MAX_EXPANDED:
        words = f"its aliases stand for more than {MAX_EXPANDED:,} nodes"
        return Fault(FaultKind.ALIAS_BOMB, words, 0)
    return None
