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
        # Nobody reads what is said of a service that the stack does not have.
        ("port-with-host-ip", "network: {ports: {bd: ['0.0.0.0::1'], db: []}}", []),
        ("invalid-port", "network: {ports: {bd: ['1-2'], db: []}}", []),
        ("node-port-out-of-range", "network: {ports: {bd: ['1:1']}}", []),
        ("exposed-datastore-port", "network: {ports: {bd: [5432], db: []}}", []),
        ("invalid-port", "network: {ports: {__DB__: ['1-2'], db: []}}", ["[1-2]"]),
        ("invalid-port", "", ["network.ports.db"]),
        ("invalid-port", "network: {ports: {db: ['1-2', '2-1', '1-999']}}", ["[1-2]"] * 3),
        ("invalid-port", "network: {ports: {db: [':80', '80:']}}", ["[:80]", "[80:]"]),
        ("invalid-port", "network: {ports: {db: ['80/icmp']}}", ["[80/icmp]"]),
        ("invalid-port", "network: {ports: {db: ['80/UDP', '9:9/Sctp', '080', ' 80 ']}}", []),
        ("invalid-port", "network: {ports: {db: ['a:b:c']}}", ["[a:b:c]"]),
        # To laconic-so, a whole number is one in every spelling; in quotes, it is text.
        ("invalid-port", "network: {ports: {db: [0x50, 0o120, 0120, +80, 8_0]}}", []),
        ("invalid-port", "network: {ports: {db: ['0x50', 0x50/udp]}}", ["[0x50]", "[0x50/udp]"]),
        (
            "invalid-port",
            "network: {ports: {db: [0x0, 0x10000, -80, 80.0, 1e2]}}",
            ["[0x0]", "[0x10000]", "[-80]", "[80.0]", "[1e2]"],
        ),
        ("exposed-datastore-port", "network: {ports: {db: [0x1538]}}", ["db"]),
        ("invalid-port", "network: {ports: {db: ['99999:80']}}", ["[99999:80]"]),
        ("invalid-port", "network: {ports: {db: ['', ' ', null, ]}}", ["[ ]", "[0]", "[null]"]),
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
        ("malformed-proxy-route", "network: {http-proxy: }", []),
        ("malformed-proxy-route", "network: {http-proxy: __ROUTES__}", []),
        ("malformed-proxy-route", "network: {http-proxy: [a]}", ["[a]"]),
        (
            "malformed-proxy-route",
            "network: {http-proxy: [{host-name: , routes: __R__}]}",
            ["[0].host-name"],
        ),
        ("external-service-unusable", "external-services: {a: {host: 'http://b.test'}}", ["host"]),
        ("external-service-unusable", "external-services: {a: {host: 'b.test:80'}}", ["host"]),
        ("external-service-unusable", "external-services: {a: {host: b_c}}", ["host"]),
        ("external-service-unusable", "external-services: {a: {host: -b.test}}", ["host"]),
        ("external-service-unusable", "external-services: {a: {host: b.test.}}", []),
        ("external-service-unusable", "external-services: {a: {host: B.test}}", []),
        ("external-service-unusable", "external-services: {a: {host: '*.b.test'}}", ["host"]),
        ("external-service-unusable", "external-services: {a: {host: b-__ENV__.test}}", []),
        (
            "external-service-unusable",
            "external-services: {a: {selector: x, namespace: y}}",
            ["selector"],
        ),
        (
            "external-service-unusable",
            "external-services: {a: {selector: {}, namespace: y}}",
            ["selector"],
        ),
        (
            "external-service-unusable",
            "external-services: {a: {selector: {app: x}, namespace: Y_}}",
            ["namespace"],
        ),
        (
            "external-service-unusable",
            "external-services: {a: {selector: {app: x}, namespace: __NS__}}",
            [],
        ),
        (
            "external-service-unusable",
            "external-services: {a: {selector: __S__, namespace: y}}",
            [],
        ),
        (
            "external-service-unusable",
            "external-services: {a: {selector: {app: x}, namespace: y}}",
            [],
        ),
        ("external-service-unusable", "external-services: {a: {host: 'b.test'}}", []),
        ("external-service-unusable", "external-services: {a: {host: '{{ b }}:80'}}", []),
        ("external-service-unusable", "external-services: {a: {ip: b.test, port: 80}}", ["ip"]),
        ("external-service-unusable", "external-services: {a: {ip: 10.0.0.1, port: 80}}", []),
        ("external-service-unusable", "external-services: {a: {ip: 127.0.0.1, port: 80}}", ["ip"]),
        ("external-service-unusable", "external-services: {a: {ip: '::1', port: 80}}", ["ip"]),
        ("external-service-unusable", "external-services: {a: {ip: 169.254.1.1}}", ["ip"]),
        ("external-service-unusable", "external-services: {a: {ip: 0.0.0.0}}", ["ip"]),
        ("external-service-unusable", "external-services: {a: {host: b, port: 0}}", ["port"]),
        ("external-service-unusable", "external-services: {a: {host: b, port: 65536}}", ["port"]),
        ("external-service-unusable", "external-services: {a: {host: b, port: http}}", ["port"]),
        ("external-service-unusable", "external-services: {a: {host: b, port: }}", []),
        ("external-service-unusable", "external-services: {a: {host: b, port: __PORT__}}", []),
        ("malformed-proxy-route", "network: {http-proxy: ['{{ host }}']}", []),
        (
            "malformed-proxy-route",
            "network: {http-proxy: [{host-name: a, routes: {}}]}",
            ["routes"],
        ),
        (
            "malformed-proxy-route",
            "network: {http-proxy: [{host-name: 'https://a.test', routes: __R__}]}",
            ["host-name"],
        ),
        (
            "malformed-proxy-route",
            "network: {http-proxy: [{host-name: 'A.__ZONE__:80', routes: __R__}]}",
            [],
        ),
        (
            "malformed-proxy-route",
            "network: {http-proxy: [{host-name: a, routes: [{path: b, proxy-to: 'c:1'}]}]}",
            ["path"],
        ),
        (
            "malformed-proxy-route",
            "network: {http-proxy: [{host-name: a, routes: [{path: '__P__', proxy-to: 'c:1'}]}]}",
            [],
        ),
        ("malformed-proxy-route", "network: {http-proxy: [{host-name: a}]}", ["[a]"]),
        ("malformed-proxy-route", "network: {http-proxy: [{host-name: a, routes: }]}", ["routes"]),
        (
            "malformed-proxy-route",
            "network: {http-proxy: [{host-name: a, routes: []}]}",
            ["routes"],
        ),
        ("malformed-proxy-route", "network: {http-proxy: [{host-name: a, routes: __R__}]}", []),
        (
            "malformed-proxy-route",
            "network: {http-proxy: [{host-name: a}]}  # x\n#  __ROUTES__",
            [],
        ),
        (
            "malformed-proxy-route",
            "network: {http-proxy: [{host-name: a, routes: [{proxy-to: 'c:1'}]}]}",
            ["routes.[0]"],
        ),
        (
            "malformed-proxy-route",
            "network: {http-proxy: [{host-name: a, routes: [{path: , proxy-to: 'c:1'}]}]}",
            ["routes.[0]"],
        ),
        (
            "malformed-proxy-route",
            "backup: {}\nnetwork: {http-proxy: [{host-name: a, routes: [{proxy-to: 'c:1'}]}]}",
            [],
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
    ("hosts", "more", "found"),
    [
        (["A.EXAMPLE"], "", ["network.http-proxy"]),
        (["a.local", "a.example"], "", ["network.http-proxy"]),
        (["A.LOCAL"], "", []),
        (["'a.{{ zone }}'"], "", []),
        # Empty is what it is without being written.
        (["a.example"], "  acme-email:\n", ["network.http-proxy"]),
        (["a.example"], "  acme-email: ''\n", ["network.http-proxy"]),
        (["a.example"], "  acme-email: {{ mail }}\n", []),
        (["a.example"], "  acme-email: ~\n", ["network.http-proxy"]),
        (["a.example"], "  acme-email: 'ops@a.example'\n", []),
        (["a.example"], "  acme-email: __MAIL__\n", []),
        (["a.example"], "# __MORE__\n", []),
    ],
)
def test_missing_acme_email(hosts: list[str], more: str, found: list[str]) -> None:
    routes = "routes: [{path: /, proxy-to: 'web:80'}]"
    entries = ", ".join(f"{{host-name: {host}, {routes}}}" for host in hosts)
    assert _found("missing-acme-email", f"network:\n  http-proxy: [{entries}]\n{more}") == found


