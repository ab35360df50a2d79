"""Rounds of fixes: what is applied, what is refused, and when they end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import pytest

from stacklint.finding import Elsewhere, Finding, Fix, Safety, Severity, Standing
from stacklint.fix.rounds import Fixed, NotConverging, Seen, fix_files
from stacklint.model.change import (
    AddComment,
    AddEntry,
    Change,
    MoveEntry,
    RemoveEntry,
    RenameKey,
    Restore,
    SetComment,
    SetValue,
)
from stacklint.model.yaml.document import Document, text_document
from stacklint.model.yaml.nodes import Mapping as MappingNode
from stacklint.model.yaml.nodes import Scalar, walk
from tests.fix.found import finding

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from stacklint.model.yaml.nodes import KeyPath

    Cure = Callable[[KeyPath, Document], tuple[Change, ...] | None]


def rule_of_values(cures: dict[str, Cure], **facts: object) -> Callable[[Document], list[Finding]]:
    """Make a linter that finds every value of a table, and mends it as the table says."""

    def lint(document: Document) -> list[Finding]:
        return [
            finding(node.value, path, cures[node.value](path, document), **facts)  # type: ignore[arg-type]
            for path, node in walk(document.root or Scalar(0, 0, "", ""))
            if isinstance(node, Scalar) and node.value in cures
        ]

    return lint


Linter: TypeAlias = "Callable[[Document], list[Finding]]"


def fixed(text: str, lint: Linter) -> Fixed:
    return fixed_files({"spec.yml": text}, lint)


def fixed_files(
    texts: dict[str, str], lint: Linter, wanted: Callable[[Finding], bool] = lambda _: True
) -> Fixed:
    """Fix files of which each is judged by its own text alone."""
    documents = {file: text_document(file, text) for file, text in texts.items()}

    def look(files: Collection[str], news: Mapping[str, Document]) -> Seen:
        return Seen([x for file in files for x in lint({**documents, **news}[file])], files)

    return fix_files(documents, look(documents, {}).findings, look, wanted)


def outcome(text: str, lint: Linter) -> tuple[str, list[str], list[str]]:
    """Give the text, the findings that were fixed, and those that were not."""
    result = fixed(text, lint)
    return (
        result.documents["spec.yml"].text if result.documents else text,
        [one.message for one in result.applied],
        [f"{one.message}: {why}" for one, why in result.refused],
    )


def test_every_fix_is_applied_once() -> None:
    lint = rule_of_values({"bad": lambda path, _: (SetValue(path, "good"),)})
    assert outcome("a: bad # c\nb: bad\n", lint) == (
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

    assert outcome("a: worst\n", lint) == ("a: good\n", ["worst at a", "bad at a"], [])


def test_fix_that_brings_up_something_no_less_bad_is_refused() -> None:
    lint = rule_of_values(
        {"bad": lambda path, _: (SetValue(path, "ill"),), "ill": lambda _path, _document: None}
    )
    reason = "bad at a: it would bring up another finding, ill: ill at a"
    assert outcome("a: bad\n", lint) == ("a: bad\n", [], [reason])


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ((Restore("b: ill\n"),), []),
        ((Restore("b: ill\n"), AddEntry(("c",), 1)), []),
        (
            (Restore("b: ill\n"), AddEntry(("c",), "ill")),
            ["bad at a: it would bring up another finding, ill: ill at c"],
        ),
    ],
)
def test_text_that_is_put_back_may_have_the_faults_that_it_had(
    changes: tuple[Change, ...], refused: list[str]
) -> None:
    lint = rule_of_values({"bad": lambda _, __: changes, "ill": lambda _, __: None})
    assert outcome("a: bad\n", lint)[2] == refused


@pytest.mark.parametrize(
    ("worse", "refused"),
    [
        (("a", 0), []),
        (("b",), ["bad at a: it would bring up another finding, old: old at b"]),
    ],
)
def test_old_fault_may_be_told_more_exactly(worse: KeyPath, refused: list[str]) -> None:
    """A text with a fault becomes a list, of which one item has it."""

    def lint(document: Document) -> list[Finding]:
        is_bad = "bad" in document.text
        bad = [finding("bad", ("a",), (SetValue(("a",), ["x"]),))] if is_bad else []
        return [*bad, finding("old", ("a",) if is_bad else worse, None)]

    assert outcome("a: bad\nb: 1\n", lint)[2] == refused


def test_fix_that_does_not_end_its_finding_is_refused() -> None:
    lint = rule_of_values({"bad": lambda _, __: (AddEntry(("b",), 1),)})
    reason = "bad at a: the finding would still be there"
    assert outcome("a: bad\n", lint) == ("a: bad\n", [], [reason])


@pytest.mark.parametrize(
    ("left", "refused"),
    [
        (Severity.INFO, []),
        (Severity.WARNING, ["bad at a: the finding would still be there"]),
    ],
)
def test_a_lesser_finding_of_the_rule_may_be_left(left: Severity, refused: list[str]) -> None:
    """A name that nobody has becomes one whose port is in doubt."""

    def lint(document: Document) -> list[Finding]:
        is_bad = "bad" in document.text
        changes = (SetValue(("a",), "x"),) if is_bad else None
        severity = Severity.WARNING if is_bad else left
        return [finding("bad", ("a",), changes, severity=severity)]

    assert outcome("a: bad\n", lint)[2] == refused


@pytest.mark.parametrize(
    ("place", "refused"),
    [
        (("b", "x"), []),
        (("c", "x"), ["bad at a: it would bring up another finding, old: old at c.x"]),
    ],
)
def test_old_fault_may_stand_below_a_new_name(place: KeyPath, refused: list[str]) -> None:
    def lint(document: Document) -> list[Finding]:
        if "a:" not in document.text:
            return [finding("old", place, None)]
        return [finding("bad", ("a",), (RenameKey(("a",), "b"),)), finding("old", ("a", "x"), None)]

    assert outcome("a: {x: 1}\nc: {x: 1}\n", lint)[2] == refused


def test_fix_that_the_engine_refuses_stops_no_other() -> None:
    lint = rule_of_values(
        {
            "bad": lambda path, _: (RemoveEntry((*path, "nowhere")),),
            "ill": lambda path, _: (RemoveEntry(path),),
        }
    )
    assert outcome("a: bad\nb: ill\n", lint) == (
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
    assert outcome("a: bad\nb: ill\nc: 1\n", lint) == ("c: 1\n", ["ill at b"], [])


def test_fix_that_another_one_made_possible_is_applied_after_all() -> None:
    lint = rule_of_values(
        {
            "bad": lambda path, _: (SetValue(path, "good"), AddEntry(("c", "d"), 1)),
            "ill": lambda path, _: (SetValue(path, None),),
        }
    )
    assert outcome("a: bad\nc: ill\n", lint) == (
        "a: good\nc:\n  d: 1\n",
        ["ill at c", "bad at a"],
        [],
    )


def test_fix_that_another_one_ended_is_neither_applied_nor_refused() -> None:
    def both(_: KeyPath, __: Document) -> tuple[Change, ...]:
        return (SetValue(("a",), "good"), SetValue(("b",), "good"))

    assert outcome("a: bad\nb: bad\n", rule_of_values({"bad": both})) == (
        "a: good\nb: good\n",
        ["bad at a"],
        [],
    )


@pytest.mark.parametrize(
    ("bad", "most"),
    [
        ({}, 2),
        # A fix that cannot be made, and one that ends nothing: looked for in halves.
        ({"7": (RemoveEntry(("nowhere",)),)}, 12),
        ({"7": (SetValue(("k7",), "bad 7", quote=True),)}, 30),
    ],
)
def test_many_fixes_are_looked_at_together(bad: dict[str, tuple[Change, ...]], most: int) -> None:
    count, looks = 64, 0
    text = "".join(f"k{one}: bad {one}\n" for one in range(count))

    def lint(document: Document) -> list[Finding]:
        nonlocal looks
        looks += 1
        left = (one for one in map(str, range(count)) if f"bad {one}" in document.said.split("\n"))
        return [
            finding("bad", (f"k{one}",), bad.get(one, (SetValue((f"k{one}",), "good"),)))
            for one in left
        ]

    result = fixed(text, lint)
    assert [one.message for one, _ in result.refused] == [f"bad at k{one}" for one in bad]
    assert len(result.applied) == count - len(bad)
    assert result.documents["spec.yml"].text.count(": good\n") == count - len(bad)
    assert looks <= most


@pytest.mark.parametrize(
    ("held", "most"), [("log:\n  a: 1\n", 2), ("log: {a: 1}\n", 2), ("log:\n", 14), ("x: 1\n", 14)]
)
def test_many_entries_are_added_together(held: str, most: int) -> None:
    names, looks = [f"n{one}" for one in range(64)], 0

    def lint(document: Document) -> list[Finding]:
        nonlocal looks
        looks += 1
        left = [one for one in names if document.find(("log", one))[1] is None]
        return [
            finding("lacks", ("log",), (AddEntry(("log", one), 1),))._replace(
                key=("lacks", "spec.yml", "log", one)
            )
            for one in left
        ]

    result = fixed(held, lint)
    added = text_document("x.yml", result.documents["spec.yml"].text).find(("log",))[1]
    assert isinstance(added, MappingNode)
    assert [entry.name for entry in added.entries if entry.name != "a"] == names
    assert (len(result.applied), result.refused) == (64, ())
    assert looks <= most


def test_fix_waits_where_another_one_may_end_its_finding() -> None:
    """Each of two entries is to give way to the other: one of them is enough."""

    def lint(document: Document) -> list[Finding]:
        if document.text.count("8080") < 2:
            return []
        places = [("a",), ("b",)]
        both = [finding("clash", path, (SetValue(path, 1),)) for path in places]
        return [x._replace(also=(y.at,)) for x, y in zip(both, reversed(both), strict=True)]

    assert outcome("a: 8080\nb: 8080\n", lint) == ("a: 1\nb: 8080\n", ["clash at a"], [])


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

    assert (
        fixed("a: bad\nb: 1 # odd\n", lint).documents["spec.yml"].text
        == "a: much longer\nb: 1 # even\n"
    )


def test_findings_of_one_key_are_fixed_one_by_one() -> None:
    def lint(document: Document) -> list[Finding]:
        found = rule_of_values({"bad": lambda path, _: (SetValue(path, "good"),)})(document)
        return [finding("bad", ("a",), one.fix.changes) for one in found if one.fix]

    assert fixed("a: [bad, bad, 1]\n", lint).documents["spec.yml"].text == "a: [good, good, 1]\n"


@pytest.mark.parametrize(
    "facts",
    [
        {"standing": Standing.ALLOWED},
        {"standing": Standing.BASELINED},
        {"safety": Safety.DISPLAY},
    ],
)
def test_finding_that_is_not_to_be_fixed(facts: dict[str, object]) -> None:
    lint = rule_of_values({"bad": lambda path, _: (SetValue(path, "good"),)}, **facts)
    assert outcome("a: bad\n", lint) == ("a: bad\n", [], [])


def test_finding_that_is_older_than_a_change_is_fixed_where_it_is_wanted() -> None:
    """Looked at again, it is open: what is older and stays must not stand in the way of a fix."""
    cures: dict[str, Cure] = {"bad": lambda path, _: (SetValue(path, "good"),)}
    opened, known = rule_of_values(cures), rule_of_values(cures, standing=Standing.KNOWN)
    text = "a: bad\nb: bad\n"

    def lint(document: Document) -> list[Finding]:
        return (known if document.text == text else opened)(document)

    assert fixed(text, lint).documents["spec.yml"].text == "a: good\nb: good\n"


def test_unwanted_fix_is_not_asked_for() -> None:
    lint = rule_of_values({"bad": lambda path, _: (SetValue(path, "good"),)})
    asked: list[str] = []

    def wanted(one: Finding) -> bool:
        asked.append(one.rule)
        return False

    assert fixed_files({"spec.yml": "a: bad\n"}, lint, wanted).documents == {}
    assert asked == ["bad"]


def test_second_run_changes_nothing() -> None:
    lint = rule_of_values(
        {"bad": lambda path, _: (MoveEntry(path, ("z", *path)), SetValue(("z", *path), "ok"))}
    )
    first = fixed("a: bad\nb:\n  c: bad\n", lint)
    text = first.documents["spec.yml"].text
    assert text == "b: {}\nz:\n  a: ok\n  b:\n    c: ok\n"
    assert fixed(text, lint).documents == {}


def test_round_that_ruamel_does_not_like_is_made_again_fix_by_fix() -> None:
    # A tab behind a colon is read by libyaml, but not by ruamel.
    lint = rule_of_values(
        {
            "bad": lambda path, _: (SetValue(path, "good"),),
            "ill": lambda _, document: (Restore(document.text.replace(" ill", "\tx")),),
        }
    )
    text, applied, refused = outcome("a: bad\nb: ill\n", lint)
    assert (text, applied) == ("a: good\nb: ill\n", ["bad at a"])
    assert "ruamel" in refused[0]


def test_more_than_ten_rounds_is_our_fault() -> None:
    def lint(document: Document) -> list[Finding]:
        comment = AddComment(("a",), "c", above=True)
        return [finding("same", ("a",), (comment,))] * (20 - document.text.count("\n"))

    with pytest.raises(NotConverging, match=r"after 10 rounds .* spec\.yml"):
        fixed("a: 1\n", lint)


def spread(own: tuple[Change, ...], **elsewhere: tuple[Change, ...]) -> Fix:
    """Make a fix of `spec.yml` and of other files, `pod` for `pod.yml`."""
    parts = tuple(Elsewhere(f"{file}.yml", made) for file, made in elsewhere.items())
    return Fix("mend", Safety.SAFE, own, elsewhere=parts)


class Pair(NamedTuple):
    """Two files, of which the second tells what is wrong with the first."""

    spec: str
    pod: str
    fix: Fix
    worse: str = ""


def paired(pair: Pair, severity: Severity = Severity.ERROR) -> tuple[dict[str, str], list[str]]:
    """Fix a `spec.yml` that is `bad` until `pod.yml` has a `v`; `worse` words are findings too."""
    texts = {"spec.yml": pair.spec, "pod.yml": pair.pod}
    documents = {file: text_document(file, text) for file, text in texts.items()}

    def look(files: Collection[str], news: Mapping[str, Document]) -> Seen:
        now = {**documents, **news}
        is_bad = "bad" in now["spec.yml"].text and "v:" not in now["pod.yml"].text
        found = [finding("bad", ("a",), ())._replace(fix=pair.fix)] if is_bad else []
        for file, document in now.items():
            if pair.worse and pair.worse in document.text:
                found.append(finding("worse", ("w",), None, severity=severity, file=file))
        return Seen([x for x in found if x.file in files], files)

    result = fix_files(documents, look(documents, {}).findings, look, lambda _: True)
    after = {file: x.text for file, x in result.documents.items()}
    return after, [why for _, why in result.refused]


BAD_PAIR = Pair("a: bad\n", "b: 1 # c\n", spread((), pod=(AddEntry(("v", "x"), None),)))


def test_fix_may_change_another_file_alone() -> None:
    assert paired(BAD_PAIR) == ({"pod.yml": "b: 1 # c\nv:\n  x:\n"}, [])


def test_fix_changes_all_of_its_files() -> None:
    both = spread((AddEntry(("n",), 1),), pod=(AddEntry(("v",), 2),))
    wanted = {"spec.yml": "a: bad\nn: 1\n", "pod.yml": "b: 1 # c\nv: 2\n"}
    assert paired(BAD_PAIR._replace(fix=both)) == (wanted, [])


@pytest.mark.parametrize(
    ("pod", "change", "reason"),
    [
        ("b: [\n", AddEntry(("v",), 1), "it could not be read: .*"),
        ("b: 1\n", RemoveEntry(("v",)), "there is no `v`"),
        ("b: &x\n  c: 1\nd: *x\n", AddEntry(("b", "v"), 1), "`b` has an anchor: .*"),
        ("b:\t1\n", AddEntry(("v",), 1), "ruamel, which laconic-so reads with, .*"),
    ],
)
def test_where_one_file_cannot_be_changed_none_is(pod: str, change: Change, reason: str) -> None:
    fix = spread((AddEntry(("n",), 1),), pod=(change,))
    after, refused = paired(BAD_PAIR._replace(pod=pod, fix=fix))
    assert after == {}
    assert [re.fullmatch(reason, why) is not None for why in refused] == [True]


def test_file_that_nobody_read_is_not_changed() -> None:
    fix = spread((AddEntry(("n",), 1),), other=(AddEntry(("v",), 1),))
    reason = "other.yml is none of the files that were looked at"
    assert paired(BAD_PAIR._replace(fix=fix)) == ({}, [reason])


@pytest.mark.parametrize(
    ("severity", "reasons"),
    [
        (Severity.WARNING, ["it would bring up another finding{}, worse: worse at w"]),
        (Severity.INFO, []),
    ],
)
@pytest.mark.parametrize(("worse", "where"), [("x:", " in pod.yml"), ("n:", "")])
def test_fix_is_judged_in_all_of_its_files(
    worse: str, where: str, severity: Severity, reasons: list[str]
) -> None:
    both = spread((AddEntry(("n",), 1),), pod=(AddEntry(("v", "x"), 2),))
    after, refused = paired(BAD_PAIR._replace(fix=both, worse=worse), severity)
    assert refused == [reason.format(where) for reason in reasons]
    assert bool(after) is not bool(reasons)


def test_fix_of_two_files_waits_as_a_whole() -> None:
    """The first takes a place of one file; the second, of both, waits in the other as well."""
    both = spread((SetValue(("b",), "ok"),), pod=(AddEntry(("v",), 2),))
    alone = spread((), pod=(AddEntry(("v",), 1),))
    fixes = {"bad": alone, "ill": both, "odd": spread((SetValue(("c",), "ok"),))}
    texts = {"spec.yml": "a: bad\nb: ill\nc: odd\n", "pod.yml": "p: 1\n"}
    documents = {file: text_document(file, text) for file, text in texts.items()}

    def look(_: Collection[str], news: Mapping[str, Document]) -> Seen:
        now = {**documents, **news}
        left = {word for word in fixes if word in now["spec.yml"].text}
        left -= {"bad"} if "v:" in now["pod.yml"].text else set()
        found = [finding(word, (word,), ())._replace(fix=fixes[word]) for word in sorted(left)]
        return Seen(found, texts)

    result = fix_files(documents, look((), {}).findings, look, lambda _: True)
    assert [one.rule for one in result.applied] == ["bad", "odd"]
    assert result.documents["spec.yml"].text == "a: bad\nb: ill\nc: ok\n"
    assert [why for _, why in result.refused] == ["there is a `v` already"]


def test_ruamel_judges_each_file_of_a_fix() -> None:
    tabbed = spread((AddEntry(("n",), 1),), pod=(Restore("v:\t1\n"),))
    after, (why,) = paired(BAD_PAIR._replace(fix=tabbed))
    assert after == {}
    assert "ruamel" in why
