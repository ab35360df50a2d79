"""Deployment directories of real stacks and odd specs, beside what laconic-so made of them."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
import yaml

from deployer.commands.create import create
from deployer.errors import DeployError
from deployer.source import Repository
from tests.corpus.real import CORPUS
from tests.deployer.worlds import NO_CORPUS, Case, cases, names, world
from tests.running import write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CORPUS.is_dir(), reason=NO_CORPUS),
]

SPECS = sorted(CORPUS.glob("expected/*/*/spec.yml"))
CASES = list(cases()) if CORPUS.is_dir() else []


def _created(where: Path, spec: Path) -> Path:
    place = where / "deployment"
    if "agave-stack" in spec.parts:
        own = Repository(CORPUS / "agave-stack", ())
        return create(own, "deployment/spec.yml", place, world()).place
    (where / "so").symlink_to(CORPUS / "stack-orchestrator")
    write(where, {"spec.yml": spec.read_bytes(), "kubeconfig.yml": "a: b\n"})
    return create(Repository(where, ("so",)), "spec.yml", place, world()).place


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: "-".join(spec.parts[-3:-1]))
def test_every_spec_of_the_corpus_becomes_a_directory(tmp_path: Path, spec: Path) -> None:
    """Also those that laconic-so fails on: long-form volumes, absolute binds."""
    place = _created(tmp_path, spec)
    target = spec.parts[-2]
    stack = yaml.safe_load((place / "stack.yml").read_bytes())
    pods = [pod["name"] if isinstance(pod, dict) else pod for pod in stack.get("pods") or []]
    assert names(place / "pods") == sorted(pods)
    assert names(place / "compose") == sorted(f"docker-compose-{pod}.yml" for pod in pods)
    assert (place / "kind-config.yml").exists() == (target == "k8s-kind")
    assert (place / "kubeconfig.yml").exists() == (target == "k8s")
    assert (place / "spec.yml").read_bytes() == spec.read_bytes()


def _compose() -> bool:
    version = ["docker", "compose", "version"]
    try:
        return subprocess.run(version, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@pytest.mark.skipif(not _compose(), reason="no docker compose here")
@pytest.mark.parametrize(
    "spec", [x for x in SPECS if x.parts[-2] == "compose"], ids=lambda spec: spec.parts[-3]
)
def test_docker_compose_reads_what_was_made(tmp_path: Path, spec: Path) -> None:
    place = _created(tmp_path, spec)
    files = [word for path in sorted((place / "compose").iterdir()) for word in ("-f", str(path))]
    if not files:
        return
    words = ("--env-file", str(place / "config.env"), "--project-name", "p", "config")
    done = subprocess.run(
        ["docker", "compose", *files, *words], capture_output=True, text=True, check=False, cwd="/"
    )
    assert done.returncode == 0, done.stderr
    volumes = (yaml.safe_load(done.stdout).get("volumes") or {}).values()
    devices = [x["driver_opts"]["device"] for x in volumes if "driver_opts" in x]
    assert all(device.startswith(f"{place}/data/") for device in devices)
    assert {device.rpartition("/")[2] for device in devices} == set(_names(place / "data"))


def _names(folder: Path) -> list[str]:
    return names(folder) if folder.is_dir() else []


# laconic-so made a directory that does not work, or wrote outside of it, or died with a traceback.
REFUSED = {
    "vol-rel-k8s",
    "vol-escape-k8s",
    "vol-escape-k8s-kind",
    "vol-escape-compose",
    "root-relative",
    "cacerts",
    "cm-null",
    "cm-tilde",
    "cm-missing-abs",
    "cm-file",
    "cm-list",
    "config-list",
    "port-bogus-hostnet",
    "port-zero-hostnet",
    "spec-k8s-nokubeconfig",
    "yaml-nostack",
    "yaml-baddeployto",
    "yaml-list",
    "yaml-multidoc",
}
# Left to the linter, whose errors refuse when they are not allowed: here, none was asked.
LEFT_TO_THE_LINTER = {
    "vol-volumesnull-k8s",
    "vol-volumesnull-k8s-kind",
    "vol-volumesnull-compose",
    "port-spec-null",
    "yaml-dupkey",
    "bind-file-rw",
    "bind-dir-sub",
    "vol-anon",
}
# What laconic-so writes beside: an empty directory for each path of a ConfigMap.
JUNK = {"cfgsrc"}
# Where text differs, and why: a path that compose finds, values that are made.
OTHER_ENV = {"gen-compose"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_odd_specs(tmp_path: Path, case: Case) -> None:
    spec = case.spec.replace("@WORK@", str(tmp_path))
    write(tmp_path / "repo", {**case.files, "spec.yml": spec})
    place = tmp_path / "deployment"
    try:
        create(Repository(tmp_path / "repo", ()), "spec.yml", place, world())
    except DeployError:
        assert case.name in REFUSED or case.upstream["rc"] == 1
        assert names(tmp_path) == ["repo"]
        return
    assert case.name not in REFUSED
    if case.name not in LEFT_TO_THE_LINTER:
        assert case.upstream["rc"] == 0
        _same(place, case)


def _same(place: Path, case: Case) -> None:
    left = case.upstream["files_left"]
    assert isinstance(left, list)
    ours = [name for name in names(place) if not name.startswith(".")]
    assert ours == sorted(set(left) - JUNK)
    pod = yaml.safe_load((place / "compose/docker-compose-s.yml").read_bytes())
    assert _texts(pod) == _texts(yaml.safe_load(str(case.upstream["compose_out"])))
    lines = (place / "config.env").read_text(encoding="utf-8").splitlines(keepends=True)
    values = "".join(line for line in lines if not line.startswith("#"))
    assert (values == case.upstream["config_env"]) == (case.name not in OTHER_ENV)


def _texts(data: object) -> object:
    """The same data with every scalar as text: ports may be numbers to laconic-so."""
    if isinstance(data, dict):
        return {key: _texts(value) for key, value in data.items()}
    return [_texts(item) for item in data] if isinstance(data, list) else str(data)
