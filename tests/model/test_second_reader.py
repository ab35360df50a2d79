"""What laconic-so's reader refuses, and other readers take."""

from __future__ import annotations

import pytest

from stacklint.model.yaml.document import text_document
from stacklint.model.yaml.doubt import is_doubtful
from stacklint.model.yaml.second_reader import MAX_LENGTH, second_fault


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a:\t1\n", "\t"),
        ("a: 1\nb:\t- c\n", "\t"),
        ("- a\n-\tb\n", "\t"),
        ("a: &a {x: 1}\nb: {<<: *a, <<: *a}\n", "<<: *a}"),
        ("a: {<<: 5}\n", "5}"),
        ("a: !!int x\n", ""),
        ("a: !!timestamp x\n", "!!timestamp"),
    ],
)
def test_refused(text: str, place: str) -> None:
    fault = second_fault(text)
    assert fault is not None
    assert fault.words
    assert "\n" not in fault.words
    assert text[fault.offset :].startswith(place)


def test_tab_is_named_as_our_own_reader_names_it() -> None:
    fault = second_fault("a:\t1\n")
    assert fault is not None
    assert fault.words == "a tab, where YAML takes only spaces"


@pytest.mark.parametrize(
    "text",
    [
        "a: 'x\ty'\n",
        "a: 1 #\tnote\n",
        "a: &x 1\nb: &x 2\nc: *x\n",
        "a: !mine 1\n",
        "a: !!python/object:os.system x\n",
        "a: {<<: {b: 1}, b: 2}\n",
        "a: 1\na: 2\n",
        "a: x\ufeffy\n",
        "a: &a [1]\nb: [*a, *a]\n",
    ],
)
def test_taken(text: str) -> None:
    assert second_fault(text) is None


def test_what_is_too_long_is_not_asked_about() -> None:
    assert second_fault("a:\t1\n" + "#" * MAX_LENGTH) is None


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("a: 1 # this & that! << there\n", False),
        ("a: b & c\n", False),
        ("a: '!x &y <<'\n", False),
        ("a: &x 1\n", True),
        ("a: &x 1\nb: *x\n", True),
        ("a: !x 1\n", True),
        ("<<: {a: 1}\n", True),
        ("a:\t1\n", True),
        ("a: x\ufeffy\n", True),
        ("", False),
    ],
)
def test_doubtful_texts(text: str, doubtful: bool) -> None:
    assert is_doubtful(text_document("x.yml", text)) == doubtful
