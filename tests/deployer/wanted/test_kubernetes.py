"""Objects as laconic-so makes them, where the corpus does not show it; and the notes."""

from __future__ import annotations

from base64 import b64encode

import pytest

from deployer.wanted.resource import Credentials, Role
from tests.deployer.wanted.made import Case, at, body, made
from tests.deployer.wanted.test_differences import POD, WEB, env, service

ROUTE = "network: {http-proxy: [{host-name: a.b, routes: [{path: /x, proxy-to: 'web:80'}]}]}\n"

PULL = "image-pull-secret: {server: r.test, username: ci, token-env: TOKEN}\n"

OBJECTS = [
    (
        "proxy",
        Case(spec=ROUTE),
        "Service",
        "spec.ports",
        [{"name": "port-80", "port": 80, "targetPort": 80}],
    ),
    (
        "ingress",
        Case(spec=ROUTE),
        "Ingress",
        "spec",
        {
            "rules": [
                {
                    "host": "a.b",
                    "http": {
                        "paths": [
                            {
                                "path": "/x",
                                "pathType": "Prefix",
                                "backend": {
                                    "service": {
                                        "name": "laconic-f3m6b6j4-service",
                                        "port": {"number": 80},
                                    }
                                },
                            }
                        ]
                    },
                }
            ]
        },
    ),
    (
        "tls on k8s",
        Case(spec=ROUTE, target="k8s"),
        "Ingress",
        "spec.tls",
        [{"hosts": ["a.b"], "secretName": "laconic-f3m6b6j4-a.b-tls"}],
    ),
    (
        "path on k8s",
        Case(service("volumes: ['v:/v']", "v"), "volumes: {v: /srv/v}\n", "k8s"),
        "PersistentVolume",
        "spec",
        {
            "storageClassName": "manual",
            "accessModes": ["ReadWriteOnce"],
            "capacity": {"storage": "2000M"},
            "hostPath": {"path": "/srv/v"},
        },
    ),
    (
        "claim of a path",
        Case(service("volumes: ['v:/v']", "v"), "volumes: {v: ./data/v}\n"),
        "PersistentVolumeClaim",
        "spec",
        {
            "storageClassName": "manual",
            "volumeName": "laconic-f3m6b6j4-v",
            "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": "2000M"}},
        },
    ),
    (
        "init container",
        Case(
            "services:\n  web: {image: a}\n"
            "  first: {image: b, labels: {laconic.init-container: 'true'}}\n"
        ),
        "Deployment",
        f"{POD}.initContainers.0.name",
        "first",
    ),
    (
        "secrets",
        Case(spec="secrets: {mine: }\n"),
        "Deployment",
        f"{WEB}.envFrom.1.secretRef.name",
        "mine",
    ),
    (
        "registry",
        Case("services: {web: {image: 'acme/web:local'}}\n", "image-registry: r.test/x\n"),
        "Deployment",
        f"{WEB}.image",
        "r.test/x/web:deploy-f3m6b6j4",
    ),
    ("override", Case(spec="image-overrides: {web: b:2}\n"), "Deployment", f"{WEB}.image", "b:2"),
    (
        "policy",
        Case(spec="image-pull-policy: Never\n"),
        "Deployment",
        f"{WEB}.imagePullPolicy",
        "Never",
    ),
    (
        "pull secret",
        Case(spec=PULL),
        "Deployment",
        f"{POD}.imagePullSecrets",
        [{"name": "laconic-f3m6b6j4-image-pull-secret"}],
    ),
    (
        "login of the pull secret",
        Case(spec=PULL, pull_token="t"),  # noqa: S106 -- stands for one
        "Secret",
        "data",
        {
            ".dockerconfigjson": b64encode(
                b'{"auths": {"r.test": {"username": "ci", "password": "t", "auth": "Y2k6dA=="}}}'
            ).decode()
        },
    ),
    ("pull secret that nobody read yet", Case(spec=PULL), "Secret", "data", {}),
    (
        "affinity",
        Case(spec="node-affinities: [{label: disk, value: ssd}]\n"),
        "Deployment",
        f"{POD}.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution",
        {
            "nodeSelectorTerms": [
                {"matchExpressions": [{"key": "disk", "operator": "In", "values": ["ssd"]}]}
            ]
        },
    ),
    (
        "affinity to a label without a value",
        Case(spec="node-affinities: [{label: worker, value: }]\n"),
        "Deployment",
        f"{POD}.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution",
        {
            "nodeSelectorTerms": [
                {"matchExpressions": [{"key": "worker", "operator": "In", "values": [""]}]}
            ]
        },
    ),
    (
        "toleration",
        Case(spec="node-tolerations: [{key: only, value: db}]\n"),
        "Deployment",
        f"{POD}.tolerations",
        [{"key": "only", "operator": "Equal", "value": "db", "effect": "NoSchedule"}],
    ),
    (
        "annotations",
        Case(spec="annotations: {'a.b/{name}': 'is {name}', c: d}\n"),
        "Deployment",
        "spec.template.metadata.annotations",
        {"a.b/web": "is web", "c": "d"},
    ),
    ("replicas", Case(spec="replicas: 3\n"), "Deployment", "spec.replicas", 3),
    ("replicas in hex", Case(spec="replicas: 0x2\n"), "Deployment", "spec.replicas", 2),
    ("replicas with a sign", Case(spec="replicas: +2\n"), "Deployment", "spec.replicas", 2),
    *(
        (
            f"privileged: {word}",
            Case(spec=f"security: {{privileged: {word}}}\n"),
            "Deployment",
            f"{POD}.containers.0.securityContext.privileged",
            word == "tRUE",
        )
        for word in ("tRUE", "no", "Off", "n", "0", "''")
    ),
    (
        "sections that are null",
        Case(spec="image-pull-secret:\nmaintenance-service:\nregistry-credentials:\n"),
        "Deployment",
        f"{POD}.imagePullSecrets",
        [],
    ),
    (
        "runtime",
        Case(spec="security: {runtime-class: gvisor}\n"),
        "Deployment",
        f"{POD}.runtimeClassName",
        "gvisor",
    ),
    ("namespace", Case(spec="namespace: mine\n"), "Namespace", "metadata.name", "mine"),
    (
        "resources of one container",
        Case(
            service("deploy: {resources: {limits: {cpus: '2', memory: 1G}}}"),
            "resources: {containers: {web: {limits: {cpus: 3, memory: 2G}}, limits: {cpus: 9}}}\n",
        ),
        "Deployment",
        f"{WEB}.resources.limits",
        {"cpu": "3.0", "memory": "2000M"},
    ),
    (
        "resources that are written in part",
        Case(spec="resources: {containers: {limits: {cpus: 0.5}}}\n"),
        "Deployment",
        f"{WEB}.resources",
        {"limits": {"cpu": "0.5"}},
    ),
    (
        "resources of compose",
        Case(
            service("deploy: {resources: {limits: {cpus: '2', memory: 1G}}}"),
            "resources: {containers: {limits: {cpus: 9}}}\n",
        ),
        "Deployment",
        f"{WEB}.resources.limits",
        {"cpu": "2.0", "memory": "1000M"},
    ),
    (
        "credentials over config",
        Case(
            spec="config: {A: 1, B: 2}\n",
            credentials=(Credentials("/a", "B=3\n"), Credentials("/b", None)),
        ),
        "Deployment",
        f"{WEB}.env",
        env(A="1", B="3"),
    ),
    (
        "a line of credentials ends where laconic-so ends it",
        Case(credentials=(Credentials("/a", "A=1\u2028\x0c2\rB=3\r\nC=4\n"),)),
        "Deployment",
        f"{WEB}.env",
        env(A="1\u2028\x0c2", B="3", C="4"),
    ),
    (
        "a block of one line",
        Case(spec="config:\n  A: |\n    a #b\n"),
        "Deployment",
        f"{WEB}.env",
        env(A="a #b"),
    ),
    (
        "config over environment",
        Case(service("environment: {A: own}"), "config: {A: theirs}\n"),
        "Deployment",
        f"{WEB}.env",
        env(A="theirs"),
    ),
    (
        "directory of config",
        Case(
            service("volumes: ['../config/a:/a:ro']"), files={"config/a/x": "1", "config/a/y": "2"}
        ),
        "ConfigMap",
        "binaryData",
        {"x": "MQ==", "y": "Mg=="},
    ),
]


