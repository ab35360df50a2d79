"""Words that are sought in whole texts."""

from __future__ import annotations

import pytest

from stacklint.model.pattern import holds, holds_any


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
