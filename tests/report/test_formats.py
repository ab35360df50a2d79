"""JUnit and Markdown, and what holds for every format."""

from __future__ import annotations

import sys
from pathlib import Path
from subprocess import run as run_program
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from stacklint.finding import Severity, Standing
from stacklint.report import FORMATS, render
from tests.report.made import LOOK, RUNS, many, notes, run_of

if TYPE_CHECKING:
    from stacklint.report.run import Run

HERE = Path(__file__).parent

JUNIT = """\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="stacklint" tests="3" failures="1" time="0.041">
  <testsuite name="a.yml" tests="3" failures="1" skipped="1">
    <testcase classname="a.yml" name="rule-a" file="a.yml">
      <failure message="wrong 0 (+1)" type="error">\
a.yml:1:1: wrong 0&#10;a.yml:3:1: wrong 1</failure>
    </testcase>
    <testcase classname="a.yml" name="rule-b" file="a.yml">
      <system-out>a.yml:5:1: wrong 2</system-out>
    </testcase>
    <testcase classname="a.yml" name="rule-c" file="a.yml">
      <skipped message="allowed: OPS-12">a.yml:7:1: wrong 3</skipped>
    </testcase>
  </testsuite>
</testsuites>
"""


def test_junit_has_a_case_for_each_file_and_rule() -> None:
    found, document = many(4, Severity.ERROR)
    rules = [
        found[0]._replace(rule="rule-a"),
        found[1]._replace(rule="rule-a"),
        found[2]._replace(rule="rule-b", severity=Severity.INFO),
        found[3]._replace(rule="rule-c", standing=Standing.ALLOWED, reason="OPS-12"),
    ]

    assert render("junit", run_of(rules, document), LOOK) == JUNIT


def test_junit_passes_when_there_is_nothing() -> None:
    root = ET.fromstring(render("junit", run_of([]), LOOK))  # noqa: S314 -- our own output

    assert root.attrib["failures"] == "0"
    assert [element.attrib["name"] for element in root.iter("testcase")] == ["no findings"]


MARKDOWN = """\
### stacklint: 1 error

| | Rule | Place | What is wrong |
| --- | --- | --- | --- |
| error | <code>empty-volume-holds-data</code> | <code>envs/prod.yml:14</code> |\
 volume <code>notes-db</code> has no path: its data dies with the kind cluster<br>\
fix (unsafe): notes-db: /srv/kind/notes/notes-db |

Passes no profile yet: 1 error to <code>recommended</code>.
"""


@pytest.mark.parametrize("name", ["markdown", "github-summary"])
def test_markdown_is_a_table(name: str) -> None:
    assert render(name, notes(), LOOK) == MARKDOWN


@pytest.mark.parametrize("name", ["markdown", "github-summary"])
def test_markdown_says_so_when_there_is_nothing(name: str) -> None:
    assert render(name, run_of([]), LOOK) == (
        "### stacklint: no findings\n\nPasses every profile.\n"
    )


def test_a_step_summary_is_no_larger_than_github_takes() -> None:
    found, document = many(600)
    shown = render("github-summary", run_of(found, document), LOOK)

    assert "100 more findings; all of them: stacklint check" in shown
    assert len(shown.encode()) < 1024 * 1024


def test_a_step_summary_of_long_names_is_no_larger_either() -> None:
    found, document = many(600)
    found = [one._replace(message=f"`{'|' * 2000}` is wrong") for one in found]
    shown = render("github-summary", run_of(found, document), LOOK)
    rows = shown.count("| <code>empty-volume")

    assert 0 < rows < 500
    assert f"{600 - rows} more findings; all of them: stacklint check" in shown
    assert len(shown.encode()) < 1024 * 1024


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_a_report_ends_its_last_line_once(name: str, run: Run) -> None:
    shown = render(name, run, LOOK)

    assert shown == "" or (shown.endswith("\n") and not shown.endswith("\n\n"))


def test_no_such_format() -> None:
    with pytest.raises(KeyError):
        render("yaml", run_of([]), LOOK)


HEAVY = "json jsonschema xml difflib hashlib unicodedata urllib ruamel rich".split()  # noqa: SIM905 -- reads as a sentence
PROGRAM = f"""
import sys
from tests.report.made import notes, old_repository, LOOK
from stacklint.report import render
for name in [name for name in sys.modules if name.split(".")[0] in {HEAVY}]:
    del sys.modules[name]
for run in (notes(), old_repository()):
    for name in ("text", "full", "concise"):
        render(name, run, LOOK)
print(*sorted({{name.split(".")[0] for name in sys.modules}} & set({HEAVY})))
"""


def test_reports_for_people_load_nothing_heavy() -> None:
    done = run_program(
        [sys.executable, "-c", PROGRAM],
        cwd=HERE.parents[1],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == ""
