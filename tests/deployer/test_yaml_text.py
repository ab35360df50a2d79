"""Scalars are read as they were meant, by every reader that we have."""

from __future__ import annotations

from io import StringIO

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from deployer.yaml_text import quoted, scalar

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)


def seen(text: str) -> list[object]:
    return [yaml.safe_load(text)["a"], YAML(typ="rt").load(StringIO(text))["a"]]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("stacks/notes", "stacks/notes"),
        ("8001/udp", "8001/udp"),
        ("127.0.0.1:80:80", "127.0.0.1:80:80"),
        ("80", "'80'"),
        ("yes", "'yes'"),
        ("0x1F", "'0x1F'"),
        ("22:22", "'22:22'"),
        ("~", "'~'"),
        ("", "''"),
        ("a: b", "'a: b'"),
        ("a #b", "'a #b'"),
        ("it's", '"it\'s"'),
        ("a\nb", '"a\\nb"'),
        ("a\u2028b", '"a\\u2028b"'),
    ],
)
def test_text_is_quoted_only_where_it_has_to_be(text: str, written: str) -> None:
    assert scalar(text) == written
    assert seen(f"a: {written}") == [text, text]


@given(TEXTS)
def test_every_text_comes_back(text: str) -> None:
    assert seen(f"a: {scalar(text)}") == [text, text]
    assert seen(f"a: {quoted(text)}") == [text, text]
