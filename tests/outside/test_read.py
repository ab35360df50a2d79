"""Tables that declare no rule: each is refused in a sentence that says where and why."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from stacklint.cli.schema import config_schema
from stacklint.config import BadConfig, read_config
from stacklint.outside.fault import BadRule
from stacklint.outside.fitting import misfit
from stacklint.outside.gather import registry_of
from stacklint.outside.predicate import NAMES, TYPES
from stacklint.outside.schema import RULE
from tests.running import write

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = "name = 'x'\npath = 'a'\nmessage = 'm'\n"
PREDICATES = ", ".join(NAMES)

REFUSED = {
    "": "rule 1: `name` is missing",
    "name = 'x'": "rule `x`: `path` is missing",
    "name = 'x'\npath = 'a'": "rule `x`: `message` is missing",
    "name = 3": "rule 1: `name` has to be small letters and digits with dashes",
    "name = 'No_x'": "rule `No_x`: `name` is `No_x`, and has to be small letters and digits",
    'name = "x\\n"': "rule `x\\n`: `name` is `x\\n`, and has to be small letters and digits with",
    '"a\\nb" = 1': "rule 1: unknown key `a\\nb`",
    f"name = '{'x' * 61}_'": "rule 1: `name` has to be small letters and digits with dashes",
    "name = 'unknown-key'\npath = 'a'\nmessage = 'm'\nrequired = true": (
        "rule `unknown-key`: stacklint has a rule of that name already"
    ),
    "name = 'volumes'\npath = 'a'\nmessage = 'm'\nrequired = true": (
        "rule `volumes`: a category has that name already"
    ),
    "name = 'own'\npath = 'a'\nmessage = 'm'\nrequired = true": (
        "rule `own`: a category has that name already"
    ),
    f"{WHOLE}required = true\n[[rules]]\n{WHOLE}forbidden = true": (
        "rule `x`: stacklint.toml has a rule of that name already"
    ),
    f"{WHOLE}required = true\n[[rules]]\npath = 'b'": "rule 2: `name` is missing",
    WHOLE: f"rule `x`: it has none of {PREDICATES}, and needs one",
    f"{WHOLE}required = true\nmatches = 'a'": (
        "rule `x`: `required` and `matches` stand together: only one of them can be meant"
    ),
    f"{WHOLE}required = false": "rule `x`: `required` can only be true: leave it out",
    f"{WHOLE}required = 'yes'": "rule `x`: `required` is `yes`, and has to be true or false",
    f"{WHOLE}match = 'a'": "rule `x`: unknown key `match` (did you mean matches?)",
    f"{WHOLE}not_matches = 'a'": "rule `x`: unknown key `not_matches` (did you mean not-matches?)",
    f"{WHOLE}required = true\nproflie = 'a'": (
        "rule `x`: unknown key `proflie` (did you mean profile?)"
    ),
    f"{WHOLE}required = true\nxyz = 1": "rule `x`: unknown key `xyz`",
    f"{WHOLE}matches = 3": "rule `x`: `matches` has to be text",
    f"{WHOLE}matches = '(a+'": "rule `x`: `matches`: a `(` has no `)` behind it",
    f"{WHOLE}not-matches = '(?!a)'": "rule `x`: `not-matches`: of the groups that begin with `(?`",
    f"{WHOLE}one-of = []": "rule `x`: `one-of` has to be a list of values that is not empty",
    f"{WHOLE}one-of = 'a'": "rule `x`: `one-of` is `a`, and has to be a list of values",
    f"{WHOLE}none-of = ['a', []]": (
        "rule `x`: `none-of[1]` has to be a text, a number, true or false"
    ),
    f"{WHOLE}one-of = [2020-01-01]": "rule `x`: `one-of[0]` has to be a text, a number, true or",
    f"{WHOLE}type = 'string'": (
        f"rule `x`: `type` is `string`, and has to be one of {', '.join(TYPES)}"
    ),
    f"{WHOLE}type = 'lists'": "(did you mean list?)",
    f"{WHOLE}at-most = true": "rule `x`: `at-most` has to be a number or a size",
    f"{WHOLE}at-most = 'much'": "rule `x`: `at-most`: it is neither a number nor a size such as",
    f"{WHOLE}at-least = nan": "rule `x`: `at-least`: it is no number that anything could be",
    "name = 'x'\npath = ''\nmessage = 'm'\nrequired = true": (
        "rule `x`: `path` is ``, and has to be a text that is not empty"
    ),
    "name = 'x'\npath = 'a b'\nmessage = 'm'\nrequired = true": (
        "rule `x`: `path`: ` b` does not go on with `.key` or `[*]`"
    ),
    "name = 'x'\npath = 'a.*'\nmessage = 'm'\nrequired = true": (
        "rule `x`: `path` ends in a pattern, which names none that could be missing (that each"
        ' has a value is `not-matches = "^$"`): end it with a key'
    ),
    "name = 'x'\npath = 'a'\nmessage = ''\nrequired = true": (
        "rule `x`: `message` is ``, and has to be one line of text"
    ),
    "name = 'x'\npath = 'a'\nmessage = \"a\\nb\"\nrequired = true": (
        "rule `x`: `message` is `a\\nb`, and has to be one line of text"
    ),
    "name = 'x'\npath = 'a'\nmessage = '{key}'\nforbidden = true": (
        "rule `x`: `message`: `{key}` is no place to fill in: there are `{value}`, `{path}`, `{na"
    ),
    "name = 'x'\npath = 'a'\nmessage = 'a {'\nforbidden = true": (
        "rule `x`: `message`: a lone `{`: write it twice to mean the brace itself"
    ),
    "name = 'x'\npath = 'a'\nmessage = '{value}'\nrequired = true": (
        "rule `x`: `message` has the place `{value}`, and what is missing has no value"
    ),
    f"{WHOLE}required = true\nof = 'composes'": (
        "rule `x`: `of` is `composes`, and has to be one of spec, stack, compose (did you mean co"
    ),
    f"{WHOLE}required = true\nfiles = 'a'": (
        "rule `x`: `files` is `a`, and has to be a list of patterns that is not empty"
    ),
    f"{WHOLE}required = true\nfiles = []": "rule `x`: `files` has to be a list of patterns that is",
    f"{WHOLE}required = true\nfiles = [1]": "rule `x`: `files[0]` has to be text",
    f"{WHOLE}required = true\nseverity = 'err'": (
        "rule `x`: `severity` is `err`, and has to be one of error, warning, info"
    ),
    f"{WHOLE}required = true\nseverity = 3": "rule `x`: `severity` has to be one of error, warn",
    f"{WHOLE}required = true\nprofile = 'strikt'": "has to be one of recommended, strict, audit (",
    f"{WHOLE}required = true\nharm = 'x'": "has to be one of data, leak, start, meaning, order",
    f"{WHOLE}required = true\nwhy = 1": "rule `x`: `why` has to be text",
    f"{WHOLE}required = true\nwhen = 'a'": "rule `x`: `when` is `a`, and has to be a table",
    f"{WHOLE}required = true\nwhen = {{a = []}}": (
        "rule `x`: `when.a` has to be a list of values that is not empty"
    ),
    f"{WHOLE}required = true\nwhen = {{a = 2020-01-01}}": (
        "rule `x`: `when.a` has to be a value, a list of values, or a table with a predicate"
    ),
    f"{WHOLE}required = true\nwhen = {{a = {{}}}}": (
        f"rule `x`: `when.a` has none of {PREDICATES}, and needs one"
    ),
    f"{WHOLE}required = true\nwhen.network.acme-email = 'a'": (
        "rule `x`: unknown key `when.network.acme-email`: a path with dots goes in quotes"
    ),
    f"{WHOLE}required = true\nwhen = {{a = {{mtches = 'a'}}}}": (
        "rule `x`: unknown key `when.a.mtches` (did you mean matches?)"
    ),
    f"{WHOLE}required = true\nwhen = {{a = {{matches = '('}}}}": (
        "rule `x`: `when.a`: a `(` has no `)` behind it"
    ),
    f"{WHOLE}required = true\nwhen = {{'a..b' = 1}}": "rule `x`: `when.a..b`: `.b` begins no step",
    f"{WHOLE}required = true\nwhen = {{'a.*' = {{forbidden = true}}}}": (
        "rule `x`: `when.a.*` ends in a pattern, which names none that could be absent"
    ),
    f"{WHOLE}required = true\nfix = 'a'": "rule `x`: `fix` is `a`, and has to be a table",
    f"{WHOLE}required = true\nfix = {{}}": (
        "rule `x`: `fix` has none of set, remove, rename, and needs one"
    ),
    f"{WHOLE}required = true\nfix = {{set = 1, remove = true}}": (
        "rule `x`: `set` and `remove` stand together: only one of them can be meant"
    ),
    f"{WHOLE}required = true\nfix = {{sett = 1}}": (
        "rule `x`: unknown key `fix.sett` (did you mean set?)"
    ),
    f"{WHOLE}required = true\nfix = {{set = 1, safety = 'display'}}": (
        "rule `x`: `fix.safety` is `display`, and has to be one of safe, unsafe"
    ),
    f"{WHOLE}required = true\nfix = {{set = 2020-01-01}}": (
        "rule `x`: `fix.set` has to be a value that YAML can hold"
    ),
    f"{WHOLE}required = true\nfix = {{set = {{a = [10:00:00]}}}}": (
        "rule `x`: `fix.set` holds a date or a time: put it in quotes"
    ),
    f"{WHOLE}required = true\nfix = {{set = '{{value}}'}}": (
        "rule `x`: `fix.set` has the place `{value}`, and what is missing has no value"
    ),
    f"{WHOLE}required = true\nfix = {{set = '${{HOME}}'}}": (
        "rule `x`: `fix.set`: `{HOME}` is no place to fill in"
    ),
    f"{WHOLE}required = true\nfix = {{remove = true}}": (
        "rule `x`: `fix` can only `set` what is missing"
    ),
    f"{WHOLE}forbidden = true\nfix = {{set = 'b'}}": (
        "rule `x`: `fix.set` leaves the entry where it must not be: `remove` or `rename` it"
    ),
    f"{WHOLE}one-of = ['a']\nfix = {{set = 'b'}}": (
        "rule `x`: `fix.set` is a value that the rule would find again"
    ),
    f"{WHOLE}forbidden = true\nfix = {{rename = 'a'}}": (
        "rule `x`: `fix.rename`: `path` would lead to `a` as well"
    ),
    f"{WHOLE}forbidden = true\nfix = {{rename = ''}}": (
        "rule `x`: `fix.rename` is ``, and has to be a text that is not empty"
    ),
    "name = 'x'\npath = 'a[*]'\nmessage = 'm'\nforbidden = true\nfix = {rename = 'b'}": (
        "rule `x`: `fix.rename` needs a key, and `path` ends in an item"
    ),
    "name = 'x'\npath = 'a.**'\nmessage = 'm'\nforbidden = true\nfix = {rename = 'b'}": (
        "rule `x`: `fix.rename`: `path` would lead to `b` as well"
    ),
}


@pytest.mark.parametrize(("table", "words"), list(REFUSED.items()), ids=list(REFUSED.values()))
def test_what_makes_no_sense_is_refused(tmp_path: Path, table: str, words: str) -> None:
    write(tmp_path, {"stacklint.toml": f"[[rules]]\n{table}\n"})
    with pytest.raises(BadConfig) as error:
        read_config(tmp_path / "stacklint.toml")
    assert str(error.value).startswith("stacklint.toml: rule ")
    assert words in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rules = 1\n", "stacklint.toml: `rules` has to be a list of tables: [[rules]]"),
        ("plugins = 'a'\n", "stacklint.toml: `plugins` has to be a list of texts"),
        (f"[[rules]]\n{WHOLE}required = true\n[severity]\ny = 'info'\n", "unknown rule `y`"),
        (f"select = ['xx']\n[[rules]]\n{WHOLE}required = true\n", "unknown rule `xx`"),
        ("required-version = '>=99'\n[[rules]]\nnew-key = 1\n", "this repository wants stacklint"),
    ],
)
def test_configuration_is_judged_as_a_whole(tmp_path: Path, text: str, words: str) -> None:
    write(tmp_path, {"stacklint.toml": text})
    with pytest.raises(BadConfig) as error:
        read_config(tmp_path / "stacklint.toml")
    assert words in str(error.value)


def test_own_rules_can_be_named_like_ours(tmp_path: Path) -> None:
    text = f"select = ['x', 'own']\nignore = ['x']\n[severity]\nx = 'info'\n[[rules]]\n{WHOLE}"
    write(tmp_path, {"stacklint.toml": f"{text}required = true\n"})
    config = read_config(tmp_path / "stacklint.toml")
    assert config.choice.select == ("x", "own")
    assert list(config.registry.own) == ["x"]
    assert config.registry.names[-1] == "x"
    assert "own" in config.registry.categories


def test_tables_stand_in_a_shared_file_too(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": f"[[tool.stacklint.rules]]\n{WHOLE}required = true\n"})
    config = read_config(tmp_path / "pyproject.toml")
    assert config.registry.origin_of("x") == "pyproject.toml"


# What jsonschema says of the same table.
VALIDATOR = Draft202012Validator(RULE)
WORDS = st.sampled_from(
    ["", "a", "x-1", "X", "a\n", "a\nb", "error", "audit", "data", "k8s", "list"]
)
VALUES = st.recursive(
    st.one_of(WORDS, st.booleans(), st.integers(-2, 2), st.floats(-1, 1)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2),
        st.dictionaries(st.sampled_from([*NAMES, "set", "remove", "a"]), inner, max_size=2),
    ),
    max_leaves=4,
)
TABLES = st.dictionaries(
    st.sampled_from([*json.loads(json.dumps(RULE))["properties"], "xyz"]), VALUES
)
RIGHT = st.fixed_dictionaries(
    {"name": st.just("x"), "path": st.just("a"), "message": st.just("m")},
    optional={
        "required": st.booleans(),
        "matches": st.just("a"),
        "one-of": st.lists(WORDS, max_size=1),
        "at-most": st.one_of(WORDS, st.integers(), st.booleans()),
        "when": st.dictionaries(WORDS, VALUES, max_size=1),
        "severity": st.sampled_from(["error", "grave"]),
        "fix": st.dictionaries(
            st.sampled_from(["set", "remove", "rename", "safety", "why", "x"]), VALUES, max_size=2
        ),
    },
)


@given(st.one_of(TABLES, RIGHT))
def test_what_fits_is_what_fits_the_published_schema(table: dict[str, object]) -> None:
    assert (misfit(table, RULE) is None) is VALIDATOR.is_valid(table)


@pytest.mark.parametrize("table", REFUSED)
def test_editor_knows_what_is_wrong_with_the_shape(table: str) -> None:
    (first, *_) = tomllib.loads(f"[[rules]]\n{table}\n")["rules"]
    assert (misfit(first, RULE) is None) is VALIDATOR.is_valid(first)


CONFIG = Draft202012Validator(config_schema())


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        (f"[[rules]]\n{WHOLE}required = true", True),
        (f"[[rules]]\n{WHOLE}", False),
        (f"select = ['x']\n[[rules]]\n{WHOLE}required = true", True),
        ("select = ['x']\nplugins = ['acme']", True),
        ("select = ['x']", False),
        ("[[per-path]]\npaths = ['a']\nignore = ['x']", False),
        (
            "[[per-path]]\npaths = ['a']\nignore = ['x']\n[[rules]]\n" + WHOLE + "required = true",
            True,
        ),
        ("[severity]\nx = 'info'", False),
        ("select = ['volumes']\n[severity]\nunknown-key = 'info'", True),
        ("[severity]\nvolumes = 'info'", False),
        ("plugins = 'acme'", False),
    ],
)
def test_schema_of_the_configuration_knows_own_rules(text: str, fits: bool) -> None:
    assert CONFIG.is_valid(tomllib.loads(text)) is fits


def test_every_key_of_the_schema_is_described() -> None:
    properties = json.loads(json.dumps(RULE))["properties"]
    bare = {key for key, inner in properties.items() if "description" not in inner}
    assert bare == set()


@given(TABLES)
def test_any_table_is_read_or_refused(table: dict[str, object]) -> None:
    try:
        registry = registry_of([{"name": "x", "path": "a", "message": "m", **table}], (), "f")
    except BadRule as error:
        assert str(error).startswith("rule ")  # noqa: PT017 -- either is right
    else:
        assert len(registry.own) == 1
