"""Real stacks without a spec: what is said of each, and what laconic-so was seen to do with it."""

from __future__ import annotations

import re

import pytest

from stacklint.finding import Finding, Profile
from tests.corpus.real import CORPUS, files_below
from tests.memory import lint

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus at {CORPUS}"),
]

LIST, NUMBER = "environment-list", "environment-not-a-string"
KEY, PLAIN, ONCE = "ignored-compose-key", "plaintext-secret", "one-shot-becomes-deployment"
LITERAL, COMMAND = "interpolation-left-literal", "string-command-misread"
MOUNT, BIND, HANGS = "unsupported-mount-form", "unusable-host-bind", "stack-config-hangs"

# What is shown in `strict`; in `recommended` nothing is, since no spec brings one to Kubernetes.
STRICT: dict[str, set[str]] = {
    "act-runner": set(),
    "ajna": {LIST, KEY, PLAIN},
    "azimuth": {LIST, NUMBER, KEY, PLAIN},
    "build-support": set(),
    "container-registry": set(),
    "erc20": {LIST, NUMBER, ONCE, PLAIN, MOUNT},
    "fixturenet-eth": {NUMBER, BIND},
    "fixturenet-eth-tx": {NUMBER, BIND},
    "fixturenet-laconicd": {LITERAL, HANGS, BIND},
    "fixturenet-plugeth-tx": {NUMBER, ONCE, PLAIN, MOUNT, BIND},
    "fixturenet-pocket": {NUMBER},
    "graph-node": {NUMBER, KEY, PLAIN, COMMAND},
    "kubo": set(),
    "mainnet-blast": {LITERAL, COMMAND, ONCE},
    "mainnet-eth": {COMMAND, BIND},
    "mars": {LIST},
    "merkl-sushiswap-v3": {LIST, KEY, PLAIN, BIND},
    "mobymask": {LIST, KEY, PLAIN},
    "mobymask-v3": {LIST, KEY, ONCE, PLAIN, BIND},
    "node-exporter": {BIND},
    "ping-pub": set(),
    "test": set(),
    "test-database": {PLAIN},
    "test-restart-multi": set(),
    "uniswap-v3": {LIST, KEY, PLAIN},
    "webapp-template": set(),
}

# What laconic-so was seen to stop at, of those that it got that far with.
MEASURED = {
    LIST: (
        "ajna",
        "azimuth",
        "mars",
        "merkl-sushiswap-v3",
        "mobymask",
        "mobymask-v3",
        "uniswap-v3",
    ),
    NUMBER: ("fixturenet-pocket", "graph-node"),
    BIND: ("fixturenet-eth", "fixturenet-eth-tx", "node-exporter"),
    MOUNT: ("erc20", "fixturenet-plugeth-tx"),
}


def _of(stack: str) -> dict[str, bytes]:
    """Give one stack of many, and all that lies beside them."""
    return {
        path: data
        for path, data in files_below("stack-orchestrator").items()
        if not path.startswith("stacks/") or path.startswith(f"stacks/{stack}/")
    }


def _said(files: dict[str, bytes], profile: Profile) -> list[Finding]:
    return lint(dict(files), profile=profile).findings


@pytest.mark.parametrize("stack", STRICT)
def test_what_is_said_of_a_stack_without_a_spec(stack: str) -> None:
    assert [x.message for x in _said(_of(stack), Profile.RECOMMENDED)] == []
    found = _said(_of(stack), Profile.STRICT)
    assert {x.rule for x in found} == STRICT[stack]
    assert {x.severity.word for x in found} <= {"warning", "info"}


def test_every_stack_is_in_the_table() -> None:
    found = {
        path.split("/")[1] for path in files_below("stack-orchestrator") if "/stack.yml" in path
    }
    assert found == set(STRICT)


@pytest.mark.parametrize("rule", MEASURED)
def test_what_stopped_laconic_so_is_said(rule: str) -> None:
    assert [stack for stack in MEASURED[rule] if rule not in STRICT[stack]] == []


@pytest.mark.parametrize("folder", ["agave-stack", "fork-examples/skillfixture"])
def test_repositories_that_are_right_stay_silent(folder: str) -> None:
    bare = {path: data for path, data in files_below(folder).items() if "spec.yml" not in path}
    assert [x.message for x in _said(bare, Profile.RECOMMENDED)] == []


@pytest.mark.parametrize(
    ("pattern", "instead", "rule"),
    [
        (rb"(?m)^volumes:\n(?:(?:  .*)?\n)*", b"", "undeclared-volume"),
        (rb"(?m)^pods:", b"podz:", "unknown-stack-key"),
        (rb"(?m)^pods:\n(?:  - .*\n)*", b"pods: all\n", "wrong-stack-value"),
        (rb"(?m)^(  - [a-z0-9-]+)$", rb"\1-old", "bundled-pod-fallback"),
    ],
)
def test_stack_that_is_broken_is_found_out(pattern: bytes, instead: bytes, rule: str) -> None:
    broken = {
        path: re.sub(pattern, instead, data) if path.endswith(".yml") else data
        for path, data in _of("mainnet-eth").items()
    }
    found = _said(broken, Profile.RECOMMENDED)
    assert {x.rule for x in found} == {rule}
    assert {x.severity.word for x in found} <= {"error", "warning"}
