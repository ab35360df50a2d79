"""Annotations of GitHub, and GitLab's code quality."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from stacklint.finding import Harm, Severity, Standing
from stacklint.model.yaml.document import Part, text_document
from stacklint.report import render
from stacklint.report.run import WithoutStack
from tests.report.made import LOOK, finding, many, notes, place, run_of

if TYPE_CHECKING:
    from stacklint.finding import Finding


def test_github_gets_the_worst_ten_and_the_number_of_the_rest() -> None:
    found, document = many(14)
    found[12] = found[12]._replace(severity=Severity.ERROR)
    found[13] = found[13]._replace(harm=Harm.ORDER, severity=Severity.ERROR)
    lines = render("github", run_of(found, document), LOOK).splitlines()

    assert [line.split("::")[2].split("%0A")[0] for line in lines[:3]] == [
        "wrong 12",
        "wrong 13",
        "wrong 0",
    ]
    assert lines[10:] == ["::notice title=stacklint::4 more findings; all of them: stacklint check"]


def test_github_gets_columns_of_one_line_alone() -> None:
    document = text_document("a.yml", "a: |\n  x\n")
    one = finding(place(document, "a"), "one line", severity=Severity.INFO)
    more = finding(place(document, "a", part=Part.ENTRY), "two lines", severity=Severity.WARNING)

    assert render("github", run_of([one, more], document), LOOK) == (
        "::warning file=a.yml,line=1,endLine=2,title=empty-volume-holds-data::two lines"
        "%0Ahelp: stacklint explain empty-volume-holds-data\n"
        "::notice file=a.yml,line=1,endLine=1,col=1,endColumn=2,title=empty-volume-holds-data"
        "::one line%0Ahelp: stacklint explain empty-volume-holds-data\n"
    )


def test_github_is_told_what_no_finding_tells() -> None:
    document = text_document("a.yml", "volumes:\n  db:\n")
    accepted = finding(place(document, "volumes", "db"), "no path")._replace(
        standing=Standing.BASELINED
    )
    alone = (WithoutStack("a.yml", "stacks/a is not in this repository"),)
    run = run_of([accepted], document)._replace(without_stack=alone, notes=("b.yml is skipped",))

    assert render("github", run, LOOK) == (
        "::notice title=stacklint::0 of 1 spec checked with their stack; a.yml: stacks/a is not"
        " in this repository%0Ab.yml is skipped%0A1 accepted in the baseline can lose data:"
        " a.yml:2 empty-volume-holds-data\n"
    )


def test_annotations_name_files_from_the_root_of_the_repository() -> None:
    run = notes()._replace(prefix="../..")

    assert "::error file=envs/prod.yml,line=14," in render("github", run, LOOK)


def test_gitlab_gets_no_half_of_a_character() -> None:
    document = text_document("\udcff.yml", "a: 1\n")
    found = finding(place(document, "a"), "wrong")
    (issue,) = json.loads(render("gitlab", run_of([found], document), LOOK))

    assert issue["location"]["path"] == "\\udcff.yml"


def test_gitlab_tells_old_from_new_by_fingerprints_that_stay() -> None:
    found, document = many(2)
    moved = [one._replace(at=one.at._replace(line=one.at.line + 7)) for one in found]

    def prints(findings: list[Finding]) -> list[str]:
        issues = json.loads(render("gitlab", run_of(findings, document), LOOK))
        return [issue["fingerprint"] for issue in issues]

    assert prints(found) == prints(moved)
    assert prints([*found, found[0], found[0]])[0] == prints(found)[0]
    assert len(set(prints([*found, found[0], found[0]]))) == 4


@pytest.mark.parametrize(
    ("severity", "harm", "wanted"),
    [
        (Severity.ERROR, Harm.DATA, "blocker"),
        (Severity.ERROR, Harm.START, "critical"),
        (Severity.WARNING, Harm.DATA, "minor"),
        (Severity.INFO, Harm.ORDER, "info"),
    ],
)
def test_gitlab_has_its_own_words_for_severities(
    severity: Severity, harm: Harm, wanted: str
) -> None:
    found, document = many(1, severity)
    (issue,) = json.loads(render("gitlab", run_of([found[0]._replace(harm=harm)], document), LOOK))

    assert issue == {
        "description": "wrong 0",
        "check_name": "empty-volume-holds-data",
        "fingerprint": found[0].fingerprint,
        "severity": wanted,
        "location": {"path": "a.yml", "lines": {"begin": 1, "end": 1}},
    }
