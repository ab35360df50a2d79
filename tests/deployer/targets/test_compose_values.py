"""What docker and compose print, and what is made of it; recorded of docker 26.1, compose 2.26."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from deployer.errors import Unreachable
from deployer.found import Condition
from deployer.shell import Ran
from deployer.targets.compose.digests import files_changed
from deployer.targets.compose.docker import guarded
from deployer.targets.compose.live import Port, containers_of, volumes_of
from deployer.targets.compose.logs import last_line, merged
from deployer.targets.compose.places import (
    cannot_be,
    is_below,
    is_missing,
    room_words,
    size_of,
    state_of,
    unmounted,
)
from deployer.targets.compose.project import as_created, project_of
from deployer.targets.compose.readiness import is_awaited, readiness_of

if TYPE_CHECKING:
    from pathlib import Path

    from stacklint.model.change import Data

LABELS = "com.docker.compose."
CONTAINER: dict[str, Data] = {
    "Id": "f1c5402d3045",
    "Name": "/notes-web-1",
    "State": {"Status": "running", "Pid": 6891, "ExitCode": 0},
    "Image": "sha256:0231dce69bcc",
    "RestartCount": 0,
    "HostConfig": {
        "RestartPolicy": {"Name": "always"},
        "PortBindings": {
            "80/tcp": [{"HostIp": "", "HostPort": "18080"}],
            "81/udp": [{"HostIp": "127.0.0.1", "HostPort": "18081"}],
            "82/tcp": None,
        },
    },
    "Config": {
        "StopTimeout": 30,
        "Labels": {
            f"{LABELS}config-hash": "483b89c1",
            f"{LABELS}depends_on": (
                "db:service_healthy:false,load:service_completed_successfully:false"
            ),
            f"{LABELS}oneoff": "False",
            f"{LABELS}project": "notes",
            f"{LABELS}project.config_files": "/srv/notes/compose/docker-compose-notes.yml",
            f"{LABELS}project.working_dir": "/srv/notes/compose",
            f"{LABELS}service": "web",
        },
    },
    "Mounts": [
        {"Type": "bind", "Source": "/srv/notes/config/web", "Destination": "/etc/web"},
        {
            "Type": "volume",
            "Name": "notes_web-data",
            "Source": "/var/lib/docker/volumes/notes_web-data/_data",
            "Destination": "/data",
        },
    ],
}


def test_a_container() -> None:
    (found,) = containers_of(json.dumps([CONTAINER]))
    assert (found.name, found.service, found.project) == ("notes-web-1", "web", "notes")
    assert (found.base, found.config) == ("/srv/notes/compose", "483b89c1")
    assert (found.is_up, found.is_job, found.is_aside, found.grace) == (True, False, False, 30)
    assert [(x.volume, x.target) for x in found.mounts] == [
        ("", "/etc/web"),
        ("notes_web-data", "/data"),
    ]
    assert [str(port) for port in found.ports] == ["18080", "127.0.0.1:18081/udp"]
    assert is_awaited("load", [found])
    assert not is_awaited("db", [found])


@pytest.mark.parametrize("text", ["", "[]", "Error: No such object: notes", "{}", "[1]"])
def test_no_containers(text: str) -> None:
    assert containers_of(text) == ()


def test_volumes() -> None:
    labels: dict[str, Data] = {f"{LABELS}project": "notes", f"{LABELS}volume": "db"}
    kept: dict[str, Data] = {
        "Name": "notes_db",
        "Labels": labels,
        "Mountpoint": "/var/lib/docker/volumes/notes_db/_data",
        "Options": {"device": "/srv/db", "o": "bind", "type": "none"},
    }
    others: list[Data] = [
        {**kept, "Options": None},
        {**kept, "Labels": None, "Options": {"device": ":/export", "o": "addr=10.0.0.1,rw"}},
        {**kept, "Options": {"device": "/srv/ro", "o": "bind,ro"}},
    ]
    found = volumes_of(json.dumps([kept, *others]))
    assert [(x.project, x.title, x.device) for x in found] == [
        ("notes", "db", "/srv/db"),
        ("notes", "db", ""),
        ("", "", ""),
        ("notes", "db", "/srv/ro"),
    ]


def test_a_volume_that_a_run_set_aside_says_of_which_one() -> None:
    marks: dict[str, Data] = {
        "stacklint.dev/project": "laconic-words",
        "stacklint.dev/run": "2026-11-28T12-00-00Z-77",
        "stacklint.dev/volume": "notes-db",
    }
    name = "laconic-words_notes-db.keep-2026-11-28T12-00-00Z-77"
    kept: dict[str, Data] = {"Name": name, "Labels": marks, "Mountpoint": "/m", "Options": None}
    other: dict[str, Data] = {**kept, "Labels": None}
    found = [(x.run, x.of_project, x.of_title) for x in volumes_of(json.dumps([kept, other]))]
    assert found == [("2026-11-28T12-00-00Z-77", "laconic-words", "notes-db"), ("", "", "")]


MODEL: dict[str, Data] = {
    "name": "notes",
    "services": {
        "db": {
            "image": "lab/postgres:1",
            "restart": "always",
            "deploy": {"replicas": 2, "placement": {}},
            "secrets": [{"source": "token", "target": "/run/secrets/token"}],
            "volumes": [
                {"type": "volume", "source": "db-data", "target": "/data", "volume": {}},
                {"type": "bind", "source": "/srv/notes/config/db", "target": "/etc/db"},
                {"type": "tmpfs", "target": "/tmp"},  # noqa: S108 -- in a container
            ],
        },
        "web": {
            "build": {"context": "/srv/notes/web"},
            "env_file": ["../config/web.env"],
            "depends_on": {"load": {"condition": "service_completed_successfully"}},
            "network_mode": "service:db",
            "volumes_from": ["db:ro", "container:other:ro"],
            "ports": [
                {"target": 80, "published": "18080", "protocol": "tcp"},
                {"target": 81, "published": "18081", "protocol": "udp", "host_ip": "127.0.0.1"},
                {"target": 82, "protocol": "tcp"},
                {"target": 83, "published": "9000-9010", "protocol": "tcp"},
            ],
        },
        "load": {"image": "lab/busybox:1"},
    },
    "secrets": {"token": {"name": "notes_token", "file": "/srv/notes/config/token"}},
    "volumes": {
        "db-data": {
            "name": "notes_db-data",
            "driver": "local",
            "driver_opts": {"type": "none", "device": "/srv/db", "o": "bind"},
        },
        "cache": {"name": "shared-cache", "external": True},
    },
}


def test_a_project() -> None:
    found = project_of(json.dumps(MODEL), {"db": "1", "web": "2"})
    db, web = found.services["db"], found.services["web"]
    assert (db.image, db.scale, db.restart, db.config) == ("lab/postgres:1", 2, "always", "1")
    assert db.sources == ("/srv/notes/config/db", "/srv/notes/config/token")
    assert db.volumes == ("db-data",)
    assert (web.image, web.is_built, web.scale, web.shares) == ("notes-web", True, 1, ("db",))
    assert web.takes == ("db",)
    assert web.ports == (Port("", "18080", "tcp"), Port("127.0.0.1", "18081", "udp"))
    assert found.endings == {"load"}
    assert found.volumes["db-data"].device == "/srv/db"
    assert found.volumes["cache"].is_external


def test_the_form_that_compose_takes_the_checksum_of() -> None:
    made = json.loads(as_created(json.dumps(MODEL), {"db": "4711"}))
    assert made["services"]["web"]["network_mode"] == "container:4711"
    assert made["services"]["web"]["volumes_from"] == ["4711", "other"]
    assert "env_file" not in made["services"]["web"]
    assert made["services"]["db"] == json.loads(json.dumps(MODEL))["services"]["db"]
    unknown = json.loads(as_created(json.dumps(MODEL), {}))
    assert unknown["services"]["web"]["network_mode"] == "service:db"


@pytest.mark.parametrize(
    ("one", "other", "meets"),
    [
        (("", "80", "tcp"), ("", "80", "tcp"), True),
        (("", "80", "tcp"), ("127.0.0.1", "80", "tcp"), True),
        (("127.0.0.1", "80", "tcp"), ("0.0.0.0", "80", "tcp"), True),  # noqa: S104 -- compared
        (("127.0.0.1", "80", "tcp"), ("127.0.0.2", "80", "tcp"), False),
        (("", "80", "tcp"), ("", "80", "udp"), False),
        (("", "80", "tcp"), ("", "8080", "tcp"), False),
    ],
)
def test_ports_that_meet(
    one: tuple[str, str, str], other: tuple[str, str, str], *, meets: bool
) -> None:
    assert Port(*one).meets(Port(*other)) is meets


LONG_AGO, JUST_NOW = "2026-11-28T12:00:00.123456789Z", "2026-11-28T12:59:55.987654321Z"
NOW = datetime(2026, 11, 28, 13, tzinfo=UTC).timestamp()
LATER = "2026-11-28T15:00:00.123456789Z"
"""What the clock said before it went back."""
LOG: list[Data] = [{"Output": "connection refused\n"}, {"Output": "\nsh: nc: not found\n\n"}]
READY, WAITING, FAILED = Condition.READY, Condition.WAITING, Condition.FAILED


@pytest.mark.parametrize(
    ("state", "restarts", "is_ending", "condition", "words"),
    [
        ({"Status": "running"}, 0, False, READY, "it runs (it has no health check)"),
        (
            {"Status": "running", "StartedAt": LONG_AGO},
            9,
            False,
            READY,
            "it runs (it has no health check)",
        ),
        (
            {"Status": "running", "StartedAt": JUST_NOW},
            2,
            False,
            WAITING,
            "it was started again 2 times, just now",
        ),
        (
            {"Status": "running", "StartedAt": LATER},
            2,
            False,
            READY,
            "it runs (it has no health check)",
        ),
        ({"Status": "running"}, 0, True, WAITING, "it runs, and has to come to its end"),
        ({"Status": "running", "Health": {"Status": "healthy"}}, 0, False, READY, "it is healthy"),
        (
            {"Status": "running", "Health": {"Status": "starting"}},
            0,
            False,
            WAITING,
            "its health check has not passed yet",
        ),
        (
            {"Status": "running", "Health": {"Status": "unhealthy"}},
            0,
            False,
            FAILED,
            "its health check fails",
        ),
        (
            {"Status": "running", "Health": {"Status": "unhealthy", "Log": LOG}},
            0,
            False,
            FAILED,
            "its health check fails: sh: nc: not found",
        ),
        ({"Status": "created"}, 0, False, WAITING, "its container is made and not started"),
        ({"Status": "exited", "ExitCode": 0}, 0, True, READY, "it ended with exit code 0"),
        ({"Status": "exited", "ExitCode": 0}, 0, False, FAILED, "it ended with exit code 0"),
        ({"Status": "exited", "ExitCode": 3}, 0, True, FAILED, "it ended with exit code 3"),
        (
            {"Status": "restarting", "ExitCode": 1},
            1,
            False,
            WAITING,
            "it ended with exit code 1 and was started again 1 time",
        ),
        (
            {"Status": "restarting", "ExitCode": 1},
            3,
            False,
            FAILED,
            "it ended with exit code 1 and was started again 3 times",
        ),
        ({"Status": "dead"}, 0, False, FAILED, "its container is dead"),
        ({"Status": "paused"}, 0, False, FAILED, "its container is paused"),
    ],
)
def test_readiness(
    state: dict[str, Data], restarts: int, *, is_ending: bool, condition: Condition, words: str
) -> None:
    data: dict[str, Data] = {**CONTAINER, "State": {**state}, "RestartCount": restarts}
    found = readiness_of(containers_of(json.dumps([data])), NOW, is_ending=is_ending)
    assert (found.condition, found.words, found.restarts) == (condition, words, restarts)


def test_the_worst_container_speaks_for_all() -> None:
    ended: dict[str, Data] = {**CONTAINER, "State": {"Status": "exited", "ExitCode": 2}}
    found = readiness_of(containers_of(json.dumps([CONTAINER, ended])), NOW, is_ending=False)
    assert found.condition is FAILED


FSTAB = """\
# <what> <where>
UUID=1 / ext4 defaults 0 1
UUID=2 none swap sw 0 0

