"""Changes and the texts that they make, side by side."""

from __future__ import annotations

from textwrap import dedent
from typing import NamedTuple

import pytest

from stacklint.fix import apply_changes
from stacklint.model.change import (
    AddComment,
    AddEntry,
    Change,
    MapItems,
    MoveEntry,
    RemoveEntry,
    RenameKey,
    Restore,
    SetComment,
    SetValue,
    SplitItem,
)
from stacklint.model.tokens import mask_template
from stacklint.model.yaml.document import text_document


def after(text: str, *changes: Change) -> str:
    return apply_changes(text_document("spec.yml", text), changes).text


class Row(NamedTuple):
    name: str
    before: str
    change: Change
    wanted: str


def table(*rows: tuple[str, str, Change, str]) -> list[Row]:
    return [
        Row(name, dedent(before), change, dedent(wanted)) for name, before, change, wanted in rows
    ]


SET_SCALARS = table(
    ("plain", "a: 1\nb: 2\n", SetValue(("a",), "x"), "a: x\nb: 2\n"),
    ("number", "a: x\n", SetValue(("a",), 7), "a: 7\n"),
    ("truth", "a: 'true'\n", SetValue(("a",), value=True), "a: true\n"),
    ("fraction", "a: 1\n", SetValue(("a",), 1e20), "a: 1.0e+20\n"),
    ("nothing", "a: 1 # c\nb: 2\n", SetValue(("a",), None), "a: # c\nb: 2\n"),
    ("nothing in a list", "- a\n- b\n", SetValue((0,), None), "- null\n- b\n"),
    ("nothing between brackets", "{a: 1}\n", SetValue(("a",), None), "{a: null}\n"),
    ("own quotes stay", 'a: "x" # c\n', SetValue(("a",), "y"), 'a: "y" # c\n'),
    ("text like a number", "a: x\n", SetValue(("a",), "8899"), "a: '8899'\n"),
    ("text like a time to PyYAML", "a: x\n", SetValue(("a",), "22:22"), "a: '22:22'\n"),
    ("text like a truth to PyYAML", "a: x\n", SetValue(("a",), "on"), "a: 'on'\n"),
    ("empty text", "a: x\n", SetValue(("a",), ""), "a: ''\n"),
    ("text with a colon", "a: x\n", SetValue(("a",), "b: c"), "a: 'b: c'\n"),
    ("text with a hash", "a: x\n", SetValue(("a",), "b #c"), "a: 'b #c'\n"),
    ("text with a quote", "a: 'x'\n", SetValue(("a",), "it's"), "a: 'it''s'\n"),
    ("text of two lines", "a: x\nb: 1\n", SetValue(("a",), "1\n2"), 'a: "1\\n2"\nb: 1\n'),
    ("JSON", '{"a": null, "b": 1}\n', SetValue(("a",), "x"), '{"a": "x", "b": 1}\n'),
    ("siblings' quotes", 'a: x\nb: "y"\n', SetValue(("a",), "1"), 'a: "1"\nb: "y"\n'),
    (
        "forced quotes",
        "p:\n- 8899\n- '1'\n",
        SetValue(("p", 0), 8899, quote=True),
        "p:\n- '8899'\n- '1'\n",
    ),
    ("empty value", "a:\nb: 1\n", SetValue(("a",), "x"), "a: x\nb: 1\n"),
    ("empty value with a comment", "a:   # c\nb: 1\n", SetValue(("a",), "x"), "a: x   # c\nb: 1\n"),
    ("empty value with blanks", "a:  \nb: 1\n", SetValue(("a",), "x"), "a: x  \nb: 1\n"),
    ("empty item", "-\n- b\n", SetValue((0,), "x"), "- x\n- b\n"),
    ("empty value between brackets", "{a: , b: 1}\n", SetValue(("a",), "x"), "{a: x , b: 1}\n"),
    (
        "aligned",
        "a:      1   # c\nbcd:    2\n",
        SetValue(("a",), 3),
        "a:      3   # c\nbcd:    2\n",
    ),
    ("own line", "a:\n  long\n  text # c\nb: 1\n", SetValue(("a",), "x"), "a:\n  x # c\nb: 1\n"),
    ("double quotes over lines", 'a: "x\n  y" # c\n', SetValue(("a",), "z"), 'a: "z" # c\n'),
    (
        "script",
        "a: | # c\n  x\n\n  y\n\n# d\nb: 1\n",
        SetValue(("a",), "z"),
        "a: z # c\n\n# d\nb: 1\n",
    ),
    ("script at the end", "a: >-\n  x", SetValue(("a",), "z"), "a: z"),
    ("alias", "a: &x 1\nb: *x # c\n", SetValue(("b",), 2), "a: &x 1\nb: 2 # c\n"),
    ("unused anchor stays", "a: &x 1\n", SetValue(("a",), 2), "a: &x 2\n"),
    ("unused anchor of nothing", "a: &x\nb: 1\n", SetValue(("a",), 2), "a: &x 2\nb: 1\n"),
    ("text tag stays", "a: !!str 1\n", SetValue(("a",), "x"), "a: !!str x\n"),
    (
        "section to scalar",
        "a: # c\n  b: 1\n  c: 2\nd: 3\n",
        SetValue(("a",), 1),
        "a: 1 # c\nd: 3\n",
    ),
    ("section to nothing", "a:\n  b: 1\nd: 3\n", SetValue(("a",), None), "a:\nd: 3\n"),
    ("last section", "a:\n  b: 1", SetValue(("a",), "x"), "a: x"),
    ("item behind its dash", "- a: 1\n  b: 2\n- c\n", SetValue((0,), "x"), "- x\n- c\n"),
    ("flow", "a: {b: 1} # c\n", SetValue(("a",), 2), "a: 2 # c\n"),
)

