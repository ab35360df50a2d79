"""Where keys, values and comments stand, under everything that YAML allows."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacklint.model.yaml.document import Document, Part, read_document, text_document
from stacklint.model.yaml.nodes import Alias, Mapping, Scalar, Sequence, walk
from tests.corpus.real import CORPUS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.yaml.nodes import KeyPath, Node

ROOT = Path(__file__).parents[2]

# In the tables, « and » stand around the span that is expected.
VALUES: dict[str, tuple[KeyPath, str]] = {
    "plain": (("a",), "a: «1»\n"),
    "trailing blanks": (("a",), "a: «x»  \nb: 1\n"),
    "no final newline": (("b",), "a: 1\nb: «2»"),
    "before a comment": (("a",), "a: «x» # c\n"),
    "a hash within": (("a",), "a: «x#y»\n"),
    "a colon within": (("a",), "a: «x:y»\n"),
    "several lines, plain": (("a",), "a: «x\n  y»\nb: 1\n"),
    "single quotes": (("a",), "a: «'it''s # x'» # c\n"),
    "double quotes": (("a",), 'a: «"x \\" y"»\n'),
    "double quotes over two lines": (("a",), 'a: «"x \\\n  y"»\n'),
    "beyond the basic plane": (("b",), "a: 😀\nb: «😀😀» # c\n"),
    "after a tab": (("a",), "a:\t«1»\t# c\n"),
    "with CRLF": (("b",), "a: 1\r\nb: «2»\r\nc: 3\r\n"),
    "with CR alone": (("b",), "a: 1 # c\rb: «2»\r"),
    "after NEL, a line end to libyaml": (("b",), "a: 1\x85b: «2»\n"),
    "with LS within": (("a",), "a: «x\u2028  y»\nb: 1\n"),
    "with PS within quotes": (("a",), "a: «'x\u2029y'»\n"),
    "an anchor": (("a",), "a: &x «1»\n"),
    "a tag": (("a",), "a: !!str «1»\n"),
    "a local tag and an anchor": (("a",), "a: !t &x  «1»\n"),
    "an anchor and a tag": (("a",), "a: &x !t\n  «1»\n"),
    "a verbatim tag": (("a",), "a: !<tag:yaml.org,2002:str> «1»\n"),
    "an empty tag": (("a",), "a: ! «1»\n"),
    "an anchor, a comment, then the value": (("a",), "a: &x # c\n  «1»\n"),
    "a comment that U+0085 ends": (("a",), "a: &x # c\x85  «1»\n"),
    "an alias": (("b",), "a: &x 1\nb: «*x» # c\n"),
    "below an alias: the definition": (("b", "c"), "a: &x\n  c: «1»\nb: *x\n"),
    "through a merge: the definition": (("b", "c"), "a: &x {c: «1»}\nb:\n  <<: *x\n"),
    "its own entry before a merged one": (("b", "c"), "a: &x {c: 1}\nb:\n  <<: *x\n  c: «2»\n"),
    "through a list of merges": (("c", "p"), "a: &x {p: «1»}\nb: &y {p: 2}\nc: {<<: [*x, *y]}\n"),
    "flow mapping": (("a",), "a: «{ b: 1 }»\n"),
    "flow mapping over lines": (("a",), "a: «{\n  b: 1,\n  }» # c\n"),
    "an entry of a flow mapping": (("a", "c"), "a: {b: 1, c: «2»}\n"),
    "flow sequence": (("a",), "a: «[1, [2]]»\n"),
    "an item of a flow sequence": (("a", 1, 0), "a: [1, [«2»]]\n"),
    "a pair in a flow sequence": (("a", 0), "a: [«b: c» , d]\n"),
    "a pair without a value": (("a", 0), "a: [«b:» , d]\n"),
    "a pair that ends the sequence": (("a", 0), "a: [«b: [c]» ]\n"),
    "a flow mapping with an anchor": (("a",), "a: &x «{b: 1}»\n"),
    "a flow sequence with a verbatim tag": (("a",), "a: !<x,y> «[1]»\n"),
    "an empty flow mapping": (("a",), "a: «{}»\n"),
    "block mapping": (("a",), "a:\n  «b: 1\n  c: 2»\n\n# c\nd: 1\n"),
    "block mapping that ends in a comment": (("a",), "a:\n  «b: 1»  # c\n  # d\ne: 1\n"),
    "block mapping with an anchor": (("a",), "a: &x\n  «b: 1»\n"),
    "block mapping with an anchor and a comment": (("a",), "a: &x # c\n  # d\n\n  «b: 1»\n"),
    "block mapping with a tag": (("a",), "a: !!map\n  «b: 1»\n"),
    "block sequence": (("a",), "a:\n  «- 1\n  - 2»\nb: 1\n"),
    "block sequence at its key's column": (("a",), "a:\n«- 1\n- 2»\nb: 1\n"),
    "block sequence with an anchor": (("a",), "a: &x\n  «- 1»\n"),
    "an item": (("a", 1), "a:\n- 1\n- «2» # c\n"),
    "an item with an anchor": (("a", 0), "a:\n- &x\n  «b: 1»\n- 2\n"),
    "a mapping within an item": (("a", 0), "a:\n  - «b: 1\n    c: 2»\n  - d: 1\n"),
    "a sequence within an item": ((0,), "- «- a\n  - b»\n- c\n"),
    "an item of which nothing is written": ((1,), "- a\n-«»\n- b\n"),
    "literal": (("a",), "a: «|\n  x\n  y»\nb: 1\n"),
    "literal, blank lines behind": (("a",), "a: «|\n  x»\n\n\nb: 1\n"),
    "literal, blanks at the end of its last line": (("a",), "a: «|\n  x  »\nb: 1\n"),
    "literal, a last line of blanks": (("a",), "a: «|\n  x\n     »\n  \nb: 1\n"),
    "literal, strip": (("a",), "a: «|-\n  x»\n\nb: 1\n"),
    "literal, keep": (("a",), "a: «|+\n  x\n\n»\nb: 1\n"),
    "literal, keep, before a comment": (("a",), "a: «|+\n  x\n»\n# c\n\nb: 1\n"),
    "literal, keep, nothing but blank lines": (("a",), "a: «|+\n\n»\nb: 1\n"),
    "literal, keep, at the end": (("a",), "a: «|+\n  x\n»\n"),
    "literal with an indent": (("a",), "a: «|2\n    x»\n\nb: 1\n"),
    "literal with an indent and keep": (("a",), "a: «|2+\n    x\n»\nb: 1\n"),
    "literal with a header comment": (("a",), "a: «| # +\n  x»\n\nb: 1\n"),
    "literal with a comment behind": (("a",), "a: «|\n   x»\n # c\nb: 1\n"),
    "literal, empty": (("a",), "a: «|»\nb: 1\n"),
    "literal at the end of the text": (("a",), "a: «|»"),
    "literal with an anchor": (("a",), "a: &x !t «|\n  x»\n"),
    "literal with CRLF": (("a",), "a: «|\r\n  x»\r\n\r\nb: 1\r\n"),
    "literal with CRLF, keep": (("a",), "a: «|+\r\n  x\r\n»\r\nb: 1\r\n"),
    "folded": (("a",), "a: «>\n  x\n  y\n\n  z»\n\nb: 1\n"),
    "folded within an item": ((0, "a"), "- a: «>-\n    x»\n- b\n"),
    "empty": (("a",), "a:«»\nb: 1\n"),
    "empty, with blanks": (("a",), "a:«»   \nb: 1\n"),
    "empty, with comments": (("a",), "a:«» # c\n  # d\nb: 1\n"),
    "empty at the end of the text": (("a",), "a:«»"),
    "empty with an anchor": (("a",), "a: &x«»\nb: *x\n"),
    "empty with a tag": (("a",), "a: !!str«»\n"),
    "empty in flow": (("a", "b"), "a: {b:«» , c: 1}\n"),
    "empty in flow, before a comment": (("a", "b"), "a: {b:«» # : c\n , c: 1}\n"),
    "empty in flow, at its end": (("a", "b"), "a: {b:«» }\n"),
    "empty in flow, no colon": (("a", "b"), "a: {b«» , c: 1}\n"),
    "empty in flow, a colon on the next line": (("a", "b"), "a: {? b\n  :«» , c: 1}\n"),
    "empty in flow, with an anchor": (("a", "b"), "a: {b: &x«» , c: 1}\n"),
    "complex key": (("",), "? - a\n  - b\n: «c»\n"),
    "question mark": (("a",), "? a\n: «b»\n"),
    "question mark without a value": (("a",), "? a«»\n? b\n"),
    "question mark without a value, at the end": (("a",), "? a«»\n"),
    "quoted key": (("a b",), '"a b" : «1»\n'),
    "number as a key": (("80",), "80: «1»\n"),
    "after a directive": (("a",), "%YAML 1.2\n--- # c\na: «1»\n"),
    "first of several documents": (("a",), "--- \na: «1»\n...\n---\na: 2\n"),
    "root scalar": ((), "--- «x»\n"),
    "root sequence": ((), "# c\n«- a\n- b»\n# d\n"),
}

KEYS: dict[str, tuple[KeyPath, str]] = {
    "plain": (("a", "b"), "a:\n  «b»: 1\n"),
    "quoted": (("a b",), "«'a b'»: 1\n"),
    "in flow": (("a", "c"), "a: {b: 1, «c»: 2}\n"),
    "with an anchor": (("a",), "&x «a»: 1\n"),
    "with a tag": (("a",), "!!str «a» : 1\n"),
    "an alias": (("x",), "k: &k x\n«*k» : 1\n"),
    "behind a question mark": (("a",), "? «a»\n: b\n"),
    "complex": (("",), "? «[a, b]»\n: c\n"),
    "merged: where it is defined": (("b", "c"), "a: &x\n  «c»: 1\nb: {<<: *x}\n"),
    "the first of two": (("a",), "«a»: 1\nb: 2\na: 3\n"),
}

ENTRIES: dict[str, tuple[KeyPath, str]] = {
    "key and value": (("a",), "«a: x» # c\n"),
    "key and colon": (("a",), "«a:» # c\nb: 1\n"),
    "with all below": (("a",), "«a:\n  b: 1»\n  # c\nd: 1\n"),
    "an item": (("a", 0), "a:\n  - «x» # c\n"),
    "quoted, with an anchor": (("a",), '«"a": &x "b"»\n'),
}

MISSING: dict[str, tuple[KeyPath, str]] = {
    "no such key: its parent's": (("a", "x"), "«a»:\n  b: 1\n"),
    "nor its parents: the first line": (("x", "y"), "«a:»\n  b: 1\n"),
    "an item beyond the end": (("a", 7), "«a»: [1]\n"),
    "below a scalar": (("a", "b", "c"), "a:\n  «b»: 1\n"),
    "the root": ((), "«a: 1»\r\nb: 2\r\n"),
}


def unmarked(marked: str) -> tuple[Document, tuple[int, int]]:
    """Give the document without the marks, and the span between them."""
    start = marked.index("«")
    end = marked.index("»") - 1
    document = text_document("x.yml", marked.replace("«", "").replace("»", ""))
    assert document.fault is None
    return document, (start, end)


@pytest.mark.parametrize(
    ("path", "marked"),
    [pytest.param(*case, id=name) for name, case in VALUES.items()],
)
def test_value_span_is_exact(path: KeyPath, marked: str) -> None:
    document, span = unmarked(marked)
    node = document.root if path == ("",) else document.find(path)[1]
    if path == ("",):
        assert isinstance(node, Mapping)
        node = node.entries[0].value
    assert node is not None
    assert (node.start, node.end) == span


@pytest.mark.parametrize(
    ("path", "marked"), [pytest.param(*case, id=name) for name, case in KEYS.items()]
)
def test_key_span_is_exact(path: KeyPath, marked: str) -> None:
    document, span = unmarked(marked)
    assert document.span(path, Part.KEY) == span


@pytest.mark.parametrize(
    ("path", "marked"), [pytest.param(*case, id=name) for name, case in ENTRIES.items()]
)
def test_entry_span_is_exact(path: KeyPath, marked: str) -> None:
    document, span = unmarked(marked)
    assert document.span(path, Part.ENTRY) == span


@pytest.mark.parametrize(
    ("path", "marked"), [pytest.param(*case, id=name) for name, case in MISSING.items()]
)
def test_path_that_does_not_exist_is_shown_at_its_closest_parent(
    path: KeyPath, marked: str
) -> None:
    document, span = unmarked(marked)
    assert document.span(path, Part.KEY) == span


def test_value_that_is_not_written_is_shown_at_its_key() -> None:
    document, span = unmarked("volumes:\n  «db»: # later\n")
    assert document.span(("volumes", "db"), Part.VALUE) == span


@pytest.mark.parametrize(
    ("occurrence", "marked"),
    [
        (0, "v:\n  a: «1»\n  b: 2\n  a: 3\n  a: 4\n"),
        (1, "v:\n  a: 1\n  b: 2\n  a: «3»\n  a: 4\n"),
        (2, "v:\n  a: 1\n  b: 2\n  a: 3\n  a: «4»\n"),
        (0, "v: {a: «1», 'a': 3}\n"),
        (1, "v: {a: 1, 'a': «3»}\n"),
    ],
)
def test_occurrence_tells_equal_keys_apart(occurrence: int, marked: str) -> None:
    document, span = unmarked(marked)
    assert document.span(("v", "a"), Part.VALUE, occurrence) == span


def test_occurrence_that_does_not_exist_is_shown_at_the_parent() -> None:
    document, span = unmarked("«v»:\n  a: 1\n")
    assert document.span(("v", "a"), Part.VALUE, 1) == span


def test_occurrence_chooses_at_the_last_step_alone() -> None:
    document, span = unmarked("v: {a: 1}\nw: {a: 2, «a»: 3}\n")
    assert document.span(("w", "a"), Part.KEY, 1) == span


LINES = {
    "line feeds": ("a: 1\nb: 2\nc: «3»\n", (3, 4)),
    "CRLF": ("a: 1\r\nb: 2\r\nc: «3»\r\n", (3, 4)),
    "a CR alone ends no line": ("a: 1\rb: «2»\r", (1, 9)),
    "NEL ends no line": ("# x\x85# y\na: «1»\n", (2, 4)),
    "LS and PS end no line": ("# x\u2028# y\u2029# z\na: «1»\n", (2, 4)),
    "a tab is one column": ("a:\t«1»\n", (1, 4)),
    "a character beyond the basic plane is one column": ("{😀: «1»}\n", (1, 5)),
    "a combining mark is a column of its own": ("{e\u0301: «1»}\n", (1, 6)),
    "a blank line counts": ("\n\na: «1»\n", (3, 4)),
    "behind the last character": ("a: 1\n«»", (2, 1)),
}


@pytest.mark.parametrize(("marked", "position"), list(LINES.values()), ids=list(LINES))
def test_line_and_column(marked: str, position: tuple[int, int]) -> None:
    document, (start, _) = unmarked(marked)
    assert document.position(start) == position


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("a", ["a"]),
        ("a\n", ["a", ""]),
        ("a\r\nb", ["a", "b"]),
        ("a\r\n\r\nb\n", ["a", "", "b", ""]),
        ("# \x85\n# \u2028x\n", ["# \x85", "# \u2028x", ""]),
        ("\r", [""]),
    ],
)
def test_line_span_leaves_out_the_line_end(text: str, lines: list[str]) -> None:
    document = text_document("x.yml", text)
    spans = [document.line_span(number + 1) for number in range(len(lines))]
    assert [text[start:end] for start, end in spans] == lines


@pytest.mark.parametrize(
    ("text", "count", "root"),
    [
        ("", 0, None),
        ("\n\n", 0, None),
        ("# only\n", 0, None),
        ("---\n", 1, Scalar),
        ("---\n...\n", 1, Scalar),
        ("a: 1", 1, Mapping),
        ("- a\n", 1, Sequence),
        ("a: 1\n---\n", 2, Mapping),
        ("---\n---\na: 1\n", 2, Scalar),
        ("a: 1\n...\n# c\n", 1, Mapping),
        ("a: 1\n---\nb: 1\n---\nc: 1\n", 3, Mapping),
    ],
)
def test_documents_are_counted_and_the_first_is_the_root(
    text: str, count: int, root: type[Node] | None
) -> None:
    document = text_document("x.yml", text)
    assert document.fault is None
    assert document.count == count
    assert (None if document.root is None else type(document.root)) is root


def test_anchors_end_with_their_document() -> None:
    document = text_document("x.yml", "a: &x 1\n---\nb: *x\n")
    assert document.fault is not None
    assert document.fault.offset == len("a: &x 1\n---\nb: ")


def test_byte_order_mark_is_no_part_of_the_text() -> None:
    with_mark = read_document("x.yml", b"\xef\xbb\xbfa: 1\n")
    without = read_document("x.yml", b"a: 1\n")
    assert (with_mark.bom, without.bom) == (True, False)
    assert with_mark.text == without.text == "a: 1\n"
    assert with_mark.span(("a",)) == without.span(("a",)) == (0, 4)


def nodes_of(document: Document) -> Iterator[Node]:
    """Give every node of a document, keys included."""
    for _, node in () if document.root is None else walk(document.root):
        yield node
        if isinstance(node, Mapping):
            yield from (key for entry in node.entries for _, key in walk(entry.key))


class Place(NamedTuple):
    """A node with what it stands in: in flow style or not, and the column of its block."""

    node: Node
    in_flow: bool
    column: int


def places_of(document: Document) -> Iterator[Place]:
    """Give every node of a document with what it stands in."""
    stack = [] if document.root is None else [Place(document.root, in_flow=False, column=0)]
    while stack:
        place = stack.pop()
        yield place
        node = place.node
        if isinstance(node, Mapping | Sequence):
            column = place.column if node.flow else document.position(node.start).column - 1
            in_flow = place.in_flow or node.flow
            stack += [Place(part, in_flow, column) for part in parts_of(node)]


def parts_of(node: Mapping | Sequence) -> list[Node]:
    """Give keys and values, or items, in the order of the file."""
    if isinstance(node, Sequence):
        return node.items
    return [part for entry in node.entries for part in (entry.key, entry.value)]


def alone(document: Document, place: Place) -> str:
    """Give a document of nothing but a scalar, written as its span has it."""
    node = place.node
    piece = document.text[node.start : node.end]
    if place.in_flow:
        return f"[{piece}]"
    if piece.startswith(("|", ">")):
        # An indent in its header counts from the column of what it stands in.
        return " " * place.column + f"- {piece}\n"
    # Before another colon, a colon is a part of the key.
    return f"{piece}: x" if piece.endswith(":") else f"--- {piece}"


def only(node: Node | None) -> Node | None:
    """Give the one scalar of a document that `alone` made."""
    if isinstance(node, Mapping):
        return node.entries[0].key
    return node.items[0] if isinstance(node, Sequence) else node


def check_scalars(document: Document) -> None:
    """Fail where the text of a scalar's span, read alone, is not its value."""
    for place in places_of(document):
        node = place.node
        if not isinstance(node, Scalar):
            continue
        if node.start == node.end:
            assert node.value == ""
            continue
        again = text_document("x.yml", alone(document, place))
        assert again.fault is None
        read = only(again.root)
        assert isinstance(read, Scalar)
        assert (read.value, read.style) == (node.value, node.style) or (
            # The last line of the text has no newline, and here it has got one.
            node.end == len(document.text) and read.value == node.value + "\n"
        )


