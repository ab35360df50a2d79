"""Every page is the test of its rule."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from stacklint.finding import Finding, Profile, Safety, Standing
from stacklint.fix.rounds import Seen, fix_files
from stacklint.model.targets import EVERY_TARGET
from stacklint.rules import LISTED, Listed, rule_named
from tests.memory import World, lint
from tests.pages import PAGES, Case, all_cases, config_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from stacklint.model.yaml.document import Document
    from stacklint.outcome import Outcome

CASES = all_cases()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the configuration of a case is read from; each case writes its own before."""
    return tmp_path_factory.mktemp("pages")


def lint_case(case: Case, folder: Path, texts: Mapping[str, str] | None = None) -> Outcome:
    config = config_of(case, folder)
    files = {**case.files, **(texts or {})}
    world = World(
        head={} if case.head is None else {case.file: case.head},
        settings=config.settings,
        deployed=frozenset(case.deployed),
        roots=config.stack_roots,
        hosts=config.hosts,
        ages=case.ages,
        templates=tuple(pattern.removeprefix("*") for pattern in config.templates),
        rendered=config.rendered,
        deployer=config.deployer,
    )
    # What a suppression does is only known when all the others have spoken.
    alone = () if rule_named(case.rule).category == "suppressions" else (case.rule,)
    outcome = lint(files, *alone, profile=_profile(case), world=world)
    outcome.findings = [x for x in outcome.findings if x.rule == case.rule]
    return outcome


def _profile(case: Case) -> Profile:
    """Bad examples are shown by the profile that they are about, good ones by none."""
    if case.kind == "good":
        return Profile.AUDIT
    named = Profile[case.profile.upper()] if case.profile else rule_named(case.rule).profile
    return max(named, Profile.STRICT) if rule_named(case.rule).category == "suppressions" else named


def _places(findings: list[Finding]) -> list[str]:
    return [finding.key[2] or f"~{finding.at.line}" for finding in findings]


@pytest.mark.parametrize("case", [x for x in CASES if x.kind == "bad"], ids=str)
def test_bad_example_is_found_at_its_place(case: Case, folder: Path) -> None:
    findings = [x for x in lint_case(case, folder).findings if x.standing is Standing.OPEN]
    assert sorted(_places(findings)) == sorted(case.at)
    assert {finding.file for finding in findings} == {case.file}
    declared = rule_named(case.rule)
    for finding in findings:
        assert finding.severity.word == (case.severity or declared.severity.word)
        assert finding.profile.word == (case.profile or declared.profile.word)


@pytest.mark.parametrize("case", [x for x in CASES if x.kind == "good"], ids=str)
def test_good_example_stays_silent(case: Case, folder: Path) -> None:
    assert [finding.message for finding in lint_case(case, folder).findings] == []


FIXED = [x for x in CASES if x.fixed]
WRITTEN: dict[str, Callable[[str], str]] = {
    "carriage returns": lambda text: text.replace("\n", "\r\n"),
    "byte order mark": lambda text: "\ufeff" + text,
    "no final newline": lambda text: text.removesuffix("\n"),
}


@pytest.mark.parametrize("case", FIXED, ids=str)
def test_fix_turns_bad_into_fixed_byte_for_byte(case: Case, folder: Path) -> None:
    _is_fixed(case, folder)


@pytest.mark.slow
@pytest.mark.parametrize("manner", WRITTEN)
@pytest.mark.parametrize("case", FIXED, ids=str)
def test_fix_keeps_the_way_a_file_is_written(case: Case, manner: str, folder: Path) -> None:
    write = WRITTEN[manner]
    written = {
        name: write(text) if name.endswith(".yml") else text for name, text in case.files.items()
    }
    _is_fixed(
        replace(
            case,
            shared=written,
            text=written[case.file],
            head=None if case.head is None else write(case.head),
            fixed={name: write(text) for name, text in case.fixed.items()},
        ),
        folder,
    )


def _is_fixed(case: Case, folder: Path) -> None:
    def relint(_: Collection[str], texts: Mapping[str, Document]) -> Seen:
        outcome = lint_case(case, folder, {file: whole_text(x) for file, x in texts.items()})
        return Seen(outcome.findings, {*case.files})

    outcome = lint_case(case, folder)
    fixed = fix_files(outcome.documents, outcome.findings, relint, is_applied)
    assert [reason for _, reason in fixed.refused] == []
    changed = {file: whole_text(x) for file, x in fixed.documents.items()}
    assert {**case.files, **changed} == {**case.files, **case.fixed}
    after, _ = relint((), fixed.documents)
    assert [finding.message for finding in after if is_applied(finding)] == []


def whole_text(document: Document) -> str:
    return ("\ufeff" if document.bom else "") + document.text


@pytest.mark.parametrize("case", [x for x in CASES if x.kind == "bad"], ids=str)
def test_finding_shows_a_place_in_every_file_that_its_fix_changes(case: Case, folder: Path) -> None:
    for finding in lint_case(case, folder).findings:
        shown = {finding.file, *(region.file for region in finding.also)}
        assert shown.issuperset(finding.fixed_files)


def is_applied(finding: Finding) -> bool:
    return finding.fix is not None and finding.fix.safety is not Safety.DISPLAY


@pytest.mark.parametrize("name", [listed.name for listed in LISTED])
def test_rule_has_a_page_that_says_what_why_and_when(name: str) -> None:
    page = PAGES / f"{name}.md"
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {name}\n")
    for heading in ("## Why", "## Example", "## When to allow it"):
        assert heading in text, f"{page.name} has no {heading!r}"
    cases = [case for case in CASES if case.rule == name]
    assert any(case.kind == "bad" for case in cases), "no bad example"
    assert any(case.kind == "good" for case in cases), "no good example"
    promised = rule_named(name).fix
    if promised in {Safety.SAFE, Safety.UNSAFE}:
        assert any(case.fixed for case in cases), "a fix is promised, none is shown"


@pytest.mark.parametrize("listed", LISTED, ids=[listed.name for listed in LISTED])
def test_rule_is_what_its_line_in_the_list_says(listed: Listed) -> None:
    declared = rule_named(listed.name)
    assert (declared.name, declared.category) == (listed.name, listed.category)
    assert declared.summary
    if listed.only is not None:
        assert declared.targets == ({listed.only} if listed.ours is None else EVERY_TARGET)


def test_every_page_belongs_to_a_rule() -> None:
    pages = {page.stem for page in PAGES.glob("*.md")} - {"index", "not-done"}
    assert pages == {listed.name for listed in LISTED}
