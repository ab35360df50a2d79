"""The schemas: whole, described, and saying the same as the code beside them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from stacklint.model.dialect import FORK_KEYS, Dialect
from stacklint.model.keys import form_at, forms_along, known_keys, places_of, spec_form
from stacklint.model.schema import NAMES, schema, schema_of, schema_text, table, texts
from stacklint.model.spec_shape import SPEC_KEYS
from stacklint.model.targets import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.schema import Json, Table

LACONIC = Dialect.LACONIC_SO


def _subschemas(value: Json, path: str = "#") -> Iterator[tuple[str, Table]]:
    """Give every schema below one, with where it stands."""
    found = table(value)
    yield path, found
    for holder in ("properties", "patternProperties", "$defs"):
        for name, below in table(found.get(holder)).items():
            yield from _subschemas(below, f"{path}/{name}")
    for name in ("items", "additionalProperties"):
        if isinstance(found.get(name), dict):
            yield from _subschemas(found[name], f"{path}/{name}")


@pytest.mark.parametrize("name", NAMES)
def test_schema_is_read_as_json_is(name: str) -> None:
    assert schema(name) == json.loads(schema_text(name))


@pytest.mark.parametrize("name", NAMES)
def test_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))
    assert "$id" not in schema(name)
    assert schema_text(name).endswith("}\n")


@pytest.mark.parametrize("name", NAMES)
def test_every_key_is_described(name: str) -> None:
    bare = [
        path
        for path, found in _subschemas(schema(name))
        if not str(found.get("description", "")).endswith(".") and found != {"$ref": "#"}
    ]
    assert bare == []


@pytest.mark.parametrize("name", NAMES)
def test_annotations_name_what_there_is(name: str) -> None:
    dialects = {dialect.value for dialect in Dialect}
    targets = {target.value for target in Target}
    for path, found in _subschemas(schema(name)):
        assert set(texts(found.get("x-dialects", []))) <= dialects, path
        assert set(texts(found.get("x-targets", []))) <= targets, path
        forms = table(found.get("x-forms"))
        assert set(forms) <= set(texts(found.get("type"))), path
        assert {name for known in forms.values() for name in texts(known)} <= dialects, path


def test_top_level_keys_are_those_that_make_a_spec() -> None:
    assert set(spec_form(LACONIC).keys) == SPEC_KEYS | {"stack", "deploy-to"}


def test_keys_of_the_fork_are_those_that_tell_it() -> None:
    root = spec_form(LACONIC).keys
    assert {name for name, form in root.items() if form.dialects == ("fork",)} == set(FORK_KEYS)


@pytest.mark.parametrize(
    ("dialect", "types"),
    [(LACONIC, ("string", "null")), (Dialect.FORK, ("string", "null", "object"))],
)
def test_a_dialect_takes_only_its_own_forms(dialect: Dialect, types: tuple[str, ...]) -> None:
    volumes = table(table(schema_of("spec", dialect)["properties"])["volumes"])
    assert texts(table(volumes["additionalProperties"])["type"]) == types


@pytest.mark.parametrize(
    ("path", "word"),
    [
        (("volumes",), "Named volumes"),
        (("volumes", "anything"), "A host directory"),
        (("network", "http-proxy", 0, "routes", 1, "path"), "The path"),
        (("resources", "containers", "limits", "cpus"), "A number of CPUs"),
        (("resources", "containers", "web", "limits"), "What this container"),
        (("security", "privileged"), "Whether every container"),
    ],
)
def test_a_key_is_found_with_its_description(path: tuple[str | int, ...], word: str) -> None:
    found = form_at(path, LACONIC)
    assert found is not None
    assert found.about.startswith(word)


@pytest.mark.parametrize("path", [("volume",), ("network", "port"), ("stack", "x", "y", "z", 0)])
def test_an_unknown_key_has_no_form(path: tuple[str | int, ...]) -> None:
    assert form_at(path, LACONIC) is None
    assert len(list(forms_along(path, LACONIC))) < len(path)


def test_places_of_a_key_come_nearest_first() -> None:
    assert places_of("acme-email", LACONIC) == (("network", "acme-email"),)
    assert places_of("volumes", LACONIC) == (("volumes",), ("resources", "volumes"))
    assert places_of("nothing", LACONIC) == ()


def test_keys_to_offer_are_those_that_the_dialect_reads() -> None:
    ours, theirs = known_keys((), LACONIC), known_keys((), Dialect.FORK)
    assert {"credentials-files", "volumes"} <= set(ours)
    assert {"backup", "registry-credentials"}.isdisjoint(ours)
    assert "backup" in theirs
    assert known_keys(("network", "http-proxy", 0), LACONIC) == ("host-name", "routes")
    assert places_of("websocket", LACONIC) == ()
