"""No input makes any rule fail: each value of a rich bundle is replaced by what nobody expects."""

from __future__ import annotations

import pytest

from stacklint.finding import Profile
from stacklint.model.yaml.nodes import walk
from stacklint.model.yaml.parse import parse
from stacklint.rule import Deployer
from tests.memory import World, lint

# Thousands of small cases: they guard every landing, not every save.
pytestmark = [pytest.mark.slow, pytest.mark.untraced]

SPEC = """
stack: so/stacks/web
deploy-to: k8s-kind
namespace: web
deployment-id: laconic-web
kind-mount-root: /srv/kind
network:
  ports: {web: ['80', 22:22, '127.0.0.1:80:80'], db: ['5432'], once: []}
  acme-email: ops@web.test
  http-proxy:
    - host-name: a.example
      routes: [{path: /, proxy-to: 'web:80', websocket: true}, {path: /, proxy-to: 'x:81'}]
volumes: {db: /srv/kind/db, cm: , other: ../x}
configmaps: {cm: ./configmaps/cm, site: etc/site}
secrets: {web: {keys: [a]}}
credentials-files: [secret.env]
config: {A: b, PASSWORD: hunter2hunter2, TOKEN: '$generate:hex:8$', V: 1.10, H: '${HOME}', E: ''}
resources:
  containers: {reservations: {cpus: 1, memory: 2Gi}, limits: {cpus: 500m}, web: {limits: {cpus: 1}}}
  volumes: {db: {reservations: {storage: 1Gi}}}
security: {privileged: true, capabilities: [A], unlimited-memlock: true}
image-registry: registry.test/org
image-overrides: {web: a/b:v1, api: b}
image-pull-secret: {server: registry.test, username: ops, token-env: TOKEN}
image-pull-policy: Always
registry-credentials: {server: registry.test}
external-services: {api: {host: 10.0.0.1, port: '80'}, q: {selector: {a: b}}}
annotations: {a: b}
labels: {a: b}
node-affinities: [{label: a, value: b}]
node-tolerations: [{key: a, value: b}]
replicas: 2
maintenance-service: web:80
caddy-ingress-image: caddy:1
ca-certificates: [a.pem]
"""
COMPOSE = """
services:
  db:
    image: postgres:16
    restart: "no"
    user: "1000:1000"
    command: sh -c "a b"
    entrypoint: /bin/sh -c
    environment: {A: b, N: 5, URL: 'http://db:db@db:5432/db', I: 'x${A}', U: '${UNSET}'}
    env_file: [a.env]
    ports: ['5432', {target: 80}]
    network_mode: host
    privileged: true
    volumes: ['db:/var/lib/postgresql/data', 'cm:/y:ro,z', './x:/z', {type: volume, source: db}]
    healthcheck: {test: a}
    depends_on: {web: {condition: service_healthy}}
    deploy: {resources: {limits: {cpus: 500m, memory: 1000}, reservations: {memory: 1Gi}}}
    labels: {laconic.init-container: "true"}
    profiles: [a]
  web:
    image: web
    environment: [A=b, C]
    ulimits: {nofile: {soft: 5}}
    networks: {back: {aliases: [x]}}
    links: ['db:d']
    secrets: [{source: key}]
    volumes: ['new:/n', '../config/cm/b.sh:/b']
    env_file: {path: b.env, required: false}
volumes: {db: , cm: {driver: local}, site: }
"""
STACK = """
name: web
version: '1.0'
repos: [a.test/b]
containers: [vendor/web]
pods: [web, api, {name: far, repository: a.test/b, path: x}]
jobs: [once]
config: {web: {A: b}}
"""
DEPLOYED = """
stack: so/stacks/web
deploy-to: k8s-kind
namespace: web
volumes: {db: /srv/old/db, cm: , gone: /a}
"""
HOSTILE = (
    "",
    "[]",
    "{}",
    "9",
    "1e999",
    "true",
    "':/:'",
    "__TOKEN__",
    "${TOKEN:-${X}}",
    "[[a], {b: c}, ~, 5, 08, yes, '']",
    "{[a, b]: c, ~: ~, 5: 5, a: {path: {b: [c]}}}",
    "{<<: {x: 1}, <<: 7, '<<': 8}",
    "&x {y: *x}",
    "!mine {a: b}",
)