@pytest.mark.parametrize(
    ("case", "kind", "path", "expected"),
    [row[1:] for row in OBJECTS],
    ids=[row[0] for row in OBJECTS],
)
def test_an_object_is_as_laconic_so_makes_it(
    case: Case, kind: str, path: str, expected: object
) -> None:
    assert at(body(made(case), kind), path) == expected


NOTES = [
    (
        Case(service("depends_on: [db]"), pods={"data": "services: {db: {image: x}}\n"}),
        "web does not wait for db, which is in another pod",
    ),
    (
        Case(service("depends_on: {db: {condition: service_healthy}}") + "  db: {image: x}\n"),
        "db has no healthcheck: web only waits for its start",
    ),
    (
        Case(service("extra_hosts: ['a:host-gateway']")),
        "extra_hosts is not served on a cluster: web",
    ),
    (Case(service("shm_size: 1g")), "shm_size is not served on a cluster: web"),
    (Case(service("privileged: true")), "privileged is not served on a cluster: web"),
    (
        Case("services:\n" + "".join(f"  w{x}: {{image: x, tmpfs: /t}}\n" for x in range(6))),
        "tmpfs is not served on a cluster: w0, w1, w2 and 3 more",
    ),
    (Case(service("restart: on-failure")), "web is started again whenever it ends"),
    (Case(service("ports: ['8080:80']")), "port 8080 is no node port (30000 to 32767)"),
    (Case(service("volumes: ['./w:/w']")), "./w is not there: web gets an empty"),
    (
        Case(service("volumes: ['./w:/w']"), files={"compose/w/x": "1"}),
        "./w is outside of `../config/` and stays behind: web gets an empty directory",
    ),
    (Case(service("volumes: ['/proc:/p:ro']")), "/proc of web is the node's, not this host's"),
    (Case("services:\n  a: {image: x}\n  b: {image: x, profiles: [p]}\n"), "b has profiles"),
    (Case("services: {a: {image: x, extends: b}, b: {image: x}}\n"), "extends is not served"),
    (Case("services:\n  a_b: {image: x}\n"), "a_b is no name in a cluster"),
    (
        Case("services:\n  a: {image: x, ports: ['80']}\n  b: {image: x, ports: ['81:80']}\n"),
        "a and b listen on 80 in one pod",
    ),
    (Case(spec=ROUTE, target="k8s"), "the routes need the Caddy ingress controller"),
    (
        Case(service("volumes: ['v:/v']", "v"), "configmaps: {v: ./configmaps/v}\n"),
        "config map v is empty: the stack has no such directory",
    ),
    (Case(spec=ROUTE, target="compose"), "http-proxy: nothing serves it on compose"),
    (Case(spec="replicas: 2\n", target="compose"), "replicas: nothing serves it on compose"),
    (Case(spec="config: {A: 1}\n", target="compose"), "config A reaches no container"),
]