SET_COLLECTIONS = table(
    (
        "scalar to section",
        "a: 1 # c\nb: 2\n",
        SetValue(("a",), {"x": 1, "y": [1]}),
        """\
        a: # c
          x: 1
          y:
            - 1
        b: 2
        """,
    ),
    ("nothing to list", "a:\nb:\n- 1\n", SetValue(("a",), ["x", "y"]), "a:\n- x\n- y\nb:\n- 1\n"),
    (
        "empty brackets",
        "a: {}   # c\nb: 1\n",
        SetValue(("a",), {"x": 1}),
        "a:   # c\n  x: 1\nb: 1\n",
    ),
    ("brackets stay", "a: [1, 2] # c\n", SetValue(("a",), [1, "b,c"]), "a: [1, 'b,c'] # c\n"),
    ("between brackets", "a: [1, {b: 2}]\n", SetValue(("a", 1), [3]), "a: [1, [3]]\n"),
    ("to empty", "a:\n  b: 1\nc: 2\n", SetValue(("a",), {}), "a: {}\nc: 2\n"),
    ("script to section", "a: |\n  x\nb: 1\n", SetValue(("a",), {"x": 1}), "a:\n  x: 1\nb: 1\n"),
    (
        "section to section",
        "a:\n    b: 1\nc: 2\n",
        SetValue(("a",), {"x": {"y": 1}}),
        """\
        a:
            x:
                y: 1
        c: 2
        """,
    ),
    (
        "item to section",
        "a:\n  - x\n  - y\n",
        SetValue(("a", 0), {"b": 1, "c": {"d": 2}}),
        """\
        a:
          - b: 1
            c:
              d: 2
          - y
        """,
    ),
    (
        "empty item to section",
        "-\n- y\n",
        SetValue((0,), {"b": 1, "c": 2}),
        "- b: 1\n  c: 2\n- y\n",
    ),
    (
        "item section",
        "- a: 1\n  b: 2\n- y\n",
        SetValue((0,), {"c": 1, "d": 2}),
        "- c: 1\n  d: 2\n- y\n",
    ),
    ("without newline", "a: 1", SetValue(("a",), {"b": 2}), "a:\n  b: 2"),
    (
        "script in a section",
        "a:\n",
        SetValue(("a",), {"b": "x\ny\n"}),
        "a:\n  b: |\n    x\n    y\n",
    ),
    (
        "list as those of the same name",
        "a:\n  c: [x, 'y z']\n  d:\n  - 1\nb:\n  c: text\n  d:\n  - 1\n",
        SetValue(("b", "c"), ["1", "a, b"]),
        "a:\n  c: [x, 'y z']\n  d:\n  - 1\nb:\n  c: ['1', 'a, b']\n  d:\n  - 1\n",
    ),
    (
        "list as those beside",
        "a:\n  - 1\nb:\n  c: text # c\n  d: [1]\n",
        SetValue(("b", "c"), ["x"]),
        "a:\n  - 1\nb:\n  c: [x] # c\n  d: [1]\n",
    ),
    (
        "list of more than words",
        "a: [x]\nb: text\n",
        SetValue(("b",), [["x"]]),
        "a: [x]\nb:\n  - [x]\n",
    ),
    ("lines stay lines", "a: [x]\nb:\n- y\n", SetValue(("b",), ["z"]), "a: [x]\nb:\n- z\n"),
    ("forced quotes below", "a:\n", SetValue(("a",), [80], quote=True), "a:\n  - '80'\n"),
)

