"""Changes that are not made, and why."""

from __future__ import annotations

import pytest

from stacklint.fix import Refused, apply_changes
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

ANCHORED = "a: &x\n  b: 1\nc: *x\nd:\n  <<: *x\n  e: &y 2\nf: *y\n"

REFUSED: list[tuple[str, Change, str]] = [
    # There is no such place.
    ("a: 1\n", SetValue(("b",), 2), "there is no `b`"),
    ("a: 1\n", SetValue((), 2), "there is no ``"),
    ("a: 1\n", RenameKey(("a", "b"), "c"), "there is no `a.b`"),
    ("a: [1]\n", RemoveEntry(("a", 1)), "there is no `a.1`"),
    ("a: 1\na: 2\n", RemoveEntry(("a",), 2), "there is no `a`"),
    ("a: 1\n", AddComment(("b",), "c"), "there is no `b`"),
    ("a: 1 # c\n", SetComment(0, "d"), "no comment at that place"),
    ("", AddEntry(("a",), 1), "no section that an entry could be added to"),
    # The way leads to another place.
    (ANCHORED, SetValue(("c", "b"), 2), "`c` is the alias *x"),
    (ANCHORED, AddEntry(("c", "z"), 2), "`c` is the alias *x"),
    (ANCHORED, SetValue(("d", "b"), 2), "`d.b` comes through `<<`"),
    (ANCHORED, AddEntry(("d", "b"), 2), "`d.b` comes through `<<`"),
    (ANCHORED, SetValue(("d", "<<"), 2), "a `<<` stands for"),
    (ANCHORED, SetValue(("a", "b"), 2), "`a` has an anchor"),
    (ANCHORED, AddEntry(("a", "z"), 2), "`a` has an anchor"),
    (ANCHORED, SetValue(("a",), 2), "an alias repeats the value on line 1"),
    (ANCHORED, SetValue(("d", "e"), 3), "an alias repeats the value on line 6"),
    (ANCHORED, RemoveEntry(("a",)), "the alias *x has no anchor"),
    (ANCHORED, MoveEntry(("a",), ("g", "a")), "the alias *x has no anchor"),
    ("a: &x 1\nb: &x 2\nc: *x\n", RemoveEntry(("b",)), "would be read as alias"),
    ("&k a: 1\nb: *k\n", RenameKey(("a",), "c"), "an alias repeats it"),
    ("a: 1\na: 2\n", SetValue(("a",), 3), "the key `a` stands there 2 times"),
    ("a: 1\na:\n  b: 1\n", RemoveEntry(("a", "b")), "the key `a` stands there 2 times"),
    # There is no list of `KEY=value`.
    ("a: 1\n", MapItems(("a",)), "there is no list"),
    ("a: []\n", MapItems(("a",)), "there is no list"),
    ("a: !x [b=c]\n", MapItems(("a",)), "there is no list"),
    ("a: [b=c, b=d]\n", MapItems(("a",)), "a key stands in the list twice"),
    ("a: [=c]\n", MapItems(("a",)), "has no key"),
    ("a: [[b=c]]\n", MapItems(("a",)), "is no text"),
    ("a: [null]\n", MapItems(("a",)), "is no text"),
    ("a: [&x b=c]\n", MapItems(("a",)), "an anchor or a tag"),
    ("a: &x [b=c]\nd: *x\n", MapItems(("a",)), "an alias repeats the value"),
    # There is no text in a list.
    ("a: 1\n", SplitItem(("a",), ("1", "2")), "no text in a list"),
    ("- [1]\n", SplitItem((0,), ("1", "2")), "no text in a list"),
    ("- &x 1\n", SplitItem((0,), ("1", "2")), "an anchor or a tag"),
    ("- &x 1\n- *x\n", SplitItem((0,), ("1", "2")), "an alias repeats the value"),
    ("- *x\n", SplitItem((0,), ("1", "2")), "could not be read"),
    ("- &x 1\n- *x\n", SplitItem((1,), ("1", "2")), "no text in a list"),
    ("a: &x [1]\nb: *x\n", SplitItem(("a", 0), ("1", "2")), "`a` has an anchor"),
    ("a: [1, # c\n  2]\n", SplitItem(("a", 0), ("1", "2")), "move the comment on line 1"),
    # Something is there already.
    ("a: 1\nb: 2\n", RenameKey(("a",), "b"), "there is a `b` already"),
    ("a: 1\n", AddEntry(("a",), 2), "there is a `a` already"),
    ("a: 1\nb:\n  a: 2\n", MoveEntry(("a",), ("b", "a")), "there is a `b.a` already"),
    ("a: 1\nb: 1\n", MoveEntry(("a",), ("b",)), "there is a `b` already"),
    ("a: 1 # c\n", AddComment(("a",), "d"), "has a comment already"),
    # It cannot hold what is added.
    ("a: 1\n", AddEntry(("a", "b"), 2), "`a` is no section"),
    ("a:\n- 1\n", AddEntry(("a", 3), 2), "its next item has the number 1"),
    ("a:\n- 1\n", AddEntry(("a", "b"), 2), "`a` is a list"),
    ("a: 1\nb:\n- 1\n", MoveEntry(("a",), ("b", 1)), "cannot become an item"),
    ("a:\n  b: 1\n", MoveEntry(("a",), ("a", "c")), "cannot move into itself"),
    ("a:\n- 1\n- 2\n", MoveEntry(("a", 0), ("b",)), "no key that is a name"),
    # It is not written in a way that one place could be edited.
    ("? a\n: 1\n", SetValue(("a",), 2), "`key: value`"),
    ("? a\n: 1\n", AddEntry(("b",), 2), "`key: value`"),
    ("{a, b: 1}\n", SetValue(("a",), 2), "`key: value`"),
    ("[a: 1]\n", AddEntry((0, "b"), 2), "no brackets"),
    ("a: !x 1\n", SetValue(("a",), 2), "the tag `!x`"),
    ("a: !!str 1\n", SetValue(("a",), 2), "the tag `tag:yaml.org,2002:str`"),
    ("a:\n  &x\n  b: 1\n", RemoveEntry(("a", "b")), "on a line of its own"),
    ("a: 'x\n  y'\n", AddComment(("a",), "c"), "inside a text of several lines"),
    ("a: {b: 1, c: 2}\n", AddComment(("a", "c"), "c", above=True), "does not begin its line"),
    ("a: 1\n", AddComment(("a",), "c\nb: 1"), "one line of text"),
    ("--- {a: 1}\n", AddComment((), "c"), "on the line of its `---`"),
    (
        "a:\n- x: 1\n  y: [\n  1]\nb: {z: {\n  q: 1}}\n",
        MoveEntry(("b", "z"), ("c",)),
        "between brackets",
    ),
    # A comment would be lost, or come to stand at another entry.
    ("a:\n  # c\n  b: 1\n", SetValue(("a",), 1), "lose the comment on line 2"),
    ("a: [ # c\n  1]\n", SetValue(("a",), 1), "lose the comment on line 1"),
    ("a: [\n  1, # c\n  2]\n", RemoveEntry(("a", 1)), "lose the comment on line 2"),
    ("- a: 1\n  # c\n  b: 2\n", RemoveEntry((0, "a")), "lose the comment on line 2"),
    ("a:\n  b: 1\n# c\n  d: 2\ne: 3\n", RemoveEntry(("a", "d")), "move the comment on line 3"),
    ("a: [\n  1, # c\n  2\n]\n", RemoveEntry(("a", 1)), "lose the comment on line 2"),
    ("a: [\n  # c\n  1,\n  2]\n", RemoveEntry(("a", 0)), "comment behind without its entry"),
    ("- a: 1\n  b: 2 # c\n", SetValue((0,), 1), "move the comment on line 2"),
    # A reader does not like the file.
    ("a: [\n", SetValue(("a",), 1), "could not be read"),
    ("a: 1\nb:\t2\n", SetValue(("a",), 2), "ruamel, which laconic-so reads with"),
    ("a: 2026-13-45\nb: 1\n", SetValue(("b",), 2), "ruamel, which laconic-so reads with"),
    ("a: 1\n---\nb: 2\n", SetValue(("a",), 2), "several documents"),
    ("a: 1\rb: 2\n", SetValue(("a",), 2), "only some readers"),
    ("a: 1 # \u2028\n", SetValue(("a",), 2), "only some readers"),
    ("a: 1\n", Restore("a: [\n"), "could not be read"),
    ("a: 1\n", Restore("a:\t[1]\n"), "ruamel, which laconic-so reads with"),
]


@pytest.mark.parametrize(("text", "change", "reason"), REFUSED)
def test_refusal(text: str, change: Change, reason: str) -> None:
    document = text_document("spec.yml", text)
    with pytest.raises(Refused) as refused:
        apply_changes(document, [change])
    assert reason in refused.value.reason
    assert document.text == text


def test_refusal_of_one_change_undoes_those_before() -> None:
    document = text_document("spec.yml", "a: 1\n")
    with pytest.raises(Refused, match="there is no `c`"):
        apply_changes(document, [SetValue(("a",), 2), RemoveEntry(("c",))])
    assert document.text == "a: 1\n"


def test_template_takes_comments_only() -> None:
    text = "a: {{ x }} \nb: 1\n"
    document = text_document("spec.yml.j2", text, mask_template(text))
    with pytest.raises(Refused, match="the file is a template"):
        apply_changes(document, [SetValue(("b",), 2)])
