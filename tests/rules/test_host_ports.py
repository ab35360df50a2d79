"""Ports that two services of one spec take, in every spelling."""

from __future__ import annotations

import pytest

from stacklint.finding import Profile
from tests.memory import lint

COMPOSE = """services:
  web: {image: a/web:v1, ports: %s}
  db: {image: a/db:v1, ports: %s}
"""


@pytest.mark.parametrize(
    ("target", "web", "db", "ports"),
    [
        ("compose", "['8080:80']", "['8080:81']", "port 8080"),
        ("compose", "['8080-8082:80-82']", "['8081:81']", "port 8081"),
        ("compose", "['8080-8082:80-82']", "['8080-8082:80-82']", "ports 8080, 8081, 8082"),
        ("compose", "['9000-9100:9000-9100']", "['9000-9100:9000-9100']", "ports 9000 to 9100"),
        ("compose", "['1:1', '2:2', '5:5', '9:9']", "['1-9:1-9']", "ports 1, 2, 5 and 1 more"),
        ("compose", "['53:53', '53:53/udp']", "['53:53', '53:53/udp']", "port 53 of"),
        ("compose", "['8080:80', '127.0.0.1:8080:81']", "['80']", "twice: its container"),
        # Docker takes what is free of these.
        ("compose", "['8080-8082:80']", "['8081:81']", ""),
        ("compose", "[{target: 80, published: 8080}]", "['127.0.0.1:8080:81']", "port 8080"),
        ("compose", "[{target: 80, published: '53', protocol: udp}]", "['53:53']", ""),
        ("compose", "[{target: 80, published: 53, host_ip: 127.0.0.1}]", "['[::1]:53:53']", ""),
        ("compose", "['8080:80', '8080:80/udp', '80']", "['80', '80']", ""),
        ("compose", "['8080:80']", "['${PORT}:80', '0:80', 'x:80']", ""),
        ("compose", "['8080:80'], network_mode: host", "['8080:81']", ""),
        ("compose", "['8080:80'], profiles: [debug]", "['8080:81']", ""),
        ("k8s", "['30080:80']", "['30080:80/udp']", "port 30080 of every node"),
        ("k8s", "['30080:80', '30080:80']", "['80']", ""),
        # A kind cluster maps the ports of a service on the network of the host, and 80 and 443.
        ("k8s-kind", "['9000', '81:9001'], network_mode: host", "['9000', '9001']", ""),
        (
            "k8s-kind",
            "['9000'], network_mode: host",
            "['9001', '1:9000'], network_mode: host",
            "port 9000 of the host",
        ),
        ("k8s", "['9000'], network_mode: host", "['9000'], network_mode: host", ""),
        # No cluster gives it away: that is `node-port-out-of-range`.
        ("k8s", "['8080:80']", "['8080:81']", ""),
    ],
)
def test_ports_of_two_services(target: str, web: str, db: str, ports: str) -> None:
    files = {
        "spec.yml": f"stack: stacks/a\ndeploy-to: {target}\n",
        "stacks/a/stack.yml": "name: a\npods: [a]\n",
        "compose/docker-compose-a.yml": COMPOSE % (web, db),
    }
    found = lint(files, "host-port-claimed-twice", profile=Profile.AUDIT).findings
    assert [x.at.path for x in found] == [("stack",)] * bool(ports)
    assert all(ports in x.message for x in found), found


def test_the_fork_gives_no_port_of_the_nodes() -> None:
    spec = "stack: stacks/a\ndeploy-to: k8s\n"
    files = {
        "a.yml": f"{spec}namespace: a\nruntime-class: kata\n",
        "b.yml": f"{spec}namespace: b\n",
        "stacks/a/stack.yml": "name: a\npods: [a]\n",
        "compose/docker-compose-a.yml": COMPOSE % ("['30080:80']", "['30080:81']"),
    }
    found = lint(files, "host-port-claimed-twice", profile=Profile.AUDIT).findings
    assert [x.file for x in found] == ["b.yml"]