@pytest.mark.parametrize(
    ("setting", "count"),
    [
        ("DB_HOST: db", 1),
        ("DSN: 'host=db user=x'", 1),
        ("DB_NAME: db", 0),
        ("DB_HOST: db.acme.test", 0),
    ],
)
def test_a_host_in_another_pod(setting: str, count: int) -> None:
    web = f"services: {{web: {{image: x, environment: {{{setting}}}}}}}\n"
    files = {
        "spec.yml": "stack: so/stacks/web\ndeploy-to: k8s-kind\n",
        "so/stacks/web/stack.yml": "pods: [web, data]\n",
        "so/compose/docker-compose-web.yml": web,
        "so/compose/docker-compose-data.yml": "services: {db: {image: x}}\n",
    }
    found = lint(files, "service-name-unresolvable", profile=Profile.AUDIT).findings
    assert len(found) == count


@pytest.mark.parametrize(
    ("pods", "command", "words"),
    [
        ("[one]", "command: run --peer=http://db:8551", "`command`, where no `localhost` takes"),
        ("[one]", "entrypoint: [sh, -c, 'nc -z db:5432']", "`entrypoint`, where no `localhost`"),
        ("[one]", "command: [--host, db]", "`command`, where no `localhost`"),
        ("[web, data]", "command: [wait-for-it, 'db:5432']", "and that is in another pod"),
        ("[one]", "command: run --peer=http://localhost:8551", None),
        ("[one]", "command: run --peer=http://web:8551", None),
        ("[one]", "command: run --user db --name db", None),
        ("[one]", "command: run --peer=http://db.acme.test:80", None),
    ],
)
def test_a_host_in_a_command(pods: str, command: str, words: str | None) -> None:
    web, db = f"web: {{image: x, {command}}}", "db: {image: x}"
    files = {
        "spec.yml": "stack: so/stacks/web\ndeploy-to: k8s-kind\nconfig: {command: x}\n",
        "so/stacks/web/stack.yml": f"pods: {pods}\n",
        "so/compose/docker-compose-one.yml": f"services:\n  {web}\n  {db}\n",
        "so/compose/docker-compose-web.yml": f"services:\n  {web}\n",
        "so/compose/docker-compose-data.yml": f"services:\n  {db}\n",
    }
    found = lint(files, "service-name-unresolvable", profile=Profile.STRICT).findings
    assert len(found) == (words is not None)
    assert all((words or "") in x.message for x in found)