def check_order(document: Document) -> None:
    """Fail where a span sticks out of its parent's, or begins before the one in front of it."""
    for node in nodes_of(document):
        assert 0 <= node.start <= node.end <= len(document.text)
        if not isinstance(node, Mapping | Sequence):
            continue
        inner = parts_of(node)
        ends = [node.start, *(part.end for part in inner)]
        starts = [*(part.start for part in inner), node.end]
        assert all(end <= start for end, start in zip(ends, starts, strict=True))


def check_comments(document: Document) -> None:
    """Fail where comments overlap a scalar or each other, or where two of a line do."""
    taken = sorted(
        (node.start, node.end)
        for node in nodes_of(document)
        if isinstance(node, Scalar | Alias)
        and not (isinstance(node, Scalar) and node.style in "|>")
    )
    comments = [(comment.start, comment.end) for comment in document.comments]
    spans = sorted(span for span in (*taken, *comments) if span[0] < span[1])
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


def check(document: Document) -> None:
    check_scalars(document)
    check_order(document)
    check_comments(document)


@pytest.mark.parametrize("marked", [x for _, x in (VALUES | KEYS | ENTRIES).values()])
def test_every_table_keeps_the_properties(marked: str) -> None:
    document = text_document("x.yml", marked.replace("«", "").replace("»", ""))
    if document.count == 1:
        check(document)


