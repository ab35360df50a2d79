"""What an operator meets, one sentence each: what is wrong, what to do, and the exit code."""

from __future__ import annotations

import json
import os
import time
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING

import pytest
import yaml

from deployer.wanted.kubernetes.namespace import OWNER
from tests.deployer.targets.kubernetes.small_site import Small, small

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.deployer.lab.notes import Done

pytestmark = [pytest.mark.kind, pytest.mark.slow]

KINDS = {
    "": (
        *("configmaps", "endpoints", "events", "namespaces", "nodes", "persistentvolumeclaims"),
        *("persistentvolumes", "pods", "pods/log", "secrets", "serviceaccounts", "services"),
    ),
    "apps": ("deployments", "replicasets"),
    "batch": ("cronjobs", "jobs"),
    "networking.k8s.io": ("ingresses", "ingressclasses"),
    "node.k8s.io": ("runtimeclasses",),
    "storage.k8s.io": ("storageclasses",),
}
COUNTED = count(1)
GUEST = f"guest-{os.getpid()}"
RESTRICTED = "pod-security.kubernetes.io/enforce=restricted"


@pytest.fixture(scope="module")
def one(kubeconfig: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    """A deployment that runs, and has data."""
    for found in small(tmp_path_factory.mktemp("errors"), "errors", kubeconfig):
        done = found.run("start")
        assert done.code == 0, done.all
        found.inside("echo kept > /data/file")
        yield found


@pytest.fixture
def first(kubeconfig: Path, tmp_path: Path) -> Iterator[Small]:
    """A deployment that was never started, whose namespace somebody made."""
    for found in small(tmp_path, f"first{next(COUNTED)}", kubeconfig):
        found.kubectl("create", "namespace", found.namespace)
        yield found


def told(done: Done, code: int, *words: str) -> str:
    """See that it ended as it should, and that its last sentence says why."""
    assert done.code == code, done.all
    for one in words:
        assert one in done.all, done.all
    return done.all


@contextmanager
def logged_in(one: Small, **changes: object) -> Iterator[None]:
    """Have the kubeconfig of a deployment say something else for a while."""
    file = one.site.place / "kubeconfig.yml"
    before = file.read_bytes()
    found = yaml.safe_load(before)
    if "user" in changes:
        found["users"][0]["user"] = changes["user"]
    if "context" in changes:
        found["current-context"] = changes["context"]
    file.write_text(yaml.safe_dump(found), encoding="utf-8")
    try:
        yield
    finally:
        file.write_bytes(before)


@contextmanager
def guest(one: Small, without: str, verbs: tuple[str, ...]) -> Iterator[str]:
    """Give the token of a service account that may do all but what it may not."""
    rules = [
        {"apiGroups": [group], "resources": [x for x in names if x != without], "verbs": ["*"]}
        for group, names in KINDS.items()
    ]
    rules += [
        {"apiGroups": [group], "resources": [without], "verbs": [*verbs]}
        for group, names in KINDS.items()
        if without in names and verbs != ("*",)
    ]
    head = {"apiVersion": "rbac.authorization.k8s.io/v1", "metadata": {"name": GUEST}}
    role = {**head, "kind": "ClusterRole", "rules": rules}
    who = {"kind": "ServiceAccount", "name": "guest", "namespace": one.namespace}
    ref = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": GUEST}
    binding = {**head, "kind": "ClusterRoleBinding", "roleRef": ref, "subjects": [who]}
    one.kubectl("create", "serviceaccount", "guest")
    one.kubectl("create", "-f", "-", told=yaml.safe_dump_all([role, binding]))
    try:
        yield one.kubectl("create", "token", "guest").strip()
    finally:
        one.kubectl("delete", "clusterrolebinding,clusterrole", GUEST)
        one.kubectl("delete", "serviceaccount", "guest")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"context": "main"}, "its current-context is main, which it does not have, but "),
        ({"user": {"token": "expired"}}, "it does not take the login of the kubeconfig: get a new"),
        ({"user": {}}, "cannot get "),
        (
            {"user": {"client-certificate-data": "eA==", "client-key-data": "eA=="}},
            "the certificate and key of the kubeconfig's login do not fit: get new ones",
        ),
    ],
)
def test_who_is_not_known(one: Small, changes: dict[str, object], words: str) -> None:
    with logged_in(one, **changes):
        told(one.run("start"), 4, words)


