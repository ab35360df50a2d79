"""Rounds of fixes: what is applied, what is refused, and when they end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacklint.finding import (
    Confidence,
    Finding,
    Fix,
    Harm,
    Profile,
    Region,
    Safety,
    Severity,
    Standing,
)
from stacklint.fix.rounds import Fixed, NotConverging, fix_document
from stacklint.model.change import (
    AddComment,
    AddEntry,
    Change,
    MoveEntry,
    RemoveEntry,
    Restore,
    SetComment,
    SetValue,
)
from stacklint.model.document import Document, text_document
from stacklint.model.nodes import Scalar, walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from stacklint.model.nodes import KeyPath

    Cure = Callable[[KeyPath, Document], tuple[Change, ...] | None]


def finding(  # noqa: PLR0913 -- each fact of a finding has its test
    rule: str,
    path: KeyPath,
    changes: tuple[Change, ...] | None,
    *,
    severity: Severity = Severity.WARNING,
    standing: Standing = Standing.OPEN,
    safety: Safety = Safety.SAFE,
    file: str = "spec.yml",
) -> Finding:
    fix = None if changes is None else Fix("mend", safety, changes)
    where = ".".join(map(str, path))
    return Finding(
        rule=rule,
        category="test",
        severity=severity,
        confidence=Confidence.HIGH,
        profile=Profile.RECOMMENDED,
        harm=Harm.ORDER,
        message=f"{rule} at {where}",
        at=Region(file, path, 0, 0, 1, 1, 1, 1),
        also=(),
        notes=(),
        fix=fix,
        key=(rule, file, where, ""),
        standing=standing,
    )


def rule_of_values(cures: dict[str, Cure], **facts: object) -> Callable[[Document], list[Finding]]:
    """Make a linter that finds every value of a table, and mends it as the table says."""

    def lint(document: Document) -> list[Finding]:
        return [
            finding(node.value, path, cures[node.value](path, document), **facts)  # type: ignore[arg-type]
            for path, node in walk(document.root or Scalar(0, 0, "", ""))
            if isinstance(node, Scalar) and node.value in cures
        ]

    return lint


def fixed(text: str, lint: Callable[[Document], list[Finding]]) -> Fixed:
    return fix_document(text_document("spec.yml", text), lint, lambda _: True)


def outcome(result: Fixed) -> tuple[str, list[str], list[str]]:
    return (
        result.document.text,
        [one.message for one in result.applied],
        [f"{one.message}: {why}" for one, why in result.refused],
    )


def test_every_fix_is_applied_once() -> None:
    lint = rule_of_values({"bad": lambda path, _: (SetValue(path, "good"),)})
    assert outcome(fixed("a: bad # c\nb: bad\n", lint)) == (
        "a: good # c\nb: good\n",
        ["bad at a", "bad at b"],
        [],
    )


def test_fixes_bring_up_smaller_findings_that_are_fixed_in_turn() -> None:
    def lint(document: Document) -> list[Finding]:
        big = rule_of_values(
            {"worst": lambda path, _: (SetValue(path, "bad"),)}, severity=Severity.ERROR
        )
        small = rule_of_values({"bad": lambda path, _: (SetValue(path, "good"),)})
        return big(document) + small(document)

    assert outcome(fixed("a: worst\n", lint)) == ("a: good\n", ["worst at a", "bad at a"], [])


def test_fix_that_brings_up_something_no_less_bad_is_refused() -> None:
    lint = rule_of_values(
        {"bad": lambda path, _: (SetValue(path, "ill"),), "ill": lambda _path, _document: None}
    )
    reason = "bad at a: it would bring up another finding, ill: ill at a"
    assert outcome(fixed("a: bad\n", lint)) == ("a: bad\n", [], [reason])


def test_fix_that_does_not_end_its_finding_is_refused() -> None:
    lint = rule_of_values({"bad": lambda _, __: (AddEntry(("b",), 1),)})
    reason = "bad at a: the finding would still be there"
    assert outcome(fixed("a: bad\n", lint)) == ("a: bad\n", [], [reason])


def test_fix_that_the_engine_refuses_stops_no_other() -> None:
    lint = rule_of_values(
        {
            "bad": lambda path, _: (RemoveEntry((*path, "nowhere")),),
            "ill": lambda path, _: (RemoveEntry(path),),
        }
    )
    assert outcome(fixed("a: bad\nb: ill\n", lint)) == (
        "a: bad\n",
        ["ill at b"],
        ["bad at a: there is no `a.nowhere`"],
    )


def test_refusal_that_another_fix_made_pointless_is_not_reported() -> None:
    lint = rule_of_values(
        {
            "bad": lambda _, __: (RemoveEntry(("nowhere",)),),
            "ill": lambda path, _: (RemoveEntry(path), RemoveEntry(("a",))),
        }
    )
    assert outcome(fixed("a: bad\nb: ill\nc: 1\n", lint)) == ("c: 1\n", ["ill at b"], [])


def test_fix_that_another_one_ended_is_neither_applied_nor_refused() -> None:
    def both(_: KeyPath, __: Document) -> tuple[Change, ...]:
        return (SetValue(("a",), "good"), SetValue(("b",), "good"))

    assert outcome(fixed("a: bad\nb: bad\n", rule_of_values({"bad": both}))) == (
        "a: good\nb: good\n",
        ["bad at a"],
        [],
    )


def test_fixes_of_one_place_wait_for_the_next_round() -> None:
    lint = rule_of_values(
        {
            "bad 1": lambda path, _: (SetValue(path, "x"), AddEntry(("log", "1"), None)),
            "bad 2": lambda path, _: (SetValue(path, "x"), AddEntry(("log", "2"), None)),
            "bad 3": lambda path, _: (SetValue(path, "x"),),
        }
    )
    result = fixed("a: bad 1\nb: bad 2\nc: bad 3\nlog: {}\n", lint)
    assert [one.rule for one in result.applied] == ["bad 1", "bad 2", "bad 3"]
    lint = rule_of_values(
        {
            "bad 1": lambda path, _: (SetValue(path, "x"), AddComment(("c",), "1", above=True)),
            "bad 2": lambda path, _: (SetValue(path, "x"), AddComment(("c",), "2", above=True)),
            "bad 3": lambda path, _: (SetValue(path, "x"),),
        }
    )
    result = fixed("a: bad 1\nb: bad 2\nc: 0\nd: bad 3\n", lint)
    assert [one.rule for one in result.applied] == ["bad 1", "bad 3", "bad 2"]


def test_comment_is_found_where_it_is_after_the_fixes_before_it() -> None:
    def lint(document: Document) -> list[Finding]:
        values = rule_of_values({"bad": lambda path, _: (SetValue(path, "much longer"),)})
        odd = [one for one in document.comments if one.text == "# odd"]
        gone = [finding("odd", ("b",), (SetComment(one.start, "# even"),)) for one in odd]
        return values(document) + gone

    assert fixed("a: bad\nb: 1 # odd\n", lint).document.text == "a: much longer\nb: 1 # even\n"


def test_findings_of_one_key_are_fixed_one_by_one() -> None:
    def lint(document: Document) -> list[Finding]:
        found = rule_of_values({"bad": lambda path, _: (SetValue(path, "good"),)})(document)
        return [finding("bad", ("a",), one.fix.changes) for one in found if one.fix]

    assert fixed("a: [bad, bad, 1]\n", lint).document.text == "a: [good, good, 1]\n"


@pytest.mark.parametrize(
    "facts",
    [
        {"standing": Standing.ALLOWED},
        {"standing": Standing.BASELINED},
        {"standing": Standing.KNOWN},
        {"safety": Safety.DISPLAY},
        {"file": "other.yml"},
    ],
)
def test_finding_that_is_not_to_be_fixed(facts: dict[str, object]) -> None:
    lint = rule_of_values({"bad": lambda path, _: (SetValue(path, "good"),)}, **facts)
    assert outcome(fixed("a: bad\n", lint)) == ("a: bad\n", [], [])


def test_unwanted_fix_is_not_asked_for() -> None:
    lint = rule_of_values({"bad": lambda path, _: (SetValue(path, "good"),)})
    asked: list[str] = []

    def wanted(one: Finding) -> bool:
        asked.append(one.rule)
        return False

    document = text_document("spec.yml", "a: bad\n")
    assert fix_document(document, lint, wanted).document is document
    assert asked == ["bad"]


def test_second_run_changes_nothing() -> None:
    lint = rule_of_values(
        {"bad": lambda path, _: (MoveEntry(path, ("z", *path)), SetValue(("z", *path), "ok"))}
    )
    first = fixed("a: bad\nb:\n  c: bad\n", lint)
    assert first.document.text == "b: {}\nz:\n  a: ok\n  b:\n    c: ok\n"
    again = fix_document(first.document, lint, lambda _: True)
    assert again.document is first.document


def test_round_that_ruamel_does_not_like_is_made_again_fix_by_fix() -> None:
    # A tab behind a colon is read by libyaml, but not by ruamel.
    lint = rule_of_values(
        {
            "bad": lambda path, _: (SetValue(path, "good"),),
            "ill": lambda _, document: (Restore(document.text.replace(" ill", "\tx")),),
        }
    )
    text, applied, refused = outcome(fixed("a: bad\nb: ill\n", lint))
    assert (text, applied) == ("a: good\nb: ill\n", ["bad at a"])
    assert "ruamel" in refused[0]


def test_more_than_ten_rounds_is_our_fault() -> None:
    def lint(document: Document) -> list[Finding]:
        comment = AddComment(("a",), "c", above=True)
        return [finding("same", ("a",), (comment,))] * (20 - document.text.count("\n"))

    with pytest.raises(NotConverging, match=r"after 10 rounds .* spec\.yml"):
        fixed("a: 1\n", lint)