PUBLIC = "network: {http-proxy: [{host-name: a.example, routes: [{path: /, proxy-to: 'w:1'}]}]}\n"
ADDRESS = "network: {acme-email: %s}\n"


@pytest.mark.parametrize(
    ("stack", "target", "text", "hosts", "found"),
    [
        ("shop", "k8s-kind", ADDRESS % "ops@shop.test", ("envs/a.yml", "envs/b.yml"), []),
        ("shop", "k8s-kind", ADDRESS % "__MAIL__", ("envs/a.yml", "envs/b.yml"), []),
        ("shop", "k8s-kind", ADDRESS % "''", ("envs/a.yml", "envs/b.yml"), ["envs/a.yml"]),
        ("web", "k8s-kind", ADDRESS % "ops@shop.test", ("envs/a.yml", "envs/b.yml"), []),
        # In one folder, two specs of one stack are two environments.
        ("web", "k8s-kind", ADDRESS % "ops@shop.test", (), ["envs/a.yml"]),
        ("shop", "k8s-kind", ADDRESS % "ops@shop.test", (), []),
        ("shop", "k8s-kind", ADDRESS % "ops@shop.test", ("envs/a.yml",), ["envs/a.yml"]),
        ("shop", "k8s", ADDRESS % "ops@shop.test", ("envs/a.yml", "envs/b.yml"), ["envs/a.yml"]),
        # One address does for all.
        ("shop", "k8s-kind", PUBLIC, ("envs/a.yml", "envs/b.yml"), ["envs/a.yml"]),
    ],
)
def test_address_of_another_spec(
    stack: str, target: str, text: str, hosts: tuple[str, ...], found: list[str]
) -> None:
    files = {
        "envs/a.yml": f"stack: s/web\ndeploy-to: k8s-kind\n{PUBLIC}",
        "envs/b.yml": f"stack: s/{stack}\ndeploy-to: {target}\n{text}",
    }
    world = World(hosts={"alpha": hosts})
    seen = lint(files, "missing-acme-email", profile=Profile.AUDIT, world=world).findings
    assert [x.file for x in seen] == found


