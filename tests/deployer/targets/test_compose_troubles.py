"""What keeps a compose project from coming up, and how it is told."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from deployer.errors import CannotDo, NotReady, ProgramMissing, StepFailed, Unreachable
from deployer.found import Condition
from deployer.plan import Action
from tests.deployer.targets.compose_site import (
    ENVIRONMENT,
    JOBS,
    PODS,
    Site,
    bound,
    has_docker,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from stacklint.model.change import Data

pytestmark = [
    pytest.mark.docker,
    pytest.mark.slow,
    pytest.mark.skipif(not has_docker(), reason="needs a docker daemon with the lab's images"),
]

SLEEP: dict[str, Data] = {"image": "lab/busybox:1", "init": True, "command": "sleep 10000"}
MANAGED: dict[str, Data] = {"volumes": ["v-data:/v"]}


def pods(volumes: dict[str, Data] | None = None, **services: Data) -> str:
    return json.dumps({"services": services, "volumes": volumes or {}})


OUTSIDE: dict[str, Data] = {"external": True}


def whole(more: dict[str, Data], **sections: Data) -> str:
    return json.dumps({"services": {"web": {**SLEEP, **more}}, **sections})


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    found = Site(tmp_path, f"compose-troubles-{os.getpid()}")
    yield found
    found.clear()


@pytest.mark.parametrize(
    ("files", "trouble"),
    [
        (
            {PODS: pods(web={**SLEEP, "image": "acme/web:7"})},
            "image acme/web:7 of `web` is not on this host: `docker pull acme/web:7`",
        ),
        (
            {PODS: pods(web={**SLEEP, "image": "acme/web:local"})},
            (
                "image acme/web:local of `web` is not on this host: no registry has a tag `local`: "
                "build the containers of the stack"
            ),
        ),
        (
            {PODS: pods(web={"build": "../web", "image": "acme/web:7"})},
            "image acme/web:7 of `web` is not on this host: build it, and tag it acme/web:7",
        ),
        (
            {PODS: pods(web=SLEEP), JOBS: pods(web=SLEEP)},
            "`web` is a service and a job, and would be one container: rename the job",
        ),
        (
            {PODS: pods(web=SLEEP), JOBS: pods(load={**SLEEP, "restart": "always"})},
            "job `load` would never end: take `restart: always` out",
        ),
        (
            {
                PODS: pods(
                    {"v-data": {"external": True, "name": "nowhere"}}, web={**SLEEP, **MANAGED}
                )
            },
            "volume nowhere is external and not there: `docker volume create nowhere`",
        ),
        (
            {PODS: pods(web={**SLEEP, "networks": ["backend"]})},
            (
                '`docker compose config` refuses the files: service "web" refers to undefined '
                "network backend: invalid compose project"
            ),
        ),
        (
            {PODS: whole({"networks": ["edge"]}, networks={"edge": {"external": True}})},
            "network edge is external and not there: `docker network create edge`",
        ),
        (
            {PODS: whole({"networks": ["edge"]}, networks={"edge": {**OUTSIDE, "name": "bridge"}})},
            "",
        ),
        (
            {PODS: whole({"secrets": ["key"]}, secrets={"key": OUTSIDE})},
            "secret key of `web` is external, which only a swarm has: give it a `file`",
        ),
        (
            {PODS: whole({"configs": ["page"]}, configs={"page": {"file": "/nowhere/page"}})},
            "/nowhere/page, which `web` is given, is not there: put it there first",
        ),
        (
            {
                PODS: whole({"secrets": ["key"]}, secrets={"key": {"file": "../config/key"}}),
                "config/key": "k",
            },
            "",
        ),
        ({PODS: pods(web=SLEEP)}, ""),
    ],
)
def test_troubles(site: Site, files: dict[str, str | bytes], trouble: str) -> None:
    site.write(files)
    assert site.look().troubles == ((trouble,) if trouble else ())


def test_driver_options_that_docker_would_not_change(site: Site) -> None:
    size: dict[str, Data] = {"driver_opts": {"type": "tmpfs", "device": "tmpfs", "o": "size=1m"}}
    site.write({PODS: pods({"v-data": size}, web={**SLEEP, **MANAGED})})
    site.deploy()
    assert site.look().troubles == ()
    more: dict[str, Data] = {"driver_opts": {"type": "tmpfs", "device": "tmpfs", "o": "size=2m"}}
    site.write({PODS: pods({"v-data": more}, web={**SLEEP, **MANAGED})})
    (trouble,) = site.look().troubles
    assert trouble.startswith("volume `v-data` has other driver options than docker's")


def test_ports(site: Site, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        site.write({PODS: pods(web={**SLEEP, "ports": [f"127.0.0.1:{number}:80"]})})
        (trouble,) = site.look().troubles
        words = f"port 127.0.0.1:{number} of `web` is taken by another program on this host: "
        assert trouble == f"{words}stop that, or take another"
    assert site.look().troubles == ()
    site.deploy()
    assert site.look().troubles == ()
    other = Site(tmp_path / "other", f"{site.project}-b")
    try:
        other.write({PODS: pods(api={**SLEEP, "ports": [f"{number}:80"]})})
        (trouble,) = other.look().troubles
        words = f"port {number} of `api` is taken by container {site.project}-web-1: "
        assert trouble == f"{words}stop that, or take another"
        with pytest.raises(StepFailed, match=f"(?s)^api: .*{number}.*(allocated|in use)"):
            other.target().execute(other.plan().plan.steps[-1])
    finally:
        other.clear()


def test_a_mounted_file_that_was_taken_away_is_told(site: Site) -> None:
    mounts: Data = ["../config/a.conf:/a.conf:ro", "../config/b:/b:ro", "../data/c:/c"]
    site.write({PODS: pods(web={**SLEEP, "volumes": mounts})})
    site.write({"config/a.conf": "a", "config/b/c.conf": "b", "data/c/d": "c"})
    site.deploy()
    # Of a directory that is mounted, fewer files are as good as others.
    for name in ("config/b/c.conf", "data/c/d"):
        (site.place / name).unlink()
    assert site.look().troubles == ()
    (site.place / "config/a.conf").unlink()
    words = (
        f"{site.place}/config/a.conf, which `web` mounts, is no file any more, and docker would "
        "make a directory of it: `stacklint deploy restart` puts it back"
    )
    assert site.look().troubles == (words,)
    (site.place / "config/a.conf").mkdir()
    assert site.look().troubles == (words,)
    site.write({f"next/{PODS}": (site.place / PODS).read_bytes()})
    assert site.look("next").troubles[0].endswith(": put it into the stack")
    site.write({"next/config/a.conf": "a"})
    assert site.look("next").troubles == ()


def test_a_container_that_does_not_run_is_read_and_not_entered(site: Site) -> None:
    site.write({PODS: pods(web=SLEEP)})
    site.deploy()
    name = f"{site.project}-web-1"
    assert site.target().door("web").entering(("-i",), ["ls"])[-2:] == (name, "ls")
    site.do(Action.STOP, "web")
    door = site.target().door("web")
    assert door.reading(()) == ("docker", "logs", name)
    with pytest.raises(CannotDo, match=f"nothing was run: container {name} of `web` is exited"):
        door.entering((), ["ls"])


def test_another_deployment_of_the_same_project(site: Site, tmp_path: Path) -> None:
    site.write({PODS: pods(web=SLEEP, old=SLEEP)})
    site.deploy()
    other = Site(tmp_path / "other", site.project)
    other.write({PODS: pods(web=SLEEP)})
    found = other.look()
    (trouble,) = found.troubles
    words = f"project {site.project} has containers of {site.place}/compose too, and each "
    assert trouble == f"{words}deployment would replace the other's: stop and remove those first"
    words = (
        f"containers of {site.place}/compose have this project too: what runs there is left alone"
    )
    assert found.notes == (words,)
    assert (found.leftovers, list(found.sightings)) == ((), [("file", "", PODS)])
    assert other.target().running() == ()
    assert other.target().readiness(other.key("web")).condition is Condition.FAILED
    with pytest.raises(CannotDo, match="web"):
        other.target().door("web")
    other.do(Action.REMOVE, "web")
    assert {*site.ids()} == {"web", "old"}
    site.place.rename(tmp_path / "moved")
    moved = other.look()
    assert moved.troubles == ()
    assert moved.notes == (
        f"containers of {site.project} were made from {site.place}/compose, which is gone",
    )
    assert [x.title for x in moved.leftovers] == ["old"]


def test_a_service_that_crashes_fails_fast_with_its_last_line(site: Site) -> None:
    crash: list[Data] = ["sh", "-c", "echo starting; echo 'no config: /etc/app' >&2; exit 3"]
    site.write({PODS: pods(web={**SLEEP, "command": crash, "restart": "always"})})
    start = time.monotonic()
    found = site.deploy().readiness["web"]
    assert time.monotonic() - start < 30
    assert found.condition is Condition.FAILED
    assert found.restarts > 2
    assert found.words.startswith("it ended with exit code 3 and was started again ")
    assert found.words.endswith(": no config: /etc/app")
    evidence = site.target().evidence(site.key("web"))
    # Between two of its ends it runs, for as long as a shell takes.
    first = evidence.partition("\n")[0].removeprefix(f"{site.project}-web-1: ")
    assert re.fullmatch(r"(restarting, exit code 3|running), \d+ restarts", first)
    assert " starting\n" in evidence
    assert " no config: /etc/app\n" in evidence


@pytest.mark.parametrize(
    ("service", "words"),
    [
        ({"command": ["sh", "-c", "echo bye; exit 1"]}, "it ended with exit code 1: bye"),
        ({"command": "true"}, "it ended with exit code 0"),
        (
            {"healthcheck": {"test": ["CMD", "false"], "interval": "1s", "retries": 1}},
            "its health check fails",
        ),
    ],
)
def test_what_never_gets_ready(site: Site, service: dict[str, Data], words: str) -> None:
    site.write({PODS: pods(web={**SLEEP, **service})})
    found = site.deploy().readiness["web"]
    assert (found.condition, found.words) == (Condition.FAILED, words)


def test_a_job_that_fails_runs_again(site: Site) -> None:
    fail: dict[str, Data] = {**SLEEP, "command": ["sh", "-c", "echo no; exit 4"]}
    site.write({PODS: pods(web=SLEEP), JOBS: pods(load=fail)})
    done = site.deploy()
    assert done.readiness["load"].words == "it ended with exit code 4: no"
    assert site.plan().reasons == {"load": "its state (it failed with exit code 4) changed"}


def test_what_others_wait_for_may_end(site: Site) -> None:
    setup: dict[str, Data] = {**SLEEP, "command": "true"}
    web: dict[str, Data] = {
        **SLEEP,
        "depends_on": {"setup": {"condition": "service_completed_successfully"}},
    }
    site.write({PODS: pods(web=web, setup=setup)})
    done = site.deploy()
    assert {x.condition for x in done.readiness.values()} == {Condition.READY}
    assert site.deploy().steps == []


def test_a_service_whose_database_does_not_get_healthy_is_not_started(site: Site) -> None:
    test = "echo no nc here; exit 1"
    ill: dict[str, Data] = {"test": ["CMD-SHELL", test], "interval": "1s", "retries": 1}
    web: dict[str, Data] = {**SLEEP, "depends_on": {"db": {"condition": "service_healthy"}}}
    site.write({PODS: pods(db={**SLEEP, "healthcheck": ill}, web=web)})
    said = rf"web: .*{site.project}-db-1 is unhealthy \(db: its health check fails: no nc here\)"
    with pytest.raises(NotReady, match=said) as caught:
        site.deploy()
    assert f"{site.project}-db-1: running, 0 restarts, unhealthy: no nc" in caught.value.evidence


def test_a_command_that_is_not_there(site: Site) -> None:
    site.write({PODS: pods(web={**SLEEP, "command": ["nothing"], "init": False})})
    with pytest.raises(StepFailed, match=r'web: .*"nothing": executable file not found'):
        site.deploy()


def test_nobody_answers(site: Site) -> None:
    site.write({PODS: pods(web=SLEEP)})
    dead = {**ENVIRONMENT, "DOCKER_HOST": "unix:///nowhere.sock"}
    with pytest.raises(Unreachable, match=r"docker: nobody answers .*start its daemon"):
        site.look(environment=dead)
    for ask in (
        lambda: site.target(environment=dead).readiness(site.key("web")),
        lambda: site.target(environment=dead).evidence(site.key("web")),
        lambda: site.target(environment=dead).digests(),
    ):
        with pytest.raises(Unreachable):
            ask()


def test_programs_that_are_missing(site: Site, tmp_path: Path) -> None:
    site.write({PODS: pods(web=SLEEP)})
    with pytest.raises(ProgramMissing, match="`docker` is not installed"):
        site.look(environment={**ENVIRONMENT, "PATH": str(tmp_path)})
    docker = subprocess.run(
        ["sh", "-c", "readlink -f $(command -v docker)"], capture_output=True, text=True, check=True
    ).stdout.strip()
    alone = tmp_path / "bin"
    alone.mkdir()
    script = f'#!/bin/sh\ntest "$1" != compose || exit 1\nexec {docker} "$@"\n'
    (alone / "docker").write_text(script)
    (alone / "docker").chmod(0o755)
    with pytest.raises(ProgramMissing, match="`docker compose` is not installed"):
        site.look(environment={**ENVIRONMENT, "PATH": f"{alone}:{ENVIRONMENT['PATH']}"})


def test_a_broken_file_is_a_trouble_and_keeps_nothing_from_being_stopped(site: Site) -> None:
    good = pods({"v-data": bound("../data/v")}, web={**SLEEP, **MANAGED})
    site.write({PODS: good})
    site.deploy()
    wanted = site.wanted()
    site.write({PODS: "services: ["})
    found = site.target().observe(wanted, site.earlier)
    (trouble,) = found.troubles
    assert trouble.startswith("`docker compose config` refuses the files: yaml: ")
    assert found.sightings[site.key("web")].changes == ()
    assert found.bindings["v-data"].place.path == f"{site.place}/data/v"
    assert found.leftovers == ()


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "ro,size=100m", "none", str(folder)]
    if subprocess.run(mount, check=False).returncode:
        pytest.skip("no tmpfs can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_directory_that_cannot_be_made(site: Site, read_only: Path) -> None:
    path = f"{read_only}/app/v"
    site.write({PODS: pods({"v-data": bound(path)}, web={**SLEEP, **MANAGED})})
    assert site.look().troubles == (
        f"{path} is not there, and {read_only} is mounted read-only: mount it for writing first",
    )
    site.write({PODS: pods({"v-data": bound("../more/a/v")}, web={**SLEEP, **MANAGED})})
    assert site.look().troubles == ()