RENAMED = table(
    ("key", "a: 1 # c\nb: 2\n", RenameKey(("a",), "x"), "x: 1 # c\nb: 2\n"),
    ("section", "# c\na: # d\n  b: 1\n", RenameKey(("a",), "x"), "# c\nx: # d\n  b: 1\n"),
    ("quoted", '"a": 1\n', RenameKey(("a",), "x"), '"x": 1\n'),
    ("name like a number", "a: 1\n", RenameKey(("a",), "1"), "'1': 1\n"),
    ("space before the colon", "a : 1\n", RenameKey(("a",), "x"), "x : 1\n"),
    ("behind a dash", "- a: 1\n  b: 2\n", RenameKey((0, "a"), "x"), "- x: 1\n  b: 2\n"),
    ("between brackets", "{a: 1, b: 2}\n", RenameKey(("b",), "x"), "{a: 1, x: 2}\n"),
    ("anchored value", "a: &x 1\nb: *x\n", RenameKey(("a",), "c"), "c: &x 1\nb: *x\n"),
    ("number as a key", "80: 1\n", RenameKey(("80",), "x"), "x: 1\n"),
)

MAPPED = table(
    ("items", "e:\n  - A=b\n  - C=d=e\n", MapItems(("e",)), 'e:\n  A: "b"\n  C: "d=e"\n'),
    ("without a value", "e:\n  - A\n  - B=\n", MapItems(("e",)), 'e:\n  A:\n  B: ""\n'),
    (
        "their comments",
        "e: # all\n  # a\n  - A=b # one\n\n  # nobody's\n\n  - 'C=d' # two\nf: 1\n",
        MapItems(("e",)),
        'e: # all\n  # a\n  A: "b" # one\n\n  # nobody\'s\n\n  C: "d" # two\nf: 1\n',
    ),
    (
        "dashes below their key",
        "x:\n  e:\n  # a\n  - A=b # one\n\n  - C=d\n  f: 1\n",
        MapItems(("x", "e")),
        'x:\n  e:\n    # a\n    A: "b" # one\n\n    C: "d"\n  f: 1\n',
    ),
    (
        "on one line",
        "e: [A=b, 'C=d e', F] # c\n",
        MapItems(("e",)),
        'e: {A: "b", C: "d e", F: null} # c\n',
    ),
    ("odd text", "e:\n  - 'A=say \"x\" #1'\n", MapItems(("e",)), 'e:\n  A: "say \\"x\\" #1"\n'),
    ("number as a key", "e:\n  - 1=2\n", MapItems(("e",)), "e:\n  '1': \"2\"\n"),
    ("without newline", "e:\n- A=b", MapItems(("e",)), 'e:\n  A: "b"'),
    ("anchor of the list", "e: &x\n  - A=b\n", MapItems(("e",)), 'e: &x\n  A: "b"\n'),
)

