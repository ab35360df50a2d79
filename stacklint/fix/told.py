"""What a reader tells about a text: data with types, order of keys, anchors, tags, aliases.

One form for two readers, ours and ruamel. It is made of ruamel's nodes, not of its Python objects:
nodes still have both of two equal keys, and a merge as it is written.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol, TypeAlias, cast

from stacklint.fix.outline import KEY, Trail, children_of
from stacklint.fix.refused import Refused
from stacklint.model.named import NamedTuple
from stacklint.model.yaml.nodes import Alias, Scalar
from stacklint.model.yaml.nodes import Mapping as MappingNode
from stacklint.model.yaml.scalars import Kind, Value, kind_of, value_of
from stacklint.model.yaml.second_reader import first_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ruamel.yaml import YAML

    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.nodes import Node


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar: its text as read, and the value that the reader makes of it."""

    tag: str
    text: str
    value: Value
    anchor: str | None = None
    origin: Trail | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """A mapping, whose children have keys, or a list, whose children have None.

    `origin` is where a node stood in the text that was read; None for what a change made.
    `names` are the texts of the keys, where somebody has collected them.
    """

    tag: str
    children: tuple[tuple[Told | None, Told], ...]
    is_mapping: bool
    anchor: str | None = None
    origin: Trail | None = None
    names: tuple[str | None, ...] | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """An alias; `target` is where its node stood, since two nodes may have the same anchor."""

    anchor: str
    target: Trail | None
    origin: Trail | None = None


Told: TypeAlias = Leaf | Branch | Reference


def names_in(children: Iterable[tuple[Told | None, Told]]) -> tuple[str | None, ...]:
    """Give the texts of keys; None of an item, and of a key that is no text."""
    return tuple(key.text if isinstance(key, Leaf) else None for key, _ in children)


class Step(NamedTuple):
    """One node of a tree laid flat; two trees are equal when these are."""

    kind: str
    tag: str
    value: str
    anchor: str | None


def flat(told: Told | None) -> list[Step]:
    """Lay a tree flat in the order of the text; an alias becomes the number of its node."""
    steps: list[Step] = []
    anchors: dict[Trail | None, int] = {}
    if told is not None:
        _flatten(told, steps, anchors)
    return steps


def _flatten(told: Told, steps: list[Step], anchors: dict[Trail | None, int]) -> None:
    if isinstance(told, Reference):
        steps.append(Step("alias", "", str(anchors.get(told.target)), told.anchor))
        return
    if told.anchor is not None:
        anchors[told.origin] = len(steps)
    if isinstance(told, Leaf):
        steps.append(Step(type(told.value).__name__, told.tag, repr(told.value), told.anchor))
        return
    kind = "mapping" if told.is_mapping else "list"
    steps.append(Step(kind, told.tag, str(len(told.children)), told.anchor))
    for key, child in told.children:
        if key is not None:
            _flatten(key, steps, anchors)
        _flatten(child, steps, anchors)


@lru_cache(maxsize=2)
def own_told(document: Document) -> Told | None:
    """Give what our own reader sees; None for an empty file."""
    return None if document.root is None else _own_told(document.root, (), {})


def _own_told(node: Node, trail: Trail, anchored: dict[int, Trail]) -> Told:
    if isinstance(node, Alias):
        return Reference(node.name, anchored.get(id(node.target)), trail)
    anchored[id(node)] = trail
    if isinstance(node, Scalar):
        tag = _TAGS[kind_of(node)] if node.tag is None else _short(node.tag)
        return Leaf(tag, node.value, value_of(node), node.anchor, trail)
    is_mapping = isinstance(node, MappingNode)
    tag = ("map" if is_mapping else "seq") if node.tag is None else _short(node.tag)
    below = tuple(
        (
            None if key is None else _own_told(key, (*trail, index, KEY), anchored),
            _own_told(child, (*trail, index), anchored),
        )
        for index, (key, child) in enumerate(children_of(node))
    )
    return Branch(tag, below, is_mapping, node.anchor, trail, names_in(below))


_TAGS = {
    Kind.NULL: "null",
    Kind.BOOL: "bool",
    Kind.INT: "int",
    Kind.FLOAT: "float",
    Kind.STR: "str",
    Kind.DATE: "timestamp",
}


def _short(tag: str) -> str:
    return tag.removeprefix("tag:yaml.org,2002:")


class RuamelNode(Protocol):
    """A node as ruamel composes it."""

    tag: str
    id: str
    value: object
    anchor: str | None
    style: str | None


@lru_cache(maxsize=2)
def ruamel_told(text: str) -> Told | None:
    """Give what ruamel sees, since it is what laconic-so reads with; None for an empty file.

    Raises Refused where ruamel cannot read the text.
    """
    # Imported late: only a run that changes a file needs it.
    from ruamel.yaml import YAML  # noqa: PLC0415
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415

    yaml = YAML()
    yaml.allow_duplicate_keys = True
    yaml.composer.warn_double_anchors = False
    try:
        # What it only warns of, it takes.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _told_by(yaml, text)
    except YAMLError as error:
        words = f"ruamel, which laconic-so reads with, cannot read it: {first_words(error)}"
        raise Refused(words) from error
    except Exception as error:
        # On odd input it stumbles in ways of its own; so does laconic-so.
        words = f"ruamel, which laconic-so reads with, fails on it: {error}"
        raise Refused(words) from error


def _told_by(yaml: YAML, text: str) -> Told | None:
    node = cast("RuamelNode | None", yaml.compose(text))
    if node is None:
        return None
    told = _RuamelTree(yaml.constructor).told(node, ())
    yaml.constructor.construct_document(node)
    return told


class _Constructor(Protocol):
    def construct_object(self, node: RuamelNode) -> object: ...


class _RuamelTree:
    def __init__(self, constructor: _Constructor) -> None:
        self.constructor = constructor
        self.seen: dict[int, Trail] = {}

    def told(self, node: RuamelNode, trail: Trail) -> Told:
        # An alias is the very node of its anchor once more.
        if id(node) in self.seen:
            return Reference(str(node.anchor), self.seen[id(node)], trail)
        self.seen[id(node)] = trail
        tag = _short(node.tag)
        if node.id == "scalar":
            return Leaf(tag, _text(node), self.value(node, tag), node.anchor, trail)
        below = tuple(self.below(node, trail))
        return Branch(tag, below, node.id == "mapping", node.anchor, trail, names_in(below))

    def below(self, node: RuamelNode, trail: Trail) -> Iterator[tuple[Told | None, Told]]:
        if node.id == "mapping":
            entries = cast("list[tuple[RuamelNode, RuamelNode]]", node.value)
            for index, (key, value) in enumerate(entries):
                yield self.told(key, (*trail, index, KEY)), self.told(value, (*trail, index))
        else:
            for index, item in enumerate(cast("list[RuamelNode]", node.value)):
                yield None, self.told(item, (*trail, index))

    def value(self, node: RuamelNode, tag: str) -> Value:
        match tag:
            case "null":
                return None
            case "int":
                return int(cast("int", self.constructor.construct_object(node)))
            case "float":
                return float(cast("float", self.constructor.construct_object(node)))
            case "bool":
                return bool(self.constructor.construct_object(node))
            case _:
                return _text(node)


def _text(node: RuamelNode) -> str:
    """Leave out the bells with which ruamel remembers where a folded text has its lines."""
    text = str(node.value)
    return text.replace("\a", "") if node.style == ">" else text
