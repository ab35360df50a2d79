"""Stacks that go from one pod to several: edge cases beyond the page, and real repositories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacklint.finding import Profile
from tests.memory import World, lint
from tests.running import GOOD, STACK, commit_all, git, repository, stacklint, write

if TYPE_CHECKING:
    from pathlib import Path

RULE = "second-pod-renames-deployment"
FILE = "stacks/notes/stack.yml"
COMPOSE = "services: {{web: {{image: a, volumes: ['{mount}']}}}}\nvolumes: {{v: }}\n"


def _said(before: str, after: str, world: World | None = None, mount: str = "v:/data") -> list[str]:
    """Give what is found as SEVERITY VALUE."""
    files = {
        FILE: f"pods: {after}\n",
        "prod.yml": GOOD,
        "lab.yml": GOOD.replace("k8s-kind", "k8s"),
        "local.yml": GOOD.replace("k8s-kind", "compose"),
        "compose/docker-compose-a.yml": COMPOSE.format(mount=mount),
        "compose/docker-compose-b.yml": COMPOSE.format(mount="v:/data:ro"),
    }
    around = world or World(head={FILE: f"pods: {before}\n"})
    found = lint(files, RULE, profile=Profile.AUDIT, world=around).findings
    assert all((x.file, x.key[2]) == (FILE, "pods") for x in found)
    return [f"{x.severity.word} {x.key[3]}" for x in found]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("[a]", "[a, b]", ["error 1 -> 2"]),
        ("[a, b, c]", "[a]", ["error 3 -> 1"]),
        ("[b]", "[b, a]", ["warning 1 -> 2"]),
        ("[gone]", "[a, b]", ["error 1 -> 2"]),
        ("[{name: a}]", "[{name: a}, {name: b}]", ["error 1 -> 2"]),
        ("[c, b]", "[a, b]", ["warning c -> a"]),
        ("[c, d, b]", "[b, a]", ["warning c, d -> a"]),
        ("[a, c]", "[a, b]", []),
        ("[a, b, c]", "[a, b]", []),
        ("[a]", "[b]", []),
        ("[a, b]", "[a, b, c]", []),
        ("[]", "[a, b]", []),
        ("a", "[a, b]", []),
        ("{a: b}", "[a, b]", []),
        ("[a]", "", []),
        ("[a]", "{a: b}", []),
        ("[[a]]", "[a, b]", []),
    ],
)
def test_once_for_a_stack_whatever_its_specs(before: str, after: str, said: list[str]) -> None:
    assert _said(before, after) == said


@pytest.mark.parametrize(
    ("mount", "severity"),
    [("v:/data", "error"), ("v:/data:ro", "warning"), ("./a:/b", "warning"), ("/data", "warning")],
)
def test_pod_that_writes_to_nothing_is_a_warning(mount: str, severity: str) -> None:
    assert _said("[a]", "[a, b]", mount=mount) == [f"{severity} 1 -> 2"]


@pytest.mark.parametrize(
    ("other", "count"), [("[a]", 1), ("[b]", 1), ("[a, b]", 0), ("[a, b, c]", 0), ("[]", 0)]
)
def test_merge_that_follows_one_of_its_parents_has_changed_nothing(other: str, count: int) -> None:
    world = World(head={FILE: "pods: [a]\n"}, others={FILE: (f"pods: {other}\n",)})
    assert len(_said("", "[a, b]", world)) == count


@pytest.mark.parametrize(("other", "count"), [("[c, b]", 1), ("[c, b, d]", 1), ("[a, b]", 0)])
def test_merge_that_renames_a_pod(other: str, count: int) -> None:
    world = World(head={FILE: "pods: [c, b]\n"}, others={FILE: (f"pods: {other}\n",)})
    assert len(_said("", "[a, b]", world)) == count


def test_change_that_was_committed_is_only_told() -> None:
    world = World(head={FILE: "pods: [a]\n"}, is_settled=True)
    assert _said("", "[a, b]", world) == ["info 1 -> 2"]


TWO = STACK[FILE].replace("[notes]", "[notes, page]")
PAGE = "services: {page: {image: vendor/page:v1}}\n"


def _changed(where: Path) -> Path:
    root = repository(where)
    write(root, {FILE: TWO, "compose/docker-compose-page.yml": PAGE})
    return root


def test_commit_that_touches_no_spec_is_stopped(tmp_path: Path) -> None:
    root = _changed(tmp_path)
    git(root, "add", "--all")
    done = stacklint(root, "check", "--staged", "--new", "--format", "concise")
    assert done.code == 1
    assert f"{FILE}:2:1: error[{RULE}]" in done.out


def test_change_since_a_commit_is_an_error_and_long_ago_is_told(tmp_path: Path) -> None:
    root = _changed(tmp_path)
    commit_all(root)
    since = stacklint(root, "check", "--since", "HEAD~1", "--format", "concise")
    assert f"error[{RULE}]" in since.out
    plain = stacklint(root, "check", "envs/prod.yml", "--format", "concise")
    assert f"info[{RULE}]" in plain.out
    assert plain.code == 0
