"""The rule `duplicate-key`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Safety, Severity
from stacklint.model.change import RemoveEntry
from stacklint.model.tokens import has_token
from stacklint.model.yaml.comments import has_comment
from stacklint.model.yaml.document import Part, Span
from stacklint.model.yaml.nodes import (
    Alias,
    Entry,
    Mapping,
    Node,
    Scalar,
    Sequence,
    resolved,
    walk,
)
from stacklint.model.yaml.place import Place
from stacklint.model.yaml.scalars import Kind, kind_of, value_of
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.nodes import KeyPath
    from stacklint.rule import Hits, Source

# Keys that another spelling may equal: `1` and `01`, `true` and `True`.
_NUMERIC = frozenset("-+.0123456789")
_WORDS = frozenset(
    {"", "~", "true", "True", "TRUE", "false", "False", "FALSE", "null", "Null", "NULL"}
)


@rule(category="shape", severity=Severity.ERROR, harm=Harm.START, fix=Safety.SAFE)
def duplicate_key(source: Source) -> Hits:
    """Key that stands twice in one mapping."""
    document = source.document
    if document.root is None or document.fault is not None or document.masked:
        return
    if not _may_any_repeat(document):
        return
    for path, mapping in _mappings(document.root):
        if _may_repeat(mapping):
            for occurrence, first, entry in _repeated(mapping):
                hit = _hit(document, (*path, entry.name), occurrence, (first, entry))
                yield hit if mapping.flow else _with_its_comment(hit, entry)


def _mappings(root: Node) -> Iterator[tuple[KeyPath, Mapping]]:
    stack: list[tuple[KeyPath, Node]] = [((), root)]
    while stack:
        path, node = stack.pop()
        if type(node) is Mapping:
            yield path, node
            for entry in node.entries:
                child = entry.value
                if type(child) is Mapping or type(child) is Sequence:
                    stack.append(((*path, entry.name), child))
        elif type(node) is Sequence:
            for index, child in enumerate(node.items):
                if type(child) is Mapping or type(child) is Sequence:
                    stack.append(((*path, index), child))


def _may_any_repeat(document: Document) -> bool:
    """Tell of all mappings of a file at once; most have nothing but names in letters."""
    if any(len(x.named) < len(x.entries) for x in document.mappings):
        return True
    return not _are_in_letters(document.names) and any(map(_may_repeat, document.mappings))


# Many specs have the same keys.
@lru_cache(maxsize=256)
def _are_in_letters(names: tuple[str, ...]) -> bool:
    # Digits and signs sort before letters.
    return min(names, default="") > ":" and _WORDS.isdisjoint(names)


def _may_repeat(mapping: Mapping) -> bool:
    """Tell quickly, and never wrongly say no."""
    if len(mapping.named) < len(mapping.entries):
        return True
    return len([name for name in mapping.named if name[:1] in _NUMERIC or name in _WORDS]) > 1


def _repeated(mapping: Mapping) -> Iterator[tuple[int, Entry, Entry]]:
    """Give entries whose key stood before, each with the first one and its number among equals."""
    firsts: dict[object, Entry] = {}
    counts: dict[str, int] = {}
    for entry in mapping.entries:
        key = resolved(entry.key)
        if not isinstance(key, Scalar) or has_token(key.value):
            continue
        occurrence = counts.get(key.value, 0)
        counts[key.value] = occurrence + 1
        first = firsts.setdefault(_identity(key), entry)
        if first is not entry:
            yield occurrence, first, entry


def _identity(key: Scalar) -> object:
    """Give what laconic-so compares: Python's equality of what it reads."""
    return ("date", key.value) if kind_of(key) is Kind.DATE else value_of(key)


def _hit(document: Document, path: KeyPath, occurrence: int, pair: tuple[Entry, Entry]) -> Hit:
    first, entry = pair
    again = Span(entry.key.start, entry.key.end)
    before = Span(first.key.start, first.key.end)
    return Hit(
        Place(document, path, Part.KEY, occurrence, again),
        f"`{entry.name}` stands twice in one mapping: laconic-so stops with DuplicateKeyError",
        _fix(document, path, occurrence, pair),
        also=(Label(Place(document, path, range=before), "first here"),),
        words="again here",
        notes=(("happens", "other readers take the last one, and say nothing"),),
    )


def _fix(
    document: Document, path: KeyPath, occurrence: int, pair: tuple[Entry, Entry]
) -> Fix | None:
    first, entry = pair
    _, found = document.find(path, occurrence)
    # A path through another doubled key leads elsewhere, and so does an occurrence of `1` and `01`.
    if found is not entry.value or first.name != entry.name:
        return None
    if _has_anchor(entry.value) or not _is_same(first.value, entry.value):
        return None
    removal = RemoveEntry(path, occurrence)
    return Fix(f"remove the second `{entry.name}`", Safety.SAFE, (removal,))


def _with_its_comment(hit: Hit, entry: Entry) -> Hit:
    """Leave a removal to the operator where a comment would be removed too."""
    document, fix = hit.at.document, hit.fix
    start, end = entry.key.start, max(entry.key.end, entry.value.end)
    if fix is None or not has_comment(document.text, document.comments, start, end):
        return hit
    return hit._replace(fix=fix._replace(safety=Safety.UNSAFE, why="its comment goes with it"))


def _has_anchor(node: Node) -> bool:
    nodes = (below for _, below in walk(node))
    return any(below.anchor is not None for below in nodes if not isinstance(below, Alias))


def _is_same(one: Node, other: Node) -> bool:
    """Tell whether two nodes are equal data, in the same order."""
    left, right = resolved(one), resolved(other)
    if isinstance(left, Scalar) and isinstance(right, Scalar):
        kinds = (kind_of(left), left.tag) == (kind_of(right), right.tag)
        return kinds and value_of(left) == value_of(right)
    if isinstance(left, Sequence) and isinstance(right, Sequence):
        pairs = zip(left.items, right.items, strict=False)
        return len(left.items) == len(right.items) and all(_is_same(*pair) for pair in pairs)
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        entries = list(zip(left.entries, right.entries, strict=False))
        return len(left.entries) == len(right.entries) and all(
            _is_same(a.key, b.key) and _is_same(a.value, b.value) for a, b in entries
        )
    return False
