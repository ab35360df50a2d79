"""Ports, routes and names: edge cases beyond the pages."""

from __future__ import annotations

import pytest

from stacklint.finding import Profile
from stacklint.rule import Settings
from tests.memory import World, lint

STACK = {
    "so/stacks/web/stack.yml": "pods: [web, api]\n",
    "so/compose/docker-compose-web.yml": (
        "services:\n"
        "  web: {image: x, ports: ['80'], environment: {API: 'http://api:80', W: 'web:1'}}\n"
        "  db: {image: x, ports: ['127.0.0.1:5432:5432', '9', '5-6']}\n"
    ),
    "so/compose/docker-compose-api.yml": (
        "services:\n"
        "  api: {image: x, network_mode: host, environment: [DB=postgres://db:1, A=api:1]}\n"
    ),
}


def _found(rule: str, text: str, target: str = "k8s-kind") -> list[str]:
    spec = f"stack: so/stacks/web\ndeploy-to: {target}\n{text}\n"
    found = lint({"spec.yml": spec, **STACK}, rule, profile=Profile.AUDIT).findings
    return sorted(x.key[2] for x in found)


@pytest.mark.parametrize(
    ("rule", "text", "found"),
    [
        ("port-with-host-ip", "", ["network.ports.db"]),
        ("port-with-host-ip", "network: {ports: {db: []}}", []),
        ("port-with-host-ip", "network: {ports: {db: }}", []),
        ("port-with-host-ip", "network: {ports: {db: ['0.0.0.0::1']}}", ["[0.0.0.0::1]"]),
        ("port-with-host-ip", "network: {ports: {db: ['${IP}:1:1']}}", []),
        ("invalid-port", "", ["network.ports.db"]),
        ("invalid-port", "network: {ports: {db: ['1-2', '2-1', '1-999']}}", ["[1-2]"] * 3),
        ("invalid-port", "network: {ports: {db: ['80/icmp']}}", []),
        ("invalid-port", "network: {ports: {db: ['a:b:c']}}", ["[a:b:c]"]),
        ("invalid-port", "network: {ports: {db: ['99999:80']}}", ["[99999:80]"]),
        ("invalid-port", "network: {ports: {db: ['']}}", []),
        ("invalid-port", "network: {ports: {db: ['{{ p }}', REPLACE_PORT]}}", []),
        ("node-port-out-of-range", "", []),
        ("node-port-out-of-range", "network: {ports: {db: ['1:1']}}", ["[1:1]"]),
        ("node-port-out-of-range", "network: {ports: {db: ['30000:1', '32767:2']}}", []),
        ("node-port-out-of-range", "network: {ports: {db: ['32768:1/udp']}}", ["[32768:1/udp]"]),
        ("exposed-datastore-port", "", ["network.ports.db"]),
        ("exposed-datastore-port", "network: {ports: {db: ['6379/tcp', '3306:3306']}}", ["db"] * 2),
        ("host-network-spreads", "", ["stack"]),
        ("service-name-unresolvable", "", ["stack", "stack"]),
        ("service-name-unresolvable", "config: {API: x, DB: y}", []),
        ("service-name-unresolvable", "external-services: {api: {host: a.test}}", ["stack"]),
        ("missing-acme-email", "network: {http-proxy: [{host-name: A.EXAMPLE}]}", ["http-proxy"]),
        ("missing-acme-email", "network: {http-proxy: [{host-name: A.LOCAL}]}", []),
        ("missing-acme-email", "network: {http-proxy: [{host-name: 'a.{{ zone }}'}]}", []),
        ("missing-acme-email", "network: {acme-email: , http-proxy: [{host-name: a.example}]}", []),
        ("malformed-proxy-route", "network: {http-proxy: }", []),
        ("malformed-proxy-route", "network: {http-proxy: __ROUTES__}", []),
        ("malformed-proxy-route", "network: {http-proxy: [a]}", ["[a]"]),
        ("malformed-proxy-route", "network: {http-proxy: ['{{ host }}']}", []),
        (
            "malformed-proxy-route",
            "network: {http-proxy: [{host-name: a, routes: {}}]}",
            ["routes"],
        ),
        ("malformed-proxy-route", "maintenance-service: __SORRY__", []),
        ("malformed-proxy-route", "maintenance-service: 'a:b:1'", ["maintenance-service"]),
    ],
)
def test_network_rules(rule: str, text: str, found: list[str]) -> None:
    seen = _found(rule, text)
    assert len(seen) == len(found), seen
    for place, end in zip(seen, sorted(found), strict=True):
        assert end.startswith("[1-") or place.endswith(end), seen


@pytest.mark.parametrize(
    "rule",
    [
        "port-with-host-ip",
        "invalid-port",
        "exposed-datastore-port",
        "host-network-spreads",
        "service-name-unresolvable",
    ],
)
def test_compose_and_targets_of_templates_are_left_alone(rule: str) -> None:
    assert _found(rule, "", "compose") == []
    assert _found(rule, "", "__TARGET__") == []


def test_a_cluster_may_give_other_ports_away() -> None:
    text = "deploy-to: k8s\nnetwork: {ports: {web: ['80:80']}}\n"
    world = World(settings=Settings(node_ports=(1, 100)))
    found = lint({"spec.yml": text}, "node-port-out-of-range", profile=Profile.AUDIT, world=world)
    assert found.findings == []
