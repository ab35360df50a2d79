"""The line below a plan: pasted, it asks for what the plan was asked for."""

from __future__ import annotations

import shlex

import pytest

from stacklint.cli.arguments import parse_arguments
from stacklint.cli.deploy.again import apply_line, same_line

KEPT = ("spec_file", "rev", "adopt", "fresh", "migrate", "kind_node_image", "cluster_objects")
ASKED = (
    (),
    ("--spec-file", "envs/prod.yml"),
    ("--rev", "3f2c1aa", "--spec-file", "envs/my spec.yml"),
    ("--migrate", "a", "--migrate", "b", "--fresh", "c", "--adopt", "d"),
    ("--kind-node-image", "kindest/node:v1", "--cluster-objects"),
    ("--config", "$x.toml", "--baseline", "b.json"),
    ("--isolated",),
)


@pytest.mark.parametrize("asked", ASKED, ids=" ".join)
def test_the_line_asks_a_restart_for_the_same(asked: tuple[str, ...]) -> None:
    planned = parse_arguments(["deploy", "plan", "--dir", "/srv/my notes", *asked])
    line = apply_line(planned, "5c1e-77a0", is_of_git=True)
    program, *words = shlex.split(line)
    typed = parse_arguments(words)
    assert (program, typed.action, typed.plan) == ("stacklint", "restart", "5c1e-77a0")
    for name in ("dir", *KEPT, "config", "isolated", "baseline"):
        assert getattr(typed, name) == getattr(planned, name), name


def test_without_a_repository_it_asks_for_a_start() -> None:
    words = ["deploy", "plan", "--dir", "d", "--fresh", "a", "--isolated"]
    line = apply_line(parse_arguments(words), "5c1e-77a0", is_of_git=False)
    assert line == "stacklint deploy start --dir d --plan 5c1e-77a0 --fresh a"


@pytest.mark.parametrize(
    ("typed", "again"),
    [
        ("start --dir d --yes --fresh a", "start --dir d --fresh a"),
        ("start --dir d --plan 5c1e-77a0 --format json --settle 3", "start --dir d"),
        ("restart --dir d --no-pull --migrate a", "restart --dir d --migrate a --no-pull"),
        ("restart --dir d --yes --rev 3f2c1aa", "restart --dir d --rev 3f2c1aa"),
        ("stop --dir d --yes", "stop --dir d"),
        ("destroy --dir d --volumes a b --yes", "destroy --dir d --volumes a b"),
        ("destroy --dir d --volumes a --volumes b", "destroy --dir d --volumes a b"),
    ],
)
def test_a_run_is_gone_on_with_by_what_it_was_asked_for(typed: str, again: str) -> None:
    arguments = parse_arguments(["deploy", *typed.split()])
    line = same_line(arguments)
    assert line == f"stacklint deploy {again}"
    assert parse_arguments(line.split()[1:]).action == arguments.action
