"""A file as text and as nodes: what is written, and where.

Events of libyaml are read into nodes of our own, since `compose` gives an alias the place of its
anchor, and a fix made there would change the definition.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from stacklint.model.enums import Enum
from stacklint.model.named import NamedTuple
from stacklint.model.pattern import holds
from stacklint.model.yaml.comments import scan_comments
from stacklint.model.yaml.nodes import Mapping, Sequence, resolved
from stacklint.model.yaml.parse import Parsed, parse

if TYPE_CHECKING:
    from stacklint.model.yaml.comments import Comment
    from stacklint.model.yaml.nodes import Entry, KeyPath, Node, Scalar
    from stacklint.model.yaml.parse import Fault

# What one file may weigh: a spec of 4 KB is usual, and reading takes 50 ms for each MB.
MAX_BYTES = 8 * 1024 * 1024

BOM = "\ufeff"


class Part(Enum):
    """Which characters of an entry are meant."""

    KEY = "key"
    VALUE = "value"
    ENTRY = "entry"


class Span(NamedTuple):
    """Offsets into a document's text, the end excluded."""

    start: int
    end: int


class Position(NamedTuple):
    """Line and column, both counted from 1; columns count code points."""

    line: int
    column: int


class Document:
    """One file: its name, its text without a byte order mark, and its first YAML document.

    `name` is the path below the root of the tree it was read from, with `/`. `masked` is set for
    a template, whose placeholders were replaced by tokens of the same length before parsing, and
    `is_old` for a text that laconic-so reads as YAML 1.1.
    `mappings` are all mappings of the file, and `values` its values and items that are scalars, for
    those who look through them all: most find nothing, and need no path.
    """

    __slots__ = (
        "_comments",
        "_held",
        "_lines",
        "_names",
        "_plain",
        "_said",
        "bom",
        "count",
        "fault",
        "is_old",
        "mappings",
        "masked",
        "name",
        "root",
        "text",
        "values",
    )

    def __init__(
        self,
        name: str,
        text: str,
        root: Node | None,
        fault: Fault | None,
        count: int,
        bom: bool = False,
        masked: bool = False,
    ) -> None:
        self.name = name
        self.text = text
        self.root = root
        self.fault = fault
        self.count = count
        self.bom = bom
        self.masked = masked
        self.is_old = False
        self.mappings: list[Mapping] = []
        self.values: list[Scalar] = []
        self._held: dict[str, bool] = {}
        self._lines: list[int] = []
        self._comments: tuple[Comment, ...] | None = None
        self._names: tuple[str, ...] | None = None
        self._plain: frozenset[str] | None = None
        self._said: str | None = None

    @property
    def written(self) -> str:
        """The text as the file has it: behind a byte order mark, where there is one."""
        return BOM + self.text if self.bom else self.text

    @property
    def mapping(self) -> Mapping | None:
        """The top level, where it is a mapping and the file could be read."""
        root = resolved(self.root)
        return root if self.fault is None and isinstance(root, Mapping) else None

    @property
    def comments(self) -> tuple[Comment, ...]:
        """Every comment, in the order of the file."""
        if self._comments is None:
            self._comments = scan_comments(self.text, self.root)
        return self._comments

    @property
    def plain(self) -> frozenset[str]:
        """The texts of those of `values` that are written without quotes."""
        if self._plain is None:
            self._plain = frozenset([x.value for x in self.values if not x.style])
        return self._plain

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all keys, one mapping after the other."""
        if self._names is None:
            names: list[str] = []
            for mapping in self.mappings:
                names += mapping.named
            self._names = tuple(names)
        return self._names

    @property
    def said(self) -> str:
        """Every value on lines of its own, in small letters.

        For those who ask whether a file may hold something at all: comments do not count.
        """
        if self._said is None:
            self._said = "\n".join([scalar.value for scalar in self.values]).lower()
        return self._said

    def holding(self, words: tuple[str, ...]) -> tuple[bool, ...]:
        """Tell which short words the text holds: asked for several times, and sought once."""
        text, held = self.text, self._held
        for word in words:
            if word not in held:
                held[word] = holds(text, word)
        return tuple(map(held.__getitem__, words))

    def beside(self, written: str) -> str:
        """Give a path that the file names from its own folder on, from the root of the tree."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.name), written))

    def find(self, path: KeyPath, occurrence: int = 0) -> tuple[Entry | None, Node | None]:
        """Give the entry and the node at a path; the entry is None for items and for the root.

        `occurrence` chooses among entries of the same name at the last step.
        """
        entry: Entry | None = None
        node: Node | None = self.root
        for depth, part in enumerate(path):
            wanted = occurrence if depth == len(path) - 1 else 0
            entry, node = _step(resolved(node), part, wanted)
            if node is None:
                return None, None
        return entry, node

    def span(self, path: KeyPath, part: Part = Part.ENTRY, occurrence: int = 0) -> Span:
        """Give the characters of a path; the closest existing parent where it does not exist."""
        entry, node = self.find(path, occurrence)
        while node is None and path:
            path = path[:-1]
            entry, node = self.find(path)
            part = Part.KEY
        if node is None or (not path and part is Part.KEY):
            return Span(0, len(self.text.split("\n", 1)[0].rstrip("\r")))
        return _part_span(entry, node, part)

    def position(self, offset: int) -> Position:
        """Turn an offset into a line and a column; only a line feed ends a line."""
        if not self._lines:
            self._lines = [0, *(match.end() for match in re.finditer("\n", self.text))]
        line = bisect_right(self._lines, offset)
        return Position(line, offset - self._lines[line - 1] + 1)

    def line_span(self, line: int) -> Span:
        """Give the characters of a line counted from 1, without its line end."""
        self.position(0)
        start = self._lines[line - 1]
        end = self._lines[line] - 1 if line < len(self._lines) else len(self.text)
        return Span(start, end - 1 if end > start and self.text[end - 1] == "\r" else end)