PIECES = st.sampled_from(
    (
        *("a", "b: ", "c:", "- ", "? ", ": ", ", ", "[", "]", "{", "}", "'q'", '"d"', "'", '"'),
        *(
            "|",
            ">",
            "|+",
            ">-",
            "|2",
            "&x ",
            "*x",
            "!t ",
            "!<u> ",
            "<<: ",
            "# c",
            " #",
            "---",
            "...",
        ),
        *("\n", "\n", "\n  ", "\n    ", "\n- ", "\r\n", "\t", " ", "  ", "\x85", "\u2028"),
        *("😀", "1", "0x1", "~", "null", "%", "@", "x y", "\\"),
    )
)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_any_text_is_a_fault_or_keeps_the_properties(text: str) -> None:
    document = text_document("x.yml", text)
    if document.fault is None and document.count == 1:
        check(document)


VALUE_LINES = st.lists(st.sampled_from(("x", "  x", "", "   ", "x  ", "# c", "x # d")), max_size=5)


@given(
    lines=VALUE_LINES,
    header=st.sampled_from(("|", "|-", "|+", ">", ">-", ">+", "|2", "|2+", "| # c", "|+ # -")),
    newline=st.sampled_from(("\n", "\r\n")),
    behind=st.sampled_from(("", "b: 1\n", "# c\nb: 1\n", "\n\nb: 1\n")),
)
def test_any_block_scalar_keeps_the_properties(
    lines: list[str], header: str, newline: str, behind: str
) -> None:
    body = "".join(f"  {line}".rstrip(" ") + "\n" if not line else f"  {line}\n" for line in lines)
    document = text_document("x.yml", f"a: {header}\n{body}{behind}".replace("\n", newline))
    if document.fault is None:
        check(document)


