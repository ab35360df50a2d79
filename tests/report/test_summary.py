"""The last lines: runs, and what is said of them."""

from __future__ import annotations

import itertools

import pytest

from stacklint.finding import Finding, Fix, Harm, Profile, Safety, Severity, Standing
from stacklint.model.yaml.document import text_document
from stacklint.report import hints, render
from stacklint.report.run import Repair, Run, WithoutStack
from stacklint.report.scene import scene_of
from stacklint.report.summary import summary
from tests.report.made import LOOK, finding, notes, old_repository, place, run_of

DOCUMENT = text_document("envs/x.yml", "a: 1\nb: 2\nc: 3\nd: 4\n")


def found(
    key: str = "a", severity: Severity = Severity.ERROR, profile: Profile = Profile.RECOMMENDED
) -> Finding:
    made = finding(place(DOCUMENT, key), f"{key} is wrong", severity=severity, rule=f"rule-{key}")
    return made._replace(profile=profile)


def run(*findings: Finding) -> Run:
    return run_of(findings, DOCUMENT)._replace(specs=3, files=14)


def said(of: Run) -> list[str]:
    return summary(scene_of(of, LOOK._replace(width=1000)))


CLEAN = run()._replace(specs=1, files=1)
INFO = found(severity=Severity.INFO)
WARNING = found("b", Severity.WARNING)
STRICT = found("c", profile=Profile.STRICT)

FIRST_LINES = [
    ("clean", CLEAN, "no findings in 1 spec (1 file), 41 ms. Passes every profile."),
    (
        "stacks beside specs",
        run()._replace(stacks=2),
        "no findings in 3 specs and 2 stacks (14 files), 41 ms. Passes every profile.",
    ),
    (
        "stacks alone",
        run()._replace(specs=0, stacks=1, files=2),
        "no findings in 1 stack (2 files), 41 ms. Passes every profile.",
    ),
    ("nothing", run()._replace(specs=0, files=0), "Nothing was checked."),
    (
        "one of each",
        run(found(), WARNING, INFO),
        (
            "1 error, 1 warning, 1 info in 3 specs (14 files), 41 ms."
            " Passes no profile yet: 1 error to `recommended`."
        ),
    ),
    (
        "information has no plural",
        run(INFO, found("b", Severity.INFO)),
        "2 info in 3 specs (14 files), 41 ms. Passes every profile.",
    ),
    (
        "the threshold decides",
        run(WARNING)._replace(threshold=Severity.WARNING),
        (
            "1 warning in 3 specs (14 files), 41 ms."
            " Passes no profile yet: 1 finding to `recommended`."
        ),
    ),
    (
        "below the threshold",
        run(WARNING),
        "1 warning in 3 specs (14 files), 41 ms. Passes every profile.",
    ),
    (
        "more in the next profile",
        run()._replace(beyond={Profile.STRICT: 7, Profile.AUDIT: 2}),
        (
            "no findings in 3 specs (14 files), 41 ms."
            " Passes `recommended`; `strict` shows 7 more findings."
        ),
    ),
    (
        "nothing in the next profile, but in the one after it",
        run()._replace(beyond={Profile.AUDIT: 1}),
        "no findings in 3 specs (14 files), 41 ms. Passes `strict`; `audit` shows 1 more finding.",
    ),
    (
        "the shown profile fails",
        run(STRICT)._replace(profile=Profile.STRICT, beyond={Profile.AUDIT: 1}),
        "1 error in 3 specs (14 files), 41 ms. Passes `recommended`; 1 error to `strict`.",
    ),
    (
        "seconds",
        run()._replace(seconds=1.234),
        "no findings in 3 specs (14 files), 1.2 s. Passes every profile.",
    ),
    (
        "fixes",
        run(
            found()._replace(fix=Fix("x", Safety.SAFE, ())),
            WARNING._replace(fix=Fix("x", Safety.SAFE, ())),
            INFO._replace(fix=Fix("x", Safety.UNSAFE, ())),
        ),
        (
            "1 error, 1 warning, 1 info in 3 specs (14 files), 41 ms. 2 have a safe fix."
            " 1 has an unsafe fix. Passes no profile yet: 1 error to `recommended`."
        ),
    ),
]


@pytest.mark.parametrize(("name", "of", "wanted"), FIRST_LINES)
def test_the_first_line_says_how_many_and_where_it_stands(name: str, of: Run, wanted: str) -> None:
    assert said(of) == [wanted], name


LOST = found("d")._replace(harm=Harm.DATA, standing=Standing.BASELINED)
OLDER = found("d")._replace(standing=Standing.KNOWN)
ALLOWED = found("d")._replace(standing=Standing.ALLOWED, reason="OPS-12")
TIDY = found("d")._replace(harm=Harm.ORDER, standing=Standing.BASELINED)

