"""An example of every row of the table, as input and what becomes of it."""

from __future__ import annotations

import pytest

from deployer.directory.files.kind_config import kind_config
from stacklint.model.spec import Spec
from stacklint.model.yaml.document import text_document
from stacklint.repo.library import Library
from tests.deployer.wanted.differences import DIFFERENCES
from tests.deployer.wanted.made import HEADS, OURS, Case, at, body, made
from tests.memory import MemoryTree

POD = "spec.template.spec"
WEB = f"{POD}.containers.0"


def service(text: str, *volumes: str) -> str:
    """Write a compose file of one service, with the volumes that it declares."""
    declared = "".join(f"  {name}:\n" for name in volumes)
    head = "services:\n  web:\n    image: nginx\n"
    lines = "".join(f"    {line}\n" for line in text.splitlines())
    return head + lines + (f"volumes:\n{declared}" if volumes else "")


def env(**texts: str) -> list[dict[str, str]]:
    return [{"name": name, "value": text} for name, text in texts.items()]


# `web` after the schema is made, that after the database is healthy, that after the cache started.
ORDERED = """\
services:
  web:
    image: nginx
    depends_on:
      db: {condition: service_healthy}
      schema: {condition: service_completed_successfully}
  schema:
    image: migrate
    healthcheck: {test: [CMD, never]}
    depends_on: {db: {condition: service_healthy}}
  db:
    image: postgres
    depends_on: [cache]
    healthcheck: {test: [CMD, ok], interval: 5s, retries: 3, start_period: 20s}
  cache:
    image: redis
"""
ROUTE = "network: {http-proxy: [{host-name: a.b, routes: [{path: /, proxy-to: web:80}]}]}\n"
CONFIG = "config: {H: db, EMPTY: '', WIDE: ' '}\n"

