"""What containers reach and trust outside of their deployment."""

from __future__ import annotations

import pytest

from deployer.wanted.resource import Role
from tests.deployer.wanted.made import OURS, Case, at, body, made
from tests.deployer.wanted.test_differences import env, service

POD = "spec.template.spec"
WEB = f"{POD}.containers.0"
LABELS = {"app": OURS.deployment_id, "app.kubernetes.io/stack": "web"}


def _external(entry: str) -> list[tuple[str, str, str, object]]:
    """Kind, namespace, name and content of what an entry `a` makes."""
    found = made(Case(spec=f"external-services: {{a: {entry}}}\n")).resources
    return [
        (x.key.kind, x.key.namespace, x.key.name, x.body.get("spec") or x.body.get("subsets"))
        for x in found
        if x.title == "a"
    ]


def _named(host: str, port: int) -> dict[str, object]:
    ports = [{"name": f"port-{port}", "port": port}]
    return {"type": "ExternalName", "externalName": host, "ports": ports}


EXTERNAL = [
    ("{host: API.example.com}", [("Service", "laconic-web", "a", _named("api.example.com", 443))]),
    (
        "{host: api.example.com, port: 8443}",
        [("Service", "laconic-web", "a", _named("api.example.com", 8443))],
    ),
    (
        "{ip: 192.0.2.5, port: 5432}",
        [
            (
                "Service",
                "laconic-web",
                "a",
                {"clusterIP": "None", "ports": [{"name": "port-5432", "port": 5432}]},
            ),
            (
                "Endpoints",
                "laconic-web",
                "a",
                [
                    {
                        "addresses": [{"ip": "192.0.2.5"}],
                        "ports": [{"name": "port-5432", "port": 5432}],
                    }
                ],
            ),
        ],
    ),
    (
        "{selector: {app: other, tier: 2}, namespace: there, port: 80}",
        [
            (
                "Service",
                "there",
                "laconic-f3m6b6j4-a",
                {
                    "clusterIP": "None",
                    "selector": {"app": "other", "tier": "2"},
                    "ports": [{"name": "port-80", "port": 80}],
                },
            ),
            (
                "Service",
                "laconic-web",
                "a",
                _named("laconic-f3m6b6j4-a.there.svc.cluster.local", 80),
            ),
        ],
    ),
]


@pytest.mark.parametrize(("entry", "expected"), EXTERNAL, ids=[x[0] for x in EXTERNAL])
def test_a_name_outside(entry: str, expected: list[tuple[str, str, str, object]]) -> None:
    assert _external(entry) == expected


def test_what_is_outside_is_labelled_and_comes_before_who_needs_it() -> None:
    resources = made(Case(spec="external-services: {a: {ip: 192.0.2.5}}\n")).resources
    kinds = [x.key.kind for x in resources]
    assert kinds == ["Namespace", "Service", "Endpoints", "Deployment"]
    assert [at(x.body, "metadata.labels") for x in resources[1:3]] == [LABELS, LABELS]
    assert {x.role for x in resources[1:3]} == {Role.ROUTE}


TWO = "ca-certificates: [/etc/a.pem, ~/b.pem]\n"
PEM = b"-----BEGIN CERTIFICATE-----\n"
READ = {"/etc/a.pem": PEM, "~/b.pem": PEM + b"b"}


def test_certificates_are_mounted_one_by_one() -> None:
    found = made(Case(spec=TWO, certificates=READ))
    secret, deployment = body(found, "Secret"), body(found, "Deployment")
    assert at(secret, "metadata") == {
        "name": "laconic-f3m6b6j4-ca-certificates",
        "labels": LABELS,
    }
    data = at(secret, "data")
    assert isinstance(data, dict)
    assert list(data) == ["laconic-extra-ca-0.pem", "laconic-extra-ca-1.pem"]
    assert at(deployment, f"{POD}.volumes") == [
        {"name": "laconic-ca-certs", "secret": {"secretName": "laconic-f3m6b6j4-ca-certificates"}}
    ]
    assert at(deployment, f"{WEB}.volumeMounts") == [
        {
            "name": "laconic-ca-certs",
            "mountPath": f"/etc/ssl/certs/laconic-extra-ca-{x}.pem",
            "subPath": f"laconic-extra-ca-{x}.pem",
            "readOnly": True,
        }
        for x in (0, 1)
    ]


FIRST = "/etc/ssl/certs/laconic-extra-ca-0.pem"
VARIABLES = [
    ("image: nginx", env(NODE_EXTRA_CA_CERTS=FIRST)),
    ("environment: {A: b}", env(A="b", NODE_EXTRA_CA_CERTS=FIRST)),
    ("environment: {NODE_EXTRA_CA_CERTS: /own.pem}", env(NODE_EXTRA_CA_CERTS="/own.pem")),
]


@pytest.mark.parametrize(("text", "variables"), VARIABLES)
def test_node_is_told_unless_it_was(text: str, variables: list[dict[str, str]]) -> None:
    compose = service(text).replace("    image: nginx\n", "", text.count("image"))
    found = made(Case(compose, TWO))
    assert at(body(found, "Deployment"), f"{WEB}.env") == variables


def test_neither_jobs_nor_init_containers_get_them() -> None:
    files = {
        "stacks/web/stack.yml": "pods: [web]\njobs: [once]\n",
        "compose-jobs/docker-compose-once.yml": "services: {a: {image: x}}\n",
    }
    compose = service("") + "  i: {image: x, labels: {laconic.init-container: 'true'}}\n"
    found = made(Case(compose, TWO, files=files))
    deployment, job = body(found, "Deployment"), body(found, "Job")
    assert at(deployment, f"{POD}.initContainers.0.volumeMounts") == []
    assert at(job, f"{WEB}.volumeMounts") == []
    assert at(job, f"{POD}.volumes") == []


@pytest.mark.parametrize("spec", ["ca-certificates: []\n", "ca-certificates:\n"])
def test_an_empty_list_trusts_nobody(spec: str) -> None:
    found = made(Case(spec=spec))
    assert body(found, "Secret") is None
    assert at(body(found, "Deployment"), f"{POD}.volumes") == []
