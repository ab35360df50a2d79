"""Texts with places to fill in."""

from __future__ import annotations

import pytest

from stacklint.outside.words import BadWords, words_of

VALUES = {"value": "{name}", "path": "a.b", "name": "b"}


@pytest.mark.parametrize(
    ("text", "places", "filled"),
    [
        ("", set(), ""),
        ("plain", set(), "plain"),
        ("{path}: {value}", {"path", "value"}, "a.b: {name}"),
        ("{name}{name}", {"name"}, "bb"),
        ("{{name}}", set(), "{name}"),
        ("{{{name}}}", {"name"}, "{b}"),
        ("}}{{", set(), "}{"),
    ],
)
def test_places_are_filled_once(text: str, places: set[str], filled: str) -> None:
    words = words_of(text)
    assert words.places == places
    assert words.filled(VALUES) == filled


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "a lone `{`: write it twice to mean the brace itself"),
        ("a } b", "a lone `}`"),
        ("{{{", "a lone `{`"),
        ("{}", "`{}` is no place to fill in: there are `{value}`, `{path}`, `{name}`"),
        ("{Value}", "`{Value}` is no place to fill in"),
        ("{name!r}", "`{name!r}` is no place to fill in"),
        ("{name.__class__}", "`{name.__class__}` is no place to fill in"),
    ],
)
def test_other_places_are_refused(text: str, words: str) -> None:
    with pytest.raises(BadWords) as error:
        words_of(text)
    assert words in str(error.value)
