"""A kind deployment of laconic-so with mounts is adopted, and goes on with the same bytes."""

from __future__ import annotations

import json
import shutil
import subprocess
from base64 import b64encode
from copy import deepcopy
from typing import TYPE_CHECKING, NamedTuple

import pytest

from deployer.found import TAKEN_OVER
from deployer.revisions.candidate import as_it_lies
from deployer.targets.kubernetes.fields import rows, table
from deployer.targets.kubernetes.ownership import LACONIC_SO
from deployer.wanted.resource import Role, Told
from tests.deployer.lab.needs import IMAGE, PSQL, QUICK, needs_kind
from tests.deployer.lab.notes import Site, site_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from deployer.targets.kubernetes.fields import Object
    from stacklint.model.change import Data

pytestmark = [pytest.mark.kind, pytest.mark.slow, needs_kind]
NAMESPACE = "laconic-notes"
TOKEN = "0123abcd"  # noqa: S105 -- a value that nothing opens
IMAGES = ("lab/postgres:1", "lab/web:1", "lab/busybox:1")
# What laconic-so does not make: see docs/differences.md.
OURS_IN_POD, OURS_IN_CONTAINER = ("hostAliases", "initContainers"), ("readinessProbe",)


class Theirs(NamedTuple):
    """A deployment of laconic-so: its directory, its cluster, and where its volumes are."""

    site: Site
    kubeconfig: Path
    database: Path
    files: Path

    def kubectl(self, *words: str, told: str | None = None) -> str:
        command = ["kubectl", "--kubeconfig", str(self.kubeconfig), *words]
        done = subprocess.run(
            command, input=told, capture_output=True, text=True, check=False, timeout=180
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def create(self, body: object) -> None:
        self.kubectl("create", f"--field-manager={LACONIC_SO}", "-f", "-", told=json.dumps(body))

    def identities(self, kinds: str) -> dict[str, str]:
        items = json.loads(self.kubectl("get", kinds, "-n", NAMESPACE, "-o", "json"))["items"]
        return {f"{x['kind']}/{x['metadata']['name']}": x["metadata"]["uid"] for x in items}


@pytest.fixture
def theirs(tmp_path: Path) -> Iterator[Theirs]:
    """A directory without anything of ours, its cluster with mounts, and its objects."""
    site = site_of(tmp_path, "k8s-kind")
    shutil.rmtree(site.place)
    root, files = tmp_path / "root", tmp_path / "elsewhere" / "files"
    site.commit("spec.yml", "./data/notes-db", f"{root}/notes/db")
    site.commit("spec.yml", "./data/notes-files", f"{files}\nkind-mount-root: {root}")
    made = ("--spec-file", "spec.yml", "--deployment-dir", str(site.place))
    done = site.run("deploy", "create", *made)
    assert done.code == 0, done.all
    shutil.rmtree(site.place / ".stacklint")
    (site.place / ".gitignore").unlink()
    found = Theirs(site, tmp_path / "kubeconfig", root / "notes" / "db", files)
    where = ("--name", site.cluster)
    try:
        begin(found, where)
        yield found
    finally:
        kind("delete", "cluster", *where, "--kubeconfig", str(found.kubeconfig))


def kind(*words: str) -> None:
    subprocess.run(["kind", *words], check=True, capture_output=True, timeout=300)


def begin(theirs: Theirs, where: tuple[str, ...]) -> None:
    """Do what laconic-so's `start` does."""
    config = ("--config", str(theirs.site.place / "kind-config.yml"), "--image", IMAGE)
    kind(
        "create",
        "cluster",
        *where,
        *config,
        "--wait",
        "90s",
        "--kubeconfig",
        str(theirs.kubeconfig),
    )
    kind("load", "docker-image", *IMAGES, *where)
    wanted = as_it_lies(theirs.site.place, "", lambda spec: Told()).wanted  # noqa: ARG005
    for resource in wanted.resources:
        if resource.title != "generated-secrets" and resource.role is not Role.JOB:
            space = {"namespace": resource.key.namespace} if resource.key.namespace else {}
            body = as_theirs(resource.body)
            theirs.create({**body, "metadata": {**table(body, "metadata"), **space}})
    data = {"APP_TOKEN": b64encode(TOKEN.encode()).decode()}
    metadata = {"name": "notes-generated-secrets", "namespace": NAMESPACE}
    theirs.create({"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "data": data})
    theirs.kubectl("rollout", "status", "deployment", "-n", NAMESPACE, "--timeout", "120s")


def as_theirs(body: Mapping[str, Data]) -> Object:
    """Leave out of an object what laconic-so does not write."""
    found: Object = deepcopy({**body})
    pod = table(found, "spec", "template", "spec")
    for name in OURS_IN_POD:
        pod.pop(name, None)
    for container in rows(pod, "containers"):
        for name in OURS_IN_CONTAINER:
            container.pop(name, None)
    return found


def test_it_goes_on_with_its_mounts_and_its_bytes(theirs: Theirs) -> None:
    fill(theirs)
    before = theirs.identities("pvc,pv,pod")
    shows(theirs)
    theirs.site.deploy("adopt", "--spec-file", "spec.yml", "--yes")
    assert theirs.identities("pvc,pv,pod") == before
    plans(theirs)
    theirs.site.deploy("start", *QUICK)
    assert "nothing to do" in theirs.site.deploy("start", *QUICK).out
    theirs.site.commit("spec.yml", "GREETING: hello", "GREETING: again")
    theirs.site.deploy("restart", "--no-pull", *QUICK)
    stored = {x: y for x, y in before.items() if x.startswith("Persistent")}
    assert stored.items() <= theirs.identities("pvc,pv").items()
    script = "echo $GREETING $APP_TOKEN; cat /data/file"
    assert theirs.site.inside("web", "sh", "-c", script).split() == ["again", TOKEN, "kept"]
    assert "kept" in theirs.site.inside("db", *PSQL, "select x from notes")


def fill(theirs: Theirs) -> None:
    """Write data by the pods of laconic-so, and see it on the host."""
    insert = "create table notes (x text); insert into notes values ('kept')"
    (deployment,) = theirs.kubectl("get", "deployment", "-n", NAMESPACE, "-o", "name").split()
    inside = ("exec", "-n", NAMESPACE, deployment, "-c")
    # Pods of laconic-so are ready before their database is.
    ready = "until pg_isready -q -h 127.0.0.1; do sleep 0.5; done"
    theirs.kubectl(*inside, "db", "--", "timeout", "60", "sh", "-c", ready)
    theirs.kubectl(*inside, "db", "--", *PSQL, insert)
    theirs.kubectl(*inside, "web", "--", "sh", "-c", "echo kept > /data/file")
    assert (theirs.files / "file").read_text(encoding="utf-8") == "kept\n"
    assert (theirs.database / "PG_VERSION").is_file()


def shows(theirs: Theirs) -> None:
    """See what an adoption would do, and that showing it leaves nothing behind."""
    shown = json.loads(theirs.site.deploy("adopt", "--format", "json").out)
    assert not (theirs.site.place / ".stacklint").exists()
    where = {x["name"]: x["path"] for x in shown["volumes"]}
    assert where == {"notes-db": str(theirs.database), "notes-files": str(theirs.files)}
    taken = {name for name, *_ in shown["taken_over"]}
    assert {"PersistentVolume", "PersistentVolumeClaim", "Deployment"} <= taken


def plans(theirs: Theirs) -> None:
    """See that the next start moves nothing, and makes no pod anew but for what we do better."""
    event = json.loads(theirs.site.deploy("plan", "--format", "json").out.splitlines()[-1])
    changed = [x for x in event["plan"]["steps"] if x["action"] != "keep"]
    assert not [x for x in changed if x["action"] in {"remove", "replace", "move", "erase"}]
    updates = [x for x in changed if x["action"] == "update"]
    reasons = {x["reason"].removeprefix("annotations, ") for x in updates}
    assert reasons == {f"{TAKEN_OVER} changed"}
    assert {(x["kind"], x["action"]) for x in changed if x not in updates} == {
        ("Secret", "create"),
        ("Deployment", "roll"),
        ("Job", "create"),
    }
