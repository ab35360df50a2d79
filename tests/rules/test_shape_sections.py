"""Sections and keys that a spec cannot do without: edge cases beyond the pages."""

from __future__ import annotations

import pytest

from stacklint.finding import Finding, Profile, Safety
from tests.memory import lint

HEAD = "stack: so/stacks/web\ndeploy-to: k8s-kind\n"


def _found(text: str, rule: str) -> list[Finding]:
    return lint({"spec.yml": text}, rule, profile=Profile.AUDIT).findings


def _at(text: str, rule: str) -> list[str]:
    return sorted(finding.key[2] for finding in _found(text, rule))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("deploy-to: k8s-kind\n", ["stack"]),
        ("stack: a\nvolumes: {}\n", ["deploy-to"]),
        ("stack: a\ndeploy-to: nomad\n", []),
        ("stack: a\ndeploy-to:\n", []),
        ("stack: ''\ndeploy-to: compose\n", ["stack"]),
        ("stack: ~\ndeploy-to: compose\n", ["stack"]),
        ("stack: [a]\ndeploy-to: compose\n", []),
        ("stack: 5\ndeploy-to: compose\n", []),
        ("stack: a\ndeploy-to: k8s\n", ["deploy-to"]),
        ("stack: a\ndeploy-to: k8s\nkube-config: ~\n", ["kube-config"]),
        ("stack: a\ndeploy-to: k8s\nkube-config: __KUBE__\n", []),
        ("stack: a\ndeploy-to: k8s\n# __REST__\n", []),
        ("x: &x {kube-config: a}\nstack: a\ndeploy-to: k8s\n<<: *x\n", []),
        ("x: &x {deploy-to: k8s-kind}\nstack: a\nvolumes: {}\n<<: *x\n", []),
    ],
)
def test_missing_required_key(text: str, expected: list[str]) -> None:
    assert _at(text, "missing-required-key") == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("node-affinities: [{label: a}]\n", "`node-affinities.0` has no `value`: `start` stops"),
        ("node-affinities: [{value: a}]\n", "`node-affinities.0` has no `label`"),
        ("node-tolerations: [{value: a}]\n", "`node-tolerations.0` has no `key`"),
        ("node-tolerations: [{}]\n", "`node-tolerations.0` has no `key` and no `value`"),
        ("node-tolerations: [~]\n", "`node-tolerations.0` has no `key` and no `value`"),
        ("node-tolerations: [{key: , value: a}]\n", "`node-tolerations.0.key` is empty"),
        ("node-affinities: [{label: '', value: a}]\n", "`node-affinities.0.label` is empty"),
        ("x: &x {label: b}\nnode-affinities: [*x]\n", "`node-affinities.0` has no `value`"),
    ],
)
def test_where_pods_may_run_needs_a_name_and_a_value(text: str, said: str) -> None:
    (finding,) = _found(HEAD + text, "missing-required-key")
    assert said in finding.message


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "node-affinities: [{label: a, value: }]\n",
        HEAD + "node-tolerations: [{key: a, value: ''}]\n",
        HEAD + "x: &x {value: b}\nnode-affinities: [{label: a, <<: *x}]\n",
        HEAD + "node-affinities: [__WHERE__]\n",
        HEAD + "node-affinities: [{label: a, __VALUE__: b}]\n",
        HEAD + "node-affinities: [{label: a}]\n# __REST__\n",
        HEAD + "node-affinities: [a, [b]]\n",
        HEAD + "node-affinities: {label: a}\n",
        "stack: a\ndeploy-to: compose\nnode-affinities: [{label: a}]\n",
    ],
)
def test_where_pods_may_run_is_whole(text: str) -> None:
    assert _found(text, "missing-required-key") == []