def test_three_routes_of_a_path_are_no_pair() -> None:
    routes = ", ".join(["{path: /, proxy-to: 'w:1'}"] * 2 + ["{path: /, websocket: true}"])
    text = f"deploy-to: k8s\nnetwork: {{http-proxy: [{{host-name: a.test, routes: [{routes}]}}]}}\n"
    found = lint({"spec.yml": text}, "shadowed-proxy-path", profile=Profile.AUDIT).findings
    assert [x.severity.word for x in found] == ["warning", "warning"]


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


def _said(rule: str, files: dict[str, str]) -> list[str]:
    spec = "stack: so/stacks/web\ndeploy-to: k8s-kind\n"
    found = lint({**STACK, "spec.yml": spec, **files}, rule, profile=Profile.AUDIT).findings
    return [x.message for x in found]


@pytest.mark.parametrize(
    ("services", "ask", "get"),
    [
        ("web: {image: x}", "`api` asks", "`web` gets it too: its"),
        ("web: {image: x}\n  db: {image: x}", "`api` asks", "`db`, `web` get it too: their"),
        (
            "web: {image: x}\n  db: {image: x, network_mode: host}",
            "`db`, `api` ask",
            "`web` gets it too: its",
        ),
    ],
)
def test_who_gets_the_network_of_the_host_is_said_in_number(
    services: str, ask: str, get: str
) -> None:
    files = {"so/compose/docker-compose-web.yml": f"services:\n  {services}\n"}
    tail = "ports open on the host, and clash with what has them"
    words = f"{ask} for the network of the host, and {get} {tail}"
    assert _said("host-network-spreads", files) == [words]


@pytest.mark.parametrize(
    ("ports", "head"),
    [
        ("'127.0.0.1:5432:5432'", "port `127.0.0.1:5432:5432` of `db`: "),
        ("'127.0.0.1:1:1', '127.0.0.1:2:2'", "ports `127.0.0.1:1:1`, `127.0.0.1:2:2` of `db`: "),
    ],
)
def test_ports_with_an_address_are_said_in_number(ports: str, head: str) -> None:
    compose = f"services:\n  db: {{image: x, ports: [{ports}]}}\n"
    (said,) = _said("port-with-host-ip", {"so/compose/docker-compose-web.yml": compose})
    assert said.startswith(head)


LIVE = "`start` stops there when the workloads are live"
REFUSED = "the API refuses its Deployment"


@pytest.mark.parametrize(
    ("port", "words"),
    [
        ("''", f"a port is empty, and {LIVE}"),
        ("", f"a port is empty, and {LIVE}"),
        ("http", f"port `http` is no number, and {LIVE}"),
        ("'80/'", f"`80/` is no port, and {LIVE}"),
        (
            "'80/quic'",
            f"the protocol of port `80/quic` is none of tcp, udp and sctp, and {REFUSED}",
        ),
        ("'http/quic'", f"port `http/quic` is no number, and {LIVE}"),
        ("0", f"port `0` is not within 1-65535, and {REFUSED}"),
        ("'65536'", f"port `65536` is not within 1-65535, and {REFUSED}"),
        ("'65536:80'", f"port `65536:80` is not within 1-65535, and {LIVE}"),
        ("'80:65536'", f"port `80:65536` is not within 1-65535, and {REFUSED}"),
    ],
)
def test_what_a_port_does_that_is_none(port: str, words: str) -> None:
    text = f"deploy-to: k8s\nnetwork:\n  ports:\n    web:\n    - {port}\n"
    (found,) = lint({"spec.yml": text}, "invalid-port").findings
    assert found.message == f"`web`: {words}"


def test_a_cluster_may_give_other_ports_away() -> None:
    text = "deploy-to: k8s\nnetwork: {ports: {web: ['80:80']}}\n"
    world = World(settings=Settings(node_ports=(1, 100)))
    found = lint({"spec.yml": text}, "node-port-out-of-range", profile=Profile.AUDIT, world=world)
    assert found.findings == []
