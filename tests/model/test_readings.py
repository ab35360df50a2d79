"""Plain scalars, and what each reader of YAML makes of them."""

from __future__ import annotations

import pytest
import yaml
from ruamel.yaml import YAML

from stacklint.model.yaml.document import text_document
from stacklint.model.yaml.nodes import Scalar, resolved
from stacklint.model.yaml.readings import readings
from stacklint.model.yaml.scalars import Reader

SCALARS = (
    *("yes", "No", "ON", "off", "true", "True", "TRUE", "null", "~", "y", "n", "text"),
    *("0", "1", "-1", "+1", "08", "09", "0644", "0o644", "0x1F", "0b101", "0b_", "0x_", "1_000"),
    *("22:22", "8080:80", "1:2:3", "190:20:30", "1:20.5", "127.0.0.1", "127.0.0.1:80:80"),
    *("1e3", "1.5e3", "1.5e+3", "12e03", ".5", "+.5", "-.5", "1.", "1.10", ".inf", "-.INF", ".nan"),
    *("8001/udp", "9000-9025", "2000M", "+", ".", "..", "1.2.3", "0.5", "00", "-0", "__", "1__0"),
)


def _scalar(text: str) -> Scalar:
    node = resolved(text_document("x.yml", text).root)
    assert isinstance(node, Scalar)
    return node


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("yes", ("text", "`true`", "text")),
        ("Off", ("text", "`false`", "text")),
        ("22:22", ("text", "`1342`", "text")),
        ("0644", ("`644`", "`420`", "`420`")),
        ("0o17", ("`15`", "text", "`15`")),
        ("08", ("`8`", "text", "`8.0`")),
        ("1e3", ("`1000.0`", "text", "`1000.0`")),
    ],
)
def test_readers_that_differ(text: str, seen: tuple[str, ...]) -> None:
    found = readings(_scalar(text))
    assert tuple(reading.reader for reading in found) == tuple(Reader)
    assert tuple(reading.words for reading in found) == seen


@pytest.mark.parametrize(
    "text", ["8080", "1.10", "true", "'yes'", '"0644"', "!!str 0644", "127.0.0.1", "text", "2" * 99]
)
def test_readers_that_agree(text: str) -> None:
    assert readings(_scalar(text)) == ()


@pytest.mark.parametrize("text", SCALARS)
def test_nothing_is_missed_that_the_two_python_readers_differ_on(text: str) -> None:
    try:
        theirs = YAML().load(f"a: {text}")["a"]
    except (ValueError, IndexError):
        return  # laconic-so dies of it
    ours = yaml.safe_load(f"a: {text}")["a"]
    differ = isinstance(theirs, str) != isinstance(ours, str) or theirs != ours
    is_nan = theirs != theirs  # noqa: PLR0124 -- what tells a NaN
    if differ and not is_nan:
        assert readings(_scalar(text))


@pytest.mark.parametrize("text", SCALARS)
def test_words_can_always_be_found(text: str) -> None:
    assert all(reading.words for reading in readings(_scalar(text)))