SPLIT = table(
    (
        "item",
        "p:\n  - '1-3'   # c\n  - '9'\n",
        SplitItem(("p", 0), ("1", "2", "3")),
        "p:\n  - '1'   # c\n  - '2'\n  - '3'\n  - '9'\n",
    ),
    ("plain", "- 1-2/udp\n", SplitItem((0,), ("1/udp", "2/udp")), "- 1/udp\n- 2/udp\n"),
    (
        "plain, and numbers in the quotes of its neighbours",
        '- 1-2\n- "9"\n',
        SplitItem((0,), ("1", "2")),
        '- "1"\n- "2"\n- "9"\n',
    ),
    (
        "its comments stay",
        "p:\n  # a\n  - '1-2' # b\n  # n\n\n# c\nq: 1\n",
        SplitItem(("p", 0), ("1", "2")),
        "p:\n  # a\n  - '1' # b\n  - '2'\n  # n\n\n# c\nq: 1\n",
    ),
    ("wide dash", "-   a\n-   c\n", SplitItem((0,), ("a", "b")), "-   a\n-   b\n-   c\n"),
    ("without newline", "- a", SplitItem((0,), ("a", "b")), "- a\n- b"),
    ("empty", "-\n- c\n", SplitItem((0,), ("a", "b")), "- a\n- b\n- c\n"),
    ("on the next line", "-\n  a\n- c\n", SplitItem((0,), ("a", "b")), "-\n  a\n- b\n- c\n"),
    ("into one", "- a # c\n- b\n", SplitItem((0,), ("x",)), "- x # c\n- b\n"),
    ("behind two dashes", "- - a\n  - c\n", SplitItem((0, 0), ("a", "b")), "- - a\n  - b\n  - c\n"),
    ("script", "- |\n  a\n\n- c\n", SplitItem((0,), ("a", "b")), "- a\n- b\n\n- c\n"),
    (
        "between brackets",
        '[a, "1-2", c] # d\n',
        SplitItem((1,), ("1", "2")),
        '[a, "1", "2", c] # d\n',
    ),
    ("wide brackets", "[ a,b ]\n", SplitItem((1,), ("x,y", "z")), "[ a,'x,y', z ]\n"),
    (
        "on a line between brackets",
        "v: [\n  '1-2', # c\n  '9'\n]\n",
        SplitItem(("v", 0), ("1", "2")),
        "v: [\n  '1', # c\n  '2',\n  '9'\n]\n",
    ),
    (
        "on the last line between brackets",
        "v: [\n  '9',\n  '1-3' # c\n]\n",
        SplitItem(("v", 1), ("1", "2", "3")),
        "v: [\n  '9',\n  '1', # c\n  '2',\n  '3'\n]\n",
    ),
    (
        "among others on a line",
        "v: [\n  a, b, # c\n  d\n]\n",
        SplitItem(("v", 0), ("x", "y")),
        "v: [\n  x, y, b, # c\n  d\n]\n",
    ),
)

REMOVED = table(
    ("first", "a: 1\nb: 2\n", RemoveEntry(("a",)), "b: 2\n"),
    ("last", "a: 1\nb: 2\n", RemoveEntry(("b",)), "a: 1\n"),
    ("last without newline", "a: 1\nb: 2", RemoveEntry(("b",)), "a: 1"),
    ("last behind a blank line", "a: 1 \n\n# c\nb: 2", RemoveEntry(("b",)), "a: 1 "),
    (
        "its comments go",
        "a: 1\n# c\n# d\nb: 2 # e\nf: 3 # g\n",
        RemoveEntry(("b",)),
        "a: 1\nf: 3 # g\n",
    ),
    (
        "nobody's comment stays",
        "a: 1\n# n\n\n# c\nb: 2\nd: 3\n",
        RemoveEntry(("b",)),
        "a: 1\n# n\n\nd: 3\n",
    ),
    (
        "comment at another column stays",
        "a:\n  x: 1\n  # n\nb: 2\nc: 3\n",
        RemoveEntry(("b",)),
        "a:\n  x: 1\n  # n\nc: 3\n",
    ),
    ("comment of the next stays", "a: 1\n# c\nb: 2\n", RemoveEntry(("a",)), "# c\nb: 2\n"),
    ("section", "a:\n  # c\n  b: 1 # d\n\n  e: 2\nf: 3\n", RemoveEntry(("a",)), "f: 3\n"),
    (
        "nobody's comment inside stays",
        "a:\n  # n\n\n  b: 1\nf: 3\n",
        RemoveEntry(("a",)),
        "  # n\nf: 3\n",
    ),
    ("sole entry", "a: # c\n  b: 1 # d\ne: 2\n", RemoveEntry(("a", "b")), "a: {} # c\ne: 2\n"),
    ("sole entry at the end", "e: 2\na:\n  b: 1", RemoveEntry(("a", "b")), "e: 2\na: {}"),
    ("sole item", "a:\n- b\ne: 2\n", RemoveEntry(("a", 0)), "a: []\ne: 2\n"),
    ("sole entry with an anchor above", "a: &x\n  b: 1\n", RemoveEntry(("a", "b")), "a: &x {}\n"),
    (
        "sole entry of the file",
        "# h\n\n# c\na: 1 # d\n# t\n",
        RemoveEntry(("a",)),
        "# h\n\n{}\n# t\n",
    ),
    ("sole entry of an item", "- a: 1\n- b\n", RemoveEntry((0, "a")), "- {}\n- b\n"),
    ("sole item of an item", "- - a\n- b\n", RemoveEntry((0, 0)), "- []\n- b\n"),
    ("item", "a:\n  - x # c\n  - y\n", RemoveEntry(("a", 0)), "a:\n  - y\n"),
    ("item of several lines", "- a: 1\n  b: 2\n- c\n", RemoveEntry((0,)), "- c\n"),
    ("empty item", "- a\n-\n- b\n", RemoveEntry((1,)), "- a\n- b\n"),
    ("behind a dash", "- a: 1 # c\n  b: 2 # d\n- c\n", RemoveEntry((0, "a")), "- b: 2 # d\n- c\n"),
    ("behind two dashes", "- - a\n  - b\n", RemoveEntry((0, 0)), "- - b\n"),
    ("second of an item", "- a: 1\n  b: 2\n", RemoveEntry((0, "b")), "- a: 1\n"),
    ("first of equal keys", "a: 1\na: 2\nb: 3\n", RemoveEntry(("a",)), "a: 2\nb: 3\n"),
    ("second of equal keys", "a: 1\nb: 3\na: 2 # c\n", RemoveEntry(("a",), 1), "a: 1\nb: 3\n"),
    ("first between brackets", "{a: 1, b: 2}\n", RemoveEntry(("a",)), "{b: 2}\n"),
    ("last between brackets", "a: [1, 2, 3]\n", RemoveEntry(("a", 2)), "a: [1, 2]\n"),
    ("last before a comma", "a: [1, 2,]\n", RemoveEntry(("a", 1)), "a: [1,]\n"),
    ("sole between brackets", "a: { b: 1 } # c\n", RemoveEntry(("a", "b")), "a: {} # c\n"),
    (
        "brackets over lines",
        "a: [\n  1, # c\n  2, # d\n]\n",
        RemoveEntry(("a", 0)),
        "a: [\n  2, # d\n]\n",
    ),
    ("script", "a: |\n  x\n\nb: 1\n", RemoveEntry(("a",)), "\nb: 1\n"),
    ("script with its blank lines", "a: |+\n  x\n\n\nb: 1\n", RemoveEntry(("a",)), "b: 1\n"),
    ("an alias", "a: &x 1\nb: *x\nc: 2\n", RemoveEntry(("b",)), "a: &x 1\nc: 2\n"),
    (
        "a merge beside",
        "a: &x {k: 1}\nb:\n  <<: *x\n  c: 2\n",
        RemoveEntry(("b", "c")),
        "a: &x {k: 1}\nb:\n  <<: *x\n",
    ),
)

