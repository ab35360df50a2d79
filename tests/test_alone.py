"""A stack in its own right: what is said of it, and how much that counts."""

from __future__ import annotations

import pytest

from stacklint.finding import Confidence, Profile
from stacklint.model.targets import Target
from stacklint.rules import LISTED, load
from tests.memory import lint

STACK = "so/stacks/web/stack.yml"
COMPOSE = "so/compose/docker-compose-web.yml"
SPEC = "stack: so/stacks/web\ndeploy-to: {}\nvolumes: {{db: /srv/db}}\n"

# What is in a compose file; what is said of it for Kubernetes, and where nobody says so.
LOWERED = {
    "environment: [A=b]": (
        ("environment-list", "error", "recommended"),
        ("environment-list", "warning", "strict"),
    ),
    "restart: 'no'": (
        ("one-shot-becomes-deployment", "warning", "recommended"),
        ("one-shot-becomes-deployment", "info", "strict"),
    ),
    "depends_on: {db: {condition: service_healthy}}": (
        ("depends-on-ignored", "info", "strict"),
        ("depends-on-ignored", "info", "audit"),
    ),
    "env_file: ../config/a.env": (
        ("env-file-ignored", "warning", "recommended"),
        ("env-file-ignored", "info", "strict"),
    ),
    "environment: {A: 'x${B}'}": (
        ("interpolation-left-literal", "error", "recommended"),
        ("interpolation-left-literal", "warning", "strict"),
    ),
    "healthcheck: {test: a}": (
        ("healthcheck-ignored", "info", "audit"),
        ("healthcheck-ignored", "info", "audit"),
    ),
    "tmpfs: /tmp": (
        ("ignored-compose-key", "warning", "strict"),
        ("ignored-compose-key", "info", "strict"),
    ),
    "pid: host": (
        ("ignored-compose-key", "info", "strict"),
        ("ignored-compose-key", "info", "audit"),
    ),
    "command: ": (
        ("null-section", "error", "recommended"),
        ("null-section", "warning", "strict"),
    ),
    "volumes: [/var/run/docker.sock:/x]": (
        ("unusable-host-bind", "error", "recommended"),
        ("unusable-host-bind", "warning", "strict"),
    ),
}

# One fault, one finding: what it is called for each target, and where none is told.
TOLD_ONCE = {
    "volumes: [new:/x]": (
        ("unsupported-mount-form", "undeclared-volume", "undeclared-volume"),
        ("error", "error", "error"),
    ),
    "volumes: ['../config/run.sh:/x']": (
        ("unusable-host-bind", "missing-bind-source", "missing-bind-source"),
        ("error", "warning", "warning"),
    ),
    "depends_on: [nobody]": (
        (None, "undefined-reference", "undefined-reference"),
        (None, "error", "error"),
    ),
    "user: 1000": (
        (None, "wrong-compose-value", "wrong-compose-value"),
        (None, "error", "error"),
    ),
    "enviroment: {}": (
        ("ignored-compose-key", "unknown-compose-key", "unknown-compose-key"),
        ("info", "error", "error"),
    ),
    # A spec may say other ports.
    "ports: ": (
        (None, "wrong-compose-value", None),
        (None, "error", None),
    ),
    "env_file: ../config/none.env": (
        (None, "missing-env-file", "missing-env-file"),
        (None, "warning", "warning"),
    ),
}
ABOUT = ("compose", "null-section")


def _said(row: str, target: str | None) -> list[tuple[str, str, str]]:
    files: dict[str, str | bytes] = {
        STACK: "name: web\npods: [web]\n",
        COMPOSE: f"services:\n  web: {{image: a, {row}}}\n  db: {{image: b}}\nvolumes: {{db: }}\n",
        "so/config/a.env": b"A=b\n",
    }
    if target is not None:
        files["spec.yml"] = SPEC.format(target)
    found = lint(files, *ABOUT, profile=Profile.AUDIT).findings
    return [(x.rule, x.severity.word, x.profile.word) for x in found]


@pytest.mark.parametrize("row", LOWERED)
def test_what_holds_on_kubernetes_counts_less_where_nobody_says_so(row: str) -> None:
    told, untold = LOWERED[row]
    assert (_said(row, "k8s-kind"), _said(row, "compose")) == ([told], [])
    assert _said(row, None) == [untold]


@pytest.mark.parametrize("row", TOLD_ONCE)
def test_fault_on_several_targets_is_told_once(row: str) -> None:
    names, severities = TOLD_ONCE[row]
    for target, name, severity in zip(
        ("k8s-kind", "compose", None), names, severities, strict=True
    ):
        found = [(rule, level) for rule, level, _ in _said(row, target)]
        assert found == ([] if name is None else [(name, severity)])


@pytest.mark.parametrize("row", LOWERED)
def test_nothing_is_said_of_kubernetes_for_the_fork(row: str) -> None:
    files: dict[str, str | bytes] = {
        "stack/stack.yml": "name: web\npods: [{name: web, path: ./stack}]\n",
        "stack/composefile.yml": f"services: {{web: {{image: a, {row}}}, db: {{image: b}}}}\n",
        "config/a.env": b"A=b\n",
    }
    shown = [x.rule for x in lint(files, *ABOUT, profile=Profile.AUDIT).findings]
    # What the fork makes of a null command or of a host's file is nobody's guess either.
    assert shown == []


def test_findings_that_are_lowered_are_less_sure_and_say_why() -> None:
    files: dict[str, str | bytes] = {
        STACK: "name: web\npods: [web]\n",
        COMPOSE: "services: {web: {image: a, environment: [A=b]}}\n",
    }
    (found,) = lint(files, "environment-list", profile=Profile.STRICT).findings
    assert found.confidence is Confidence.MEDIUM
    assert "no spec of this run" in dict(found.notes)["counts"]


def test_rules_about_stacks_can_do_without_a_spec() -> None:
    there = {"Deployer", "Spec | None", "Stack", "Stack | None", "Tree", "Settings"}
    rules = [load(x) for x in LISTED if x.without_spec or x.of == "stack"]
    # What a commit did to a stack says something of deployments, and these are made of specs.
    history = ["second-pod-renames-deployment"]
    assert [rule.name for rule in rules if not set(rule.reads) <= there] == history


def test_rules_for_compose_alone_are_the_ones_that_are_listed_so() -> None:
    of_stacks = [x for x in LISTED if x.of == "stack" or x.without_spec]
    alone = {x.name for x in of_stacks if load(x).targets == {Target.COMPOSE}}
    assert alone == {x.name for x in LISTED if x.only is Target.COMPOSE and x.ours is None}