EXAMPLES = [
    (
        "environment-forms",
        Case(service("environment: [A=1, 'B=x=y', C]")),
        ("Deployment", "", f"{WEB}.env"),
        env(A="1", B="x=y"),
    ),
    (
        "environment-forms",
        Case(service("environment: {A: 1, B: true, C: 1.10, D: 0644, E: null}")),
        ("Deployment", "", f"{WEB}.env"),
        env(A="1", B="true", C="1.10", D="0644"),
    ),
    (
        "environment-forms",
        Case(service("environment: [H, NOT]"), CONFIG),
        ("Deployment", "", f"{WEB}.env"),
        env(H="db", EMPTY="", WIDE=" "),
    ),
    (
        "interpolation",
        Case(
            service("environment:\n  A: http://${H}:80/$H\n  B: ${NO:-a${H}c}\n  C: $$H-$${H}"),
            CONFIG,
        ),
        ("Deployment", "", f"{WEB}.env"),
        [*env(A="http://db:80/db", B="adbc", C="$H-${H}"), *env(H="db", EMPTY="", WIDE=" ")],
    ),
    (
        "interpolation",
        Case(
            service("environment:\n  A: ${EMPTY-d}|${EMPTY:-d}|${H:+set}|${NO:+set}|${NO}"), CONFIG
        ),
        ("Deployment", "", f"{WEB}.env.0.value"),
        "|d|set||",
    ),
    (
        "interpolation",
        Case(service("command: [run, '${H}', $$(date)]\nuser: ${NO:-1000}"), CONFIG),
        ("Deployment", "", f"{WEB}.args"),
        ["run", "db", "$(date)"],
    ),
    (
        "interpolation",
        Case(service("environment:\n  DATE: x\n  A: $$(DATE)")),
        ("Deployment", "", f"{WEB}.env.1.value"),
        "$$(DATE)",
    ),
    (
        "interpolation",
        Case(service("environment:\n  A: $$$$x$$(B)$$(A)$$"), "config: {C: a$$b}\n"),
        ("Deployment", "", f"{WEB}.env"),
        env(A="$$$$x$(B)$$(A)$", C="a$$$$b"),
    ),
    (
        "generated-secrets",
        Case(
            service("environment:\n  A: $$${PW}$$(PW)$$$$${PW}"),
            "config: {PW: '$generate:hex:8$'}\n",
        ),
        ("Deployment", "", f"{WEB}.env"),
        env(A="$$$(PW)$$(PW)$$$$$(PW)"),
    ),
    (
        "generated-secrets",
        Case(service("command: [x, '${PW:-no}']"), "config: {PW: '$generate:hex:8$'}\n"),
        ("Deployment", "", f"{WEB}.args"),
        ["x", "$(PW)"],
    ),
    (
        "command-words",
        Case(service('command: sh -c "echo hi there"\nentrypoint: /bin/x --y')),
        ("Deployment", "", f"{WEB}.args"),
        ["sh", "-c", "echo hi there"],
    ),
    (
        "command-words",
        Case(service('command: sh -c "echo hi there"\nentrypoint: /bin/x --y')),
        ("Deployment", "", f"{WEB}.command"),
        ["/bin/x", "--y"],
    ),
    (
        "user-and-group",
        Case(service('user: "1000:2000"')),
        ("Deployment", "", f"{WEB}.securityContext"),
        {"privileged": False, "runAsUser": 1000, "runAsGroup": 2000},
    ),
    (
        "user-and-group",
        Case(service("user: root")),
        ("Deployment", "", f"{WEB}.securityContext.runAsUser"),
        0,
    ),
    (
        "mount-forms",
        Case(
            service("volumes: [{type: volume, source: v, target: /v, read_only: true}]", "v"),
            "volumes: {v: }\n",
        ),
        ("Deployment", "", f"{WEB}.volumeMounts"),
        [{"name": "v", "mountPath": "/v", "readOnly": True}],
    ),
    (
        "mount-forms",
        Case(service("volumes: ['v:/v:ro,z', /scratch]", "v"), "volumes: {v: }\n"),
        ("Deployment", "", f"{WEB}.volumeMounts"),
        [
            {"name": "v", "mountPath": "/v", "readOnly": True},
            {"name": "web-anonymous-1", "mountPath": "/scratch", "readOnly": False},
        ],
    ),
    (
        "mount-forms",
        Case(service("volumes: [/scratch]")),
        ("Deployment", "", f"{POD}.volumes"),
        [{"name": "web-anonymous-0", "emptyDir": {}}],
    ),
    (
        "port-forms",
        Case(
            service("ports: ['127.0.0.1:30080:80', '9000-9002/udp', {target: 7, published: 30007}]")
        ),
        ("Deployment", "", f"{WEB}.ports"),
        [
            {"containerPort": 80, "protocol": "TCP"},
            {"containerPort": 9000, "protocol": "UDP"},
            {"containerPort": 9001, "protocol": "UDP"},
            {"containerPort": 9002, "protocol": "UDP"},
            {"containerPort": 7, "protocol": "TCP"},
        ],
    ),
    (
        "port-forms",
        Case(service("ports: ['[::1]:30080:80']")),
        ("Service", "-nodeport-80-tcp", "spec.ports"),
        [{"port": 80, "targetPort": 80, "protocol": "TCP", "nodePort": 30080}],
    ),
    (
        "port-forms",
        Case(service("ports: ['30000-30001:80-81']")),
        ("Service", "-nodeport-81-tcp", "spec.ports.0.nodePort"),
        30001,
    ),
    (
        "port-forms",
        Case(service("ports: ['${P:-30080}:80']")),
        ("Service", "-nodeport-80-tcp", "spec.ports.0.nodePort"),
        30080,
    ),
    (
        "env-file",
        Case(
            service("env_file: ../config/web/a.env\nenvironment: {B: own}"),
            files={"config/web/a.env": "A='x y'\nB=2\n# C=3\nexport D=4 # four\n"},
        ),
        ("Deployment", "", f"{WEB}.env"),
        env(A="x y", B="own", D="4"),
    ),
    (
        "env-file",
        Case(service("env_file: [{path: gone.env, required: false}]")),
        ("Deployment", "", f"{WEB}.env"),
        [],
    ),
    (
        "healthcheck",
        Case(service("healthcheck: {test: [CMD, ok], interval: 1m30s, timeout: 2s, retries: 5}")),
        ("Deployment", "", f"{WEB}.readinessProbe"),
        {
            "exec": {"command": ["ok"]},
            "periodSeconds": 90,
            "timeoutSeconds": 2,
            "failureThreshold": 5,
        },
    ),
    *(
        (
            "healthcheck",
            Case(service(f"healthcheck: {{test: x, interval: {text}}}")),
            ("Deployment", "", f"{WEB}.readinessProbe.periodSeconds"),
            seconds,
        )
        for text, seconds in (
            *(("1.5m", 90), ("1h30m", 5400), ("2m.5s", 120), ("1m1.6s", 62), ("+3s", 3)),
            # A probe knows whole seconds alone; no time at all is docker's own.
            *((".5s", 1), ("500us", 1), ("0s", 30), ("0", 30), ("''", 30)),
        )
    ),
    (
        "healthcheck",
        Case(service("healthcheck: {test: curl -f localhost}")),
        ("Deployment", "", f"{WEB}.readinessProbe"),
        {
            "exec": {"command": ["/bin/sh", "-c", "curl -f localhost"]},
            "periodSeconds": 30,
            "timeoutSeconds": 30,
            "failureThreshold": 3,
        },
    ),
    (
        "healthcheck",
        Case(
            service(
                "healthcheck: {test: [CMD, ok], interval: $I, timeout: '${T:-2s}', retries: $R}"
            ),
            "config: {I: 1m30s, R: 7}\n",
        ),
        ("Deployment", "", f"{WEB}.readinessProbe"),
        {
            "exec": {"command": ["ok"]},
            "periodSeconds": 90,
            "timeoutSeconds": 2,
            "failureThreshold": 7,
        },
    ),
    (
        "healthcheck",
        Case(service("healthcheck: {test: [NONE]}")),
        ("Deployment", "", f"{WEB}.readinessProbe"),
        None,
    ),
    (
        "healthcheck",
        Case(
            service("healthcheck: {test: [CMD, ok]}"),
            "network: {http-proxy: [{host-name: a.b, routes: [{path: /, proxy-to: 'web:80'}]}]}\n",
        ),
        ("Deployment", "", f"{WEB}.readinessProbe.tcpSocket"),
        {"port": 80},
    ),
    (
        "start-order",
        Case(service("depends_on: [db]") + "  db: {image: x}\n"),
        ("Deployment", "", f"{WEB}.name"),
        "db",
    ),
    ("start-order", Case(ORDERED), ("Deployment", "", f"{POD}.initContainers.0.name"), "cache"),
    ("start-order", Case(ORDERED), ("Deployment", "", f"{POD}.initContainers.1.name"), "db"),
    (
        "start-order",
        Case(ORDERED),
        ("Deployment", "", f"{POD}.initContainers.1.restartPolicy"),
        "Always",
    ),
    (
        "start-order",
        Case(ORDERED),
        ("Deployment", "", f"{POD}.initContainers.1.startupProbe"),
        {
            "exec": {"command": ["ok"]},
            "periodSeconds": 5,
            "timeoutSeconds": 30,
            "failureThreshold": 7,
        },
    ),
    (
        "start-order",
        Case(ORDERED),
        ("Deployment", "", f"{POD}.initContainers.1.readinessProbe.failureThreshold"),
        3,
    ),
    ("start-order", Case(ORDERED), ("Deployment", "", f"{POD}.initContainers.2.name"), "schema"),
    (
        "start-order",
        Case(ORDERED),
        ("Deployment", "", f"{POD}.initContainers.2.restartPolicy"),
        None,
    ),
    (
        "start-order",
        Case(ORDERED),
        ("Deployment", "", f"{POD}.initContainers.2.readinessProbe"),
        None,
    ),
    ("start-order", Case(ORDERED), ("Deployment", "", f"{WEB}.name"), "web"),
    ("start-order", Case(ORDERED), ("Deployment", "", f"{POD}.containers.1"), None),
    (
        "names",
        Case(service("volumes: ['a_b:/v']", "a_b"), "volumes: {a_b: }\n"),
        ("PersistentVolumeClaim", "", "metadata.name"),
        "laconic-f3m6b6j4-a-b-28cb39ea",
    ),
    (
        "names",
        Case(service("volumes: ['a_b:/v']", "a_b"), "volumes: {a_b: }\n"),
        ("PersistentVolumeClaim", "", "metadata.annotations"),
        {"stacklint.dev/name": "laconic-f3m6b6j4-a_b"},
    ),
    (
        "names",
        Case(service("volumes: ['a_b:/v']", "a_b"), "volumes: {a_b: }\n"),
        ("Deployment", "", f"{POD}.volumes.0"),
        {
            "name": "a-b-28cb39ea",
            "persistentVolumeClaim": {"claimName": "laconic-f3m6b6j4-a-b-28cb39ea"},
        },
    ),
    (
        "neighbours",
        Case(
            "services:\n  web: {image: nginx, environment: {U: 'postgres://db/mydb.db.example.com'}}\n"
            "  db: {image: postgres}\n"
        ),
        ("Deployment", "", f"{POD}.hostAliases"),
        [{"ip": "127.0.0.1", "hostnames": ["web", "db"]}],
    ),
    (
        "neighbours",
        Case(
            "services:\n  web: {image: nginx, environment: {U: 'postgres://db/mydb.db.example.com'}}\n"
            "  db: {image: postgres}\n"
        ),
        ("Deployment", "", f"{WEB}.env"),
        env(U="postgres://db/mydb.db.example.com"),
    ),
    (
        "services-across-pods",
        Case(pods={"data": "services: {db: {image: postgres}}\n"}),
        ("Service", "db", "spec"),
        {
            "clusterIP": "None",
            "publishNotReadyAddresses": True,
            "selector": {"app": "laconic-f3m6b6j4", "app.kubernetes.io/component": "data"},
        },
    ),
    (
        "node-port-range",
        Case(service("ports: ['8080:80']")),
        ("Service", "-nodeport-80-tcp", "spec.ports"),
        [{"port": 80, "targetPort": 80, "protocol": "TCP"}],
    ),
    (
        "node-port-selects-its-pod",
        Case(pods={"data": "services: {db: {image: postgres, ports: ['5432']}}\n"}),
        ("Service", "-nodeport-5432-tcp", "spec.selector"),
        {"app": "laconic-f3m6b6j4", "app.kubernetes.io/component": "data"},
    ),
    (
        "sizes-as-meant",
        Case(
            service("volumes: ['v:/v']", "v"),
            "volumes: {v: }\nresources: {volumes: {v: {reservations: {storage: 10Gi}}}}\n",
        ),
        ("PersistentVolumeClaim", "", "spec.resources.requests.storage"),
        "10Gi",
    ),
    (
        "sizes-as-meant",
        Case(
            service("volumes: ['v:/v']", "v"),
            "volumes: {v: }\nresources: {volumes: {v: {reservations: {storage: 10Gi}}}}\n",
            has_decimal_sizes=True,
        ),
        ("PersistentVolumeClaim", "", "spec.resources.requests.storage"),
        "10000M",
    ),
    (
        "sizes-as-meant",
        Case(spec="resources: {containers: {limits: {cpus: 2, memory: 512Mi}}}\n"),
        ("Deployment", "", f"{WEB}.resources"),
        {"limits": {"cpu": "2.0", "memory": "512Mi"}},
    ),
    (
        "config-text",
        Case(spec="config: {A: true, B: 1.10, C: , D: '', E: 'a #b', F: \"'x y'\"}\n"),
        ("Deployment", "", f"{WEB}.env"),
        env(A="true", B="1.10", C="", D="", E="a #b", F="x y"),
    ),
    (
        "generated-secrets",
        Case(
            service("environment:\n  URL: postgres://u:${PW}@db\n  PW: ${PW}"),
            "config: {PW: '$generate:hex:8$'}\n",
            generated={"PW": "c0ffee"},
        ),
        ("Deployment", "", f"{WEB}.env"),
        env(URL="postgres://u:$(PW)@db"),
    ),
    (
        "generated-secrets",
        Case(spec="config: {PW: '$generate:hex:8$'}\n", generated={"PW": "c0ffee"}),
        ("Secret", "laconic-f3m6b6j4-generated-secrets", "data"),
        {"PW": "YzBmZmVl"},
    ),
    (
        "described-secrets",
        Case(spec="secrets: {db: {keys: {PW: {env: WEB_PW}}}}\n", secrets={("db", "PW"): "c0ffee"}),
        ("Secret", "db", "data"),
        {"PW": "YzBmZmVl"},
    ),
    (
        "described-secrets",
        Case(
            service("environment:\n  URL: postgres://u:${PW}@db\n  PW: ${PW}"),
            "secrets: {db: {keys: {PW: {env: WEB_PW}}}}\n",
        ),
        ("Deployment", "", f"{WEB}.env"),
        env(URL="postgres://u:$(PW)@db"),
    ),
    (
        "missing-binds",
        Case(service("volumes: ['./foundry/workspace:/w', '~/x:/x']")),
        ("Deployment", "", f"{POD}.volumes"),
        [
            {"name": "host-path-foundry-workspace", "emptyDir": {}},
            {"name": "host-path--x", "emptyDir": {}},
        ],
    ),
    (
        "backups",
        Case(
            service("volumes: ['../config/a:/a']"),
            files={"config/a/x": "n", "config/a/x.bak": "o", "config/a/y.bak": "y"},
        ),
        ("ConfigMap", "", "binaryData"),
        {"x": "bg==", "y.bak": "eQ=="},
    ),
    (
        "node-binds",
        Case(service("volumes: ['/proc:/host/proc:ro,rslave']")),
        ("Deployment", "", f"{POD}.volumes.0.hostPath"),
        {"path": "/proc"},
    ),
    (
        "profiles",
        Case("services:\n  web: {image: nginx}\n  debug: {image: b, profiles: [debug]}\n"),
        ("Deployment", "", f"{POD}.containers.1"),
        None,
    ),
    (
        "working-directory",
        Case(service("working_dir: /app\ntty: true\nstdin_open: true")),
        ("Deployment", "", f"{WEB}.workingDir"),
        "/app",
    ),
    (
        "capabilities",
        Case(spec="security: {capabilities: [CAP_NET_ADMIN, ipc_lock]}\n"),
        ("Deployment", "", f"{WEB}.securityContext.capabilities.add"),
        ["NET_ADMIN", "IPC_LOCK"],
    ),
    (
        "mount-root",
        Case(
            service("volumes: ['v:/v']", "v"),
            "kind-mount-root: /srv/kind\nvolumes: {v: /srv/kind2/x}\n",
        ),
        ("PersistentVolume", "", "spec.hostPath.path"),
        "/mnt/v",
    ),
    (
        "mount-root",
        Case(
            service("volumes: ['v:/v']", "v"),
            "kind-mount-root: /srv/kind/\nvolumes: {v: /srv/kind/a/../b/}\n",
        ),
        ("PersistentVolume", "", "spec.hostPath.path"),
        "/mnt/b",
    ),
    (
        "compose-devices",
        Case(service("volumes: ['v:/v']", "v"), "volumes: {v: data/v}\n", "compose"),
        ("volume", "v", "driver_opts.device"),
        "../data/v",
    ),
    (
        "compose-devices",
        Case(service("volumes: ['v:/v']", "v"), "volumes: {v: ../v}\n", "compose"),
        ("volume", "v", "driver_opts.device"),
        "../../v",
    ),
    (
        "ca-certificates",
        Case(spec="ca-certificates: [/no/a.pem, b.pem]\n", certificates={"b.pem": b"-----BEGIN C"}),
        ("Secret", "ca-certificates", "data"),
        {"laconic-extra-ca-1.pem": "LS0tLS1CRUdJTiBD"},
    ),
    (
        "external-services",
        Case(spec="external-services: {a: {host: b.c, port: '80'}}\n"),
        ("Service", "a", "spec.ports.0.port"),
        80,
    ),
    (
        "external-services",
        Case(spec="external-services: {a: {selector: {app: x}, namespace: y}}\n"),
        ("Service", "laconic-f3m6b6j4-a", "spec.selector"),
        {"app": "x"},
    ),
    (
        "cluster-wide",
        Case(spec=ROUTE),
        ("IngressClass", "caddy", "spec.controller"),
        "caddy.io/ingress-controller",
    ),
    (
        "cluster-wide",
        Case(spec="security: {unlimited-memlock: true}\n"),
        ("RuntimeClass", "high-memlock", "handler"),
        "high-memlock",
    ),
    (
        "compose-devices",
        Case(service("volumes: ['v:/v']", "v"), "volumes: {v: ./data/v}\n", "compose"),
        ("volume", "v", "driver_opts"),
        {"type": "none", "device": "../data/v", "o": "bind"},
    ),
    (
        "empty-sections",
        Case(service("command:"), "network:\nsecurity:\nsecrets:\nresources:\nvolumes:\n"),
        ("Deployment", "", f"{WEB}.image"),
        "nginx",
    ),
    *(
        (
            "image-registry",
            Case(f"services:\n  web: {{image: '{image}'}}\n", "image-registry: images.test\n"),
            ("Deployment", "", f"{WEB}.image"),
            image,
        )
        for image in ("redis", "a.test/b/c:1", f"redis@sha256:{'0' * 64}")
    ),
]


