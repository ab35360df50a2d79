"""What is said of suppression comments; the tests' today is 2026-11-22."""

from __future__ import annotations

import pytest

from stacklint.finding import Finding, Profile, Standing
from stacklint.model.yaml.document import text_document
from stacklint.rule import AllowUse
from stacklint.rules import NAMES, rule_named
from stacklint.suppress import Allows
from tests.memory import TODAY, lint

SPEC = "stack: stacks/notes\ndeploy-to: k8s-kind\nvolumes:\n  notes-db:   # stacklint: {}\n"
STACK = {
    "stacks/notes/stack.yml": "pods: [notes]\n",
    "compose/docker-compose-notes.yml": (
        "services: {db: {image: 'postgres:16', volumes: ['notes-db:/var/lib/postgresql/data']}}\n"
        "volumes: {notes-db: }\n"
    ),
}
EMPTY = "empty-volume-holds-data"


def _lint(comment: str, profile: Profile, *rules: str) -> list[Finding]:
    files = {"spec.yml": SPEC.format(comment), **STACK}
    return lint(files, *rules, profile=profile).findings


def _said(comment: str, profile: Profile = Profile.RECOMMENDED) -> list[tuple[str, str]]:
    found = (x for x in _lint(comment, profile) if x.category == "suppressions")
    return [(x.rule, x.severity.word) for x in found]


@pytest.mark.parametrize(
    ("until", "profile", "severity"),
    [
        ("2026-11-21", Profile.RECOMMENDED, "warning"),
        ("2026-11-21", Profile.STRICT, "error"),
        ("2026-11-21", Profile.AUDIT, "error"),
        ("2026-11-22", Profile.RECOMMENDED, "info"),
        ("2026-12-22", Profile.STRICT, "info"),
        ("2026-12-23", Profile.AUDIT, None),
    ],
)
def test_dates(until: str, profile: Profile, severity: str | None) -> None:
    said = _said(f"allow[{EMPTY}] until={until} -- the disk is ordered", profile)
    assert said == ([] if severity is None else [("expired-suppression", severity)])


@pytest.mark.parametrize(
    ("until", "when"),
    [("2026-11-22", "today"), ("2026-11-23", "tomorrow"), ("2026-11-24", "in 2 days")],
)
def test_last_days_are_told_in_words(until: str, when: str) -> None:
    found = _lint(f"allow[{EMPTY}] until={until} -- x", Profile.RECOMMENDED, "expired-suppression")
    assert [x.message for x in found] == [f"the suppression ends on {until}, {when}"]


def test_past_date_is_told_in_words_that_hold_in_the_hook_too() -> None:
    found = _lint(
        f"allow[{EMPTY}] until=2026-11-21 -- x", Profile.RECOMMENDED, "expired-suppression"
    )
    words = "the suppression ended on 2026-11-21: what it silenced counts again, except in the hook"
    assert [x.message for x in found] == [words]


@pytest.mark.parametrize(
    ("until", "standing"), [("2026-11-21", Standing.OPEN), ("2026-11-22", Standing.ALLOWED)]
)
def test_what_a_past_date_silenced_is_shown_again(until: str, standing: Standing) -> None:
    found = _lint(f"allow[{EMPTY}] until={until} -- the disk is ordered", Profile.RECOMMENDED)
    assert [x.standing for x in found if x.rule == EMPTY] == [standing]


MALFORMED = [("malformed-suppression", "error")]


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("allow[empty-volume-hold-data] -- x", MALFORMED),
        ("allow[no-such-rule] -- x", MALFORMED),
        (f"allow[{EMPTY} -- x", MALFORMED),
        (f"allow {EMPTY} -- x", MALFORMED),
        ("allow[] -- x", MALFORMED),
        ("allow[*] -- x", MALFORMED),
        ("allow -- x", MALFORMED),
        (f"allow[{EMPTY}] until=soon -- x", MALFORMED),
        (f"allow[{EMPTY}] until=2026-02-30 -- x", MALFORMED),
        (f"allow[{EMPTY}] because", MALFORMED),
        (f"disable[{EMPTY}] -- x", MALFORMED),
        (f"allow[{EMPTY}]", [("suppression-without-reason", "error")]),
        (f"allow[{EMPTY}] --", [("suppression-without-reason", "error")]),
        (f"allow[{EMPTY}] -- x", []),
    ],
)
def test_forms(comment: str, said: list[tuple[str, str]]) -> None:
    assert _said(comment) == said


