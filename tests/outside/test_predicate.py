"""What can be asked of an entry: predicates over values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacklint.outside.predicate import NAMES, BadPredicate, predicate_of
from tests.outside.made import HEAD, found

if TYPE_CHECKING:
    from stacklint.model.change import Data

VALUES = ("", "~", "a", "b", "''", "'1'", "1", "2.5", "true", "yes", "[]", "{}", "2020-01-01")


def wrong(asked: str, values: tuple[str, ...] = VALUES) -> set[str]:
    """Give the values that a predicate finds wrong."""
    return {
        value
        for value in values
        if found(f"path = 'config.K'\n{asked}", f"{HEAD}config:\n  K: {value}\n")
    }


@pytest.mark.parametrize(
    ("asked", "found_wrong"),
    [
        ("forbidden = true", set(VALUES)),
        ("required = true", {"", "~"}),
        ("matches = '^[ab]$'", {"", "~", "''", "'1'", "1", "2.5", "true", "yes", "2020-01-01"}),
        ("matches = ''", set()),
        ("not-matches = '^[ab]$'", {"a", "b"}),
        ("not-matches = '^$'", {"", "~", "''"}),
        ("one-of = ['a', 'b']", {"", "~", "''", "'1'", "1", "2.5", "true", "yes", "2020-01-01"}),
        ("one-of = [1, 2.5, true]", {"", "~", "a", "b", "''", "'1'", "yes", "2020-01-01"}),
        # `true` is no 1, and 1 is not `true`.
        ("none-of = [1]", {"1"}),
        ("none-of = [true]", {"true"}),
        ("none-of = ['a', 1, true]", {"a", "1", "true"}),
        ("none-of = ['1', '']", {"'1'", "''"}),
        ("type = 'text'", {"", "~", "1", "2.5", "true", "[]", "{}"}),
        ("type = 'number'", set(VALUES) - {"1", "2.5"}),
        ("type = 'integer'", set(VALUES) - {"1"}),
        ("type = 'boolean'", set(VALUES) - {"true"}),
        ("type = 'list'", set(VALUES) - {"[]"}),
        ("type = 'mapping'", set(VALUES) - {"{}"}),
        ("type = 'null'", set(VALUES) - {"", "~"}),
        ("at-least = 2", {"1"}),
        ("at-most = 2", {"2.5"}),
        ("at-most = 1.0", {"2.5"}),
    ],
)
def test_predicate_over_values(asked: str, found_wrong: set[str]) -> None:
    assert wrong(asked) == found_wrong


@pytest.mark.parametrize(
    ("asked", "sizes", "found_wrong"),
    [
        ("at-most = '4G'", ("512M", "4G", "4Gi", "4GiB", "5G", "many", ""), {"4GiB", "5G"}),
        ("at-least = '1G'", ("512M", "1G", "1000000000", "1", "x"), {"512M", "1"}),
        ("at-most = 4", ("4G", "'5'", "5", ".inf", ".nan"), {"5", ".inf", ".nan"}),
    ],
)
def test_sizes_are_read_as_laconic_so_reads_them(
    asked: str, sizes: tuple[str, ...], found_wrong: set[str]
) -> None:
    assert wrong(asked, sizes) == found_wrong


@pytest.mark.parametrize("value", ["__X__", "REPLACE_X", "'{{ x }}'", "{{ x }}", "${X}", "a__X__"])
@pytest.mark.parametrize(
    "asked",
    [
        *("required = true", "matches = 'b'", "not-matches = 'X'", "one-of = ['b']"),
        *("none-of = ['a']", "type = 'number'", "at-least = 1"),
    ],
)
def test_nobody_guesses_about_a_template(asked: str, value: str) -> None:
    assert wrong(asked, (value,)) == set()


def test_whatever_it_is_going_to_be_it_is_there() -> None:
    assert wrong("forbidden = true", ("__X__", "{{ x }}")) == {"__X__", "{{ x }}"}


@pytest.mark.parametrize(
    ("name", "wanted", "words"),
    [
        ("matches", "(", "a `(` has no `)` behind it"),
        ("not-matches", "a**", "a quantifier stands behind another"),
        ("at-most", "4 apples", "it is neither a number nor a size such as `4G`"),
        ("at-most", "1K", "it is neither a number nor a size such as `4G`"),
        ("at-least", float("nan"), "it is no number that anything could be compared with"),
        ("at-least", float("inf"), "it is no number that anything could be compared with"),
    ],
)
def test_what_asks_for_nothing_is_refused(name: str, wanted: str | float, words: str) -> None:
    with pytest.raises(BadPredicate) as error:
        predicate_of(name, wanted)
    assert words in str(error.value)


DEMANDS: dict[str, tuple[Data, str, str]] = {
    "required": (True, "has to be there", "is there"),
    "forbidden": (True, "must not be there", "is not there"),
    "matches": ("^a", "has to match `^a`", "matches `^a`"),
    "not-matches": ("^a", "must not match `^a`", "does not match `^a`"),
    "one-of": (["a", True], "has to be one of `a`, `true`", "is one of `a`, `true`"),
    "none-of": ([1], "must not be `1`", "is not `1`"),
    "type": ("list", "has to be of the type list", "is of the type list"),
    "at-least": (2, "has to be at least 2", "is at least 2"),
    "at-most": ("4G", "has to be at most 4G", "is at most 4G"),
}


def test_every_predicate_is_said_in_words() -> None:
    assert tuple(DEMANDS) == NAMES
    for name, (wanted, demand, state) in DEMANDS.items():
        predicate = predicate_of(name, wanted)
        assert (predicate.demand, predicate.state) == (demand, state)
