"""Comments: each found, none made up, whatever stands around them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacklint.model.yaml.document import text_document

# « and » stand around the comment that is expected, the only one of its text.
COMMENTS = {
    "alone": ("«# c»\na: 1\n", True),
    "alone, indented": ("a:\n  «# c»\n  b: 1\n", True),
    "at the end of a line": ("a: 1 «# c # d»\nb: 1\n", False),
    "at the end of a text": ("a: 1 «#»", False),
    "after a tab": ("a: 1\t«# c»\n", False),
    "before CRLF": ("a: 1 «# c»\r\nb: 1\r\n", False),
    "before a CR": ("a: 1 «# c»\rb: 1\r", False),
    "before NEL": ("a: 1 «# c»\x85b: 1\n", False),
    "after LS": ("a: 1\u2028«# c»\nb: 1\n", False),
    "in a block scalar's header": ("a: |+ «# c»\n  # no\n", False),
    "behind a block scalar": ("a: |\n  # no\n«# c»\nb: 1\n", True),
    "behind a block scalar, less indented": ("a: >\n   # no\n «# c»\nb: 1\n", True),
    "behind a block scalar that keeps": ("a: |+\n  # no\n\n«# c»\n", True),
    "in a flow mapping": ("a: {b: 1, «# c»\n  d: '# no'}\n", False),
    "behind quotes": ("a: '# no' «# c»\n", False),
    "behind an alias": ("a: &x '#'\nb: *x «# c»\n", False),
    "between anchor and value": ("a: &x «# c»\n  b: 1\n", False),
    "on a document mark": ("--- «# c»\na: 1\n", False),
    "behind a directive": ("%YAML 1.2 «# c»\n---\na: 1\n", False),
    "with a character beyond the basic plane": ("a: 😀 «# 😀»\n", False),
    "in a file of nothing else": ("\n  «# c»\n", True),
}


@pytest.mark.parametrize(("marked", "alone"), list(COMMENTS.values()), ids=list(COMMENTS))
def test_comment_span_is_exact(marked: str, *, alone: bool) -> None:
    start, end = marked.index("«"), marked.index("»") - 1
    document = text_document("x.yml", marked.replace("«", "").replace("»", ""))
    found = [(x.start, x.end, x.text, x.alone) for x in document.comments]
    assert found == [(start, end, document.text[start:end], alone)]


@pytest.mark.parametrize(
    "text",
    [
        "a: x#y\n",
        "a: '# x'\n",
        'a: "x # y"\n',
        'a: "x\n\n  # y"\n',
        "a: |\n  # x\n  y # z\n",
        "a: >-\n\n  # x\n",
        "a: |2\n     # x\n",
        "'# k': 1\n",
        "a: [ '# x', \"# y\" ]\n",
        "? |\n  # x\n: 1\n",
        "a: x# y\n",
    ],
)
def test_hash_inside_a_scalar_is_no_comment(text: str) -> None:
    assert text_document("x.yml", text).comments == ()


FILE = """\
# head

stack: web   # one
deploy-to: k8s-kind#no
volumes:   # two
  # three
  db:   # four
  cache: "/srv/#no # no"   # five
config: {A: '# no',   # six
  B: 2}   # seven
script: |   # eight
  # no
  echo  # no
 # nine
list:
- a   # ten
#eleven
-   # twelve
  b: 1
##  thirteen"""

WORDS = (
    *("# head", "# one", "# two", "# three", "# four", "# five", "# six", "# seven", "# eight"),
    *("# nine", "# ten", "#eleven", "# twelve", "##  thirteen"),
)
ALONE = ("# head", "# three", "# nine", "#eleven", "##  thirteen")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("head", ["", "\ufeff", "---\n", "%YAML 1.2\n---\n"])
@pytest.mark.parametrize("tail", ["", "\n", "\n\n", "\n..."])
def test_comments_come_in_the_order_of_the_file(newline: str, head: str, tail: str) -> None:
    document = text_document("x.yml", (head + FILE + tail).replace("\n", newline))
    assert document.fault is None
    assert tuple(x.text for x in document.comments) == WORDS
    assert tuple(x.text for x in document.comments if x.alone) == ALONE


def test_broken_file_has_comments_too() -> None:
    document = text_document("x.yml", "# a\nb: [ # c\n")
    assert document.fault is not None
    assert [x.text for x in document.comments] == ["# a", "# c"]


PLACES = """\
stack: web@
@deploy-to: k8s@
volumes:@
  @db: &x "a#b"@
@  cache: *x@
config:@
  A: {b: 1,@
    c: 2}@
@  B: |@
    text#no
    text

@  C: >-@
    text
@list:@
@- a@
-@
  @b: 1@
"""


@given(st.lists(st.booleans(), min_size=PLACES.count("@"), max_size=PLACES.count("@")))
def test_comment_at_any_legal_place_is_found(chosen: list[bool]) -> None:
    first, *rest = PLACES.split("@")
    text, expected = first, []
    for number, (put, piece) in enumerate(zip(chosen, rest, strict=True)):
        if put:
            # A comment alone on its line takes the line.
            is_line = text.rstrip(" ").endswith("\n")
            comment = f"# {number} 'x: \"["
            expected.append((comment, is_line))
            indent = text[len(text.rstrip(" ")) :]
            text += comment + "\n" + indent if is_line else "  " + comment
        text += piece
    document = text_document("x.yml", text)
    assert document.fault is None
    assert [(x.text, x.alone) for x in document.comments] == expected
