"""Words that are sought in whole texts."""

from __future__ import annotations

import pytest

from stacklint.model.pattern import Sieve, holds, holds_any


@pytest.mark.parametrize(
    ("text", "word", "is_there"),
    [
        ("a__b", "__", True),
        ("a_b_c", "__", False),
        ("__", "__", True),
        ("_", "__", False),
        ("", "__", False),
        ("x REPLACE_ME", "REPLACE_", True),
        ("x REPLACE", "REPLACE_", False),
    ],
)
def test_word_in_a_text(text: str, word: str, *, is_there: bool) -> None:
    assert holds(text, word) is is_there
    assert holds_any(text, ("~~", word)) is is_there


def test_sieve_remembers_what_holds_nothing() -> None:
    looked: list[str] = []

    def is_rare(text: str) -> bool:
        looked.append(text)
        return text.startswith("rare")

    sieve = Sieve(is_rare)
    assert not sieve.catches(frozenset({"a", "b"}))
    assert not sieve.catches(frozenset({"a", "c"}))
    assert sorted(looked) == ["a", "b", "c"]
    # What is caught is caught again.
    assert sieve.catches(frozenset({"a", "rare one"}))
    assert sieve.catches(frozenset({"rare one"}))
    assert not sieve.catches(frozenset())


def test_sieve_forgets_before_it_holds_too_much() -> None:
    looked: list[str] = []

    def is_rare(text: str) -> bool:
        looked.append(text)
        return False

    sieve = Sieve(is_rare)
    for start in range(0, 30_000, 1_000):
        assert not sieve.catches(frozenset(map(str, range(start, start + 1_000))))
    looked.clear()
    assert not sieve.catches(frozenset({"0"}))
    assert looked == ["0"]
