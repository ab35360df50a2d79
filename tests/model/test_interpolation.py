"""Variables in the texts of a compose file."""

from __future__ import annotations

import pytest

from stacklint.model.compose.interpolation import malformed, variables


def _read(text: str) -> list[tuple[str, str, str]]:
    return [(x.name, x.sign, x.rest) for x in variables(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("plain", []),
        ("$A", [("A", "", "")]),
        ("${A}", [("A", "", "")]),
        ("x${A}y$B", [("A", "", ""), ("B", "", "")]),
        ("${A:-b}", [("A", ":-", "b")]),
        ("${A-b}", [("A", "-", "b")]),
        ("${A:-}", [("A", ":-", "")]),
        ("${A:?why}", [("A", ":?", "why")]),
        ("${A?}", [("A", "?", "")]),
        ("${A:+b}", [("A", ":+", "b")]),
        ("${A+b}", [("A", "+", "b")]),
        ("${A:-${B:-c}}", [("A", ":-", "${B:-c}"), ("B", ":-", "c")]),
        ("${A:-$B}", [("A", ":-", "$B"), ("B", "", "")]),
        ("$$A", []),
        ("$${A}", []),
        ("$$$A", [("A", "", "")]),
        ("cost $5", []),
        ("${", []),
        ("${A", []),
        ("${5}", []),
        ("${A!b}", []),
        ("$", []),
        ("${A:-}}", [("A", ":-", "")]),
    ],
)
def test_variables(text: str, found: list[tuple[str, str, str]]) -> None:
    assert _read(text) == found


@pytest.mark.parametrize("text", ["x${A:-p${B}q}y", "$A/${B-}/$C"])
def test_offsets_are_those_of_the_text(text: str) -> None:
    for variable in variables(text):
        assert variable.name in text[variable.start : variable.end]
        assert text[variable.start] == "$"


@pytest.mark.parametrize(
    ("text", "is_whole"), [("${A}", True), ("${A:-${B}}", True), ("$A", True), ("${A} ", False)]
)
def test_a_variable_that_is_all(text: str, is_whole: bool) -> None:
    assert next(variables(text)).is_whole is is_whole


@pytest.mark.parametrize(("sign", "default"), [(":-", "x"), ("-", "x"), (":?", None), ("", None)])
def test_defaults(sign: str, default: str | None) -> None:
    text = f"${{A{sign}x}}" if sign else "${A}"
    assert next(variables(text)).default == default


def test_a_text_full_of_openings_is_read_at_once() -> None:
    assert list(variables("${A:-" * 20_000)) == []


@pytest.mark.parametrize(("deep", "found"), [(1, 1), (20, 20), (21, 20), (50_000, 20)])
def test_defaults_within_defaults_are_followed_to_a_depth(deep: int, found: int) -> None:
    # Each holds all that are in it: of 50,000, they would be gigabytes.
    assert len(list(variables("${A:-" * deep + "}" * deep))) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("plain $A ${A} ${A:-b} ${A?} ${A:+${B-c}} ${A:-}} ${A-{}}", ""),
        ("$ $1 $(date) $$ $${A $${A%b} $$$${ a$ $!", ""),
        ("${A", "${A"),
        ("echo ${A:-b now", "${A:-b"),
        ("${A:=b}", "${A:=b}"),
        ("$A ${B} ${A%:*} ${1}", "${A%:*}"),
        ("${1}", "${1}"),
        ("${}", "${}"),
        ("${A }", "${A }"),
        ("$$${A", "${A"),
        ("${A:-${B:=c}}", "${B:=c}"),
        ("${A:-${B:-c}", "${A:-${B:-c}"),
        ("${A:-b\nc}", "${A:-b\nc}"),
    ],
)
def test_what_docker_compose_cannot_read(text: str, found: str) -> None:
    assert malformed(text) == found
