"""Two compose files of one stack, of which docker compose makes one: measured with 2.26."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.memory import lint

if TYPE_CHECKING:
    from stacklint.finding import Finding

A, B = "so/compose/docker-compose-a.yml", "so/compose/docker-compose-b.yml"


def _findings(one: str, other: str, spec: str = "") -> list[Finding]:
    files = {
        "spec.yml": f"stack: so/stacks/web\ndeploy-to: compose\n{spec}",
        "so/stacks/web/stack.yml": "pods: [a, b]\n",
        A: f"services: {{web: {{image: x, {one}}}}}\n" if one.startswith("  ") else one,
        B: f"services: {{web: {{{other}}}}}\n" if other.startswith("  ") else other,
    }
    return lint(files, "conflicting-compose-keys").findings


@pytest.mark.parametrize(
    ("one", "other", "path"),
    [
        ("mem_limit: 5m", "deploy: {resources: {limits: {memory: 6m}}}", "services.web.mem_limit"),
        ("network_mode: host", "networks: [default]", "services.web.networks"),
        ("container_name: a", "scale: 2", "services.web.scale"),
        ("scale: 2, container_name: a", "scale: 1", ""),
        ("mem_limit: 5m", "deploy: {replicas: 1}, mem_limit: 6m", ""),
        ("x-a: 1", "mem_limit: 5m, deploy: {resources: {limits: {memory: 5m}}}", ""),
    ],
)
def test_one_service_of_two_files(one: str, other: str, path: str) -> None:
    found = [".".join(map(str, x.at.path)) for x in _findings(f"  {one}", f"  {other}")]
    assert found == ([path] if path else [])


@pytest.mark.parametrize(
    ("one", "other", "path"),
    [
        ("volumes: {d: {driver: local}}\n", "volumes: {d: {external: true}}\n", "volumes.d.driver"),
        ("volumes: {d: {external: true}}\n", "volumes: {d: {labels: [a]}}\n", "volumes.d.labels"),
        ("volumes: {d: {external: true}}\n", "volumes: {d: {external: false, driver: x}}\n", ""),
        (
            "secrets: {d: {file: ./a}}\n",
            "secrets: {d: {environment: A}}\n",
            "secrets.d.environment",
        ),
        ("configs: {d: {file: ./a}}\n", "configs: {d: {content: A}}\n", "configs.d.content"),
        ("configs: {d: {file: ./a}}\n", "configs: {d: {file: ./b}}\n", ""),
        (
            "services: {web: {image: x, container_name: n}}\n",
            "services: {db: {image: y, container_name: n}}\n",
            "services.db.container_name",
        ),
        (
            "services: {web: {image: x, container_name: n}}\n",
            "services: {db: {image: y, container_name: n, profiles: [p]}}\n",
            "",
        ),
        (
            "services: {web: {image: x, container_name: '${N}'}}\n",
            "services: {db: {image: y, container_name: '${N}'}}\n",
            "",
        ),
    ],
)
def test_parts_of_two_files(one: str, other: str, path: str) -> None:
    found = [".".join(map(str, x.at.path)) for x in _findings(one, other)]
    assert found == ([path] if path else [])


def test_a_volume_that_a_spec_binds_is_written_anew_in_both() -> None:
    one, other = "volumes: {d: {driver: local}}\n", "volumes: {d: {external: true}}\n"
    assert _findings(one, other, "volumes: {d: /srv/d}\n") == []


def test_a_container_has_its_name_alone() -> None:
    base = "x-a: &a {image: x, container_name: n}\nservices: {web: *a, db: {<<: *a}}\n"
    (found,) = _findings(base, "volumes: {}\n")
    assert found.file == A
    assert found.message == (
        "`container_name` and `services.web.container_name` of `services.db` are both `n`, and a"
        " name can be given to one container only: docker compose starts nothing of the stack"
    )


def test_devices_are_counted_or_named() -> None:
    device = "{capabilities: [gpu], count: 1, device_ids: ['0']}"
    service = f"image: x, deploy: {{resources: {{reservations: {{devices: [{device}]}}}}}}"
    (found,) = _findings(f"services: {{web: {{{service}}}}}\n", "volumes: {}\n")
    assert "`deploy.resources.reservations.devices.0.count` and" in found.message


@pytest.mark.parametrize(
    ("joined", "networks", "path"),
    [
        ("default: {ipv4_address: 10.7.0.5}", "{}", "networks.default.ipv4_address"),
        ("n: {ipv4_address: 10.7.0.5}", "{n: }", "networks.n.ipv4_address"),
        ("n: {ipv6_address: 'fd00::5'}", "{n: {driver: bridge}}", "networks.n.ipv6_address"),
        ("n: {ipv4_address: 10.7.0.5}", "{n: {ipam: {config: []}}}", "networks.n.ipv4_address"),
        ("n: {ipv4_address: 10.7.0.5}", "{n: {ipam: {config: [{subnet: 10.7.0.0/24}]}}}", ""),
        ("n: {ipv4_address: 10.7.0.5}", "{n: {external: true}}", ""),
        ("n: {ipv4_address: 10.7.0.5}", "{n: {external: {name: m}}}", ""),
        ("n: {ipv4_address: '${ADDRESS}'}", "{n: }", ""),
        ("n: {ipv4_address: ''}", "{n: }", ""),
        ("n: {aliases: [a]}", "{n: }", ""),
        # That it is not there, `undefined-reference` tells.
        ("m: {ipv4_address: 10.7.0.5}", "{n: }", ""),
    ],
)
def test_an_address_where_docker_chooses_the_subnet(joined: str, networks: str, path: str) -> None:
    text = f"services: {{web: {{image: x, networks: {{{joined}}}}}}}\n"
    found = [".".join(map(str, x.at.path[2:])) for x in _findings(text, f"networks: {networks}\n")]
    assert found == ([path] if path else [])


@pytest.mark.parametrize(
    ("service", "path"),
    [
        ("network_mode: 'service:db', ports: ['80:80']", "ports"),
        ("network_mode: 'container:db', expose: ['80']", "expose"),
        ("network_mode: 'service:db', hostname: a", "hostname"),
        ("network_mode: 'service:db', dns: 1.1.1.1", "dns"),
        ("network_mode: 'service:db', extra_hosts: {a: 1.1.1.1}", "extra_hosts"),
        ("network_mode: 'service:db', links: [db]", "links"),
        ("network_mode: host, external_links: [db]", "external_links"),
        ("network_mode: host, ports: ['80:80'], hostname: a, dns: [1.1.1.1]", ""),
        ("network_mode: 'service:db', ports: [], domainname: a, dns_search: [a]", ""),
        ("network_mode: none, ports: ['80'], links: [db]", ""),
        ("mem_limit: 64m, mem_reservation: 1g", "mem_reservation"),
        ("mem_limit: 1g, mem_reservation: 64m", ""),
        ("mem_limit: 64m, memswap_limit: 32m", "mem_limit"),
        ("mem_limit: 64m, memswap_limit: -1", ""),
        ("mem_reservation: 1g", ""),
        ("cpus: 1, cpu_quota: 50000", "cpu_quota"),
        ("deploy: {resources: {limits: {cpus: '1'}}}, cpu_period: 50000", "cpu_period"),
        ("cpus: 1, cpu_shares: 50", ""),
        (
            "deploy: {resources: {limits: {memory: 64m}, reservations: {memory: 0.5g}}}",
            "deploy.resources.reservations.memory",
        ),
        ("deploy: {resources: {limits: {cpus: '1'}, reservations: {cpus: '2'}}}", ""),
    ],
)
def test_what_docker_takes_for_no_container(service: str, path: str) -> None:
    text = f"services: {{web: {{image: x, {service}}}, db: {{image: y}}}}\n"
    found = _findings(text, "volumes: {}\n", "network: {ports: {db: ['80']}}\n")
    assert [".".join(map(str, x.at.path[2:])) for x in found] == ([path] if path else [])
    assert all("starts nothing of the stack" in x.message for x in found)


def test_ports_that_a_spec_takes_away_are_in_nobodys_way() -> None:
    text = "services: {web: {image: x, network_mode: 'service:db', ports: ['80']}}\n"
    assert _findings(text, "volumes: {}\n", "network: {ports: {web: []}}\n") == []


@pytest.mark.parametrize(
    ("declared", "count"),
    [
        ("secrets: {s: {external: true}}", 1),
        ("secrets: {s: {external: {name: other}}}", 1),
        ("secrets: {s: {external: false, file: ./s}}", 0),
        ("secrets: {s: {external: '${OUTSIDE}'}}", 0),
        ("secrets: {s: {file: ./s}, t: {external: true}}", 0),
    ],
)
def test_secrets_that_only_a_swarm_has(declared: str, count: int) -> None:
    files = {
        "spec.yml": "stack: so/stacks/web\ndeploy-to: compose\n",
        "so/stacks/web/stack.yml": "pods: [a, b]\n",
        A: "services: {web: {image: x, secrets: [s]}}\n",
        B: f"{declared}\nvolumes: {{s: {{external: true}}}}\n",
    }
    found = lint(files, "undefined-reference").findings
    assert len(found) == count
    assert all("is external, as only a swarm has them" in x.message for x in found)
