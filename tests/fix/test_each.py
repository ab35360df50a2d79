"""Many fixes, each alone: what they make is what they make one by one, and ruamel looks once."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stacklint.fix import Refused, apply_changes, each_alone
from stacklint.fix.outline import outline_of
from stacklint.fix.told import own_told, ruamel_told
from stacklint.model.change import Change, RemoveEntry, Restore, SetValue
from stacklint.model.yaml.document import Document, text_document
from tests.fix.generated import document_text
from tests.fix.samples import commented, random_change

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXT = "".join(f"k{one}: {one}\n" for one in range(20))
# Our own reader takes it, and ruamel does not.
ODD = "a: 1\nb: !!timestamp x\nc: 2\n"


def one_by_one(document: Document, changes: Mapping[int, Change]) -> dict[int, str]:
    made: dict[int, str] = {}
    for key, change in changes.items():
        try:
            made[key] = apply_changes(document, [change]).text
        except Refused:
            continue
    return made


def together(document: Document, changes: Mapping[int, Change]) -> dict[int, str]:
    fixes = {key: {document.name: (change,)} for key, change in changes.items()}
    made = each_alone({document.name: document}, fixes)
    return {key: files[document.name] for key, files in made.items()}


CHANGES: list[tuple[str, list[Change]]] = [
    (TEXT, [SetValue((f"k{one}",), one + 1) for one in range(20)]),
    (TEXT, [SetValue(("k1",), 2), SetValue(("k1",), 3), SetValue(("k2",), 3)]),
    (TEXT, [SetValue(("k1",), 2), SetValue(("none", 3), 3), SetValue(("k3",), "x")]),
    (TEXT, [Restore("a: 1\n"), SetValue(("k1",), 2), Restore("b: [\n")]),
    ("a:\n- x\n- y\n- z\nb: 1\n", [RemoveEntry(("a", 0)), SetValue(("a", 2), "w")]),
    (ODD, [SetValue(("a",), 2), SetValue(("c",), 3)]),
    ("\ufeffa: 1\r\nb: 2\r\n", [SetValue(("a",), 2), SetValue(("b",), 3)]),
    ("", []),
]


@pytest.mark.parametrize(("text", "changes"), CHANGES)
def test_each_fix_makes_what_it_makes_alone(text: str, changes: list[Change]) -> None:
    document = text_document("a.yml", text)
    of = dict(enumerate(changes))
    assert together(document, of) == one_by_one(document, of)


@pytest.mark.parametrize("count", [20, 200])
def test_both_readers_read_the_text_and_two_more(count: int) -> None:
    """Neighbours are not tried at once: one might hide what is wrong with the other."""
    text = "".join(f"k{one}: {one} # c\n" for one in range(count))
    changes = {one: SetValue((f"k{one}",), one + 1) for one in range(count)}
    for reader in (ruamel_told, own_told, outline_of):
        reader.cache_clear()
    together(text_document("a.yml", text), changes)
    assert [reader.cache_info().misses for reader in (ruamel_told, own_told, outline_of)] == [3] * 3


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        # What is removed took a comment along that another change loses.
        ("a:\n  b: 1 # c\n\nx: 1\nd: 1 # c\n", [SetValue(("a",), 1), RemoveEntry(("d",))]),
        # Without the alias, its anchor may go.
        ("a: &n 1\nx: 1\nb: *n\n", [RemoveEntry(("a",)), SetValue(("b",), 2)]),
        # With the text before it, a comment would become a part of that.
        (
            "a: |+\n  x\n\nb:\n- [\n 1\n  # c\n ]\n",
            [SetValue(("a",), "y"), RemoveEntry(("b",))],
        ),
    ],
)
def test_no_fix_is_given_for_the_sake_of_another(text: str, changes: list[Change]) -> None:
    document, of = text_document("a.yml", text), dict(enumerate(changes))
    assert len(together(document, of)) == 1
    assert together(document, of) == one_by_one(document, of)


def test_a_fix_of_several_files_is_made_in_all_or_in_none() -> None:
    good, odd = text_document("a.yml", TEXT), text_document("b.yml", ODD)
    changes = {
        1: {"a.yml": (SetValue(("k1",), 2),), "b.yml": (SetValue(("a",), 2),)},
        2: {"a.yml": (SetValue(("k2",), 3),)},
    }
    assert list(each_alone({"a.yml": good, "b.yml": odd}, changes)) == [2]


@pytest.mark.slow
@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**64).map(Random))
def test_any_fixes_make_what_they_make_alone(random: Random) -> None:
    text = commented(document_text(random), random, 0.3)
    document = text_document("a.yml", text)
    tried = (random_change(text, random) for _ in range(6))
    changes = {key: change for key, change in enumerate(tried) if change is not None}
    assert together(document, changes) == one_by_one(document, changes)