@pytest.mark.parametrize(
    ("without", "verbs", "words"),
    [
        ("services", ("*",), 'cannot get resource "services"'),
        ("deployments", ("get", "list"), 'cannot patch resource "deployments"'),
        ("pods", ("*",), "nobody could see whether pods get ready: "),
    ],
)
def test_who_may_not_do_all(one: Small, without: str, verbs: tuple[str, ...], words: str) -> None:
    with guest(one, without, verbs) as token, logged_in(one, user={"token": token}):
        told(one.run("start"), 4, words)


def test_a_namespace_of_somebody_else(first: Small) -> None:
    first.kubectl("annotate", "namespace", first.namespace, f"{OWNER}=/srv/old")
    told(
        first.run("start"), 4, "belongs to the deployment in /srv/old: give this one a `namespace`"
    )


def test_a_namespace_that_goes(first: Small) -> None:
    metadata = {"name": "held", "finalizers": ["acme.test/held"]}
    held = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata}
    first.kubectl("create", "-f", "-", told=json.dumps(held))
    first.kubectl("delete", "namespace", first.namespace, "--wait=false")
    try:
        told(first.run("start"), 4, f"namespace {first.namespace} is being deleted: wait until")
    finally:
        first.kubectl("patch", "configmap", "held", "-p", '{"metadata": {"finalizers": null}}')


def test_a_node_port_that_another_deployment_has(first: Small, one: Small) -> None:
    one.kubectl("create", "service", "nodeport", "x", "--tcp=80", "--node-port=30177")
    spec = first.site.place / "spec.yml"
    text = spec.read_text(encoding="utf-8")
    assert "- '80'" in text
    spec.write_text(text.replace("- '80'", "- '30177:80'"), encoding="utf-8")
    told(first.run("start"), 4, f"is taken by service x in namespace {one.namespace}")
    one.kubectl("delete", "service", "x")


@pytest.mark.parametrize(
    ("making", "words"),
    [
        (("create", "quota", "q", "--hard=pods=0"), "no pod is made: pods "),
        (("label", "namespace", "NAMESPACE", RESTRICTED), "violates PodSecurity"),
    ],
)
def test_pods_that_are_refused(first: Small, making: tuple[str, ...], words: str) -> None:
    first.kubectl(*(first.namespace if x == "NAMESPACE" else x for x in making))
    begun = time.monotonic()
    told(first.run("start"), 6, words, "deploy status --dir")
    assert time.monotonic() - begun < 60


def test_a_quota_that_refuses_an_object(first: Small) -> None:
    first.kubectl("create", "quota", "q", "--hard=persistentvolumeclaims=0")
    told(first.run("start"), 4, "exceeded quota: q")


def test_a_claim_whose_class_is_not_there(first: Small) -> None:
    claim = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": f"{name_of(first)}-{first.name}-files"},
        "spec": {
            "storageClassName": "nowhere",
            "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": "2G"}},
        },
    }
    first.kubectl("create", "-f", "-", told=json.dumps(claim))
    told(first.run("start"), 4, "waits for storage class nowhere, which this cluster does not have")


def name_of(one: Small) -> str:
    """Give the deployment id, with which the names of its objects begin."""
    text = (one.site.place / "deployment.yml").read_text(encoding="utf-8")
    found = yaml.safe_load(text)
    return str(found.get("deployment-id") or found["cluster-id"])


@pytest.mark.parametrize(
    ("closing", "opening", "words"),
    [
        (
            ("cordon", "NODE"),
            ("uncordon", "NODE"),
            "no node of this cluster is ready to take pods: look at `kubectl get nodes`",
        ),
        (
            ("taint", "node", "NODE", "acme.test/disk=full:NoSchedule"),
            ("taint", "node", "NODE", "acme.test/disk-"),
            "has the taint acme.test/disk:NoSchedule: look at `kubectl describe nodes`",
        ),
    ],
)
def test_nodes_that_take_no_pods(
    first: Small, closing: tuple[str, ...], opening: tuple[str, ...], words: str
) -> None:
    node = first.kubectl("get", "node", "-o", "jsonpath={.items[0].metadata.name}")
    first.kubectl(*(node if x == "NODE" else x for x in closing))
    try:
        told(first.run("start"), 4, words)
    finally:
        first.kubectl(*(node if x == "NODE" else x for x in opening))
