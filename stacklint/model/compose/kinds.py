"""What docker compose refuses in a compose file for what it is, wherever it is used.

Measured with docker compose 2.26: it refuses the whole file, also for the sake of a service that
nobody starts. Nothing is said of a template.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.model.compose.shape import FREE, Shape
from stacklint.model.enums import Enum
from stacklint.model.fit import BITS
from stacklint.model.keys import ANY, LIST, MAP, NULL, TEXT, either, types_in_words
from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern
from stacklint.model.tokens import has_marker, has_token, is_opaque
from stacklint.model.yaml.nodes import (
    MERGE_KEY,
    Mapping,
    Scalar,
    Sequence,
    merged_entries,
    resolved,
)
from stacklint.model.yaml.place import Place
from stacklint.model.yaml.scalars import Kind, Reader, is_null, kind_of

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose.shape import Wording
    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.nodes import Entry, KeyPath, Node

_PLAIN_NAME = Pattern(r"[A-Za-z0-9._-]+")


class Fault(Enum):
    """Why a part is refused."""

    EMPTY = "nothing stands there"
    KIND = "another kind of value"
    TEXT = "a text that cannot be read"
    LATE = "a text that cannot be used for a service that is to be started"
    KEY = "a key that is no text"
    NAME = "a name that is not taken"
    LACK = "a key is not there"
    UNKNOWN = "a key of another name"
    TWICE = "the same once more"


class Refused(NamedTuple):
    """A part that is refused, and what is `wanted` there; of an unknown key, those `known`."""

    path: KeyPath
    fault: Fault
    wanted: str = ""
    known: tuple[str, ...] = ()


class Blank(NamedTuple):
    """A text with variables, and what it has to be when they are filled in."""

    path: KeyPath
    text: str
    wanted: Wording


# What is tagged so, compose takes out before it looks.
_RESET = "!reset"
_TAGGED = {"null": Kind.NULL, "bool": Kind.BOOL, "int": Kind.INT, "float": Kind.FLOAT}
_UNSEEN = Shape(ANY)
_SERVICES = Shape(MAP, {"services": Shape(MAP, rest=Shape(MAP, rest=_UNSEEN))}, rest=_UNSEEN)


def refused_in(stack: Stack) -> tuple[tuple[Document, Refused], ...]:
    """Give what docker compose refuses in the files of a stack."""
    return _read(stack).refused


def blanks_in(stack: Stack) -> tuple[tuple[Document, Blank], ...]:
    """Give the texts in which docker compose fills in variables before it looks what they are."""
    return _read(stack).blanks


@lru_cache(maxsize=64)
def unreadable_in(stack: Stack) -> tuple[tuple[Document, Refused], ...]:
    """Give what nobody can deploy: services that are none."""
    return _held_against(_SERVICES, stack).refused


def unknown_in(stack: Stack) -> frozenset[Place]:
    """Give the keys that docker compose does not know."""
    found = refused_in(stack)
    return frozenset(Place(file, x.path) for file, x in found if x.fault is Fault.UNKNOWN)


class _Read(NamedTuple):
    """What the files of a stack were found to hold."""

    refused: tuple[tuple[Document, Refused], ...]
    blanks: tuple[tuple[Document, Blank], ...]


# Many specs share a stack, and its files say the same to each.
@lru_cache(maxsize=64)
def _read(stack: Stack) -> _Read:
    # Imported late: where Kubernetes runs it, nobody needs two hundred shapes.
    from stacklint.model.compose.shapes import ROOT  # noqa: PLC0415

    return _held_against(ROOT, stack)


def _held_against(shape: Shape, stack: Stack) -> _Read:
    readings = [_Reading(pod.compose.document) for pod in (*stack.pods, *stack.jobs)]
    for reading in readings:
        document = reading.document
        if document.mapping is not None and not document.masked and not has_marker(document):
            reading.look((), shape, document.mapping)
    return _Read(
        tuple((reading.document, x) for reading in readings for x in reading.found),
        tuple((reading.document, x) for reading in readings for x in reading.blanks),
    )


class _Reading:
    """Holds a document against the shapes; what an alias stands for is looked at in each place."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.found: list[Refused] = []
        self.blanks: list[Blank] = []
        # Mappings whose keys were looked at, by identity.
        self.seen: set[int] = set()

    def look(self, at: KeyPath, shape: Shape, node: Node | None) -> None:
        """Look at a place and below."""
        value = resolved(node)
        if shape is _UNSEEN or value is None or value.tag == _RESET:
            return
        # Compose fills in variables before it looks.
        if isinstance(value, Scalar) and "$" in value.value and shape.types & TEXT:
            self._blank(at, shape, value)
        elif not is_opaque(self.document, value):
            self._look_at(at, shape, value)

    def _look_at(self, at: KeyPath, shape: Shape, value: Scalar | Mapping | Sequence) -> None:
        if isinstance(value, Scalar):
            self._scalar(at, shape, value)
        elif not shape.types & (LIST if isinstance(value, Sequence) else MAP):
            self._note(at, Fault.KIND, types_in_words(shape.types & ~NULL))
        elif isinstance(value, Sequence):
            self._items(at, shape, value)
        else:
            self._mapping(at, shape, value)

    def _items(self, at: KeyPath, shape: Shape, value: Sequence) -> None:
        seen: set[tuple[Kind, str]] = set()
        for index, item in enumerate(map(resolved, value.items)):
            below = shape.first if index == 0 and shape.first else shape.items
            self.look((*at, index), below or FREE, item)
            if shape.different and isinstance(item, Scalar):
                if (_kind(item), item.value) in seen:
                    self._note((*at, index), Fault.TWICE)
                seen.add((_kind(item), item.value))

    def _blank(self, at: KeyPath, shape: Shape, value: Scalar) -> None:
        if shape.reads is not None:
            self.blanks.append(Blank(at, value.value, shape.reads))

    def _note(self, at: KeyPath, fault: Fault, wanted: str = "", *known: str) -> None:
        self.found.append(Refused(at, fault, wanted, known))

    def _scalar(self, at: KeyPath, shape: Shape, value: Scalar) -> None:
        if shape is FREE:
            return
        kind = BITS[_kind(value)]
        if not kind & shape.types:
            fault = Fault.EMPTY if is_null(value) else Fault.KIND
            self._note(at, fault, types_in_words(shape.types & ~NULL))
        elif shape.reads is not None:
            wanted = shape.reads if kind == TEXT else shape.reads.then
            missed = None if wanted is None else wanted.missed_by(value.value)
            if missed is not None:
                self._note(at, Fault.LATE if missed.late else Fault.TEXT, missed.words)

    def _mapping(self, at: KeyPath, shape: Shape, value: Mapping) -> None:
        odd = self._odd_keys(at, value)
        for group in () if odd else shape.needs:
            if not any(value.entry(key) for key in group):
                self._note(at, Fault.LACK, either([f"`{key}`" for key in group]))
        for entry in merged_entries(value):
            if entry.name != MERGE_KEY and entry.name not in odd:
                self._entry((*at, entry.name), shape, entry)

    def _odd_keys(self, at: KeyPath, value: Mapping) -> list[str]:
        """Give the keys that are no text, and note them where they are written."""
        keys = ((entry.name, resolved(entry.key)) for entry in value.entries)
        odd = [x for x, key in keys if isinstance(key, Scalar) and _kind(key) is not Kind.STR]
        for name in odd if id(value) not in self.seen else ():
            self._note((*at, name), Fault.KEY)
        self.seen.add(id(value))
        return odd

    def _entry(self, at: KeyPath, shape: Shape, entry: Entry) -> None:
        name = entry.name
        below = shape.rest or FREE if shape.keys is None else shape.keys.get(name, shape.rest)
        if shape.plain_names and not _PLAIN_NAME.fullmatch(name) and not has_token(name):
            self._note(at, Fault.NAME)
        is_kept = getattr(resolved(entry.value), "tag", None) != _RESET
        if below is None and is_kept and not (name.startswith("x-") or has_token(name)):
            self._note(at, Fault.UNKNOWN, "", *(shape.keys or ()))
        self.look(at, below or FREE, entry.value)


def _kind(value: Scalar) -> Kind:
    """Give the type that docker compose sees; a tag of somebody's own makes a text."""
    if value.tag is None:
        return kind_of(value, Reader.GO)
    return _TAGGED.get(value.tag.rpartition(":")[2], Kind.STR)
