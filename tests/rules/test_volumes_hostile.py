"""No input makes these rules fail: every section replaced by what nobody expects there."""

from __future__ import annotations

import pytest

from stacklint.finding import Profile
from tests.memory import World, lint

# Thousands of small cases: they guard every landing, not every save.
pytestmark = pytest.mark.slow

RULES = (
    "config-volume-left-empty",
    "configmap-content-dropped",
    "configmap-source-missing",
    "data-path-without-volume",
    "name-in-volumes-and-configmaps",
    "relative-path-misread",
    "volume-path-breaks-kind-config",
    "volume-path-changed",
    "volume-removed-from-spec",
    "volume-with-two-writers",
)
SPEC = {
    "stack": "so/stacks/web",
    "deploy-to": "k8s-kind",
    "kind-mount-root": "/srv/kind",
    "replicas": "2",
    "volumes": "{db: /srv/db, cm: , other: ../x}",
    "configmaps": "{cm: ./configmaps/cm, site: etc/site}",
    "config": "{PGDATA: /pg}",
}
COMPOSE = {
    "services": "{db: {image: 'postgres:16', volumes: ['db:/x', 'cm:/y:ro', 'site:/z:ro']}}",
    "volumes": "{db: , cm: , site: }",
}
SERVICE = {
    "image": "postgres:16",
    "command": "[postgres]",
    "entrypoint": "docker-entrypoint.sh",
    "environment": "{PGDATA: /pg}",
    "tmpfs": "/run",
    "labels": "{a: b}",
    "profiles": "[x]",
    "volumes": "['db:/x']",
}
STACK = "name: web\npods: [web]\n"
HOSTILE = (
    "",
    "~",
    "[]",
    "{}",
    "7",
    "-1.5",
    "true",
    "2026-01-01",
    "text",
    "''",
    '"\\n"',
    "__TOKEN__",
    "{{ token }}",
    "${TOKEN}",
    "*nowhere",
    "[[a], {b: c}, ~, *nowhere]",
    "{[a, b]: c}",
    "{? {a: b} : c}",
    "{~: ~, 5: 5, true: x}",
    "{a: {b: {c: d}}, path: {path: x}}",
    "{<<: *nowhere, a: }",
    "{<<: [1, 2], <<: 7}",
    "&x {y: *x}",
    "!!binary aGVsbG8=",
    "|\n  a\n  b",
)


def _text(entries: dict[str, str]) -> str:
    return "".join(f"{key}: {value}\n" for key, value in entries.items())


def _lint(spec: str, head: str, compose: str) -> None:
    files = {
        "spec.yml": spec,
        "so/stacks/web/stack.yml": STACK,
        "so/compose/docker-compose-web.yml": compose,
        "so/config/cm/sub/a": "text\n",
    }
    world = World(head={"spec.yml": head})
    for finding in lint(files, *RULES, profile=Profile.AUDIT, world=world).findings:
        assert finding.message
        assert "None" not in finding.message


@pytest.mark.parametrize("key", SPEC)
@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("target", ["k8s-kind", "k8s", "compose"])
def test_no_section_of_a_spec_makes_a_rule_fail(target: str, key: str, value: str) -> None:
    usual = {**SPEC, "deploy-to": target}
    changed = {**usual, key: value}
    _lint(_text(changed), _text(usual), _text(COMPOSE))
    _lint(_text(usual), _text(changed), _text(COMPOSE))
    _lint(_text(changed), _text(changed), _text(COMPOSE))


@pytest.mark.parametrize("section", ["volumes", "configmaps"])
@pytest.mark.parametrize("value", HOSTILE)
def test_no_entry_makes_a_rule_fail(section: str, value: str) -> None:
    changed = _text({**SPEC, section: f"\n  cm: {value}\n  db: /srv/db"})
    _lint(changed, _text(SPEC), _text(COMPOSE))
    _lint(_text(SPEC), changed, _text(COMPOSE))


@pytest.mark.parametrize("key", COMPOSE)
@pytest.mark.parametrize("value", HOSTILE)
def test_no_compose_file_makes_a_rule_fail(key: str, value: str) -> None:
    _lint(_text(SPEC), _text(SPEC), _text({**COMPOSE, key: value}))


@pytest.mark.parametrize("key", SERVICE)
@pytest.mark.parametrize("value", [x for x in HOSTILE if "\n" not in x])
def test_no_service_makes_a_rule_fail(key: str, value: str) -> None:
    service = ", ".join(f"{k}: {v}" for k, v in {**SERVICE, key: value}.items())
    compose = {**COMPOSE, "services": f"{{db: {{{service}}}}}"}
    _lint(_text(SPEC), _text(SPEC), _text(compose))


@pytest.mark.parametrize("text", ["[]\n", "- stack: a\n  deploy-to: compose\n", "deploy-to: k8s\n"])
def test_no_shape_of_a_spec_makes_a_rule_fail(text: str) -> None:
    _lint(text, _text(SPEC), _text(COMPOSE))
    _lint(_text(SPEC), text, _text(COMPOSE))
