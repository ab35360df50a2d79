"""What the parser says of a text: each event comes as the node that it stands for, or begins.

The parser calls what it has by the names of PyYAML's events. Those would be objects of seven
attributes each, of which nodes are made and nothing else: a quarter of the time that reading took.
What needs another look (an anchor, a tag, a block scalar, no text at all) is told by its type.
"""

# ruff: noqa: FBT001, PLR0913, PLR0917 -- they are called as PyYAML's events are

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, final

from stacklint.model.yaml.nodes import Alias, Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from typing import Protocol

    class Mark(Protocol):
        """A place in a text."""

        index: int

    class Maker(Protocol):
        """Makes what stands for an event."""

        def __call__(self, **said: object) -> Event:
            """Take what PyYAML's event has, by the names of its attributes."""


@final
class Rough:
    """A scalar that may stand elsewhere than its marks say, or which others may refer to."""

    __slots__ = ("scalar",)

    def __init__(self, scalar: Scalar) -> None:
        self.scalar = scalar


@final
class DocumentStart:
    """A document begins."""


@final
class StreamEnd:
    """Nothing more comes."""


@final
class Nothing:
    """Of no use to anybody."""


End: TypeAlias = int
"""A mapping or a sequence ends, at an offset."""

Event: TypeAlias = (
    Scalar | Rough | Mapping | Sequence | Alias | End | DocumentStart | StreamEnd | Nothing
)

_DOCUMENT_START, _STREAM_END, _NOTHING = DocumentStart(), StreamEnd(), Nothing()
_BLOCK = frozenset("|>")
_new = object.__new__


def scalar(
    anchor: str | None,
    tag: str | None,
    implicit: object,  # noqa: ARG001 -- as PyYAML calls it
    value: str,
    start_mark: Mark,
    end_mark: Mark,
    style: str,
) -> Scalar | Rough:
    """Give a scalar; written out, since calling the class takes twice as long."""
    node = _new(Scalar)
    node.start = start_mark.index
    node.end = end_mark.index
    node.value = value
    node.style = style
    node.anchor = anchor
    node.tag = tag
    if value and anchor is None and tag is None and style not in _BLOCK:
        return node
    return Rough(node)


def mapping(
    anchor: str | None,
    tag: str | None,
    implicit: object,
    start_mark: Mark,
    end_mark: Mark,
    flow_style: bool | None,
) -> Mapping:
    """Give a mapping that has nothing in it yet; written out as well."""
    del implicit, end_mark
    node = _new(Mapping)
    node.start = node.end = start_mark.index
    node.entries = []
    node.named = {}
    node.flow = bool(flow_style)
    node.anchor = anchor
    node.tag = tag
    node.joined = None
    return node


def sequence(
    anchor: str | None,
    tag: str | None,
    implicit: object,
    start_mark: Mark,
    end_mark: Mark,
    flow_style: bool | None,
) -> Sequence:
    """Give a sequence that has nothing in it yet."""
    del implicit, end_mark
    start = start_mark.index
    return Sequence(start, start, [], bool(flow_style), anchor, tag)


def alias(anchor: str, start_mark: Mark, end_mark: Mark) -> Alias:
    """Give an alias that leads nowhere yet."""
    return Alias(start_mark.index, end_mark.index, anchor, None)


def end(start_mark: Mark, end_mark: Mark) -> End:
    """Say where a collection ends."""
    del start_mark
    return end_mark.index


MAKERS: dict[str, object] = {
    "StreamStartEvent": lambda *_, **_more: _NOTHING,
    "StreamEndEvent": lambda *_, **_more: _STREAM_END,
    "DocumentStartEvent": lambda *_, **_more: _DOCUMENT_START,
    "DocumentEndEvent": lambda *_, **_more: _NOTHING,
    "AliasEvent": alias,
    "ScalarEvent": scalar,
    "SequenceStartEvent": sequence,
    "SequenceEndEvent": end,
    "MappingStartEvent": mapping,
    "MappingEndEvent": end,
}
"""By the names of PyYAML's events, called as they are, in order or by the names of attributes."""
