"""Deployments that a change makes anew: edge cases beyond the page."""

from __future__ import annotations

import pytest

from stacklint.finding import Profile
from tests.memory import World, lint
from tests.running import GOOD, REGENERATED

RULE = "deployment-identity-changed"
FILE = "envs/prod.yml"


def _said(before: str, after: str, world: World | None = None, file: str = FILE) -> list[str]:
    """Give what is found as SEVERITY KEY VALUE."""
    around = world or World(head={file: before})
    found = lint({file: after}, RULE, profile=Profile.AUDIT, world=around).findings
    return [f"{x.severity.word} {x.key[2]} {x.key[3]}" for x in found]


def _spec(more: str, target: str = "k8s-kind", stack: str = "a/notes") -> str:
    return f"stack: {stack}\ndeploy-to: {target}\n{more}"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("namespace: a\n", "namespace: b\n", ["warning namespace a -> b"]),
        ("namespace: a\n", "namespace: 'a'\n", []),
        ("namespace: a\n", "namespace: laconic-notes\n", ["warning namespace a -> laconic-notes"]),
        ("namespace: laconic-notes\n", "", []),
        ("namespace: a\n", "namespace:\n", []),
        ("namespace: a\n", "namespace: [b]\n", []),
        ("namespace: {{ a }}\n", "namespace: b\n", []),
        ("namespace: a\n", "namespace: ${B}\n", []),
        ("kind-cluster-name: a\n", "", ["warning kind-cluster-name a -> "]),
        ("kind-cluster-name: a\n", "kind-cluster-name: __B__\n", []),
        ("kind-cluster-name: a\n", "kind-cluster-name:\n", []),
        ("backup: {}\nnamespace: a\n", "backup: {}\nnamespace: b\n", []),
    ],
)
def test_keys(before: str, after: str, said: list[str]) -> None:
    assert _said(_spec(before), _spec(after)) == said


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (("k8s", "a/notes"), ("k8s", "a/wiki"), ["warning stack notes -> wiki"]),
        (("compose", "a/notes"), ("compose", "a/wiki"), ["warning stack notes -> wiki"]),
        (("k8s", "a/notes"), ("k8s", "b/notes/"), []),
        (("k8s", "a/notes"), ("k8s", "a/__S__"), []),
        (("k8s", "a/notes"), ("k8s", "[a/wiki]"), []),
        (("compose", "a/notes"), ("k8s", "a/notes"), ["warning deploy-to compose -> k8s"]),
        (("compose", "a/notes"), ("docker", "a/notes"), []),
        (("__T__", "a/notes"), ("k8s", "a/notes"), []),
    ],
)
def test_target_and_stack(before: tuple[str, str], after: tuple[str, str], said: list[str]) -> None:
    assert _said(_spec("", *before), _spec("", *after)) == said


@pytest.mark.parametrize(
    ("target", "more", "words"),
    [
        ("k8s", "", "the data looks gone"),
        ("k8s-kind", "namespace: a\n", "goes on with the old one"),
        ("compose", "", "goes on with the old one"),
    ],
)
def test_a_stack_that_moves_within_its_namespace_hides_no_data(
    target: str, more: str, words: str
) -> None:
    world = World(head={FILE: _spec(more, target)})
    after = {FILE: _spec(more, target, "a/wiki")}
    [found] = lint(after, RULE, world=world).findings
    assert words in found.message


def test_namespace_that_follows_its_stack_is_one_finding() -> None:
    both = _said(_spec("namespace: a\n"), _spec("namespace: b\n", stack="a/wiki"))
    assert sorted(both) == ["warning namespace a -> b", "warning stack notes -> wiki"]
    assert _said(_spec(""), _spec("", stack="a/wiki")) == ["warning stack notes -> wiki"]


@pytest.mark.parametrize(
    ("other", "count"),
    [("namespace: b\n", 0), ("namespace: c\n", 1), ("namespace: __N__\n", 0), ("", 1)],
)
def test_merge_that_follows_one_of_its_parents_has_changed_nothing(other: str, count: int) -> None:
    world = World(head={FILE: _spec("namespace: a\n")}, others={FILE: (_spec(other),)})
    assert len(_said("", _spec("namespace: b\n"), world)) == count


def test_change_that_was_committed_is_only_told() -> None:
    world = World(head={FILE: _spec("namespace: a\n")}, is_settled=True)
    assert _said("", _spec("namespace: b\n"), world) == ["info namespace a -> b"]


def test_deployment_of_tests_may_move() -> None:
    found = _said(_spec("namespace: a\n"), _spec("namespace: b\n"), file="tests/spec.yml")
    assert found == ["info namespace a -> b"]


def test_spec_that_was_written_again_is_one_finding_of_another_rule() -> None:
    assert _said(GOOD, REGENERATED) == []


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (
            "kind-cluster-name: a\n",
            "",
            "the kind cluster was `a` and becomes the one of `deployment.yml`:",
        ),
        (
            "",
            "kind-cluster-name: a\n",
            "the kind cluster was the one of `deployment.yml` and becomes `a`:",
        ),
    ],
)
def test_cluster_without_a_name_is_told_in_words(before: str, after: str, words: str) -> None:
    world = World(head={FILE: _spec(before)})
    found = lint({FILE: _spec(after)}, RULE, profile=Profile.AUDIT, world=world).findings
    assert [x.message.startswith(words) for x in found] == [True]
