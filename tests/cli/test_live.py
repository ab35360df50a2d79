"""`stacklint volumes --live` on a real docker and a real kind cluster."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from typing import TYPE_CHECKING, NamedTuple

import pytest

from deployer.live.scales import Scales, Weight
from deployer.shell import Shell
from deployer.targets.kind.host import Host
from deployer.targets.kind.nodes import nodes_of
from tests.deployer.live.site import ID, claim, deployment, listed, persistent, pod, space
from tests.deployer.targets.compose_site import has_docker
from tests.running import stacklint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.running import Done

IMAGE = os.environ.get("STACKLINT_KIND_NODE_IMAGE", "")
NAME = f"stacklint-volumes-{os.getpid()}"
PROJECT = f"laconic-live{os.getpid()}"
SPACE = "laconic-notes"
NOT_DOCKER = pytest.mark.skipif(not has_docker(), reason="needs docker with the lab's images")
NOT_KIND = pytest.mark.skipif(
    not IMAGE or shutil.which("kind") is None or not has_docker(),
    reason="needs kind, docker and STACKLINT_KIND_NODE_IMAGE",
)


def do(*words: str | Path, told: str = "") -> str:
    done = subprocess.run(words, input=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def tree(root: Path) -> dict[str, tuple[int, int]]:
    return {str(x): (x.stat().st_mtime_ns, x.stat().st_ino) for x in sorted(root.rglob("*"))}


def asked(where: Path, *words: str | Path) -> str:
    return stacklint(where, "volumes", "--live", "--format", "json", *map(str, words)).out


class Kind(NamedTuple):
    """A cluster with one deployment."""

    place: Path
    root: Path

    def kubectl(self, *words: str, told: str = "") -> str:
        own = ("kubectl", "--kubeconfig", "/etc/kubernetes/admin.conf")
        return do("docker", "exec", "-i", f"{NAME}-control-plane", *own, *words, told=told)


@pytest.fixture(scope="module")
def kind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kind]:
    """Make a cluster, and in it what laconic-so makes of a spec; the spec is edited afterwards."""
    base = tmp_path_factory.mktemp("live")
    root, place = base / "root", base / "dep"
    root.mkdir()
    config = base / "kind.yml"
    mounts = f"[{{hostPath: {root}, containerPath: /mnt}}]"
    config.write_text(
        "kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n"
        f"nodes: [{{role: control-plane, extraMounts: {mounts}}}]\n"
    )
    made = ("--name", NAME, "--image", IMAGE, "--config", config, "--wait", "240s")
    do("kind", "create", "cluster", *made, "--kubeconfig", base / "kubeconfig")
    try:
        yield filled(Kind(place, root))
    finally:
        do("kind", "delete", "cluster", "--name", NAME, "--kubeconfig", base / "kubeconfig")


def filled(kind: Kind) -> Kind:
    paths = {"notes-db": f"{kind.root}/db", "notes-wal": f"{kind.root}/wal", "notes-cache": ""}
    deployment(kind.place, "k8s-kind", {**paths, "notes-new": f"{kind.root}/new"})
    objects = listed(
        space(SPACE, kind.place),
        claim("notes-db", SPACE),
        claim("notes-cache", SPACE),
        persistent("notes-wal", "/mnt/wal"),
        claim("notes-wal", SPACE, f"{ID}-notes-wal"),
        claim("stray", "default"),
        pod("db", SPACE, "notes-db", "notes-cache", "notes-wal"),
    )
    end = time.monotonic() + 240
    while "default" not in kind.kubectl("get", "serviceaccounts", "-o", "name"):
        assert time.monotonic() < end
        time.sleep(1)
    kind.kubectl("apply", "-f", "-", told=objects)
    kind.kubectl("wait", "--for=condition=Ready", "pod/db", "-n", SPACE, "--timeout=240s")
    while not (kind.root / "wal/bytes").is_file() or len(sized(kind)) < 3:
        assert time.monotonic() < end
        time.sleep(1)
    return kind


def sized(kind: Kind) -> list[str]:
    (cluster,) = json.loads(asked(kind.place, kind.place))["clusters"]
    return [x["name"] for x in cluster["deployments"][0]["volumes"] if x["bytes"]]


@pytest.mark.kind
@pytest.mark.slow
@NOT_KIND
class TestKind:
    """A kind cluster, from the outside; the last test stops it."""

    def test_each_volume_has_what_the_spec_says_and_where_it_is(self, kind: Kind) -> None:
        (cluster,) = json.loads(asked(kind.place, kind.place))["clusters"]
        (one,) = cluster["deployments"]
        assert (one["name"], one["directory"], one["group"]) == ("notes", str(kind.place), SPACE)
        found = {x["name"]: x for x in one["volumes"]}
        place = kind.root
        assert [(x["host"], x["users"], x["differs"]) for x in found.values()] == [
            (None, ["db"], ""),
            (None, ["db"], f"the spec says {place}/db; the bytes are in the kind node"),
            (f"{place}/wal", ["db"], ""),
            (None, [], "nothing is made of it yet"),
        ]
        assert [found[x]["survives"]["cluster"] for x in ("notes-db", "notes-wal")] == [
            "lost",
            "kept",
        ]
        assert all(x["bytes"] >= 5000 for x in found.values() if x["survives"])
        assert cluster["delete_costs"]["volumes"] == [
            f"claim {ID}-notes-cache",
            f"claim {ID}-notes-db",
        ]

    def test_without_names_everything_is_there(self, kind: Kind) -> None:
        found = json.loads(asked(kind.place))["clusters"]
        (cluster,) = (x for x in found if x["name"] == NAME)
        assert f"default/{ID}-stray" in {x["name"]: x for x in cluster["others"]}
        assert not cluster["partial"]

    def test_when_the_time_is_up_bytes_are_not_counted(self, kind: Kind) -> None:
        del kind
        shell, times = Shell(os.environ), iter((0.0, 1000.0))
        (node,) = nodes_of(shell, NAME, Host.real)
        found = Scales(shell, Host(shell), times.__next__).in_node(node, ["/mnt/wal", "/nowhere"])
        assert found["/mnt/wal"].size is None
        assert found["/mnt/wal"].inode
        assert found["/nowhere"] == Weight("", 0)

    def test_nothing_is_written(self, kind: Kind) -> None:
        before = tree(kind.place.parent)
        done = stacklint(kind.place, "volumes", "--live", str(kind.place))
        assert (done.code, done.err) == (0, "")
        assert "would cost 2 volumes, " in done.out
        assert tree(kind.place.parent) == before

    def test_a_directory_that_was_made_again_is_another_one(self, kind: Kind) -> None:
        shutil.move(kind.root, kind.root.with_name("aside"))
        (kind.root / "wal").mkdir(parents=True)
        (cluster,) = json.loads(asked(kind.place, kind.place))["clusters"]
        found = {x["name"]: x for x in cluster["deployments"][0]["volumes"]}["notes-wal"]
        assert found["trouble"].startswith(f"{NAME}-control-plane has another directory there")
        assert found["bytes"] >= 5000

    def test_a_stopped_node_cannot_be_seen(self, kind: Kind) -> None:
        do("docker", "stop", f"{NAME}-control-plane")
        done = stacklint(kind.place, "volumes", "--live", str(kind.place))
        assert done.code == 3
        assert f"`docker start {NAME}-control-plane`" in " ".join(done.out.split())
        assert f"{NAME}` would cost nobody can say what" in " ".join(done.out.split())


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """A deployment on compose that runs; the spec was edited after it was deployed."""
    place = tmp_path / "dep"
    paths = {"db": f"{tmp_path}/db", "files": "./data/files", "cache": ""}
    for folder in (tmp_path / "db", place / "data/files"):
        folder.mkdir(parents=True)
    (tmp_path / "db/bytes").write_bytes(b"x" * 5000)
    deployment(place, "compose", paths, PROJECT)
    try:
        compose(place, "up", "--detach")
        spec = place / "spec.yml"
        spec.write_text(spec.read_text().replace("cache: ", f"cache: {tmp_path}/cache"))
        yield place
    finally:
        compose(place, "down", "--volumes", "--timeout", "0")


def compose(place: Path, *words: str) -> None:
    file = place / "compose/docker-compose-notes.yml"
    do("docker", "compose", "--file", file, "--project-name", PROJECT, *words)


@pytest.mark.docker
@pytest.mark.slow
@NOT_DOCKER
class TestCompose:
    """A compose project, from the outside."""

    def test_each_volume_has_what_the_spec_says_and_where_it_is(self, project: Path) -> None:
        (one,) = json.loads(asked(project, project))["compose"]
        assert (one["name"], one["group"], one["idle"]) == ("notes", PROJECT, False)
        found = {x["name"]: x for x in one["volumes"]}
        base = project.parent
        assert {x: (y["host"], y["backing"], y["differs"]) for x, y in found.items()} == {
            "db": (f"{base}/db", "absolute-path", ""),
            "files": (f"{project}/data/files", "relative-path", ""),
            "cache": (
                None,
                "no-path",
                f"the spec says {base}/cache; the volume, which is empty, is in a docker volume",
            ),
        }
        assert found["db"]["bytes"] >= 5000
        assert found["db"]["users"] == [f"{PROJECT}-db-1"]

    def test_without_containers_a_directory_finds_its_volumes(self, project: Path) -> None:
        compose(project, "down", "--timeout", "0")
        (one,) = json.loads(asked(project, project))["compose"]
        assert one["idle"]
        assert {x["name"] for x in one["volumes"]} == {"db", "files", "cache"}
        (same,) = (x for x in json.loads(asked(project))["compose"] if x["name"] == PROJECT)
        assert same["directory"] == ""
        assert same["note"].startswith("its containers are gone")

    def test_a_volume_without_a_name_is_called_by_its_place(self, project: Path) -> None:
        files = project / "compose/docker-compose-notes.yml"
        text = files.read_text(encoding="utf-8")
        files.write_text(text.replace("      - db:", "      - /more\n      - db:"))
        compose(project, "up", "--detach", "--timeout", "0")
        (one,) = json.loads(asked(project, project))["compose"]
        found = {x["name"]: x for x in one["volumes"]}
        assert (found["db:/more"]["backing"], found["db:/more"]["bytes"]) == ("no-path", 0)
        assert found["db:/more"]["survives"]["claim"] == "lost"

    def test_what_is_no_deployments_is_apart(self, project: Path) -> None:
        name = f"{PROJECT}-stray".removeprefix("laconic-")
        do("docker", "volume", "create", name)
        try:
            found = json.loads(asked(project))
        finally:
            do("docker", "volume", "rm", name)
        volumes = {x["name"]: x for x in found["others"]}
        assert (volumes[name]["backing"], volumes[name]["bytes"]) == ("external-volume", 0)
        assert not {"db", "files", "cache"} & {*volumes}

    def test_what_does_not_run_is_shown_by_its_spec(self, project: Path, tmp_path: Path) -> None:
        other = tmp_path / "other"
        deployment(other, "k8s-kind", {"db": f"{tmp_path}/db", "cache": ""}, f"{PROJECT}x")
        found = json.loads(asked(project, other))
        assert found["compose"] == []
        (one,) = found["elsewhere"]
        assert one["note"] == f"it does not run on cluster {PROJECT}x"
        volumes = {x["name"]: x for x in one["volumes"]}
        assert volumes["db"]["host"] == f"{tmp_path}/db"
        assert volumes["db"]["bytes"] >= 5000
        assert volumes["cache"]["backing"] == "no-place"


NO_DIRECTORY = """\
error: nowhere is no deployment directory (no spec.yml in it): name what `deploy create` made
"""


def said(done: Done) -> tuple[int, str, str]:
    return done.code, done.out, done.err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        ([], 3, "error: `docker` is not installed, or not on PATH: install it first\n"),
        (
            ["nowhere"],
            3,
            NO_DIRECTORY,
        ),
        (
            ["--isolated"],
            2,
            "error: --live reads no configuration: leave out --config and --isolated\n",
        ),
    ],
)
def test_what_cannot_be_looked_at(tmp_path: Path, words: list[str], code: int, error: str) -> None:
    done = stacklint(tmp_path, "volumes", "--live", *words, env={"PATH": str(tmp_path)})
    assert said(done) == (code, "", error)


@pytest.mark.slow
@pytest.mark.docker
@NOT_DOCKER
def test_a_dead_daemon_is_one_sentence(tmp_path: Path) -> None:
    done = stacklint(tmp_path, "volumes", "--live", env={"DOCKER_HOST": f"unix://{tmp_path}/x"})
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("error: docker: nobody answers (")
    assert done.err.count("\n") == 1
