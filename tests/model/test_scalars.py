"""What plain scalars are: to the real ruamel and PyYAML, and to Go as its decoder has it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypeAlias

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.timestamp import TimeStamp

from stacklint.model.yaml.document import text_document
from stacklint.model.yaml.nodes import Mapping, Scalar
from stacklint.model.yaml.scalars import Kind, Reader, is_null, kind_of, text_of, value_of

Seen: TypeAlias = "str | int | float | bool | date | None"

N, B, W, F, S, D = Kind.NULL, Kind.BOOL, Kind.INT, Kind.FLOAT, Kind.STR, Kind.DATE

# What is written, and what ruamel, PyYAML and Go take it for. The first two columns are asked of
# the programs too; Go's decoder (yaml.v3) is in the table alone.
TABLE = [
    ("~", N, N, N),
    ("null", N, N, N),
    ("Null", N, N, N),
    ("NULL", N, N, N),
    ("nULL", S, S, S),
    ("none", S, S, S),
    ("true", B, B, B),
    ("True", B, B, B),
    ("TRUE", B, B, B),
    ("tRUE", S, S, S),
    ("false", B, B, B),
    ("yes", S, B, S),
    ("Yes", S, B, S),
    ("NO", S, B, S),
    ("on", S, B, S),
    ("Off", S, B, S),
    ("oN", S, S, S),
    ("y", S, S, S),
    ("N", S, S, S),
    ("0", W, W, W),
    ("7", W, W, W),
    ("-1", W, W, W),
    ("+1", W, W, W),
    ("00", W, W, W),
    ("0644", W, W, W),
    ("0o644", W, S, W),
    ("0O644", S, S, W),
    ("08", W, S, F),
    ("0o9", S, S, S),
    ("-010", W, W, W),
    ("0b101", W, W, W),
    ("0B101", S, S, W),
    ("0b102", S, S, S),
    ("0x1F", W, W, W),
    ("0X1F", S, S, W),
    ("0xfg", S, S, S),
    ("-0x1f", W, W, W),
    ("1_000", W, W, W),
    ("1_", W, W, W),
    ("_1", S, S, S),
    ("0_8", W, S, F),
    ("0x", S, S, S),
    ("0o", S, S, S),
    ("1.0", F, F, F),
    ("1.", F, F, F),
    (".5", F, F, F),
    ("-.5", F, S, F),
    (".", S, S, S),
    ("..", S, S, S),
    ("1.10", F, F, F),
    ("1.2.3", S, S, S),
    ("1_0.5", F, F, F),
    (".5_0", F, F, S),
    ("1e3", F, S, F),
    ("1E3", F, S, F),
    ("1e+3", F, S, F),
    ("1.5e3", F, S, F),
    ("1.5e+3", F, F, F),
    (".5e3", S, S, F),
    ("1e", S, S, S),
    (".inf", F, F, F),
    (".Inf", F, F, F),
    (".INF", F, F, F),
    ("-.inf", F, F, F),
    ("+.inf", F, F, F),
    (".nan", F, F, F),
    (".NaN", F, F, F),
    ("-.nan", S, S, S),
    ("inf", S, S, S),
    ("NaN", S, S, S),
    ("22:22", S, W, S),
    ("1:60", S, S, S),
    ("190:20:30", S, W, S),
    ("190:20:30.15", S, F, S),
    ("0:30", S, S, S),
    ("2222:22", S, W, S),
    ("8080:80", S, S, S),
    ("2001-12-14", D, D, D),
    ("2001-1-1", S, S, D),
    ("2001-12-14t21:59:43.10-05:00", D, D, D),
    ("2001-12-14T21:59:43Z", D, D, D),
    ("2001-12-14T21:59:43", D, D, S),
    ("2001-12-14 21:59:43", D, D, D),
    ("2001-12-14 21:59:43.10 -5", D, D, S),
    ("12:30:45", S, W, S),
    ("127.0.0.1", S, S, S),
    ("10Gi", S, S, S),
    ("-", S, S, S),
    ("--", S, S, S),
    ("+-1", S, S, S),
    ("1-1", S, S, S),
    ("1,000", S, S, S),
    ("x", S, S, S),
    ("a b", S, S, S),
]


def scalar(text: str) -> Scalar | None:
    """Give the plain scalar that a text is as a value; None where it is something else."""
    mapping = text_document("x.yml", f"a: {text}\n").mapping
    value = None if mapping is None else mapping.get("a")
    return value if isinstance(value, Scalar) and value.value == text else None


def kind_seen(value: object) -> Kind:
    """Give the kind of what a program read."""
    kinds: list[tuple[type | tuple[type, ...], Kind]] = [
        (type(None), N),
        (bool, B),
        (int, W),
        (float, F),
        ((date, datetime, TimeStamp), D),
        (str, S),
    ]
    return next(kind for types, kind in kinds if isinstance(value, types))


def seen_by_ruamel(text: str, typ: str = "safe") -> Seen:
    found: dict[str, Seen] = YAML(typ=typ, pure=True).load(f"a: {text}\n")
    return found["a"]


def seen_by_pyyaml(text: str) -> Seen:
    found: dict[str, Seen] = yaml.safe_load(f"a: {text}\n")
    return found["a"]


@pytest.mark.parametrize(("text", "ruamel", "pyyaml", "go"), TABLE, ids=[row[0] for row in TABLE])
def test_kind_by_reader(text: str, ruamel: Kind, pyyaml: Kind, go: Kind) -> None:
    node = scalar(text) or Scalar(0, len(text), text, "")
    found = tuple(kind_of(node, reader) for reader in (Reader.RUAMEL, Reader.PYYAML, Reader.GO))
    assert found == (ruamel, pyyaml, go)


READABLE = [row for row in TABLE if row[0] != "-"]


@pytest.mark.parametrize(
    ("text", "ruamel", "pyyaml"),
    [row[:3] for row in READABLE],
    ids=[row[0] for row in READABLE],
)
def test_programs_see_what_the_table_says(text: str, ruamel: Kind, pyyaml: Kind) -> None:
    assert kind_seen(seen_by_ruamel(text)) is ruamel
    assert kind_seen(seen_by_ruamel(text, "rt")) is ruamel
    assert kind_seen(seen_by_pyyaml(text)) is pyyaml


@pytest.mark.parametrize("text", [row[0] for row in READABLE if row[1] is not D])
def test_value_is_the_one_of_laconic_so(text: str) -> None:
    node = scalar(text)
    assert node is not None
    ours, theirs = value_of(node), seen_by_ruamel(text)
    assert (type(ours), repr(ours)) == (type(theirs), repr(theirs))


OLD = "%YAML 1.1\n---\n"


@pytest.mark.parametrize(
    "text", [*(row[0] for row in READABLE if row[1] is not D), "Y", "n", "-0644"]
)
@pytest.mark.filterwarnings("ignore::ruamel.yaml.error.MantissaNoDotYAML1_1Warning")
def test_a_file_of_yaml_1_1_is_obeyed(text: str) -> None:
    found = text_document("x.yml", f"# c\n\n{OLD}a: {text}\n")
    node = found.mapping and found.mapping.get("a")
    assert isinstance(node, Scalar)
    theirs = YAML(typ="rt").load(f"{OLD}a: {text}\n")["a"]
    assert (kind_of(node), str(value_of(node))) == (kind_seen(theirs), str(theirs))
    # The others do not obey it.
    for reader in (Reader.PYYAML, Reader.GO):
        assert kind_of(node, reader) is kind_of(Scalar(0, 1, text, ""), reader)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2001-12-14", "2001-12-14"),
        ("2001-13-45", "2001-13-45"),
        ("0x_", "0x_"),
        ("0b_", "0b_"),
        ("0o_", "0o_"),
        ("._", "._"),
        ("-_", "-_"),
        ("1" * 5000, "1" * 5000),
        # Python reads it, and cannot write it.
        ("0x" + "f" * 5000, "0x" + "f" * 5000),
    ],
)
def test_what_laconic_so_dies_of_stays_text(text: str, value: str) -> None:
    node = scalar(text)
    assert node is not None
    assert value_of(node) == value


PIECES = st.sampled_from(
    (
        *(
            "0",
            "1",
            "2",
            "7",
            "9",
            "00",
            "10",
            "_",
            ".",
            "e",
            "E",
            "+",
            "-",
            ":",
            "x",
            "o",
            "b",
            "a",
        ),
        *(
            "F",
            "0x",
            "0o",
            "0b",
            "inf",
            "Inf",
            "nan",
            "NaN",
            "true",
            "Yes",
            "no",
            "on",
            "null",
            "~",
        ),
        *("T", "Z", "n", "y", " ", "2001", "-12", "-14", ":30"),
    )
)


@given(st.lists(PIECES, min_size=1, max_size=6).map("".join))
def test_kind_and_value_are_those_of_the_programs(text: str) -> None:
    node = scalar(text)
    if node is None:
        return
    value = value_of(node)
    try:
        theirs = seen_by_ruamel(text)
    except (ValueError, IndexError, YAMLError):
        assert value == text  # laconic-so dies of it
    else:
        assert kind_of(node) is kind_seen(theirs)
        assert kind_of(node) is D or repr(value) == repr(theirs)
    try:
        assert kind_of(node, Reader.PYYAML) is kind_seen(seen_by_pyyaml(text))
    except (ValueError, yaml.YAMLError):
        return


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('!!int "0644"', W),
        ("!!float 1", F),
        ("!!bool on", B),
        ('!!null ""', N),
        ("! 0644", W),
        ('! "0644"', W),
        ("! x", S),
        ("!x 0644", S),
    ],
)
def test_tag_counts_for_more_than_quotes(text: str, kind: Kind) -> None:
    mapping = text_document("x.yml", f"a: {text}\n").mapping
    node = None if mapping is None else mapping.get("a")
    assert isinstance(node, Scalar)
    assert {kind_of(node, reader) for reader in Reader} == {kind}
    if not text.startswith("!x"):
        theirs = seen_by_ruamel(text)
        assert (kind_seen(theirs), repr(theirs)) == (kind, repr(value_of(node)))


@pytest.mark.parametrize("text", ["'1'", '"true"', "|\n  1", ">-\n  null", "!!str 1"])
def test_quoted_and_tagged_is_text_to_everybody(text: str) -> None:
    mapping = text_document("x.yml", f"a: {text}\n").mapping
    node = None if mapping is None else mapping.get("a")
    assert isinstance(node, Scalar)
    assert {kind_of(node, reader) for reader in Reader} == {S}


@pytest.mark.parametrize(
    ("text", "null", "said"),
    [
        ("a:", True, None),
        ("a: ~", True, None),
        ("a: null", True, None),
        ("a: ''", False, ""),
        ("a: 'null'", False, "null"),
        ("a: !!null", True, None),
        ("a: !!null ~", True, None),
        ("a: !!str", False, ""),
        ("a: !!str null", False, "null"),
        ("a: |", False, ""),
        ("a: 0", False, "0"),
        ("a: x y", False, "x y"),
        ("a: [x]", False, None),
        ("a: {}", False, None),
        ("b: &x 1\na: *x", False, "1"),
        ("b: &x\na: *x", True, None),
    ],
)
def test_null_and_text(text: str, said: str | None, *, null: bool) -> None:
    mapping = text_document("x.yml", text).mapping
    assert isinstance(mapping, Mapping)
    node = mapping.get("a")
    assert (is_null(node), text_of(node)) == (null, said)


def test_nothing_is_neither_null_nor_text() -> None:
    assert (is_null(None), text_of(None)) == (False, None)
