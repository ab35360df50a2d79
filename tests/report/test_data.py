"""JSON: that it holds to its published schema, and tells the changes of a fix."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest
from jsonschema import Draft202012Validator

from stacklint.finding import Confidence, Harm, Profile, Severity, Standing
from stacklint.model import change as changes
from stacklint.report import render
from stacklint.report.symbolic import FIELDS, Json
from tests.report.made import ALL_CHANGES, LOOK, RUNS, everything

if TYPE_CHECKING:
    from stacklint.finding import Finding
    from stacklint.report.run import Run

ROOT = Path(__file__).parents[2]
REPORT_SCHEMA = json.loads(
    (ROOT / "stacklint/report/schema/report.schema.json").read_text(encoding="utf-8")
)


def closed(schema: Json) -> Json:
    """Give a schema that allows no field which it does not name."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(value) for key, value in schema.items()}
    return inner | ({"additionalProperties": False} if schema.get("type") == "object" else {})


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_json_is_what_its_schema_says_and_no_more(run: Run) -> None:
    strict = closed(REPORT_SCHEMA)
    assert isinstance(strict, dict)
    report = json.loads(render("json", run, LOOK))

    assert [error.message for error in Draft202012Validator(strict).iter_errors(report)] == []


ONE = everything().findings[0]
EVERY_WORD = {
    "severity": [ONE._replace(severity=word) for word in Severity],
    "confidence": [ONE._replace(confidence=word) for word in Confidence],
    "profile": [ONE._replace(profile=word) for word in Profile],
    "harm": [ONE._replace(harm=word) for word in Harm],
    "standing": [ONE._replace(standing=word) for word in Standing],
}


@pytest.mark.parametrize("findings", EVERY_WORD.values(), ids=EVERY_WORD)
def test_schema_knows_every_word_that_a_finding_may_have(findings: list[Finding]) -> None:
    report = json.loads(render("json", everything()._replace(findings=tuple(findings)), LOOK))

    assert [x.message for x in Draft202012Validator(REPORT_SCHEMA).iter_errors(report)] == []


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(REPORT_SCHEMA)
    assert "$id" not in REPORT_SCHEMA


def test_every_change_is_told_whole() -> None:
    told = json.loads(render("json", everything(), LOOK))["findings"][1]["fix"]["changes"]
    kinds = {type(one) for one in ALL_CHANGES}

    assert kinds == set(get_args(changes.Change))
    assert set().union(*(one._fields for one in ALL_CHANGES)) == set(FIELDS)
    assert told[0] == {
        "kind": "set-value",
        "path": ["a", 0],
        "value": [1, 2.5, None, True, {"b": "c"}],
        "quote": True,
    }
    assert told[4] == {
        "kind": "move-entry",
        "path": ["a"],
        "to": ["b"],
        "value": None,
        "keep_value": True,
    }
    assert told[-1] == {"kind": "restore"}
