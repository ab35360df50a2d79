"""What becomes of the values of `config`."""

from __future__ import annotations

import pytest

from stacklint.model.configenv import ConfigValue, config_of
from stacklint.model.spec import Spec
from stacklint.model.yaml.document import text_document


def _value(text: str) -> ConfigValue:
    return config_of(Spec(text_document("s.yml", f"config: {{A: {text}}}\n"))).value("A")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("true", "True"),
        ("False", "False"),
        ("null", "None"),
        ("~", "None"),
        ("", "None"),
        ("1.10", "1.1"),
        ("0755", "755"),
        ("0x1F", "31"),
        ("1e3", "1000.0"),
        ("1_000", "1000"),
        ("8080", "8080"),
        ("-1", "-1"),
        ("+1", "1"),
        ("yes", "yes"),
        ("22:22", "22:22"),
        ("'true'", "true"),
        ("2026-01-01", "2026-01-01"),
        ("0.5", "0.5"),
    ],
)
def test_what_laconic_so_writes(text: str, written: str) -> None:
    value = _value(text)
    assert value.written == written
    assert value.is_changed is (written != text.strip("'"))


def test_line_breaks_at_the_end_reach_nobody() -> None:
    value = _value('"a\\n\\n"')
    assert (value.text, value.written, value.is_changed) == ("a\n\n", "a", False)


@pytest.mark.parametrize(
    ("text", "is_wrapped"),
    [
        ("'\"a #b\"'", True),
        ("\"'a b'\"", True),
        ('\'"a"b"\'', False),
        ('\'"a\\"b"\'', True),
        ("\"'a b'\\n\"", True),
        ("\"'a\\rb'\"", False),
        ("a", False),
    ],
)
def test_quotes_of_its_own(text: str, is_wrapped: bool) -> None:
    assert _value(text).is_wrapped is is_wrapped


@pytest.mark.parametrize(
    ("text", "is_odd"),
    [
        ("a", False),
        ("/srv/a", False),
        ("'a=b'", False),
        ("8080", False),
        ("0", False),
        ("http://a:80/b?c", True),
        ("true", True),
        ("'true'", False),
        ("1.5", True),
        ("''", True),
        ("a b", False),
        ("a  b", True),
        ("a #b", False),
        ("'a #b'", True),
        ("[a]", True),
        ("'${A}'", True),
        ("__A__", True),
    ],
)
def test_what_needs_a_closer_look(text: str, is_odd: bool) -> None:
    spec = Spec(text_document("s.yml", f"config: {{A: {text}}}\n"))
    assert [x.name for x in config_of(spec).odd] == (["A"] if is_odd else [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a $B", []),
        ("${A", []),
        ("${A}/${B:-c}", ["${A}", "${B:-c}"]),
        ("} ${A", []),
        ("${A} ${B", ["${A}"]),
        ("${A:-" * 200_000, []),
    ],
)
def test_what_the_host_puts_in(text: str, found: list[str]) -> None:
    spec = Spec(text_document("spec.yml", f"config:\n  A: '{text}'\n"))
    assert config_of(spec).value("A").host_variables == found
