"""No input makes these rules fail: every section replaced by what nobody expects there."""

from __future__ import annotations

import pytest

from stacklint.finding import Profile
from tests.memory import lint

# Thousands of small cases: they guard every landing, not every save.
pytestmark = pytest.mark.slow

RULES = (
    "unparsable-yaml",
    "duplicate-key",
    "null-section",
    "missing-required-key",
    "unknown-deploy-target",
    "unknown-key",
    "wrong-value-type",
    "key-ignored-by-target",
    "foreign-dialect-key",
    "name-invalid-on-kubernetes",
    "value-read-differently",
    "unknown-service-in-spec",
)
SPEC = {
    "stack": "so/stacks/web",
    "deploy-to": "k8s-kind",
    "namespace": "web",
    "kind-mount-root": "/srv/kind",
    "network": "{ports: {web: ['80', 22:22]}, http-proxy: [{host-name: a.test, routes: []}]}",
    "volumes": "{db_x: /srv/db, cm: , other: ../x}",
    "configmaps": "{cm: ./configmaps/cm, site: etc/site}",
    "secrets": "{web: }",
    "config": "{A: b, A: c}",
    "resources": "{containers: {limits: {cpus: 1}, web: {}}, volumes: {db: {}}}",
    "security": "{privileged: yes, capabilities: [A]}",
    "image-overrides": "{web: a, api: b}",
    "external-services": "{api: {host: a.test}}",
    "annotations": "{a: b}",
    "node-affinities": "[{label: a, value: b}]",
    "replicas": "2",
    "kube-config": "a",
    "maintenance-service": "web:80",
}
COMPOSE = {
    "services": "{web: {image: a, command: b, volumes: ['db_x:/x', 'cm:/y:ro']}}",
    "volumes": "{db_x: , cm: , site: }",
}
STACK = {"name": "web", "pods": "[web, api]", "jobs": "[once]"}
HOSTILE = (
    "",
    "~",
    "[]",
    "{}",
    "7",
    "-1.5",
    "0x",
    "0b_",
    "9" * 5000,
    "1e999",
    ".nan",
    "true",
    "2026-01-01",
    "text",
    "''",
    '"\\n"',
    "__TOKEN__",
    "{{ token }}",
    "${TOKEN}",
    "*nowhere",
    "[[a], {b: c}, ~, 5, 08, yes]",
    "{[a, b]: c}",
    "{? {a: b} : c}",
    "{~: ~, 5: 5, true: x, True: y, 05: z}",
    "{a: {b: {c: d}}, path: {path: x}, keys: 5}",
    "{<<: {x: 1}, <<: 7, '<<': 8}",
    "{<<: [1, 2], a: }",
    "&x {y: *x}",
    "&y [a, *y]",
    "!!binary aGVsbG8=",
    "!mine {a: b}",
    "|\n  a\n  b",
)


def _text(entries: dict[str, str]) -> str:
    return "".join(f"{key}: {value}\n" for key, value in entries.items())


def _lint(spec: str, compose: str = "", stack: str = "") -> None:
    files: dict[str, str | bytes] = {
        "spec.yml": spec,
        "so/stacks/web/stack.yml": stack or _text(STACK),
        "so/compose/docker-compose-web.yml": compose or _text(COMPOSE),
        "so/compose/docker-compose-api.yml": compose or _text(COMPOSE),
        "so/compose-jobs/docker-compose-once.yml": compose or _text(COMPOSE),
        "so/stacks/web/deploy/commands.py": b"\xff",
    }
    for finding in lint(files, *RULES, profile=Profile.AUDIT).findings:
        assert finding.message
        assert "None" not in finding.message
        assert finding.at.start <= finding.at.end


@pytest.mark.parametrize("key", SPEC)
@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("target", ["k8s-kind", "k8s", "compose"])
def test_no_section_of_a_spec_makes_a_rule_fail(target: str, key: str, value: str) -> None:
    _lint(_text({**SPEC, "deploy-to": target, key: value}))


@pytest.mark.parametrize("value", [x for x in HOSTILE if "\n" not in x])
@pytest.mark.parametrize(
    "entry",
    [
        "network: {{ports: {value}}}",
        "network: {{http-proxy: {value}}}",
        "network: {{http-proxy: [{value}]}}",
        "network: {{http-proxy: [{{routes: {value}}}]}}",
        "network: {{http-proxy: [{{routes: [{value}]}}]}}",
        "volumes: {{db_x: {value}}}",
        "secrets: {{a: {value}}}",
        "resources: {{containers: {value}, volumes: {value}}}",
        "resources: {{containers: {{web: {value}, limits: {value}}}}}",
        "security: {{privileged: {value}, web: {value}, unlimited-memlock: {value}}}",
        "external-services: {{api: {value}}}",
        "node-affinities: [{value}]",
        "image-overrides: {{web: {value}}}",
    ],
)
def test_no_entry_makes_a_rule_fail(entry: str, value: str) -> None:
    for target in ("k8s", "compose"):
        text = entry.replace("{{", "{").replace("}}", "}").replace("{value}", value)
        _lint(f"stack: so/stacks/web\ndeploy-to: {target}\n{text}\n")


@pytest.mark.parametrize("key", COMPOSE)
@pytest.mark.parametrize("value", HOSTILE)
def test_no_compose_file_makes_a_rule_fail(key: str, value: str) -> None:
    _lint(_text(SPEC), _text({**COMPOSE, key: value}))


@pytest.mark.parametrize("key", STACK)
@pytest.mark.parametrize("value", HOSTILE)
def test_no_stack_file_makes_a_rule_fail(key: str, value: str) -> None:
    _lint(_text(SPEC), stack=_text({**STACK, key: value}))


@pytest.mark.parametrize(
    "text",
    [
        "[]\n",
        "- stack: a\n  deploy-to: compose\n",
        "deploy-to: k8s\n---\n- a\n",
        "{{ a }}: b\ndeploy-to: k8s\n",
        "deploy-to: k8s\n\x07: b\n",
        "\ufeffdeploy-to: k8s\r\nvolumes:\r\n",
        "deploy-to: k8s\na: &a [" + "*a," * 3 + "]\n",
        "deploy-to: k8s\na: " + "[" * 200 + "]" * 200 + "\n",
        "deploy-to: k8s\na: &a [x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
        + "".join(
            f"{y}: &{y} [{','.join([f'*{x}'] * 9)}]\n"
            for x, y in zip("bcdefg", "cdefgh", strict=True)
        ),
    ],
)
def test_no_shape_of_a_spec_makes_a_rule_fail(text: str) -> None:
    _lint(text)


@pytest.mark.parametrize(
    "data", [b"\xff\xfed\x00", b"deploy-to: k8s\n\xff", b"deploy-to: k8s\nstack"]
)
def test_no_bytes_make_a_rule_fail(data: bytes) -> None:
    found = lint({"spec.yml": data}, *RULES, profile=Profile.AUDIT).findings
    assert {finding.rule for finding in found} <= {"unparsable-yaml"}