# The one message that may say it: laconic-so writes a null of `config` as this word.
_WHAT_NULL_BECOMES = "arrives as `None`"


def _hostile(text: str, value: str) -> list[str]:
    """Replace each value of a document, at any depth, in turn."""
    root = parse(text).root
    assert root is not None
    return [
        text[: node.start] + value + text[node.end :]
        for path, node in walk(root)
        if path and node.end > node.start
    ]


def _lint(
    spec: str | None,
    compose: str,
    stack: str,
    head: str,
    deployer: Deployer = Deployer.LACONIC_SO,
) -> None:
    files: dict[str, str | bytes] = {
        **({} if spec is None else {"spec.yml": spec}),
        "so/stacks/web/stack.yml": stack,
        "so/compose/docker-compose-web.yml": compose,
        "so/compose/docker-compose-api.yml": COMPOSE,
        "so/compose-jobs/docker-compose-once.yml": compose,
        "so/stacks/web/deploy/commands.py": b"\xff",
        "so/config/cm/a": b"x",
        "secret.env": b"\xff",
        "a.env": b"A=b",
        "live/deployment.yml": "stack-source: so/stacks/web\n",
        "live/spec.yml": DEPLOYED,
        "live/config.env": b"\xff",
        "a.pem": b"\xff-----BEGIN PRIVATE KEY-----",
    }
    world = World(
        head={"spec.yml": head, "so/stacks/web/stack.yml": "pods: [web]\n"},
        rendered=("*",) if "__TOKEN__" in (spec or "") else (),
        deployer=deployer,
    )
    for finding in lint(files, profile=Profile.AUDIT, world=world).findings:
        assert finding.message
        assert "None" not in finding.message.replace(_WHAT_NULL_BECOMES, "")
        assert finding.at.start <= finding.at.end


@pytest.mark.parametrize("target", ["k8s-kind", "compose"])
@pytest.mark.parametrize("value", HOSTILE)
def test_no_value_of_a_spec_makes_a_rule_fail(value: str, target: str) -> None:
    base = SPEC.replace("k8s-kind", target)
    for text in _hostile(base, value):
        _lint(text, COMPOSE, STACK, base)


@pytest.mark.parametrize("value", HOSTILE[::2])
def test_no_value_makes_a_rule_fail_where_we_deploy(value: str) -> None:
    # What may come from elsewhere keeps rules from asking for variables.
    spec = SPEC.replace("credentials-files: [secret.env]\n", "").replace("{keys: [a]}", "")
    compose = COMPOSE.replace("    profiles: [a]\n", "    extends: web\n")
    for text in _hostile(spec, value):
        _lint(text, compose, STACK, spec, Deployer.STACKLINT)
    for text in _hostile(compose, value):
        _lint(spec, text, STACK, spec, Deployer.STACKLINT)


@pytest.mark.parametrize("value", HOSTILE[::3])
def test_no_value_of_an_earlier_spec_makes_a_rule_fail(value: str) -> None:
    for text in _hostile(SPEC, value):
        _lint(SPEC, COMPOSE, STACK, text)


@pytest.mark.parametrize("value", HOSTILE)
def test_no_value_of_a_compose_file_makes_a_rule_fail(value: str) -> None:
    for text in _hostile(COMPOSE, value):
        _lint(SPEC, text, STACK, SPEC)


@pytest.mark.parametrize("value", HOSTILE)
def test_no_value_of_a_stack_makes_a_rule_fail(value: str) -> None:
    for text in _hostile(STACK, value):
        _lint(SPEC, COMPOSE, text, SPEC)


@pytest.mark.parametrize("value", HOSTILE)
def test_no_value_of_a_stack_without_a_spec_makes_a_rule_fail(value: str) -> None:
    for text in _hostile(COMPOSE, value):
        _lint(None, text, STACK, "")
    for text in _hostile(STACK, value):
        _lint(None, COMPOSE, text, "")