ADDED = table(
    ("entry", "a: 1\n", AddEntry(("b",), 2), "a: 1\nb: 2\n"),
    ("without newline", "a: 1", AddEntry(("b",), 2), "a: 1\nb: 2"),
    ("nothing", "v:\n  a:\n", AddEntry(("v", "b"), None), "v:\n  a:\n  b:\n"),
    (
        "siblings' column",
        "v:\n    a: x # c\nw: 1\n",
        AddEntry(("v", "b"), "y"),
        "v:\n    a: x # c\n    b: y\nw: 1\n",
    ),
    ("siblings' quotes", 'v:\n  a: "1"\n', AddEntry(("v", "b"), "2"), 'v:\n  a: "1"\n  b: "2"\n'),
    (
        "above the next comment",
        "v:\n  a: x\n\n# next\nw: 1\n",
        AddEntry(("v", "b"), "y"),
        "v:\n  a: x\n  b: y\n\n# next\nw: 1\n",
    ),
    (
        "above nobody's comment",
        "v:\n  a: x\n  # b: old\nw: 1\n",
        AddEntry(("v", "b"), "y"),
        "v:\n  a: x\n  b: y\n  # b: old\nw: 1\n",
    ),
    (
        "behind a section",
        "a:\n  b:\n    c: 1\n# t\n",
        AddEntry(("d",), 1),
        "a:\n  b:\n    c: 1\nd: 1\n# t\n",
    ),
    (
        "behind a script",
        "a:\n  b: |\n    x\n\nc: 1\n",
        AddEntry(("a", "d"), 1),
        "a:\n  b: |\n    x\n  d: 1\n\nc: 1\n",
    ),
    (
        "empty section",
        "v:   # c\nw:\n    x: 1\n",
        AddEntry(("v", "b"), "y"),
        "v:   # c\n    b: y\nw:\n    x: 1\n",
    ),
    ("section of null", "v: null # c\n", AddEntry(("v", "b"), "y"), "v: # c\n  b: y\n"),
    ("empty brackets", "v: {} # c\nw: 1\n", AddEntry(("v", "b"), "y"), "v: # c\n  b: y\nw: 1\n"),
    ("empty list brackets", "v: []\nw:\n- 1\n", AddEntry(("v", 0), "y"), "v:\n- y\nw:\n- 1\n"),
    ("empty item", "-\n- a\n", AddEntry((0, "b"), "y"), "- b: y\n- a\n"),
    (
        "between brackets",
        "v: {a: 1} # c\n",
        AddEntry(("v", "b"), "x,y"),
        "v: {a: 1, b: 'x,y'} # c\n",
    ),
    (
        "JSON",
        '{\n  "v": {\n    "a": "x"\n  }\n}\n',
        AddEntry(("v", "b"), "y"),
        '{\n  "v": {\n    "a": "x",\n    "b": "y"\n  }\n}\n',
    ),
    (
        "JSON on a line",
        '{"v": {}, "w": 1}\n',
        AddEntry(("v", "b"), {"c": ["y", 2]}),
        '{"v": {"b": {"c": ["y", 2]}}, "w": 1}\n',
    ),
    (
        "every key in quotes",
        "'v':\n  'a': x\n",
        AddEntry(("v", "b"), "y"),
        "'v':\n  'a': x\n  'b': 'y'\n",
    ),
    ("a key without", "'v':\n  a: 'x'\n", AddEntry(("v", "b"), "y"), "'v':\n  a: 'x'\n  b: y\n"),
    ("wide brackets", "v: { a: 1 }\n", AddEntry(("v", "b"), 2), "v: { a: 1, b: 2 }\n"),
    (
        "what ruamel warns of",
        "%YAML 1.1\n---\na: 1e3\n",
        AddEntry(("b",), 2),
        "%YAML 1.1\n---\na: 1e3\nb: 2\n",
    ),
    ("behind nothing", "v: {a: }\n", AddEntry(("v", "b"), 2), "v: {a: , b: 2 }\n"),
    (
        "behind nothing over lines",
        "v: {\n  a: # c\n}\n",
        AddEntry(("v", "b"), 2),
        "v: {\n  a: , # c\n  b: 2\n}\n",
    ),
    ("before the last comma", "v: [a,]\n", AddEntry(("v", 1), "b"), "v: [a, b,]\n"),
    (
        "brackets over lines",
        "v: [\n  a, # c\n  b # d\n]\n",
        AddEntry(("v", 2), "e"),
        "v: [\n  a, # c\n  b, # d\n  e\n]\n",
    ),
    (
        "lines and commas",
        "v: [\n  a,\n  b, # d\n]\n",
        AddEntry(("v", 2), "e"),
        "v: [\n  a,\n  b, # d\n  e,\n]\n",
    ),
    ("empty between brackets", "v: [{}]\n", AddEntry(("v", 0, "b"), 2), "v: [{b: 2}]\n"),
    ("item", "a:\n- x # c\nb: 1\n", AddEntry(("a", 1), "y"), "a:\n- x # c\n- y\nb: 1\n"),
    (
        "item section",
        "a:\n  - x: 1\n",
        AddEntry(("a", 1), {"x": 2, "y": [3]}),
        "a:\n  - x: 1\n  - x: 2\n    y:\n      - 3\n",
    ),
    ("into an item", "- a: 1\n- b: 2\n", AddEntry((0, "c"), 3), "- a: 1\n  c: 3\n- b: 2\n"),
    ("missing section", "a:\n  b: 1\n", AddEntry(("c", "d"), "x"), "a:\n  b: 1\nc:\n  d: x\n"),
    (
        "two missing sections",
        "a:\n  b: 1\n",
        AddEntry(("a", "c", "d"), "x"),
        "a:\n  b: 1\n  c:\n    d: x\n",
    ),
    ("missing list", "a: 1\n", AddEntry(("c", 0), "x"), "a: 1\nc:\n  - x\n"),
    ("list", "a:\n - 1\n", AddEntry(("c",), ["80", "x"]), "a:\n - 1\nc:\n - '80'\n - x\n"),
    ("list as the others", "a: [1]\n", AddEntry(("c",), ["80", "x"]), "a: [1]\nc: ['80', x]\n"),
    (
        "item beside lists on one line",
        "a: [1]\nc:\n- x\n",
        AddEntry(("c", 1), "y"),
        "a: [1]\nc:\n- x\n- y\n",
    ),
    (
        "lists below",
        "p:\n  a: ['1']\n",
        AddEntry(("p", "b"), {"c": ["80", "e, f"], "d": []}),
        "p:\n  a: ['1']\n  b:\n    c: ['80', 'e, f']\n    d: []\n",
    ),
    ("name that needs quotes", "a: 1\n", AddEntry(("on",), 1), "a: 1\n'on': 1\n"),
    ("before the end mark", "---\na: 1\n...\n", AddEntry(("b",), 2), "---\na: 1\nb: 2\n...\n"),
    (
        "beside a merge",
        "x: &x {k: 1}\na:\n  <<: *x\n",
        AddEntry(("a", "b"), 2),
        "x: &x {k: 1}\na:\n  <<: *x\n  b: 2\n",
    ),
)