@pytest.mark.parametrize(("case", "words"), NOTES, ids=[words for _, words in NOTES])
def test_what_is_not_served_as_it_reads_is_noted(case: Case, words: str) -> None:
    assert [note for note in made(case).notes if words in note.words]


QUIET = [
    Case(service("privileged: true\nhostname: web"), "security: {privileged: true}\n"),
    Case(service("environment: {A: $B}\nrestart: always"), "secrets: {}\n"),
    Case(service("environment: {A: '${A}'}"), "config: {A: 1}\nsecrets: {}\n", "compose"),
    Case(service("environment: [A, C=1]"), "config: {A: 1}\n", "compose"),
    Case(service("environment: {A: }"), "config: {A: 1}\n", "compose"),
    Case(
        service("secrets: [s]") + "secrets: {s: {environment: A}}\n", "config: {A: 1}\n", "compose"
    ),
    Case(service("restart: 'no'\nlabels: {laconic.init-container: 'true'}")),
]


@pytest.mark.parametrize("case", QUIET)
def test_what_is_served_as_it_reads_has_no_note(case: Case) -> None:
    assert made(case).notes == ()


def test_objects_come_in_the_order_in_which_they_need_each_other() -> None:
    case = Case(
        service("volumes: ['v:/v']\nports: ['80']", "v"),
        ROUTE + "volumes: {v: ./v}\nconfig: {P: '$generate:hex:8$'}\n",
    )
    kinds = [x.key.kind for x in made(case).resources if x.role is not Role.CLUSTER]
    assert kinds == [
        "Namespace",
        "PersistentVolume",
        "PersistentVolumeClaim",
        "Secret",
        "Deployment",
        "Service",
        "Ingress",
        "Service",
    ]


def test_what_a_cluster_shares_comes_last() -> None:
    spec = ROUTE + "kind-mount-root: /srv/kind\nsecurity: {unlimited-memlock: true}\n"
    roles = [x.role for x in made(Case(spec=spec)).resources]
    assert roles[roles.index(Role.CLUSTER) :] == [Role.CLUSTER] * 13


def test_every_resource_says_where_it_is_asked_for() -> None:
    case = Case(service("volumes: ['v:/v']\nports: ['80']", "v"), ROUTE + "volumes: {v: ./v}\n")
    assert all(x.source is not None and x.about for x in made(case).resources)


def test_a_service_of_a_job_gets_what_one_of_a_pod_gets() -> None:
    files = {
        "stacks/web/stack.yml": "pods: [web]\njobs: [once]\n",
        "compose-jobs/docker-compose-once.yml": "services: {a: {image: x, environment: [A=1]}}\n",
    }
    resources = made(Case(files=files)).resources
    job = next(x for x in resources if x.role is Role.JOB)
    assert job.key.name == "laconic-f3m6b6j4-job-once"
    assert at(job.body, f"{WEB}.env") == env(A="1")
