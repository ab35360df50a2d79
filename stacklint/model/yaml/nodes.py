"""The nodes of a YAML document, with the exact place of each.

Offsets count code points of the document's text, which never begins with a byte order mark.
The classes are plain slotted ones: 2,000 specs are a million nodes, and a frozen dataclass takes
three times as long to make. Nothing but `events` and `parse` writes to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

KeyPath: TypeAlias = tuple[str | int, ...]
"""Where a node stands: keys of mappings and indices of sequences, from the root down."""

MERGE_KEY = "<<"


class Scalar:
    """Text, as read; `style` is `''` for plain, or one of `'`, `"`, `|`, `>`."""

    __slots__ = ("anchor", "end", "start", "style", "tag", "value")

    def __init__(
        self,
        start: int,
        end: int,
        value: str,
        style: str,
        anchor: str | None = None,
        tag: str | None = None,
    ) -> None:
        self.start = start
        self.end = end
        self.value = value
        self.style = style
        self.anchor = anchor
        self.tag = tag

    @property
    def is_empty(self) -> bool:
        """Nothing is written at all, as after the colon of `volumes:`."""
        return self.start == self.end and not self.style


@final
class Alias:
    """A reference to an anchor; `target` is None where the anchor is unknown or not yet closed."""

    __slots__ = ("end", "name", "start", "target")

    def __init__(
        self, start: int, end: int, name: str, target: Scalar | Mapping | Sequence | None
    ) -> None:
        self.start = start
        self.end = end
        self.name = name
        self.target = target


class Entry:
    """A key with its value; `name` is the text of the key, empty where it is a collection."""

    __slots__ = ("key", "name", "value")

    key: Node
    value: Node
    name: str


def names_of(entries: Iterable[Entry]) -> list[str]:
    """Give the names of entries, in their order."""
    return [entry.name for entry in entries]


def name_of(key: Node) -> str:
    """Give the text of a key, empty where it is a collection."""
    named = resolved(key)
    return named.value if isinstance(named, Scalar) else ""


class Mapping:
    """Entries in the order of the file, the same key twice included.

    `named` has the first entry of each name, in the same order: keys are asked for far more often
    than mappings are made. `joined` is what `merged` gives where something is merged in, and None
    until somebody asks.
    """

    __slots__ = ("anchor", "end", "entries", "flow", "joined", "named", "start", "tag")

    def __init__(
        self,
        start: int,
        end: int,
        entries: list[Entry],
        flow: bool,
        anchor: str | None = None,
        tag: str | None = None,
    ) -> None:
        self.start = start
        self.end = end
        self.entries = entries
        self.named: dict[str, Entry] = {}
        for entry in entries:
            self.named.setdefault(entry.name, entry)
        self.flow = flow
        self.anchor = anchor
        self.tag = tag
        self.joined: dict[str, Entry] | None = None

    def entry(self, name: str) -> Entry | None:
        """Give the first entry of that name, those merged in by `<<` included."""
        return self.merged.get(name)

    @property
    def merged(self) -> dict[str, Entry]:
        """What `named` has, and then the entries that are merged in by `<<`."""
        if MERGE_KEY not in self.named:
            return self.named
        if self.joined is None:
            self.joined = {}
            for entry in merged_entries(self):
                self.joined.setdefault(entry.name, entry)
        return self.joined

    def get(self, name: str) -> Node | None:
        """Give the value of the first entry of that name, aliases followed."""
        named = self.named
        entry = self.entry(name) if MERGE_KEY in named else named.get(name)
        if entry is None:
            return None
        value = entry.value
        return value.target if type(value) is Alias else value


class Sequence:
    """Items in the order of the file."""

    __slots__ = ("anchor", "end", "flow", "items", "start", "tag")

    def __init__(
        self,
        start: int,
        end: int,
        items: list[Node],
        flow: bool,
        anchor: str | None = None,
        tag: str | None = None,
    ) -> None:
        self.start = start
        self.end = end
        self.items = items
        self.flow = flow
        self.anchor = anchor
        self.tag = tag


Node: TypeAlias = Scalar | Mapping | Sequence | Alias


def resolved(node: Node | None) -> Scalar | Mapping | Sequence | None:
    """Follow an alias to the node that it stands for."""
    return node.target if type(node) is Alias else node


def merged_entries(mapping: Mapping) -> list[Entry]:
    """Give the entries of a mapping as a reader sees them: its own, then those of `<<`."""
    own = mapping.entries
    if MERGE_KEY not in mapping.named:
        return own
    seen = set(mapping.named)
    result = [entry for entry in own if entry.name != MERGE_KEY]
    for source in merge_sources(mapping):
        for entry in merged_entries(source):
            if entry.name not in seen:
                seen.add(entry.name)
                result.append(entry)
    return result


def merge_sources(mapping: Mapping) -> Iterator[Mapping]:
    """Give the mappings that one takes over by `<<`."""
    for entry in mapping.entries:
        if entry.name != MERGE_KEY:
            continue
        value = resolved(entry.value)
        candidates = value.items if isinstance(value, Sequence) else [value]
        for candidate in candidates:
            source = resolved(candidate)
            # An anchor that is still open has no target, so this cannot go in circles.
            if isinstance(source, Mapping):
                yield source


def children(node: Node) -> Iterator[tuple[str | int, Node]]:
    """Give what stands directly below a node, aliases not followed."""
    if isinstance(node, Mapping):
        for entry in node.entries:
            yield entry.name, entry.value
    elif isinstance(node, Sequence):
        yield from enumerate(node.items)


def walk(node: Node, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Node]]:
    """Give a node and all that is below it, in the order of the file, aliases not followed."""
    stack: list[tuple[KeyPath, Node]] = [(path, node)]
    while stack:
        at, current = stack.pop()
        yield at, current
        below = [((*at, part), child) for part, child in children(current)]
        stack.extend(reversed(below))


def is_own(root: Node | None, path: KeyPath) -> bool:
    """Tell whether no alias and no `<<` lead to a path: a change there changes nothing else."""
    node = root
    for part in path:
        if isinstance(node, Mapping):
            entry = node.entry(str(part))
            node = entry.value if entry is not None and entry in node.entries else None
        else:
            node = next((x for at, x in children(node) if at == part), None) if node else None
        if node is None or isinstance(node, Alias):
            return False
    return True