MOVED = table(
    (
        "to another section",
        "a:\n  # c\n  x: 1 # d\n  y: 2\nb:\n  z: 3\n",
        MoveEntry(("a", "x"), ("b", "x")),
        "a:\n  y: 2\nb:\n  z: 3\n  # c\n  x: 1 # d\n",
    ),
    (
        "under another name",
        "a:\n  x: 1 # d\nb:\n    z: 3\n",
        MoveEntry(("a", "x"), ("b", "w")),
        "a: {}\nb:\n    z: 3\n    w: 1 # d\n",
    ),
    (
        "with another value",
        "v:\n  x: # d\n  y: 1\nb: 1\n",
        MoveEntry(("v", "x"), ("c", "x"), "./x", keep_value=False),
        "v:\n  y: 1\nb: 1\nc:\n  x: ./x # d\n",
    ),
    (
        "to a missing section",
        "v:\n  # c\n  x:\n    k: |\n      1\n\n      2\n    l: 2\n  y: 1\n",
        MoveEntry(("v", "x"), ("c", "d", "x")),
        "v:\n  y: 1\nc:\n  d:\n    # c\n    x:\n      k: |\n        1\n\n        2\n      l: 2\n",
    ),
    (
        "with blank lines",
        "a:\n  x: |+\n    1\n\n  y: 2\nb:\n  z: 3\n",
        MoveEntry(("a", "x"), ("b", "x")),
        "a:\n  y: 2\nb:\n  z: 3\n  x: |+\n    1\n\n",
    ),
    ("up", "a:\n  b: 1\n  c: 2 # d\n", MoveEntry(("a", "c"), ("c",)), "a:\n  b: 1\nc: 2 # d\n"),
    ("up without newline", "a:\n  b: 1\n  c: 2", MoveEntry(("a", "c"), ("c",)), "a:\n  b: 1\nc: 2"),
    (
        "into an empty section",
        "a: 1\nb: 2\nc: # d\n",
        MoveEntry(("a",), ("c", "a")),
        "b: 2\nc: # d\n  a: 1\n",
    ),
    (
        "within a section",
        "a: 1 # c\nb: 2\n",
        MoveEntry(("a",), ("c",), 3, keep_value=False),
        "c: 3 # c\nb: 2\n",
    ),
    (
        "out of brackets",
        "a: {x: 1, y: 2}\nb:\n  z: 1\n",
        MoveEntry(("a", "x"), ("b", "x")),
        "a: {y: 2}\nb:\n  z: 1\n  x: 1\n",
    ),
    (
        "into brackets",
        "a:\n  x: 1\n  y: 2\nb: {z: 1}\n",
        MoveEntry(("a", "x"), ("b", "x")),
        "a:\n  y: 2\nb: {z: 1, x: 1}\n",
    ),
)

