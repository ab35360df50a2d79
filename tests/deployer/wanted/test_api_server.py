"""Every object of the corpus before a real API server, and what really reaches a pod.

Services are made for real, for their node ports.
"""

from __future__ import annotations

import json
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from deployer.wanted.resource import Role, Surroundings
from tests.deployer.wanted.made import (
    EXPECTED,
    OURS,
    Case,
    made,
    of_text,
    recorded_spec,
    stacks_of_corpus,
)

if TYPE_CHECKING:
    from pathlib import Path

    from deployer.wanted.resource import Resource

pytestmark = [
    pytest.mark.kind,
    pytest.mark.skipif(not EXPECTED.is_dir(), reason=f"no corpus at {EXPECTED}"),
]


def _kubectl(kubeconfig: Path, namespace: str, objects: list[Resource], *options: str) -> str:
    """Create objects, and give what the API server says against it."""
    items = {"apiVersion": "v1", "kind": "List", "items": [x.body for x in objects]}
    done = subprocess.run(
        ["kubectl", "--kubeconfig", kubeconfig, "-n", namespace, "create", "-f", "-", *options],
        input=json.dumps(items),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr if done.returncode else ""


@pytest.mark.parametrize(("stack", "target"), stacks_of_corpus("k8s-kind", "k8s"))
def test_the_api_server_takes_every_object(kubeconfig: Path, stack: str, target: str) -> None:
    name, text, tree = recorded_spec(stack, target)
    text += f"\nnamespace: dry-{stack}-{target}\n"
    found = of_text(text, name, Surroundings(tree, {}), OURS).resources
    first, *objects = (x for x in found if x.role is not Role.CLUSTER)
    namespace = first.key.name
    assert _kubectl(kubeconfig, namespace, [first]) == ""
    assert not objects or _kubectl(kubeconfig, namespace, objects, "--dry-run=server") == ""
    services = [x for x in objects if x.key.kind == "Service"]
    assert not services or _kubectl(kubeconfig, namespace, services) == ""


OUTSIDE = (
    "namespace: outside\nca-certificates: [a.pem]\nexternal-services:\n"
    "  named: {host: api.example.com}\n  numbered: {ip: 192.0.2.5, port: 5432}\n"
    "  there: {selector: {app: x}, namespace: default}\n"
)


def test_the_api_server_takes_what_leads_outside(kubeconfig: Path) -> None:
    certificates = {"a.pem": b"-----BEGIN CERTIFICATE-----\n"}
    first, *objects = made(Case(spec=OUTSIDE, certificates=certificates)).resources
    assert _kubectl(kubeconfig, "outside", [first]) == ""
    for namespace in ("outside", "default"):
        own = [x for x in objects if x.key.namespace == namespace]
        assert own
        assert _kubectl(kubeconfig, namespace, own) == ""


SHARED = (
    "network: {http-proxy: [{host-name: a.b, routes: [{path: /, proxy-to: web:80}]}]}\n"
    "kind-mount-root: /srv/kind\nsecurity: {unlimited-memlock: true}\n"
)


def test_the_api_server_takes_what_a_cluster_shares(kubeconfig: Path) -> None:
    found = made(Case(spec=SHARED)).resources
    shared = [x for x in found if x.role is Role.CLUSTER]
    namespaces = [x for x in shared if x.key.kind == "Namespace"]
    assert _kubectl(kubeconfig, "default", namespaces) == ""
    rest = [x for x in shared if x not in namespaces]
    assert {x.key.namespace for x in rest} == {"", "caddy-system"}
    assert _kubectl(kubeconfig, "caddy-system", rest, "--dry-run=server") == ""


# The cluster's DNS may answer a minute later than the cluster does.
POD = """\
services:
  web:
    image: lab/busybox:1
    command:
      - sh
      - -c
      - >-
        echo "pw=$$PW word=${PW} in=$$URL"; cat "$$NODE_EXTRA_CA_CERTS";
        until nslookup there | grep 'canonical name = laconic-f3m6b6j4-there.kube-system.svc';
        do sleep 2; done; nslookup numbered | grep 192.0.2.5; echo end; sleep 1000
    environment: {URL: 'x:${PW}@y'}
"""
LEADS_OUT = (
    "namespace: in-a-pod\nconfig: {PW: '$generate:hex:8$'}\nca-certificates: [a.pem]\n"
    "resources: {containers: {reservations: {cpus: 0.05, memory: 20M}}}\nexternal-services:\n"
    "  numbered: {ip: 192.0.2.5}\n"
    "  there: {selector: {k8s-app: kube-dns}, namespace: kube-system}\n"
)


def test_values_and_names_reach_a_pod(kubeconfig: Path) -> None:
    certificates = {"a.pem": b"-----BEGIN CERTIFICATE-----\n"}
    case = Case(POD, LEADS_OUT, generated={"PW": "s3cret"}, certificates=certificates)
    for one in made(case).resources:
        assert _kubectl(kubeconfig, one.key.namespace or "default", [one]) == ""
    deadline, said = time.monotonic() + 150, ""
    where = ("-n", "in-a-pod", "deploy/laconic-f3m6b6j4-deployment")
    while "\nend\n" not in said and time.monotonic() < deadline:
        time.sleep(2)
        words = ["kubectl", "--kubeconfig", str(kubeconfig), "logs", *where]
        said = subprocess.run(words, capture_output=True, text=True, check=False).stdout
    assert said.startswith("pw=s3cret word=s3cret in=x:s3cret@y\n-----BEGIN CERTIFICATE-----\n")
    assert "\nend\n" in said
