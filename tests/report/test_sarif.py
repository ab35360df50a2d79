"""SARIF: that it holds to its schema, and says what code scanning needs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from jsonschema import validators

from stacklint.finding import Fix, Safety
from stacklint.model.yaml.document import Span, text_document
from stacklint.model.yaml.place import Place
from stacklint.report import render
from tests.report.made import (
    COMPOSE,
    LOOK,
    NEW,
    OTHER,
    RUNS,
    TEXT,
    everything,
    finding,
    notes,
    run_of,
)

if TYPE_CHECKING:
    from stacklint.report.run import Run

# See SOURCES.md for where it is from.
SARIF_SCHEMA = json.loads(
    (Path(__file__).parent / "sarif-2.1.0.schema.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_sarif_is_valid(run: Run) -> None:
    validator = validators.validator_for(SARIF_SCHEMA)(SARIF_SCHEMA)
    log = json.loads(render("sarif", run, LOOK))

    assert [error.message for error in validator.iter_errors(log)] == []


def test_sarif_says_why_something_does_not_count() -> None:
    found = json.loads(render("sarif", everything(), LOOK))["runs"][0]["results"]
    told = {one["properties"]["standing"]: one.get("suppressions") for one in found[1:]}

    assert told == {
        "open": None,
        "allowed": [{"kind": "inSource", "justification": "OPS-12"}],
        "baselined": [{"kind": "external", "justification": "accepted in the baseline"}],
        "known": None,
    }


def test_sarif_tells_new_from_old_where_a_change_is_judged() -> None:
    run = everything()._replace(judges_change=True)
    found = json.loads(render("sarif", run, LOOK))["runs"][0]["results"]

    assert {one["properties"]["standing"]: one["baselineState"] for one in found} == {
        "open": "new",
        "allowed": "new",
        "baselined": "new",
        "known": "unchanged",
    }


def applied(text: str, replacement: dict[str, dict[str, str]]) -> str:
    """Apply a replacement as SARIF means it: lines, and columns of UTF-16 units."""
    region = json.loads(json.dumps(replacement["deletedRegion"]))
    lines = [line.encode("utf-16-le") for line in text.split("\n")]
    ends = [0, *(len(line) + 2 for line in lines)]
    start = sum(ends[: region["startLine"]]) + 2 * (region["startColumn"] - 1)
    end = sum(ends[: region["endLine"]]) + 2 * (region["endColumn"] - 1)
    whole = text.encode("utf-16-le")
    inserted = replacement["insertedContent"]["text"].encode("utf-16-le")
    return (whole[:start] + inserted + whole[end:]).decode("utf-16-le")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (TEXT, NEW),
        (NEW, TEXT),
        ("a: 1\n", "a: 1\nb: 2\n"),
        ("aaaa\n", "aa\n"),
        ("aa\n", "aaaa\n"),
        ("a: 1", ""),
        ("\ufeffa: 1\n", "\ufeffa: 2\n"),
        ("a: 1\r\n", "a: 1\r\nb: 2\r\n"),
        ("a: 1\r\nb: 2\r\n", "a: 1\r\n"),
        ("a: 1\r\nb:\r\n  c: 1\r\n", "a: 1\r\nd: 1\r\nb:\r\n  c: 1\r\n"),
        ("a: 1\r\n\r\n", "a: 1\r\n"),
    ],
)
def test_a_fix_is_one_replacement_in_sarif_and_json(old: str, new: str) -> None:
    document = text_document("a.yml", old)
    found = finding(Place(document, (), range=Span(0, 1)), "x")
    found = found._replace(fix=Fix("x", Safety.SAFE, ()))
    run = run_of([found], document)._replace(new_texts={found.order: {"a.yml": new}})
    (result,) = json.loads(render("sarif", run, LOOK))["runs"][0]["results"]
    (told,) = json.loads(render("json", run, LOOK))["findings"]
    edit, text = told["fix"]["edit"], old.removeprefix("\ufeff")
    wanted = new.removeprefix("\ufeff")

    assert text[: edit["start"]] + edit["text"] + text[edit["end"] :] == wanted
    assert applied(text, result["fixes"][0]["artifactChanges"][0]["replacements"][0]) == wanted
    # By line and column, nothing stands between these two: an editor would put it elsewhere.
    assert all(text[at - 1 : at + 1] != "\r\n" for at in (edit["start"], edit["end"]) if at)


def test_a_fix_of_several_files_is_one_change_of_each_in_sarif_and_json() -> None:
    results = json.loads(render("sarif", everything(), LOOK))["runs"][0]["results"]
    (found,) = (x for x in results if x["properties"]["standing"] == "open" and "fixes" in x)
    told = json.loads(render("json", everything(), LOOK))["findings"]
    (fix,) = (x["fix"] for x in told if x["standing"] == "open" and x["fix"])
    texts = {"envs/my spec.yml": TEXT, OTHER: COMPOSE}
    wanted = {"envs/my spec.yml": NEW, OTHER: COMPOSE + "  b:\n"}

    assert fix["edit"] is None
    assert [x["file"] for x in fix["elsewhere"]] == [OTHER]
    assert {
        x["file"]: texts[x["file"]][: x["start"]] + x["text"] + texts[x["file"]][x["end"] :]
        for x in fix["edits"]
    } == wanted
    assert {
        unquote(x["artifactLocation"]["uri"]): applied(
            texts[unquote(x["artifactLocation"]["uri"])], x["replacements"][0]
        )
        for x in found["fixes"][0]["artifactChanges"]
    } == wanted


def test_an_allowed_finding_is_never_fixed() -> None:
    found = json.loads(render("sarif", everything(), LOOK))["runs"][0]["results"]

    assert {one["properties"]["standing"] for one in found if "fixes" in one} == {"open", "known"}


def test_sarif_counts_columns_in_utf_16() -> None:
    (location,) = json.loads(render("sarif", everything(), LOOK))["runs"][0]["results"][1][
        "locations"
    ]

    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "envs/my%20spec.yml", "uriBaseId": "%SRCROOT%"},
        "region": {
            "startLine": 2,
            "startColumn": 9,
            "endLine": 2,
            "endColumn": 12,
            "snippet": {"text": "# x"},
        },
    }


def test_sarif_names_no_path_of_this_machine() -> None:
    run = notes()._replace(root="/home/somebody/notes")
    log = render("sarif", run, LOOK)

    assert "somebody" not in log
    assert json.loads(log)["runs"][0]["originalUriBaseIds"] == {
        "%SRCROOT%": {"description": {"text": "The root of the repository."}}
    }


def test_a_link_in_a_message_is_none_in_sarif() -> None:
    found = json.loads(render("sarif", everything(), LOOK))["runs"][0]["results"]

    assert found[1]["message"]["text"] == "`b` \\[is\\](wrong)"


def test_sarif_describes_the_rules_that_occur() -> None:
    rules = json.loads(render("sarif", everything(), LOOK))["runs"][0]["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == ["empty-volume-holds-data", "no-such-rule"]
    assert rules[0]["shortDescription"] == {"text": "Volume without a path where data lives."}
    assert rules[0]["defaultConfiguration"] == {"level": "error"}
    assert rules[0]["properties"]["harm"] == "data"
    assert rules[1]["defaultConfiguration"] == {"level": "note"}
