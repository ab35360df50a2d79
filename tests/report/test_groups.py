"""Many findings on one screen."""

from __future__ import annotations

import pytest

from stacklint.finding import Fix, Harm, Profile, Safety
from stacklint.model.yaml.document import text_document
from stacklint.report import render
from stacklint.report.run import WithoutStack
from tests.report.made import LOOK, finding, old_repository, place, run_of

ALONE = WithoutStack("stacks/legacy/spec.yml", "its stack is in another repository (stack-roots)")

AT_80_COLUMNS = """\
can lose data
  empty-volume-holds-data      4   envs/prod.yml:2 notes-a, +3
does not start
  volume-missing-from-spec    26   2 files, worst envs/staging.yml (18)
not what is written
  config-scalar-changes-text  11   envs/prod.yml (11)                 11 fixable

30 errors, 11 warnings in 3 specs (2 files), 41 ms. 11 have a safe fix. Passes
no profile yet: 30 errors to `recommended`.
2 of 3 specs checked with their stack; stacks/legacy/spec.yml: its stack is in
another repository (stack-roots)
first: stacklint volumes envs/prod.yml
all of it: stacklint check --format full
start clean: stacklint init
"""

AT_40_COLUMNS = """\
can lose data
  empty-volume-holds-data      4
    envs/prod.yml:2 notes-a, +3
does not start
  volume-missing-from-spec    26
    2 files, worst envs/staging.yml (18)
not what is written
  config-scalar-changes-text  11  11 fixable
    envs/prod.yml (11)

30 errors, 11 warnings in 3 specs (2
files), 41 ms. 11 have a safe fix.
Passes no profile yet: 30 errors to
`recommended`.
2 of 3 specs checked with their stack;
stacks/legacy/spec.yml: its stack is in
another repository (stack-roots)
first: stacklint volumes envs/prod.yml
all of it: stacklint check --format full
start clean: stacklint init
"""

AT_160_COLUMNS = """\
can lose data
  empty-volume-holds-data      4   envs/prod.yml:2 notes-a, envs/prod.yml:3 notes-b, \
envs/prod.yml:4 notes-c, envs/prod.yml:5 notes-d
does not start
  volume-missing-from-spec    26   2 files, worst envs/staging.yml (18)
not what is written
  config-scalar-changes-text  11   envs/prod.yml (11)\
                                                                                                 \
11 fixable
"""


@pytest.mark.parametrize(("width", "wanted"), [(80, AT_80_COLUMNS), (40, AT_40_COLUMNS)])
def test_a_first_run_on_an_old_repository(width: int, wanted: str) -> None:
    run = old_repository()._replace(without_stack=(ALONE,), beyond={Profile.STRICT: 7})

    assert render("text", run, LOOK._replace(width=width)) == wanted


def test_where_files_are_alike_none_is_the_worst() -> None:
    files = [text_document(f"envs/{name}.yml", "volumes:\n  a: x\n") for name in "ba"]
    found = [
        finding(place(x, "volumes", "a"), f"{number} in {x.name}")
        for x in files
        for number in range(6)
    ]
    assert "12   2 files, first envs/a.yml" in render("text", run_of(found, *files), LOOK)


def test_a_wide_terminal_names_more_places() -> None:
    shown = render("text", old_repository(), LOOK._replace(width=160))

    assert shown.startswith(AT_160_COLUMNS)
    assert max(map(len, shown.splitlines())) <= 160


def test_ten_findings_have_frames_and_eleven_have_groups() -> None:
    run = old_repository()

    assert " --> " in render("text", run._replace(findings=run.findings[:10]), LOOK)
    assert " --> " not in render("text", run._replace(findings=run.findings[:11]), LOOK)
    assert render("full", run, LOOK).count(" --> ") == 41


def test_colour_adds_nothing_but_colour() -> None:
    coloured = render("text", old_repository(), LOOK._replace(color=True))
    for code in ("0", "1", "1;31", "1;33", "2"):
        coloured = coloured.replace(f"\x1b[{code}m", "")

    assert coloured == render("text", old_repository(), LOOK)


def test_any_number_of_rules_fits_one_screen() -> None:
    document = text_document("a.yml", "a: 1\nb: 2\n")
    harms = list(Harm)
    found = [
        finding(place(document, "a"), "x", rule=f"rule-number-{number:02}")._replace(
            harm=harms[number % 4]
        )
        for number in range(40)
    ]
    shown = render("text", run_of(found, document), LOOK).splitlines()

    assert len(shown) <= 24
    assert "and 28 more of 28 other rules" in shown


def test_what_a_fix_would_end_is_counted() -> None:
    document = text_document("a.yml", "a: 1\nb: 2\n")
    fixes = [Fix("x", Safety.SAFE, ()), Fix("x", Safety.UNSAFE, ()), Fix("x", Safety.DISPLAY, ())]
    found = [
        finding(place(document, "a"), f"{number}")._replace(fix=fixes[number % 3])
        for number in range(11)
    ]

    assert "4 fixable, 4 by name" in render("text", run_of(found, document), LOOK)


def test_a_long_path_loses_its_beginning() -> None:
    document = text_document(f"{'deep/' * 20}spec.yml", "a: 1\n")
    found = [finding(place(document, "a"), f"{number}") for number in range(11)]
    shown = render("text", run_of(found, document), LOOK).splitlines()[1]

    assert len(shown) == 80
    assert shown.startswith("  empty-volume-holds-data  11   …")
    assert shown.endswith("deep/deep/spec.yml (11)")


def test_many_long_paths_are_a_number() -> None:
    documents = [text_document(f"{'deep/' * 20}{x}.yml", "a: 1\n") for x in range(11)]
    found = [finding(place(document, "a"), "x") for document in documents]

    assert "  11   11 files\n" in render("text", run_of(found, *documents), LOOK)


@pytest.mark.parametrize(
    ("name", "text", "harm", "wanted"),
    [
        ("envs/prod.yml", "deploy-to: compose\n", Harm.DATA, "volumes envs/prod.yml"),
        ("my env.yml", "deploy-to: compose\n", Harm.DATA, "volumes 'my env.yml'"),
        ("-x.yml", "deploy-to: compose\n", Harm.DATA, "volumes ./-x.yml"),
        ("envs/prod.yml", "deploy-to: compose\n", Harm.START, "explain a-rule"),
        ("compose.yml", "services:\n", Harm.DATA, "explain a-rule"),
    ],
)
def test_the_first_step_leads_to_where_data_is_lost(
    name: str, text: str, harm: Harm, wanted: str
) -> None:
    document = text_document(name, f"a: 1\n{text}")
    found = [
        finding(place(document, "a"), f"{number}", rule="a-rule")._replace(harm=harm)
        for number in range(11)
    ]

    assert f"first: stacklint {wanted}\n" in render("text", run_of(found, document), LOOK)