@pytest.mark.parametrize(
    ("value", "fixed", "hint"),
    [
        ("kind", "k8s-kind", "did you mean `k8s-kind`?"),
        ("docker", "compose", "did you mean `compose`?"),
        ("docker-compose", "compose", "did you mean `compose`?"),
        ("kubernetes", "k8s", "did you mean `k8s`?"),
        ("K8S", "k8s", "did you mean `k8s`?"),
        ("Kubernetes", "k8s", "did you mean `k8s`?"),
        ("K8s-Kind", "k8s-kind", "did you mean `k8s-kind`?"),
        ("k8s_kind", None, "`k8s-kind`"),
        ("composer", None, "`compose`"),
        ("nomad", None, ""),
        ("5", None, ""),
        ("[k8s]", None, ""),
        ("{a: b}", None, ""),
        ("&x kind", "k8s-kind", ""),
    ],
)
def test_unknown_deploy_target(value: str, fixed: str | None, hint: str) -> None:
    (finding,) = _found(f"stack: a\ndeploy-to: {value}\n", "unknown-deploy-target")
    assert finding.key[2] == "deploy-to"
    assert hint in finding.message
    assert (None if finding.fix is None else finding.fix.title) == (
        None if fixed is None else f"deploy-to: {fixed}"
    )


@pytest.mark.parametrize("value", ["k8s", "'k8s-kind'", "compose", "{{ target }}", "${T}"])
def test_known_deploy_target(value: str) -> None:
    assert _at(f"stack: a\ndeploy-to: {value}\n", "unknown-deploy-target") == []


@pytest.mark.parametrize("value", ["", "~", "null"])
@pytest.mark.parametrize(
    ("target", "sections"),
    [
        ("compose", ["network", "volumes"]),
        ("nomad", ["network", "volumes"]),
        ("k8s", ["configmaps", "network", "resources", "secrets", "security", "volumes"]),
        ("k8s-kind", ["configmaps", "network", "resources", "secrets", "security", "volumes"]),
    ],
)
def test_null_sections(target: str, sections: list[str], value: str) -> None:
    keys = ("network", "volumes", "secrets", "configmaps", "resources", "security", "config")
    text = "".join(f"{key}: {value}\n" for key in keys)
    found = _found(f"stack: a\ndeploy-to: {target}\n{text}", "null-section")
    assert sorted(finding.key[2] for finding in found) == sections
    assert {finding.fix.safety for finding in found if finding.fix} == {Safety.SAFE}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("network: {ports: }\n", ["network.ports"]),
        ("network: {ports: {}, http-proxy: }\n", []),
        ("volumes: ''\n", []),
        ("volumes: []\n", []),
        ("volumes: {}\n", []),
        ("volumes: !!null ''\n", []),
        ("volumes: !!null\nsecrets: !!null ~\n", ["secrets", "volumes"]),
        ("volumes: !!str\n", []),
        ("annotations:\nlabels:\nreplicas:\n", []),
        ("x: &x\nvolumes: *x\n", ["volumes"]),
        ("volumes:\n# __VOLUMES__\n", []),
    ],
)
def test_null_sections_further(text: str, expected: list[str]) -> None:
    assert _at(HEAD + text, "null-section") == expected


@pytest.mark.parametrize("target", ["compose", "k8s-kind", "k8s"])
def test_null_ports_stop_on_every_target(target: str) -> None:
    text = f"stack: a\ndeploy-to: {target}\nnetwork: {{ports: }}\n"
    assert _at(text, "null-section") == ["network.ports"]


@pytest.mark.parametrize("text", ["x: &x ~\nvolumes: *x\n", "volumes: !!null\n"])
def test_a_null_that_is_more_than_nothing_is_not_fixed(text: str) -> None:
    (finding,) = _found(HEAD + text, "null-section")
    assert finding.fix is None


@pytest.mark.parametrize(("target", "count"), [("k8s-kind", 2), ("k8s", 2), ("compose", 1)])
def test_null_sections_of_a_compose_file(target: str, count: int) -> None:
    files = {
        "spec.yml": f"stack: so/stacks/web\ndeploy-to: {target}\n",
        "so/stacks/web/stack.yml": "pods: [web]\n",
        "so/compose/docker-compose-web.yml": "services: {web: {command: }, api: }\nvolumes:\n",
    }
    found = lint(files, "null-section", profile=Profile.AUDIT).findings
    assert len(found) == count
    assert {finding.fix.safety for finding in found if finding.fix} <= {Safety.UNSAFE}
