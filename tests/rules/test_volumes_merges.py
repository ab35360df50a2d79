"""Merges and regenerated specs, and what is said of their volumes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacklint.finding import Profile
from stacklint.model.revision import Revision
from stacklint.model.spec import Spec
from stacklint.model.yaml.document import text_document
from stacklint.model.yaml.sections import EVERY
from stacklint.rules import rule_named
from tests.memory import World, lint

if TYPE_CHECKING:
    from stacklint.rule import Hit

HEAD = "stack: so/stacks/web\ndeploy-to: k8s-kind\n"


def _volumes(text: str) -> str:
    return f"volumes: {text}\n"


def _hits(rule: str, before: str, after: str, *others: str) -> list[Hit]:
    """Ask the rule alone about a merge: its first parent, the result, its other parents."""
    first, result, *rest = (
        Spec(text_document("spec.yml", HEAD + text)) for text in (before, after, *others)
    )
    revision = Revision(
        after=result,
        base="HEAD",
        change="index",
        is_settled=False,
        touched=EVERY,
        read_before=lambda: first,
        read_others=lambda: tuple(rest),
        is_restored=lambda: False,
    )
    inputs = {"Spec": result, "Stack | None": None, "Revision": revision}
    found = rule_named(rule)
    return list(found.function(*(inputs[name] for name in found.reads)))


@pytest.mark.parametrize(
    ("rule", "before", "after", "other", "count"),
    [
        ("volume-path-changed", "{db: /a}", "{db: /b}", "{db: /b}", 0),
        ("volume-path-changed", "{db: /a}", "{db: /b}", "{db: /c}", 1),
        ("volume-path-changed", "{db: /a}", "{db: /b}", "{db: }", 1),
        ("volume-path-changed", "{db: /a}", "{db: /b}", "{}", 0),
        ("volume-path-changed", "{db: /a}", "{db: /b}", "{db: __DB__}", 0),
        ("volume-removed-from-spec", "{db: /a}", "{}", "{}", 0),
        ("volume-removed-from-spec", "{db: /a}", "{}", "{db: /b}", 1),
    ],
)
def test_merge_that_follows_one_of_its_parents_has_changed_nothing(
    rule: str, before: str, after: str, other: str, count: int
) -> None:
    assert len(_hits(rule, *map(_volumes, (before, after, other)))) == count


LIKELY = (
    "# one\n# two\n# three\nnamespace: web\nvolumes: {db: /a}\n",
    "namespace: web\nvolumes: {db: }\n",
)
CERTAIN = (
    "# one\n# two\n# three\nnamespace: web\nreplicas: 1\nvolumes: {db: /a, files: /f}\n",
    "volumes: {db: }\n",
)


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        # A finding of `strict` alone would leave `recommended` without a word.
        (LIKELY, {"regenerated-spec", "volume-path-changed"}),
        (CERTAIN, {"regenerated-spec"}),
    ],
)
def test_regenerated_spec_speaks_for_its_volumes(change: tuple[str, str], rules: set[str]) -> None:
    world = World(head={"spec.yml": HEAD + change[0]})
    names = ("regenerated-spec", "volume-path-changed", "volume-removed-from-spec")
    files = {"spec.yml": HEAD + change[1]}
    found = lint(files, *names, profile=Profile.AUDIT, world=world).findings
    assert {x.rule for x in found} == rules


def test_volumes_of_a_test_spec_are_spoken_of_though_it_was_regenerated() -> None:
    world = World(head={"tests/spec.yml": HEAD + CERTAIN[0]})
    files = {"tests/spec.yml": HEAD + CERTAIN[1]}
    [found] = lint(files, "volume-path-changed", world=world).findings
    assert (found.severity.word, found.key[2]) == ("info", "volumes.db")
