"""Claims of a cluster, as they were recorded from one; and the spec beside the truth."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from deployer.live.beside_spec import compared
from deployer.live.claims import Owner, claimed_in, owners_in
from deployer.live.directories import Said, Spoken, spoken
from deployer.live.scales import Scales
from deployer.shell import Shell
from deployer.targets.kind.host import Host
from stacklint.model.targets import Target
from stacklint.model.volumes.live import LiveVolume
from stacklint.model.volumes.survival import Backing
from tests.deployer.live.site import ID, deployment

RECORDED = Path(__file__).with_name("recorded.json").read_text(encoding="utf-8")
OURS = Owner("laconic-notes", "/srv/deployments/notes")
FOUND = {claimed.title: claimed for claimed in claimed_in(RECORDED)}
NODE = ("main-control-plane",)
WAITS = "its claim waits for its first pod"


@pytest.mark.parametrize(
    ("title", "kept", "path", "users", "trouble"),
    [
        ("notes-db", f"claim {ID}-notes-db", "_laconic-notes_laconic-f3m6b6j4-notes-db", "a", ""),
        ("notes-wal", f"claim {ID}-notes-wal", "/mnt/notes-wal", "a", ""),
        ("notes-files", f"claim {ID}-notes-files", "/mnt/notes-files", "", ""),
        (
            "notes-old",
            f"persistent volume {ID}-notes-old",
            "/mnt/notes/old",
            "",
            "no claim has taken it",
        ),
        (
            "notes-gone",
            f"persistent volume {ID}-notes-gone",
            "/mnt/notes/gone",
            "",
            "its claim is gone, and it is still there",
        ),
    ],
)
def test_claims_and_volumes_of_a_deployment(
    title: str, kept: str, path: str, users: str, trouble: str
) -> None:
    found = FOUND[title]
    assert (found.owner, found.kept, found.trouble) == (OURS, kept, trouble)
    assert found.path.endswith(path)
    assert found.users == tuple(users)


def test_what_a_class_made_is_on_one_node() -> None:
    assert [x.title for x in FOUND.values() if x.is_made] == [
        f"default/{ID}-notes-db",
        "notes-cache",
        "notes-db",
    ]
    assert {x.nodes for x in FOUND.values() if x.is_made} == {NODE}


def test_what_is_nobodys_is_named_by_its_namespace() -> None:
    stray = FOUND[f"default/{ID}-stray"]
    assert (stray.owner, stray.path, stray.trouble) == (Owner("default"), "", WAITS)
    assert owners_in(RECORDED) == (OURS,)


ASKED = Said("v", Backing.ABSOLUTE, "/srv/v", "/srv/v", "")
EMPTY = Said("v", Backing.NOTHING, None, None, "no path")
BESIDE = Said("v", Backing.NOWHERE, "/srv/kindly/v", None, "no node mounts it")
UNNAMED = Said("v", Backing.NOWHERE, None, None, "missing from the spec")
OPAQUE = Said("v", Backing.TEMPLATE, "{{ x }}", None, "")
HOST = LiveVolume("v", "claim v", Target.KIND, Backing.ABSOLUTE, "/mnt/disk/v", "/mnt/v", size=9)
INSIDE = HOST._replace(backing=Backing.NOTHING, host=None)
DOCKER = INSIDE._replace(node=None, docker="/var/lib/docker/volumes/v", target=Target.COMPOSE)


@pytest.mark.parametrize(
    ("said", "volume", "words"),
    [
        (ASKED, HOST._replace(host="/srv/v"), ""),
        (ASKED, HOST._replace(host="/srv/link"), ""),
        (ASKED, HOST, "the spec says /srv/v; the bytes are in /mnt/disk/v"),
        (ASKED, INSIDE, "the spec says /srv/v; the bytes are in the kind node"),
        (ASKED, DOCKER, "the spec says /srv/v; the bytes are in a docker volume"),
        (
            ASKED,
            INSIDE._replace(size=0),
            "the spec says /srv/v; the volume, which is empty, is in the kind node",
        ),
        (
            ASKED._replace(host="/mnt/v", written="/mnt/v"),
            INSIDE,
            "/mnt/v is a directory of the kind node alone",
        ),
        (EMPTY, INSIDE, ""),
        (EMPTY, DOCKER, ""),
        (EMPTY, HOST, "the spec says no path; the bytes are in /mnt/disk/v"),
        (
            BESIDE,
            INSIDE,
            "the spec says /srv/kindly/v (no node mounts it); the bytes are in the kind node",
        ),
        (
            UNNAMED,
            INSIDE,
            "the spec does not name it (missing from the spec); the bytes are in the kind node",
        ),
        (OPAQUE, HOST, ""),
        (ASKED, LiveVolume("v", "claim v", Target.KIND, Backing.NOWHERE), ""),
        (ASKED._replace(name="w"), INSIDE, "the spec does not name it"),
    ],
)
def test_what_differs_is_said(said: Said, volume: LiveVolume, words: str) -> None:
    one = Spoken("/srv/dep", "notes", Target.KIND, volumes=(said,))
    links = {"/srv/link": "/srv/v"}
    (found,) = compared([volume], one, lambda path: links.get(path, path))
    assert found.differs == words


def test_when_the_time_is_up_bytes_are_not_counted(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"x" * 5000)
    shell, times = Shell(os.environ), iter((0.0, 59.0, 60.0))
    scales = Scales(shell, Host(shell), times.__next__)
    first, late = scales.size(str(tmp_path)), scales.size(str(tmp_path))
    assert (first or 0) >= 5000
    assert late is None


def test_of_a_spec_that_nobody_can_read_nothing_is_said() -> None:
    assert compared([INSIDE], Spoken("/srv/dep", "notes", trouble="gone"), str) == (INSIDE,)


def test_a_directory_says_what_it_asks_for(tmp_path: Path) -> None:
    place = tmp_path / "dep"
    deployment(place, "compose", {"notes-db": "/srv/db", "notes-files": "./files", "cache": ""})
    one = spoken(place)
    assert (one.name, one.target, one.project, one.trouble) == ("notes", Target.COMPOSE, ID, "")
    assert [(x.name, x.written, x.host) for x in one.volumes] == [
        ("notes-db", "/srv/db", "/srv/db"),
        ("notes-files", "./files", f"{place}/files"),
        ("cache", None, None),
    ]


@pytest.mark.parametrize("missing", ["stack.yml", "config.env", "compose/docker-compose-notes.yml"])
def test_a_spec_says_what_it_asks_for_without_the_rest(tmp_path: Path, missing: str) -> None:
    deployment(tmp_path, "compose", {"notes-db": "/srv/db"})
    (tmp_path / missing).unlink()
    one = spoken(tmp_path)
    assert one.note.startswith(f"only its spec can be read: {missing} is not there")
    assert [(x.name, x.host) for x in one.volumes] == [("notes-db", "/srv/db")]


@pytest.mark.parametrize(
    ("file", "text", "why"),
    [
        ("spec.yml", "deploy-to: [", "spec.yml cannot be read: "),
        ("spec.yml", None, "spec.yml is not there, and this is no deployment directory"),
        ("deployment.yml", "a: b", "deployment.yml has no `cluster-id`: "),
    ],
)
def test_a_directory_that_cannot_be_read_says_why(
    tmp_path: Path, file: str, text: str | None, why: str
) -> None:
    deployment(tmp_path, "compose", {"notes-db": ""})
    if text is None:
        (tmp_path / file).unlink()
    else:
        (tmp_path / file).write_text(text)
    one = spoken(tmp_path)
    assert one.trouble.startswith(f"what its spec says is not known: {why}")
    assert one.volumes == ()
