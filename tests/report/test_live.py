"""What runs on a host, on a screen and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from stacklint.model.targets import Target
from stacklint.model.volumes.live import LiveCluster, LiveDeployment, LiveHost, LiveVolume, cost_of
from stacklint.model.volumes.survival import Backing, Event
from stacklint.report.live import live_text
from stacklint.report.live_data import live_data
from stacklint.report.width import columns
from tests.report.made import LOOK
from tests.report.test_data import closed

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "stacklint/report/schema/live.schema.json").read_text("utf-8")
)
KIND, COMPOSE = Target.KIND, Target.COMPOSE
LOST = LiveVolume(
    name="notes-db",
    kept="claim a-notes-db",
    target=KIND,
    backing=Backing.NOTHING,
    node="/var/local-path-provisioner/pvc-1_notes_a-notes-db",
    size=9000,
    users=("db-1",),
    written="/srv/kind/notes/db",
    differs="the spec says /srv/kind/notes/db; the bytes are in the kind node",
)
KEPT = LiveVolume(
    name="notes-files",
    kept="claim a-notes-files",
    target=KIND,
    backing=Backing.ABSOLUTE,
    host="/srv/kind/notes/files",
    node="/mnt/notes/files",
    size=70000,
)
CACHE = LOST._replace(name="notes-cache", size=None, differs="", users=(), node="/var/c", kept="c")
NEW = LiveVolume("notes-new", "", KIND, Backing.NOWHERE, differs="nothing is made of it yet")
NOTES = LiveDeployment("notes", "/srv/dep/notes", KIND, "notes", (KEPT, NEW, CACHE, LOST))
SHOP = LiveDeployment(
    name="shop",
    directory="",
    target=COMPOSE,
    group="laconic-b",
    volumes=(
        LiveVolume("db", "docker volume laconic-b_db", COMPOSE, Backing.NOTHING, size=0),
        KEPT._replace(name="old", target=COMPOSE, node=None, trouble="/x is not there any more"),
    ),
    note="its containers are gone",
)
GONE = LiveCluster("old", trouble="old-control-plane is stopped")
HOST = LiveHost("box", (GONE, LiveCluster("main", (NOTES,), (KEPT,))), (SHOP,))


def words(size: int) -> str:
    return f"{size} B"


def test_the_worst_is_first_and_the_cost_of_a_cluster_last() -> None:
    text = live_text(HOST, LOOK._replace(width=80), words)
    assert text == (
        "box: 2 kind clusters, 2 deployments, 7 volumes, 79000 B, 1 not counted\n"
        "2 volumes (9000 B, 1 not counted) die with a cluster or `down -v`; 2 differ from\n"
        "the spec\n"
        "\n"
        "kind cluster main                                                      survives\n"
        " notes  /srv/dep/notes\n"
        "   notes-db         9000 B  node /var/local-path…c-1_notes_a-notes-db  ● ● ● ○ ●\n"
        "     the spec says /srv/kind/notes/db; the bytes are in the kind node\n"
        "   notes-cache     unknown  node /var/c                                ● ● ● ○ ●\n"
        "   notes-files     70000 B  /srv/kind/notes/files                      ● ● ● ● ●\n"
        "   notes-new                nowhere yet                                —\n"
        "     nothing is made of it yet\n"
        " no deployment's\n"
        "   notes-files     70000 B  /srv/kind/notes/files                      ● ● ● ● ●\n"
        "                          container · node · reboot · cluster · deployment moved\n"
        " `kind delete cluster --name main` would cost 2 volumes, 9000 B, 1 not counted:\n"
        " notes-db, notes-cache\n"
        "\n"
        "kind cluster old\n"
        " old-control-plane is stopped\n"
        " `kind delete cluster --name old` would cost nobody can say what\n"
        "\n"
        "docker compose                                                          survives\n"
        " shop (nothing runs)\n"
        "   its containers are gone\n"
        "   db        empty  docker volume laconic-b_db                           ● ● ○ ●\n"
        "   old     70000 B  /srv/kind/notes/files                                ● ● ● ●\n"
        "     /x is not there any more\n"
        "                                 container · reboot · down -v · deployment moved\n"
        "\n"
        "what to do: stacklint explain empty-volume-holds-data\n"
    )


@pytest.mark.parametrize("width", [20, 40, 50, 63, 80, 200])
def test_no_width_leaves_anything_out(width: int) -> None:
    look = LOOK._replace(width=width)
    text = live_text(HOST, look, words)
    for name in ("notes", "shop", "unknown", "empty", "main", "cost"):
        assert name in text
    assert " ".join(text.split()).count("nothing is made of it yet") == 1
    # A command or a path is there to be copied, and stays whole.
    long = [x for x in text.splitlines() if columns(x) > max(width, 55)]
    assert long == []


def test_ascii_is_enough() -> None:
    assert live_text(HOST, LOOK._replace(unicode=False), words).isascii()


def test_names_steer_no_terminal() -> None:
    evil = LOST._replace(name="a\x1b[2Jb", differs="c\x1b]0;d\x07", node="/\x1bc", trouble="\x9b1m")
    one = NOTES._replace(name="\x1bc", directory="/\x1b", volumes=(evil,), trouble="\r\x1b")
    host = LiveHost("\x1b", (LiveCluster("\x1b", (one,), trouble="\x1b"),))
    text = live_text(host, LOOK, words)
    assert all(line.isprintable() for line in text.splitlines())


def test_json_holds_to_its_schema() -> None:
    found = json.loads(live_data(HOST))
    strict = closed(SCHEMA)
    assert isinstance(strict, dict)
    Draft202012Validator(strict).validate(found)
    assert found["whole"] is False
    old, main = found["clusters"]
    assert old["delete_costs"] is None
    assert main["delete_costs"] == {
        "volumes": ["claim a-notes-db", "c"],
        "bytes": 9000,
        "uncounted": 1,
    }


def test_an_empty_volume_costs_nothing_and_two_names_of_a_place_cost_once() -> None:
    empty = LOST._replace(size=0, kept="e")
    shared = CACHE._replace(size=5, host="/x")
    found = cost_of([empty, shared, shared._replace(name="other"), KEPT], Event.CLUSTER)
    assert (found.size, len(found.volumes), found.uncounted) == (5, 2, 0)


def test_a_host_with_nothing_says_so() -> None:
    assert live_text(LiveHost("box"), LOOK, words) == "box: 0 deployments, 0 volumes\n"