@cache
def corpus_files() -> tuple[Path, ...]:
    return tuple(sorted(x for x in CORPUS.rglob("*") if x.suffix in {".yml", ".yaml"}))


def test_corpus_keeps_the_properties() -> None:
    if not CORPUS.is_dir():
        pytest.skip(f"no corpus at {CORPUS}; STACKLINT_CORPUS names it")
    for path in corpus_files():
        document = read_document(path.name, path.read_bytes())
        if document.fault is None and len(document.text) < 20_000:
            check(document)


PRINT_SPANS = """
import sys
if sys.argv[1] == "slow":
    sys.modules["yaml._yaml"] = None
from stacklint.model.yaml.document import text_document
from stacklint.model.yaml.libyaml import IS_FAST
from tests.model.test_spans import TEXTS, nodes_of
print("fast" if IS_FAST else "slow", file=sys.stderr)
for text in TEXTS:
    document = text_document("x.yml", text)
    spans = [(type(x).__name__, x.start, x.end) for x in nodes_of(document)]
    print(repr(text), document.count, spans)
"""

# Here libyaml is laxer than the parser in Python, and the two agree on everything else.
DIFFERENT = ("\t", "\u2028", "\u2029")

TEXTS = [
    marked.replace("«", "").replace("»", "")
    for _, marked in (VALUES | KEYS | ENTRIES).values()
    if not any(piece in marked for piece in DIFFERENT)
]


def spans_by(parser: str) -> tuple[str, list[str]]:
    done = subprocess.run(
        [sys.executable, "-c", PRINT_SPANS, parser],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    return done.stderr.strip(), done.stdout.splitlines()


@pytest.mark.slow
def test_parser_without_libyaml_gives_the_same_spans() -> None:
    slow, spans = spans_by("slow")
    fast, expected = spans_by("fast")
    assert (slow, fast) == ("slow", "fast")
    assert spans == expected
