"""Lines of files, and the marks under them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacklint.finding import region_of
from stacklint.model.yaml.document import Part, Span, text_document
from stacklint.model.yaml.place import Place
from tests.report.made import LOOK, drawn, finding, place

if TYPE_CHECKING:
    from stacklint.finding import Finding
    from stacklint.model.yaml.document import Document
    from stacklint.report.look import Look

LONG = (
    "config:\n  SOLANA_ARGS: --expected-genesis-hash 5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d"
    " --limit-ledger-size 50000000 --wal-recovery-mode skip_any_corrupted_record\n"
)


def source_of(found: Finding, *documents: Document, look: Look = LOOK) -> list[str]:
    """Give what stands between the gutter's first and last line."""
    shown = drawn(found, *documents, look=look).splitlines()
    return [line for line in shown if "|" in line][1:-1]


@pytest.mark.parametrize(
    ("name", "text", "span", "wanted"),
    [
        ("a tab becomes four spaces", "a:\tbcd\n", (3, 6), ["1 | a:    bcd", "  |       ^^^"]),
        ("wide text is two columns", "名前: x\n", (4, 5), ["1 | 名前: x", "  |       ^"]),
        ("a combining mark is none", "e\u0301: xy\n", (4, 6), ["1 | e\u0301: xy", "  |    ^^"]),
        ("nothing at all is one", "ab:\n", (3, 3), ["1 | ab:", "  |    ^"]),
        ("several lines: the first", "a: |\n  b\n  c\n", (0, 12), ["1 | a: |", "  | ^^^^"]),
        ("the end of the file", "a: 1\n", (5, 5), ["1 | a: 1", "2 |", "  | ^"]),
        ("the end without a line end", "a: 1", (4, 4), ["1 | a: 1", "  |     ^"]),
        ("an empty file", "", (0, 0), ["1 |", "  | ^"]),
        ("CRLF", "a: 1\r\nb: 2\r\n", (6, 7), ["1 | a: 1", "2 | b: 2", "  | ^"]),
        ("a bell", "a: \x07 b\n", (5, 6), ["1 | a: \\x07 b", "  |         ^"]),
        (
            "a mark of direction",
            "\u202eab\n",
            (1, 2),
            ["1 | \u2039U+202E\u203aab", "  |         ^"],
        ),
    ],
)
def test_marks_stand_under_what_they_mean(
    name: str, text: str, span: tuple[int, int], wanted: list[str]
) -> None:
    document = text_document("a.yml", text)
    found = finding(Place(document, (), range=Span(*span)), name)

    assert source_of(found, document) == wanted


def test_marks_to_the_edge_have_no_line_of_words_below() -> None:
    document = text_document("a.yml", "a-key-of-thirty-two-characters-x: 1\n")
    found = finding(place(document, "a-key-of-thirty-two-characters-x"), "wrong")

    assert source_of(found, document, look=LOOK._replace(width=36)) == [
        "1 | a-key-of-thirty-two-characters-…",
        f"  | {'^' * 32}",
    ]


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        (
            "SOLANA_ARGS",
            [
                "2 |   SOLANA_ARGS: --expected-genesis-h…",
                "  |   ^^^^^^^^^^^ here",
            ],
        ),
        (
            "--limit-ledger-size",
            [
                "2 | …7dw2N9d --limit-ledger-size 500000…",
                "  |          ^^^^^^^^^^^^^^^^^^^ here",
            ],
        ),
        (
            "skip_any_corrupted_record",
            [
                "2 | …very-mode skip_any_corrupted_record",
                "  |            ^^^^^^^^^^^^^^^^^^^^^^^^^",
                "  |            here",
            ],
        ),
    ],
)
def test_a_long_line_is_cut_around_the_place(at: str, wanted: list[str]) -> None:
    document = text_document("a.yml", LONG)
    start = LONG.index(at)
    span = Span(start, start + len(at))
    found = finding(Place(document, (), range=span), "long", words="here")
    shown = source_of(found, document, look=LOOK._replace(width=40))

    assert shown[-len(wanted) :] == wanted


def test_a_line_as_long_as_a_file_is_cut_too() -> None:
    document = text_document("a.yml", "a: " + "x" * 100_000 + " mark " + "y" * 100_000)
    found = finding(Place(document, (), range=Span(100_004, 100_008)), "long")

    line, marks = source_of(found, document)

    assert len(line) == 80
    assert line[marks.index("^") :].startswith("mark")


def test_places_in_one_file_share_a_frame_and_a_gap_is_told() -> None:
    lines = "".join(f"  v{number}: ./data/{number}\n" for number in range(20))
    document = text_document("a.yml", f"volumes:\n{lines}")
    other = region_of(place(document, "volumes", "v2", part=Part.VALUE), "and here")
    found = finding(place(document, "volumes", "v15", part=Part.VALUE), "twice", words="here")

    assert drawn(found._replace(also=(other,)), document) == (
        "error[empty-volume-holds-data]: twice\n"
        "  --> a.yml:17:8\n"
        "   |\n"
        " 1 | volumes:\n"
        "...\n"
        " 4 |   v2: ./data/2\n"
        "   |       -------- and here\n"
        "...\n"
        "16 |   v14: ./data/14\n"
        "17 |   v15: ./data/15\n"
        "   |        ^^^^^^^^^ here\n"
        "   |\n"
        "   = help: stacklint explain empty-volume-holds-data\n"
    )


def test_two_places_in_one_line_have_a_mark_each() -> None:
    document = text_document("a.yml", "ports: ['80:80', '80:81']\n")
    other = region_of(place(document, "ports", 0), "first")
    found = finding(place(document, "ports", 1), "taken", words="second")

    assert source_of(found._replace(also=(other,)), document) == [
        "1 | ports: ['80:80', '80:81']",
        "  |                  ^^^^^^^ second",
        "  |         ------- first",
    ]


def test_a_mark_up_to_the_edge_without_words_leaves_no_line_behind() -> None:
    document = text_document("a.yml", f"image: {'x' * 200}\n")
    found = finding(Place(document, (), range=Span(7, 207)), "wrong")

    assert [line.rstrip("^…x ") for line in source_of(found, document)] == ["1 | image:", "  |"]