COMMENTED = table(
    ("behind", "a: 1\nb: 2\n", AddComment(("a",), "c"), "a: 1  # c\nb: 2\n"),
    ("behind a blank", "a: 1 \nb: 2\n", AddComment(("a",), "# c"), "a: 1  # c\nb: 2\n"),
    ("behind a section's key", "a:\n  b: 2\n", AddComment(("a",), "c"), "a:  # c\n  b: 2\n"),
    ("behind a script's mark", "a: |\n  b\n", AddComment(("a",), "c"), "a: |  # c\n  b\n"),
    ("behind the last line", "a: 1", AddComment(("a",), "c"), "a: 1  # c"),
    ("behind an item", "a:\n  - x\n", AddComment(("a", 0), "c"), "a:\n  - x  # c\n"),
    ("above", "a:\n  b: 1\n", AddComment(("a", "b"), "c", above=True), "a:\n  # c\n  b: 1\n"),
    ("above, below others", "# d\na: 1\n", AddComment(("a",), "c", above=True), "# d\n# c\na: 1\n"),
    (
        "above an item",
        "a:\n  - x: 1\n",
        AddComment(("a", 0), "c", above=True),
        "a:\n  # c\n  - x: 1\n",
    ),
    ("above the file", "a: 1\n", AddComment((), "c"), "# c\na: 1\n"),
    ("above a head", "# h\n\na: 1\n", AddComment((), "c"), "# c\n# h\n\na: 1\n"),
    ("below the dashes", "---\na: 1\n", AddComment((), "c"), "---\n# c\na: 1\n"),
    (
        "below a directive",
        "%YAML 1.2\n--- # d\na: 1\n",
        AddComment((), "c"),
        "%YAML 1.2\n--- # d\n# c\na: 1\n",
    ),
    ("in an empty file", "", AddComment((), "c"), "# c\n"),
    (
        "inside an anchored section",
        "a: &x\n  b: 1\nc: *x\n",
        AddComment(("a", "b"), "c"),
        "a: &x\n  b: 1  # c\nc: *x\n",
    ),
    ("other text", "a: 1 # c\n", SetComment(5, "# d"), "a: 1 # d\n"),
    ("text without its mark", "a: 1 # c\n", SetComment(5, "d"), "a: 1 # d\n"),
    ("none", "a: 1   # c\nb: 2\n", SetComment(7, None), "a: 1\nb: 2\n"),
    ("none alone", "a: 1\n# c\nb: 2\n", SetComment(5, None), "a: 1\nb: 2\n"),
    ("none at the end", "a: 1\n# c", SetComment(5, None), "a: 1"),
)