def _step(node: Node | None, part: str | int, occurrence: int) -> tuple[Entry | None, Node | None]:
    if isinstance(node, Mapping):
        if occurrence:
            same = [entry for entry in node.entries if entry.name == part]
            entry = same[occurrence] if occurrence < len(same) else None
        else:
            entry = node.entry(str(part))
        return entry, None if entry is None else entry.value
    if isinstance(node, Sequence) and isinstance(part, int) and 0 <= part < len(node.items):
        return None, node.items[part]
    return None, None


def _part_span(entry: Entry | None, node: Node, part: Part) -> Span:
    if entry is None:
        return Span(node.start, node.end)
    nothing_written = node.start == node.end
    if part is Part.KEY or (part is Part.VALUE and nothing_written):
        return Span(entry.key.start, entry.key.end)
    if part is Part.VALUE:
        return Span(node.start, node.end)
    return Span(entry.key.start, max(entry.key.end, node.end))


def read_document(name: str, data: bytes) -> Document:
    """Read the bytes of a file; what is wrong with it is its `fault`, never an exception."""
    text = _text_of(data)
    if text is not None:
        return text_document(name, text)
    from stacklint.model.yaml.unreadable import unreadable  # noqa: PLC0415 -- few files are

    text, fault = unreadable(data)
    return Document(name, text, None, fault, 0)


def _text_of(data: bytes) -> str | None:
    """Decode the bytes of a file; None where nobody should read them as YAML."""
    if len(data) > MAX_BYTES or wide_encoding_of(data):
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


# A spec begins with a mark, or a character of ASCII, whose other bytes are empty.
_MARKS = {b"\xff\xfe\0\0": "utf-32", b"\0\0\xfe\xff": "utf-32"}
_EMPTY = {(1, 2, 3): "utf-32-le", (0, 1, 2): "utf-32-be", (1, 3): "utf-16-le", (0, 2): "utf-16-be"}


def wide_encoding_of(data: bytes) -> str:
    """Name the UTF-16 or UTF-32 that a file begins in, marked or not; empty where it does not."""
    first = data[:4]
    if first[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return _MARKS.get(first, "utf-16")
    if 0 not in first:
        return ""
    empty = tuple(at for at, byte in enumerate(first) if byte == 0)
    return _MARKS.get(first) or _EMPTY.get(empty, "")


def text_document(name: str, text: str, masked_text: str | None = None) -> Document:
    """Read text; `masked_text` of the same length is parsed in its place when it is given."""
    bom = text.startswith(BOM)
    text = text[1:] if bom else text
    parsed: Parsed = parse(text if masked_text is None else masked_text)
    is_old = False
    if holds(text, "%YAML"):
        # Imported late: hardly any file says by which YAML it wants to be read.
        from stacklint.model.yaml.version import obey_version  # noqa: PLC0415

        is_old = obey_version(text, parsed.values)
    document = Document(
        name, text, parsed.root, parsed.fault, parsed.documents, bom, masked=masked_text is not None
    )
    document.mappings, document.values = parsed.mappings, parsed.values
    document.is_old = is_old
    return document