@pytest.mark.parametrize(
    ("name", "aliases", "title"),
    [
        ("empty-volume-hold-data", {}, "empty-volume-hold-data → empty-volume-holds-data"),
        ("empty-volmue-holds-data", {}, "empty-volmue-holds-data → empty-volume-holds-data"),
        ("empty-volume-hold-date", {}, None),
        ("empty-data-volume", {"empty-data-volume": EMPTY}, f"empty-data-volume → {EMPTY}"),
    ],
)
def test_names_that_can_be_put_right(name: str, aliases: dict[str, str], title: str | None) -> None:
    document = text_document("spec.yml", SPEC.format(f"allow[{name}] -- x"))
    allows = Allows(lambda: TODAY)
    allows.note(document)
    (use,) = allows.uses(lambda _: Profile.RECOMMENDED)
    renamed = AllowUse(**{**use._asdict(), "known": NAMES, "aliases": aliases})
    (hit,) = rule_named("malformed-suppression").function(renamed)
    assert (hit.fix.title if hit.fix else None) == title


UNUSED = [("unused-suppression", "warning")]
OFF_KIND = "relative-path-off-kind"


@pytest.mark.parametrize(
    ("rule", "profile", "said"),
    [
        (OFF_KIND, Profile.RECOMMENDED, UNUSED),
        # Rules beyond the profile look all the same, and see nothing.
        ("mutable-image-tag", Profile.RECOMMENDED, UNUSED),
        ("mutable-image-tag", Profile.STRICT, UNUSED),
        # Which fix it has depends on a change, and not whether it finds anything.
        ("volume-missing-from-spec", Profile.RECOMMENDED, UNUSED),
        # There was no change to judge.
        ("regenerated-spec", Profile.STRICT, []),
        ("volume-path-changed", Profile.STRICT, []),
    ],
)
def test_a_comment_that_does_nothing(
    rule: str, profile: Profile, said: list[tuple[str, str]]
) -> None:
    assert _said(f"allow[{rule}] -- x", profile) == said


def test_a_comment_that_silences_what_the_profile_does_not_show_does_something() -> None:
    spec = SPEC.format(f"allow[{OFF_KIND}] -- x").replace("k8s-kind", "compose")
    spec = spec.replace("notes-db:", "notes-db: ./db")
    for profile in (Profile.RECOMMENDED, Profile.STRICT):
        found = lint({"spec.yml": spec, **STACK}, profile=profile).findings
        assert [x.rule for x in found if x.category == "suppressions"] == []


def test_of_a_rule_that_is_off_nobody_knows_whether_a_comment_does_anything() -> None:
    assert _lint(f"allow[{OFF_KIND}] -- x", Profile.AUDIT, "unused-suppression") == []
    assert len(_lint(f"allow[{OFF_KIND}] -- x", Profile.AUDIT, OFF_KIND, "suppressions")) == 1


def test_without_the_stack_nobody_knows_whether_a_comment_does_anything() -> None:
    files = {"spec.yml": SPEC.format("allow[mutable-image-tag] -- x")}
    found = lint(files, profile=Profile.STRICT).findings
    assert [x for x in found if x.category == "suppressions"] == []


@pytest.mark.parametrize(
    ("rule", "standing"),
    [
        ("malformed-suppression", Standing.OPEN),
        ("unused-suppression", Standing.ALLOWED),
    ],
)
def test_what_is_said_of_comments_can_be_allowed_for_one_rule(
    rule: str, standing: Standing
) -> None:
    wrong = "no-such-rule" if rule.startswith("malformed") else "relative-path-off-kind"
    top = f"# stacklint: allow-file[{rule}] -- x\n"
    files = {"spec.yml": top + SPEC.format(f"allow[{wrong}] -- x"), **STACK}
    found = lint(files, profile=Profile.RECOMMENDED).findings
    assert [x.standing for x in found if x.rule == rule and x.at.line > 1] == [standing]


@pytest.mark.parametrize(
    ("names", "wrong", "hint"),
    [
        ("no-such-rule", "no-such-rule", ""),
        (f"{EMPTY}, no-such-rule", "no-such-rule", ""),
        ("duplicate-keys", "duplicate-keys", "; did you mean `duplicate-key`?"),
    ],
)
def test_only_a_name_that_is_no_rule_suppresses_nothing(names: str, wrong: str, hint: str) -> None:
    found = _lint(f"allow[{names}] -- from snapshots", Profile.AUDIT, "malformed-suppression")
    said = f"`{wrong}` suppresses nothing: there is no such rule{hint}"
    assert [x.message for x in found] == [said]


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("expired-suppression", 1),
        ("malformed-suppression", 1),
        ("stale-baseline-entry", 1),
        ("suppression-without-reason", 1),
        ("unused-suppression", 0),
        (EMPTY, 0),
    ],
)
def test_what_is_said_of_comments_cannot_be_silenced(name: str, count: int) -> None:
    found = _lint(f"allow[{name}] -- we know", Profile.AUDIT, "malformed-suppression")
    assert [x.message.startswith(f"`{name}` cannot be suppressed") for x in found] == [True] * count