/dev/sdb1 /srv/disk ext4 defaults 0 2
/dev/sdc1\t/srv/kind xfs noauto 0 2
/dev/sdd1 /srv/a\\040disk ext4 defaults 0 2
"""
MOUNTS = "/dev/sda1 / ext4 rw 0 0\n/dev/sdb1 /srv/disk ext4 rw 0 0\n"


@pytest.mark.parametrize(
    ("path", "point"),
    [
        ("/srv/disk/db", ""),
        ("/srv/kind/db", "/srv/kind"),
        ("/srv/kind", "/srv/kind"),
        ("/srv/kinder/db", ""),
        ("/srv/a disk/db", "/srv/a disk"),
        ("/srv", ""),
    ],
)
def test_a_mount_point_with_nothing_on_it(path: str, point: str) -> None:
    assert unmounted(path, FSTAB, MOUNTS) == point


_MIB = 1024 * 1024
_TIB = _MIB * _MIB


@pytest.mark.parametrize(
    ("free", "total", "words"),
    [
        (60 * _MIB, _TIB, ("the disk of /d has only 60 MiB left: make room first", "")),
        (60 * _MIB, 61 * _MIB, ("the disk of /d has only 60 MiB left: make room first", "")),
        (900 * _MIB, _TIB, ("", "the disk of /d has 900 MiB left")),
        (900 * _MIB, 1000 * _MIB, ("", "")),
    ],
)
def test_room(free: int, total: int, words: tuple[str, str]) -> None:
    assert room_words("/d", free, total) == words


NOBODY = "Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?"
DENIED = "permission denied while trying to connect to the Docker daemon socket at unix:///x"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (NOBODY, f"nobody answers ({NOBODY}): start its daemon, or set DOCKER_HOST"),
        (DENIED, "you may not ask its daemon: run it as root, or join the group of its socket"),
    ],
)
def test_a_daemon_that_does_not_hear(said: str, words: str) -> None:
    with pytest.raises(Unreachable) as error:
        guarded(Ran(1, "", said))
    assert str(error.value) == f"docker: {words}"


@pytest.mark.parametrize(
    ("code", "said"),
    [(1, "Error response from daemon: No such container: web"), (0, NOBODY)],
)
def test_a_daemon_that_hears(code: int, said: str) -> None:
    assert guarded(Ran(code, "", said)).code == code


@pytest.mark.parametrize(
    ("path", "folder", "answer"),
    [("/a/b", "/a", True), ("/a", "/a", True), ("/ab", "/a", False), ("/a", "/", True)],
)
def test_below(path: str, folder: str, *, answer: bool) -> None:
    assert is_below(path, folder) is answer


def test_files_that_changed() -> None:
    before = "1  its configuration\naa  config/a\nbb  config/b c\ncc  config/gone"
    after = "2  its configuration\naa  config/a\nBB  config/b c\ndd  config/new"
    assert files_changed(before, after) == ("config/b c", "config/gone", "config/new")
    assert files_changed(after, after) == ()


def test_both_streams_of_a_log_in_order() -> None:
    out = "2026-11-28T12:00:01Z one\n2026-11-28T12:00:03Z three\n"
    err = "2026-11-28T12:00:02Z two\n"
    assert [x.split()[1] for x in merged(out, err).splitlines()] == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("out", "err", "last"),
    [
        ("1Z one\n2Z two\n", "", "two"),
        ("3Z starting\n", "2Z no such file: x\n", "no such file: x"),
        ("", "", ""),
        ("1Z \n", "", ""),
    ],
)
def test_the_last_line(out: str, err: str, last: str) -> None:
    assert last_line(out, err) == last


@pytest.mark.parametrize("path", ["disk", "disk/db/sub"])
def test_a_link_that_leads_nowhere_is_no_place_for_data(tmp_path: Path, path: str) -> None:
    link = tmp_path / "disk"
    link.symlink_to(tmp_path / "not-mounted")
    assert cannot_be(str(tmp_path / path)) == (
        f"{link} is a link to {tmp_path}/not-mounted, which is not there: mount that, or make it, "
        "first"
    )
    (tmp_path / "not-mounted").mkdir()
    assert cannot_be(str(tmp_path / path)) == ""


def test_the_root_of_the_host_is_no_place_for_data() -> None:
    assert cannot_be("/") == "/ is all of this host: name a directory of its own"


@pytest.mark.parametrize(
    ("files", "is_empty", "size"),
    [
        ([], True, 0),
        (["lost+found/"], True, 0),
        (["notes"], False, 1),
        (["lost+found/", "notes"], False, None),
        (["lost-and-found/"], False, None),
    ],
)
def test_what_mkfs_puts_there_is_nothing(
    tmp_path: Path, files: list[str], *, is_empty: bool, size: int | None
) -> None:
    for name in files:
        (tmp_path / name).mkdir() if name.endswith("/") else (tmp_path / name).touch()
    assert state_of(str(tmp_path)) == (True, is_empty)
    found = size_of(str(tmp_path))
    assert found is not None
    assert found > 0 if size is None else found == size


def test_what_nobody_may_look_at_is_not_missing(tmp_path: Path) -> None:
    (tmp_path / "round").symlink_to("round")
    seen = {name: is_missing(f"{tmp_path}/{name}") for name in (".", "none", "round/key")}
    assert seen == {".": False, "none": True, "round/key": False}
