"""Mount roots that a change gives a cluster that has another one: edge cases beyond the page."""

from __future__ import annotations

import pytest

from stacklint.finding import Profile
from tests.memory import World, lint
from tests.running import GOOD, REGENERATED

RULE = "mount-root-changed"
FILE = "envs/prod.yml"


def spec(root: str, target: str = "k8s-kind") -> str:
    return GOOD.replace("/srv/kind\n", f"{root}\n").replace("k8s-kind", target)


def said(before: str, after: str, world: World | None = None) -> list[str]:
    """Give what is found as SEVERITY VALUE."""
    around = world or World(head={FILE: before})
    found = lint({FILE: after}, RULE, profile=Profile.AUDIT, world=around).findings
    return [f"{x.severity.word} {x.key[3]}" for x in found]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (spec("/a"), spec("/b"), ["warning /a -> /b"]),
        (spec("/a"), spec("'/a/'"), []),
        (spec("/a"), spec("__ROOT__"), []),
        (spec("/a"), spec(""), []),
        (spec("/a"), spec("[/b]"), []),
        (spec("/a", "compose"), spec("/b"), []),
        (spec("/a"), spec("/b", "k8s"), []),
        (GOOD, GOOD.replace("kind-mount-root: /srv/kind\n", ""), ["warning /srv/kind -> "]),
        (GOOD.replace("kind-mount-root: /srv/kind\n", ""), GOOD, ["warning  -> /srv/kind"]),
        (GOOD, REGENERATED, []),
        (GOOD, "stack: stacks/notes\ndeploy-to: k8s-kind\nnamespace: notes\n", []),
    ],
)
def test_roots(before: str, after: str, found: list[str]) -> None:
    assert said(before, after) == found


@pytest.mark.parametrize(
    ("other", "found"),
    [(spec("/a"), ["warning /a -> /b"]), (spec("/b"), []), (spec("__ROOT__"), [])],
)
def test_merge_that_follows_one_of_its_parents_changes_nothing(
    other: str, found: list[str]
) -> None:
    world = World(head={FILE: spec("/a")}, others={FILE: (other,)})
    assert said(spec("/a"), spec("/b"), world) == found


def test_change_that_was_committed_is_told_as_information() -> None:
    world = World(head={FILE: spec("/a")}, is_settled=True)
    assert said(spec("/a"), spec("/b"), world) == ["info /a -> /b"]
