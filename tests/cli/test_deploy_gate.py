"""What the linter keeps from being deployed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

import pytest

from deployer.errors import SpecHasErrors
from stacklint.cli.deploy.gate import refuse_errors, refuse_new_errors
from tests.running import commit_all, git, stacklint, write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

pytestmark = pytest.mark.slow

COMPOSE = """\
services:
  web:
    image: vendor/web:1.0
    volumes:
      - web-data:/var/lib/postgresql/data
volumes:
  web-data:
"""
STACK = {
    "stacks/web/stack.yml": "name: web\npods: [web]\n",
    "compose/docker-compose-web.yml": COMPOSE,
}
SPEC = "stack: stacks/web\ndeploy-to: k8s-kind\nvolumes:\n  web-data: ./data/web-data\n"
EMPTY = SPEC.replace(" ./data/web-data", "")
ASKED = argparse.Namespace(config=None, isolated=False, baseline=None)
ALLOW = "  # stacklint: allow[empty-volume-holds-data] until=2001-01-01 -- rebuilt\n"


def repository(where: Path, spec: str, **files: str) -> None:
    write(where, {**STACK, "spec.yml": spec, **files})
    git(where, "init", "--quiet")
    commit_all(where)


def service(*lines: str) -> Mapping[str, str]:
    text = "\n".join(f"    {line}" for line in lines)
    compose = COMPOSE.replace("    image: vendor/web:1.0\n", f"    image: vendor/web:1.0\n{text}\n")
    return {"compose/docker-compose-web.yml": compose}


# Lines of the service, lines of the spec, and the rule that refuses.
CASES = [
    (("environment: [A=b]",), "", ""),
    (("environment: {A: 1}",), "", ""),
    (('user: "1000:1000"',), "", ""),
    (("user: postgres",), "", "named-user"),
    (("command: sh -c 'a b'",), "", ""),
    (("command: sh -c 'a b",), "", "string-command-misread"),
    (("command: echo ${A:-b}",), "", ""),
    (("ports: ['127.0.0.1:80:80']",), "", ""),
    (("ports: ['9000-9002']",), "", ""),
    (("ports: ['http']",), "", "invalid-port"),
    (("command:",), "", ""),
    ((), "network:\n", ""),
    ((), "namespace: A_B\n", "name-invalid-on-kubernetes"),
    ((), "config:\n  A: 'b #c'\n", ""),
    ((), "config:\n  A: [b]\n", "config-scalar-changes-text"),
    ((), "replicas: x\n", "wrong-value-type"),
    ((), "labels: {app: x}\n", "name-invalid-on-kubernetes"),
    ((), "node-tolerations: [{key: a}]\n", "missing-required-key"),
    ((), "config: {A: 'x${HOME}y'}\n", "config-value-expands-on-host"),
    ((), "maintenance-service: web:80\n", "key-ignored-by-target"),
]


UNRENDERED = {
    "secrets: {s: {keys: {A: text}}}": "secrets.s.keys.A needs either `env` or `file`",
    "secrets: {s: {keys: {A: {env: X, file: Y}}}}": "secrets.s.keys.A needs either",
    "secrets: {s: {keys: {A: {env: NOBODY_HAS_IT}}}}": "",
    "image-pull-secret: {server: x, username: u, token-env: NOBODY_HAS_IT}": "",
}


@pytest.mark.parametrize(("more", "words"), UNRENDERED.items())
def test_create_refuses_what_start_would(tmp_path: Path, more: str, words: str) -> None:
    repository(tmp_path, f"{SPEC}{more}\n")
    made = ("--spec-file", "spec.yml", "--deployment-dir", "made")
    ran = stacklint(tmp_path, "deploy", "create", *made)
    assert (ran.code, (tmp_path / "made").exists()) == ((1, False) if words else (0, True))
    assert f"spec.yml:5: {words}" in ran.err if words else "error" not in ran.err


@pytest.mark.parametrize(("lines", "more", "rule"), CASES)
def test_create_refuses_what_is_wrong_for_us_too(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    lines: tuple[str, ...],
    more: str,
    rule: str,
) -> None:
    repository(tmp_path, SPEC + more, **service(*lines))
    monkeypatch.chdir(tmp_path)
    assert refused(lambda: refuse_errors("spec.yml", ASKED)) == ([rule] if rule else [])


def refused(gate: object) -> list[str]:
    assert callable(gate)
    try:
        gate()
    except SpecHasErrors as error:
        return [rule for rule, _ in error.findings]
    return []


# The spec of the repository, the one that runs, and the rules that refuse.
RESTARTS = {
    "as it runs": (EMPTY, EMPTY, []),
    "brought in": (EMPTY, SPEC, ["empty-volume-holds-data"]),
    "mended": (SPEC, EMPTY, []),
    "a line lower": ("# why\n" + EMPTY, EMPTY, []),
    "allowed, expired": (EMPTY.replace("web-data:\n", f"web-data:{ALLOW}"), SPEC, []),
    "no data, and it starts": (SPEC + "config:\n  A_PASSWORD: hunter2hunter2\n", SPEC, []),
    "cannot start": (SPEC + "namespace: A_B\n", SPEC, ["name-invalid-on-kubernetes"]),
    "another path, which the guard judges": (SPEC.replace("./data", "./more"), SPEC, []),
    "of laconic-so alone": (SPEC + "secrets:\n", SPEC, []),
    "what runs is no YAML": (SPEC, "a: [", []),
}


@pytest.mark.parametrize("name", RESTARTS)
def test_restart_refuses_what_is_new_and_loses_data_or_does_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    spec, running, rules = RESTARTS[name]
    repository(tmp_path, spec)
    monkeypatch.chdir(tmp_path)
    gate = lambda: refuse_new_errors("spec.yml", ASKED, running.encode())  # noqa: E731
    assert refused(gate) == rules


def test_restart_leaves_a_change_that_is_not_committed_to_the_guard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(tmp_path, SPEC)
    write(tmp_path, {"spec.yml": SPEC.replace("./data", "./more")})
    monkeypatch.chdir(tmp_path)
    assert refused(lambda: refuse_errors("spec.yml", ASKED)) == ["volume-path-changed"]
    assert refused(lambda: refuse_new_errors("spec.yml", ASKED, SPEC.encode())) == []


def test_restart_leaves_a_change_of_a_mount_to_whoever_made_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compose = "compose/docker-compose-web.yml"
    mine = COMPOSE.replace("web-data:/", "my-data:/").replace("  web-data:", "  my-data:")
    repository(tmp_path, SPEC.replace("web-data", "my-data"), **{compose: mine})
    write(tmp_path, {compose: mine.replace("my-data:/", "./data:/")})
    monkeypatch.chdir(tmp_path)
    assert "mount-leaves-data-behind" in refused(lambda: refuse_errors("spec.yml", ASKED))
    running = SPEC.encode()
    found = refused(lambda: refuse_new_errors("spec.yml", ASKED, running))
    assert "mount-leaves-data-behind" not in found


def test_baseline_counts_at_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository(tmp_path, EMPTY)
    assert stacklint(tmp_path, "baseline", "create").code == 0
    monkeypatch.chdir(tmp_path)
    assert refused(lambda: refuse_new_errors("spec.yml", ASKED, SPEC.encode())) == []


# What the configuration says, and what a list in `environment` then is.
DEPLOYERS = {
    "": "error",
    'deployer = "laconic-so"\n': "error",
    'deployer = "stacklint"\n': "info",
    'deployer = "stacklint"\n[severity]\nenvironment-list = "warning"\n': "warning",
}


@pytest.mark.parametrize("config", DEPLOYERS)
def test_check_counts_as_the_configuration_says(tmp_path: Path, config: str) -> None:
    files = {**service("environment: [A=b]"), "stacklint.toml": config}
    repository(tmp_path, SPEC, **files)
    done = stacklint(tmp_path, "check")
    assert f"{DEPLOYERS[config]}[environment-list]" in done.out
    assert ("for laconic-so; stacklint's own deployer" in done.out) == ("stacklint" in config)


def test_generated_value_is_silent_where_it_is_delivered(tmp_path: Path) -> None:
    repository(tmp_path, SPEC + "config:\n  A: $generate:hex:32$\n")
    assert "undelivered-generate-token" in stacklint(tmp_path, "check").out
    write(tmp_path, {"stacklint.toml": 'deployer = "stacklint"\n'})
    assert "undelivered-generate-token" not in stacklint(tmp_path, "check").out
