"""A deployment of laconic-so in a cluster is adopted, and goes on with its claims and its pods."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from base64 import b64encode
from typing import TYPE_CHECKING, NamedTuple

import pytest
import yaml

from deployer.revisions.candidate import as_it_lies
from deployer.targets.kubernetes.ownership import LACONIC_SO
from deployer.wanted.resource import Role, Told
from tests.deployer.lab.needs import PSQL, QUICK
from tests.deployer.lab.notes import Site, site_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.kind, pytest.mark.slow]
NAMESPACE = "laconic-notes"
TOKEN = "0123abcd"  # noqa: S105 -- a value that nothing opens


class Cluster(NamedTuple):
    """A cluster by its kubeconfig."""

    kubeconfig: Path

    def do(self, *words: str, told: str | None = None) -> str:
        command = ["kubectl", "--kubeconfig", str(self.kubeconfig), *words]
        done = subprocess.run(command, input=told, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def state(self) -> dict[str, tuple[str, int]]:
        """Give the version of every claim, volume, pod and Deployment."""
        listed = self.do("get", "pvc,pod,deployment", "-n", NAMESPACE, "-o", "json")
        items = [x for x in json.loads(listed)["items"] if "-job-" not in x["metadata"]["name"]]
        return {
            f"{x['kind']}/{x['metadata']['name']}": (
                x["metadata"]["uid"],
                x["metadata"].get("generation", 0),
            )
            for x in items
        }


@pytest.fixture
def cluster(kubeconfig: Path) -> Iterator[Cluster]:
    cluster = Cluster(kubeconfig)
    name = cluster.do("config", "current-context").strip().removeprefix("kind-")
    images = ("lab/postgres:1", "lab/busybox:1")
    subprocess.run(["kind", "load", "docker-image", *images, "--name", name], check=True)
    cluster.do("wait", "--for=delete", f"namespace/{NAMESPACE}", "--timeout=60s")
    yield cluster
    later = ("--ignore-not-found", "--wait=false")
    cluster.do("delete", "namespace", NAMESPACE, *later)
    cluster.do("delete", "pv", "-l", "app.kubernetes.io/stack=notes", *later)


@pytest.fixture
def site(cluster: Cluster, tmp_path: Path) -> Site:
    """A directory without anything of ours, and its objects as laconic-so makes them."""
    where = ("--volume-root", f"/srv/{os.getpid()}", "--kube-config", str(cluster.kubeconfig))
    site = site_of(tmp_path, "k8s", *where, more="image-pull-policy: IfNotPresent\n")
    shutil.rmtree(site.place / ".stacklint")
    (site.place / ".gitignore").unlink()
    wanted = as_it_lies(site.place, "", lambda spec: Told()).wanted  # noqa: ARG005
    for resource in wanted.resources:
        if resource.title != "generated-secrets" and resource.role is not Role.JOB:
            create(cluster, resource.key.namespace, dict(resource.body))
    data = {"APP_TOKEN": b64encode(TOKEN.encode()).decode()}
    metadata = {"name": "notes-generated-secrets", "namespace": NAMESPACE}
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "data": data}
    create(cluster, NAMESPACE, secret)
    cluster.do("rollout", "status", "deployment", "-n", NAMESPACE, "--timeout", "120s")
    return site


def create(cluster: Cluster, namespace: str, body: object) -> None:
    told, where = yaml.safe_dump(body), ["-n", namespace] if namespace else []
    cluster.do("create", f"--field-manager={LACONIC_SO}", "-f", "-", *where, told=told)


def test_it_goes_on_with_its_claims_and_values(site: Site, cluster: Cluster) -> None:
    site.inside("db", *PSQL, "create table notes (x text); insert into notes values ('kept')")
    before = cluster.state()
    shown = json.loads(site.deploy("adopt", "--format", "json").out)
    assert not (site.place / ".stacklint").exists()
    assert {"PersistentVolumeClaim", "Deployment"} <= {kind for kind, *_ in shown["taken_over"]}
    assert ".stacklint/generated.json" in shown["writes"]
    assert {x["name"] for x in shown["volumes"]} == {"notes-db", "notes-files"}
    assert TOKEN not in json.dumps(shown)
    assert TOKEN not in site.deploy("adopt", "--spec-file", "spec.yml", "--yes").out
    assert cluster.state() == before
    site.deploy("start", *QUICK)
    after = cluster.state()
    claims = [x for x in before if x.startswith("PersistentVolumeClaim")]
    assert {x: after[x][0] for x in claims} == {x: before[x][0] for x in claims}
    assert "kept" in site.inside("db", *PSQL, "select x from notes")
    assert site.inside("web", "sh", "-c", "echo $APP_TOKEN").strip() == TOKEN
    assert "nothing to do" in site.deploy("start", *QUICK).out
    plan = json.loads(site.deploy("plan", "--format", "json").out.splitlines()[-1])
    listed = json.loads(site.deploy("ps", "--format", "json").out)["containers"]
    assert {x["service"]: x["condition"] for x in listed} == dict.fromkeys(
        ("db", "web", "load"), "ready"
    )
    assert all(x["node"] and x["pod"] for x in listed)
    moved = [x for x in plan["plan"]["steps"] if x["kind"].startswith("Persistent")]
    assert {x["action"] for x in moved} == {"keep"}