LATER_LINES = [
    ("allowed", run(ALLOWED), ["Not counted: 1 allowed with a reason."]),
    ("in the baseline", run(TIDY), ["Not counted: 1 in the baseline."]),
    (
        "accepted losses are never forgotten",
        run(LOST, TIDY),
        [
            "Not counted: 2 in the baseline.",
            "1 accepted in the baseline can lose data: envs/x.yml:4 rule-d",
        ],
    ),
    (
        "of many accepted losses, some are named",
        run(LOST, LOST, LOST, LOST, LOST),
        [
            "Not counted: 5 in the baseline.",
            (
                "5 accepted in the baseline can lose data:"
                " envs/x.yml:4 rule-d, envs/x.yml:4 rule-d, envs/x.yml:4 rule-d, +2"
            ),
        ],
    ),
    (
        "notes",
        run()._replace(notes=("envs/y.yml is a template",)),
        ["note: envs/y.yml is a template"],
    ),
    (
        "without a stack",
        run()._replace(without_stack=(WithoutStack("envs/x.yml", "there is no folder stacks/x"),)),
        ["2 of 3 specs checked with their stack; envs/x.yml: there is no folder stacks/x"],
    ),
    (
        "many without a stack",
        run()._replace(
            specs=9, without_stack=tuple(WithoutStack(f"{x}.yml", "none") for x in "abcde")
        ),
        ["4 of 9 specs checked with their stack; a.yml: none; b.yml: none; c.yml: none; +2"],
    ),
]


@pytest.mark.parametrize(("name", "of", "wanted"), LATER_LINES)
def test_what_does_not_count_is_still_told(name: str, of: Run, wanted: list[str]) -> None:
    assert said(of)[1:] == wanted, name


def test_older_findings_are_a_number_where_a_change_is_judged() -> None:
    of = run(found(), OLDER, OLDER)._replace(judges_change=True)

    assert said(of) == [
        "1 error in 3 specs (14 files), 41 ms.",
        "Not counted: 2 older than the change.",
    ]
    assert render("concise", of, LOOK).count("\n") == 1


def test_pinned_run_tells_of_its_release() -> None:
    of = run()._replace(release="0.1")
    assert said(of) == [
        "no findings in 3 specs (14 files), 41 ms. Passes every profile of release 0.1."
    ]


def test_part_of_the_rules_or_files_tells_of_no_profile() -> None:
    assert said(run()._replace(is_partial=True)) == ["no findings in 3 specs (14 files), 41 ms."]


def test_specs_without_their_stack_are_told_loudly() -> None:
    of = run()._replace(without_stack=(WithoutStack("envs/x.yml", "none"),))
    shown = render("text", of, LOOK._replace(color=True))

    assert "\x1b[1;33m2 of 3 specs checked with their stack; envs/x.yml: none\x1b[0m\n" in shown


SAFE = found()._replace(fix=Fix("a: 2", Safety.SAFE, ()))
UNSAFE = found("b")._replace(fix=Fix("b: 3", Safety.UNSAFE, (), "data moves"))
PLAIN = found("c")

REPAIRS = [
    (
        "would fix",
        run(SAFE, UNSAFE, PLAIN)._replace(repairs=(Repair(SAFE),)),
        "would fix 1 of 3 findings in 1 file; 1 more by name (--unsafe-fixes rule-b); 1 has no fix",
    ),
    (
        "fixed",
        run(UNSAFE, PLAIN)._replace(repairs=(Repair(SAFE),), written=True),
        "fixed 1 of 3 findings in 1 file; 1 more by name (--unsafe-fixes rule-b); 1 has no fix",
    ),
    (
        "all of it",
        run()._replace(repairs=(Repair(SAFE), Repair(UNSAFE)), written=True),
        "fixed 2 of 2 findings in 1 file",
    ),
]


@pytest.mark.parametrize(("name", "of", "wanted"), REPAIRS)
def test_what_became_of_each_finding(name: str, of: Run, wanted: str) -> None:
    assert said(of)[1:] == [wanted], name


def test_a_refused_fix_says_why() -> None:
    why = "the edit would move the comment on line 30 to another entry"
    of = run(SAFE, PLAIN)._replace(repairs=(Repair(SAFE, why),), written=True)

    assert said(of)[1:] == [
        "fixed 0 of 2 findings; 1 has no fix",
        f"not fixed: {why} (envs/x.yml:1 rule-a)",
    ]


def test_reason_that_holds_for_many_fixes_is_said_once() -> None:
    refused = (*(Repair(SAFE, "it is a tab"),) * 5, Repair(UNSAFE, "it is ignored"))
    of = run(SAFE, PLAIN)._replace(repairs=refused, written=True)
    places = ", ".join(["envs/x.yml:1 rule-a"] * 3)

    assert said(of)[2:] == [
        f"not fixed: it is a tab ({places}, +2)",
        "not fixed: it is ignored (envs/x.yml:2 rule-b)",
    ]


@pytest.mark.parametrize("of", [notes(), old_repository(), run(SAFE, UNSAFE)])
@pytest.mark.parametrize("name", ["text", "full", "github", "github-summary", "markdown"])
def test_a_hint_names_a_command_that_exists(of: Run, name: str) -> None:
    words = render(name, of, LOOK._replace(width=1000)).replace("%0A", "\n").split()
    named = {after for word, after in itertools.pairwise(words) if word == "stacklint"}

    assert named <= set(hints.COMMANDS)


def test_a_hint_to_another_command_is_a_fault_of_ours() -> None:
    with pytest.raises(hints.NoSuchCommandError, match="undeploy is no command of stacklint"):
        hints.command("undeploy")