EVERYTHING = [
    *SET_SCALARS,
    *SET_COLLECTIONS,
    *RENAMED,
    *MAPPED,
    *SPLIT,
    *REMOVED,
    *ADDED,
    *MOVED,
    *COMMENTED,
]
MANY_LINES = [row for row in EVERYTHING if "\n" in row.before]


@pytest.mark.parametrize("row", EVERYTHING, ids=lambda row: row.name)
def test_change(row: Row) -> None:
    assert after(row.before, row.change) == row.wanted


@pytest.mark.parametrize("row", MANY_LINES, ids=lambda row: row.name)
def test_change_keeps_carriage_returns(row: Row) -> None:
    change = row.change
    if isinstance(change, SetComment):
        lines = row.before[: change.start].count("\n")
        change = SetComment(change.start + lines, change.text)
    before, wanted = row.before.replace("\n", "\r\n"), row.wanted.replace("\n", "\r\n")
    assert after(before, change) == wanted


@pytest.mark.parametrize("row", EVERYTHING, ids=lambda row: row.name)
def test_change_keeps_byte_order_mark(row: Row) -> None:
    document = apply_changes(text_document("spec.yml", "\ufeff" + row.before), [row.change])
    assert (document.bom, document.text) == (True, row.wanted)


def test_no_change_is_the_same_document() -> None:
    document = text_document("spec.yml", "a:\t1\n")
    assert apply_changes(document, []) is document


def test_each_change_sees_what_the_one_before_left() -> None:
    changes = (AddEntry(("v", "x"), "y"), RenameKey(("v", "x"), "z"), SetValue(("v", "z"), 1))
    assert after("v:\n", *changes) == "v:\n  z: 1\n"


def test_change_after_which_nothing_is_other() -> None:
    assert after("a: 1 # c\n", SetValue(("a",), 1)) == "a: 1 # c\n"


def test_restore_gives_the_whole_text_and_its_byte_order_mark() -> None:
    broken = text_document("spec.yml", "a: [\n")
    restored = apply_changes(broken, [Restore("\ufeff# c\r\na: 1\r\n"), AddEntry(("b",), 2)])
    assert (restored.bom, restored.text) == (True, "# c\r\na: 1\r\nb: 2\r\n")
    plain = apply_changes(restored, [Restore("a: 1\n")])
    assert (plain.bom, plain.text) == (False, "a: 1\n")


def test_comment_in_a_template() -> None:
    text = "a: {{ x }} \n{% if y %}\nb: 1\n{% endif %}\n"
    masked = mask_template(text)
    document = text_document("spec.yml.j2", text, masked)
    changed = apply_changes(document, [AddComment(("b",), "c")])
    assert changed.text == text.replace("b: 1", "b: 1  # c")
    assert changed.masked
