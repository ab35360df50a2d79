"""Suppression comments: their form, and the lines that they speak of."""

from __future__ import annotations

from datetime import date

import pytest

from stacklint.model.allow import allows_of
from stacklint.model.yaml.document import text_document

ALLOW = "# stacklint: allow[a-rule] -- why"

# In the tables, a line that is covered begins with `*`; « stands for the comment above.
COVERED = {
    "the line that it ends": """\
  stack: web
* deploy-to: k8s «
  volumes:
""",
    "the line that it ends, of an entry with more lines": """\
* volumes: «
    db: /srv/db
""",
    "the header of a block scalar": """\
* script: | «
    echo
  b: 1
""",
    "the entry below": """\
  stack: web
  «
* deploy-to: k8s
  volumes:
""",
    "the entry below, with all that is in it": """\
  «
* volumes:
*   db: /srv/db
*
*   # about the cache
*   cache:
  config:
""",
    "the entry below, at the end of the file": """\
  stack: web
  «
* volumes:
*   db: /srv/db
""",
    "an entry further down": """\
  volumes:
    db: /srv/db
    «
*   cache: /srv/cache
    files: /srv/files
""",
    "an entry with a block scalar": """\
  «
* script: |
*   echo # no
*
*   echo
  b: 1
""",
    "an entry with a flow mapping": """\
  «
* config: {
*   A: 1,
*   }
  b: 1
""",
    "an entry within a flow mapping": """\
  config: {
    «
*   A: {B: 1,
*     C: 2},
    D: 1}
""",
    "an item within a flow sequence": """\
  ports: [
    «
*   '80',
    '81']
""",
    "nothing but the bracket that follows": """\
  ports: [
    '80',
    «
* ]
  b: 1
""",
    "a list item": """\
  list:
  - a
  «
* - b
  - c
""",
    "a list item with all that is in it": """\
  list:
    «
*   - a: 1
*     b:
*       - 2
    - c: 1
""",
    "a list item with an anchor": """\
  list:
    «
*   - &x !t
*     a: 1
*     b: 2
    - *x
""",
    "a list item that begins on the line of its dash's": """\
  list:
    «
*   -
*     a: 1
*     b: 2
    - c
""",
    "a list within a list": """\
  «
* - - a
*   - b
  - c
""",
    "an entry within a list item": """\
  list:
    - a: 1
      «
*     b: 1
      c: 1
""",
    "the first entry within a list item, below the dash": """\
  list:
    -
      «
*     a: 1
      b: 1
""",
    "an item that is a number": """\
  «
* - -1
  - -2
""",
    "a key that begins with a dash": """\
  «
* -a: 1
  b: 1
""",
    "a quoted key": """\
  «
* "a b": 1
  b: 1
""",
    "a key with an anchor": """\
  «
* &k a:
*   b: 1
  c: 1
""",
    "a value with an anchor and a comment": """\
  «
* a: &x # c
*   b: 1
  c: *x
""",
    "an alias alone": """\
  x: &x {a: 1,
    b: 2}
  «
* y: *x
  z: 1
""",
    "a question mark": """\
  «
* ? a
* : b
  c: 1
""",
    "an entry behind blank lines": """\
  «


* volumes:
*   db: /srv/db
  config:
""",
    "an entry behind other comments": """\
  «
  # Kept by hand.

  # Since May.
* volumes:
*   db: /srv/db
  config:
""",
    "an entry behind another allow": """\
  «
  # stacklint: allow[another-rule] -- why
* volumes:
*   db: /srv/db
  config:
""",
    "an entry of which nothing is written": """\
  volumes:
    «
*   db:
    cache:
""",
    "its own line, where nothing follows": """\
  volumes:
    db: /srv/db
* «
""",
    "its own line, where only comments follow": """\
  volumes:
    db: /srv/db
* «
  # the end
""",
    "its own line, in a file of nothing else": """\
* «
""",
    "the mark of the document alone": """\
  «
* ---
  stack: web
""",
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("drawn", list(COVERED.values()), ids=list(COVERED))
def test_covered_lines(drawn: str, newline: str) -> None:
    rows = drawn.replace("«", ALLOW).splitlines()
    expected = [number for number, row in enumerate(rows, 1) if row.startswith("*")]
    document = text_document("x.yml", newline.join(row[2:] for row in rows) + newline)
    assert document.fault is None
    allow = allows_of(document)[0]
    assert [n for n in range(1, len(rows) + 1) if allow.covers(n, n)] == expected
    assert (allow.rules, allow.reason, allow.fault) == (("a-rule",), "why", None)


def test_place_over_several_lines_is_covered_where_one_of_them_is() -> None:
    allow = allows_of(text_document("x.yml", f"a: 1\nb: 1 {ALLOW}\nc: 1\n"))[0]
    assert [allow.covers(*lines) for lines in ((1, 1), (1, 2), (2, 9), (1, 9), (3, 9))] == [
        *(False, True, True, True, False)
    ]


def test_whole_file_is_covered_from_anywhere() -> None:
    text = "a: 1\nb: 1\n# stacklint: allow-file[a-rule] -- why\nc: 1\n"
    allow = allows_of(text_document("x.yml", text))[0]
    assert all(allow.covers(line, line) for line in range(1, 5))


def test_broken_file_covers_the_line_of_the_comment() -> None:
    document = text_document("x.yml", f"a: [ {ALLOW}\n{ALLOW}\nb\n")
    assert document.fault is not None
    assert [(x.first, x.last) for x in allows_of(document)] == [(1, 1), (2, 2)]


Read = tuple[tuple[str, ...], str | None, str, bool]

FORMS: dict[str, Read] = {
    "# stacklint: allow[a-rule] -- why": (("a-rule",), None, "why", False),
    "# stacklint: allow[a-rule] until=2027-03-01 -- why": (("a-rule",), "2027-03-01", "why", False),
    "# stacklint: allow[a-rule, b-rule] -- why": (("a-rule", "b-rule"), None, "why", False),
    "# stacklint: allow[a-rule b-rule,,c] -- why": (("a-rule", "b-rule", "c"), None, "why", False),
    "# stacklint: allow-file[a-rule] -- why": (("a-rule",), None, "why", True),
    "#stacklint:allow[a-rule]--why": (("a-rule",), None, "why", False),
    "##  stacklint:   allow [ a-rule ]   --   why  ": (("a-rule",), None, "why", False),
    "# stacklint: allow[a-rule] -- right until=soon": (
        ("a-rule",),
        None,
        "right until=soon",
        False,
    ),
    "# stacklint: allow[a-rule] -- see OPS-12 -- and #3": (
        ("a-rule",),
        None,
        "see OPS-12 -- and #3",
        False,
    ),
    "# stacklint: allow[a-rule]": (("a-rule",), None, "", False),
    "# stacklint: allow[a-rule] --": (("a-rule",), None, "", False),
    "# stacklint: allow[a-rule] until=2027-03-01": (("a-rule",), "2027-03-01", "", False),
    "# stacklint: allow[a-rule] -- größer 😀": (("a-rule",), None, "größer 😀", False),
}


@pytest.mark.parametrize(("comment", "read"), list(FORMS.items()), ids=list(FORMS))
def test_form(comment: str, read: Read) -> None:
    rules, until, reason, whole = read
    allow = allows_of(text_document("x.yml", f"a: 1 {comment}\n"))[0]
    assert (allow.rules, allow.reason, allow.whole_file, allow.fault) == (
        *(rules, reason, whole, None),
    )
    assert allow.until == (None if until is None else date.fromisoformat(until))


NO_FORM = "it is not of the form `allow[RULE] -- reason`"
NO_DATE = "`{}` is no date; write until=YYYY-MM-DD"
BEHIND = "it stands behind another comment: put it on a line of its own above"
LATE = "`until=2027-03-01` stands in the reason, where it ends nothing: put it before `--`"

MALFORMED = {
    "# stacklint:": NO_FORM,
    "# stacklint: allow": NO_FORM,
    "# stacklint: allow a-rule": NO_FORM,
    "# stacklint: allow(a-rule) -- why": NO_FORM,
    "# stacklint: allow[a-rule -- why": NO_FORM,
    "# stacklint: ignore[a-rule] -- why": NO_FORM,
    "# stacklint: disable": NO_FORM,
    "# stacklint: Allow[a-rule] -- why": NO_FORM,
    "# stacklint: allow-line[a-rule] -- why": NO_FORM,
    "# stacklint: allow[] -- why": "it names no rule",
    "# stacklint: allow[ , ] -- why": "it names no rule",
    "# stacklint: allow[*] -- why": "`*` is no name of a rule",
    "# stacklint: allow[A-Rule] -- why": "`A-Rule` is no name of a rule",
    "# stacklint: allow[a_rule] -- why": "`a_rule` is no name of a rule",
    "# stacklint: allow[a-rule, 7] -- why": "`7` is no name of a rule",
    "# stacklint: allow[a-rule] why": "`why` stands where ` -- reason` is expected",
    "# stacklint: allow[a-rule] - why": "`- why` stands where ` -- reason` is expected",
    "# stacklint: allow[a-rule] until=soon -- why": NO_DATE.format("soon"),
    "# stacklint: allow[a-rule] until= -- why": NO_DATE.format(""),
    "# stacklint: allow[a-rule] until=2027-02-30 -- why": NO_DATE.format("2027-02-30"),
    "# stacklint: allow[a-rule] until=2027-3-1 -- why": NO_DATE.format("2027-3-1"),
    "# stacklint: allow[a-rule] until=20270301 -- why": NO_DATE.format("20270301"),
    "# stacklint: allow[a-rule] until=2027-W09-1 -- why": NO_DATE.format("2027-W09-1"),
    "# stacklint: allow[a-rule] until=01.03.2027 -- why": NO_DATE.format("01.03.2027"),
    "# stacklint: allow[a-rule] -- why until=2027-03-01": LATE,
    "# stacklint: allow[a-rule] -- until=2027-03-01": LATE,
    "# stacklint: allow[a-rule] until=2027-02-01 -- why, until=2027-03-01 at most": LATE,
    "# rebuilt on start # stacklint: allow[a-rule] -- why": BEHIND,
    "# rebuilt  ## stacklint:allow-file[a-rule, b-rule] until=2027-03-01 -- why": BEHIND,
    "# stacklint: allow[a-rule] until=2027-03-01-- why": NO_DATE.format("2027-03-01--"),
    "# stacklint: allow[a-rule] since=2027-03-01 -- why": (
        "`since=2027-03-01 -- why` stands where ` -- reason` is expected"
    ),
}


@pytest.mark.parametrize(("comment", "words"), list(MALFORMED.items()), ids=list(MALFORMED))
def test_malformed_comment_says_what_is_wrong_and_covers_nothing(comment: str, words: str) -> None:
    allow = allows_of(text_document("x.yml", f"{comment}\na: 1 {comment}\n"))[0]
    assert allow.fault == words
    assert not any(allow.covers(line, line) for line in (1, 2))


@pytest.mark.parametrize(
    "comment",
    [
        "# stacklint allow[a-rule] -- why",
        "# stacklint allow[a-rule] why",
        "# stacklint allow-file[a-rule] -- why",
        "# stacklint : allow[a-rule] -- why",
        "# stacklint; allow[a-rule] -- why",
        "# stacklint = allow[a-rule]",
        "# stacklint-allow[a-rule]",
        "# stacklint.allow [a-rule]",
        "# @stacklint allow[a-rule]",
        "## Stacklint: allow[a-rule] -- why",
        "#STACKLINT:ALLOW[a-rule] -- why",
        "# stacklint allow(a-rule) -- why",
        "# stacklint allow: a-rule",
        "# stacklint allow=a-rule, b-rule",
        "# Stacklint: allow a-rule -- why",
        "# Stacklint: allow",
        "# stacklint ignore[a-rule] -- why",
        "# stacklint ignore a-rule",
        "# stacklint-ignore a-rule",
        "# stacklint ignore a-rule -- why",
        "# stacklint-disable-line a-rule, b-rule",
        "# stacklint disable-next-line[a-rule]",
        "# stacklint disable=a-rule",
        "# stacklint skip(a-rule)",
        "# stacklint suppress a-rule until=2027-03-01",
        "# stacklint noqa",
        "# stacklint : noqa",
        "# Stacklint: disable",
    ],
)
def test_what_plainly_tries_to_suppress_is_told_the_form(comment: str) -> None:
    (allow,) = allows_of(text_document("x.yml", f"a: 1 {comment}\n"))
    assert allow.fault == "it is not of the form `# stacklint: allow[RULE] -- reason`"
    assert not allow.covers(1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "a: 1 # see stacklint: allow[a-rule] -- why\n",
        "a: '# stacklint: allow[a-rule] -- why'\n",
        "a: |\n  # stacklint: allow[a-rule] -- why\n",
        "a: '# stacklint allow[a-rule] -- why'\n",
        "a: 1 # stacklint allows nothing here\n",
        "a: 1 # stacklint allowed[a-rule] once\n",
        "a: 1 # stacklint allow a-rule\n",
        "a: 1 # stacklint allow a-rule spec.yml --reason why\n",
        "a: 1 # stacklint allow (see the docs) would hide it\n",
        "a: 1 # stacklint ignores [tokens]\n",
        "a: 1 # stacklint ignore-list\n",
        "a: 1 # stacklint ignore well-known names\n",
        "a: 1 # stacklint skip\n",
        "a: 1 # Stacklint: skip this file, it is a fragment\n",
        "a: 1 # Stacklint: empty-volume-holds-data is about this\n",
        "a: 1 # stacklint check --ignore a-rule\n",
        "a: 1 # our-stacklint allow[a-rule]\n",
        "a: 1 # the form is # stacklint: allow[RULE] -- reason\n",
        "a: 1 # see '# stacklint: allow[a-rule] -- why'\n",
        "a: 1 # yamllint disable-line rule:a-rule\n",
        "a: 1 # noqa: a-rule\n",
        "stacklint: allow\n",
    ],
)
def test_what_only_speaks_of_suppressions_is_none(text: str) -> None:
    assert allows_of(text_document("x.yml", text)) == ()


def test_each_comment_of_a_file_is_read() -> None:
    text = f"{ALLOW}\na: 1\nb: 1 {ALLOW}\n# no\n{ALLOW}\n{ALLOW}\nc:\n  d: 1\n"
    found = allows_of(text_document("x.yml", text))
    assert [(x.first, x.last) for x in found] == [(2, 2), (3, 3), (7, 8), (7, 8)]
