"""The life of a deployment: init, create, plan, start, status, change, restart, stop, start."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.deployer.lab.needs import IMAGE, PSQL, QUICK, needs_docker, needs_kind
from tests.deployer.lab.notes import Site, site_of
from tests.running import commit_all, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def lives(site: Site) -> str:
    """Go through the life of a deployment; give what its database holds in the end."""
    first = json.loads(site.deploy("plan", "--format", "json").out.splitlines()[-1])
    assert first["event"] == "plan"
    assert {x["action"] for x in first["plan"]["steps"]} <= {"create", "keep"}
    started = site.deploy("start", "--plan", first["plan_hash"], *QUICK[1:])
    assert "revision 1 runs, and is stable" in started.out
    status = json.loads(site.deploy("status", "--format", "json").out)
    assert (status["ready"], status["revision"]) == (True, 1)
    listed = json.loads(site.deploy("ps", "--format", "json").out)
    assert listed["ready"], listed
    assert {x["service"] for x in listed["containers"]} == {"db", "web", "load"}
    token = site.inside("web", "sh", "-c", "echo $APP_TOKEN").strip()
    assert len(token) == 32
    site.inside("db", *PSQL, "create table notes (x text); insert into notes values ('kept')")
    site.inside("web", "sh", "-c", "echo kept > /data/file")
    assert "nothing to do" in site.deploy("start", *QUICK).out
    changes(site)
    site.deploy("stop", *QUICK)
    assert "is stopped: nothing to do" in site.deploy("stop", *QUICK).out
    assert site.run("deploy", "status", "--dir", str(site.place)).code == 1
    site.deploy("start", *QUICK)
    assert site.inside("web", "cat", "/data/file").strip() == "kept"
    assert site.inside("web", "sh", "-c", "echo $APP_TOKEN").strip() == token
    return held(site)


def changes(site: Site) -> None:
    """A changed page reaches the service; a broken revision is taken back."""
    site.commit("config/page/index.html", "first", "second")
    done = site.deploy("restart", *QUICK)
    assert "roll" in done.out
    assert "second" in site.inside("web", "wget", "-qO-", "http://127.0.0.1/")
    assert "nothing to do" in site.deploy("restart", *QUICK).out
    site.commit(
        "compose/docker-compose-notes.yml", "init: true", "init: true\n    command: ['false']"
    )
    broken = site.run("deploy", "restart", "--dir", str(site.place), *QUICK)
    assert broken.code == 5, broken.all
    assert "second" in site.inside("web", "wget", "-qO-", "http://127.0.0.1/")
    assert (site.place / ".stacklint/rev/3/evidence").is_dir()
    site.commit(
        "compose/docker-compose-notes.yml", "init: true\n    command: ['false']", "init: true"
    )
    site.deploy("restart", *QUICK)


def held(site: Site) -> str:
    return site.inside("db", *PSQL, "select x from notes").strip()


@pytest.mark.docker
@needs_docker
def test_a_deployment_lives_on_compose(compose: Site) -> None:
    assert lives(compose) == "kept"
    compose.commit("spec.yml", "notes-files: ./data/notes-files", f"notes-files: {compose.repo}-f")
    refused = compose.run("deploy", "restart", "--dir", str(compose.place), *QUICK)
    assert refused.code == 3, refused.all
    assert "--migrate notes-files" in refused.err
    compose.deploy("restart", "--migrate", "notes-files", *QUICK)
    assert compose.inside("web", "cat", "/data/file").strip() == "kept"
    assert (compose.place / "data/notes-files/file").is_file()


@pytest.fixture
def kind(tmp_path: Path) -> Iterator[Site]:
    site = site_of(tmp_path, "k8s-kind")
    yield site
    _kind("delete", "cluster", "--name", site.cluster)


def _kind(*words: str) -> None:
    subprocess.run(["kind", *words], check=True, capture_output=True)


@pytest.mark.kind
@needs_kind
def test_a_deployment_lives_on_kind_and_outlives_its_cluster(kind: Site) -> None:
    assert lives(kind) == "kept"
    _kind("delete", "cluster", "--name", kind.cluster)
    kind.deploy("start", *QUICK)
    assert held(kind) == "kept"
    assert kind.inside("web", "cat", "/data/file").strip() == "kept"
    hooked(kind)


HOOK = """\
from kubernetes import client, config
from stack_orchestrator.deploy.deployment_context import DeploymentContext


def create(context: DeploymentContext, extra_args):
    def greet(data):
        data["services"]["web"]["environment"]["FROM"] = "the hook"
    context.modify_yaml(context.get_compose_file("notes"), greet)


def start(context: DeploymentContext):
    config.load_kube_config(context=f"kind-{context.get_cluster_id()}")
    ports = [client.V1ServicePort(port=9000)]
    body = client.V1Service(
        metadata=client.V1ObjectMeta(name="of-the-hook"), spec=client.V1ServiceSpec(ports=ports)
    )
    namespace = context.spec.get_namespace() or f"laconic-{context.stack.name}"
    client.CoreV1Api().create_namespaced_service(namespace, body)
"""


def hooked(kind: Site) -> None:
    """What hooks make of the files and on the cluster is there, where they may run."""
    write(kind.repo, {"stacks/notes/deploy/commands.py": HOOK})
    commit_all(kind.repo)
    refused = kind.run("deploy", "restart", "--dir", str(kind.place), *QUICK)
    assert (refused.code, "--run-hooks" in refused.err) == (3, True), refused.all
    kind.deploy("restart", "--run-hooks", *QUICK)
    assert kind.inside("web", "sh", "-c", "echo $FROM").strip() == "the hook"
    config = str(kind.place / ".stacklint/kubeconfig")
    words = ("--kubeconfig", config, "--namespace", "laconic-notes", "get", "service")
    subprocess.run(["kubectl", *words, "of-the-hook"], check=True, capture_output=True)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Site]:
    name = f"elsewhere-{os.getpid()}"
    kubeconfig = tmp_path / "kubeconfig.yml"
    where = ("--name", name, "--kubeconfig", str(kubeconfig))
    _kind("create", "cluster", "--image", IMAGE, "--wait", "90s", *where)
    _kind("load", "docker-image", "lab/postgres:1", "--name", name)
    try:
        options = ("--volume-root", "/srv/notes", "--kube-config", str(kubeconfig))
        yield site_of(tmp_path, "k8s", *options, more="image-pull-policy: IfNotPresent\n")
    finally:
        _kind("delete", "cluster", *where)


@pytest.mark.kind
@needs_kind
def test_a_deployment_lives_on_a_cluster_that_is_known_by_its_kubeconfig(elsewhere: Site) -> None:
    assert lives(elsewhere) == "kept"