@pytest.mark.parametrize(("row", "case", "where", "expected"), EXAMPLES)
def test_a_difference_is_as_the_table_says(
    row: str, case: Case, where: tuple[str, str, str], expected: object
) -> None:
    assert row in {x.name for x in DIFFERENCES}
    kind, name, path = where
    assert at(body(made(case), kind, name), path) == expected


def test_every_row_has_an_example() -> None:
    shown = {row for row, *_ in EXAMPLES} | {"kind-config"}
    assert shown == {x.name for x in DIFFERENCES}


def _kind_config(spec_text: str, compose: str, folder: str = "compose") -> str:
    files = {
        "stacks/web/stack.yml": "pods: [web]\n" if folder == "compose" else "jobs: [web]\n",
        f"{folder}/docker-compose-web.yml": compose,
    }
    tree = MemoryTree({path: text.encode() for path, text in files.items()})
    spec = Spec(text_document("spec.yml", HEADS["k8s-kind"] + spec_text))
    stack = Library(tree).bundle(spec).stack
    assert stack is not None
    return kind_config(spec, stack, OURS.directory, memlock=False)


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/srv/my data/v", "/srv/my data/v"),
        ("'/srv/a #b/v'", '"/srv/a #b/v"'),
        ("'/srv/a: b'", '"/srv/a: b"'),
        ('"/srv/a\\nb"', '"/srv/a\\nb"'),
        ("./data/v", "/srv/deployments/web/data/v"),
    ],
)
def test_kind_config_quotes_paths_that_read_as_something_else(path: str, written: str) -> None:
    compose = "services:\n  a: {image: x, volumes: ['v:/v']}\n  b: {image: x, volumes: ['v:/v']}\n"
    text = _kind_config(f"volumes: {{v: {path}}}\n", compose + "volumes: {v: }\n")
    mount = f"  - hostPath: {written}\n    containerPath: /mnt/v\n"
    assert text.split("  extraMounts:\n")[1] == f"{mount}    propagation: HostToContainer\n\n"


def test_kind_config_mounts_what_only_a_job_uses() -> None:
    text = _kind_config("volumes: {v: /srv/v}\n", service("volumes: ['v:/v']", "v"), "compose-jobs")
    assert "  - hostPath: /srv/v\n    containerPath: /mnt/v\n" in text
