"""The life of a compose project: up, again, changed, stopped, gone."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from deployer.found import Condition
from deployer.plan import Action
from tests.deployer.targets.compose_site import ENVIRONMENT, JOBS, PODS, Site, bound, has_docker

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
DB: dict[str, Data] = {
    **SLEEP,
    "volumes": ["db-data:/data"],
    "healthcheck": {"test": ["CMD", "true"], "interval": "1s"},
}
WEB: dict[str, Data] = {
    "image": "lab/web:1",
    "init": True,
    "env_file": "../config/web.env",
    "environment": ["GREETING=${GREETING}", "DOLLARS=$$1"],
    "depends_on": {"db": {"condition": "service_healthy"}},
    "volumes": ["../config/web:/etc/web:ro", "../config/one.txt:/one.txt:ro", "web-data:/data"],
}
SIDE: dict[str, Data] = {**SLEEP, "network_mode": "service:db"}
LOAD: dict[str, Data] = {"image": "lab/busybox:1", "volumes": ["db-data:/data"]}
FILES = {
    "config/web/nginx.conf": "a\n",
    "config/one.txt": "one\n",
    "config/web.env": "LEVEL=info\n",
    "config.env": "GREETING=hello\n",
}


def pods(**services: Data) -> str:
    volumes: dict[str, Data] = {"db-data": bound("../data/db"), "web-data": None}
    return json.dumps({"services": services, "volumes": volumes})


def jobs(command: str = "echo run >>/data/runs") -> str:
    load = {**LOAD, "command": ["sh", "-c", command]}
    return json.dumps({"services": {"load": load}, "volumes": {"db-data": bound("../data/db")}})


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    found = Site(tmp_path, f"compose-life-{os.getpid()}")
    found.write({**FILES, PODS: pods(db=DB, web=WEB, side=SIDE), JOBS: jobs()})
    yield found
    found.clear()


def test_it_comes_up_once(site: Site) -> None:
    first = site.deploy()
    assert first.steps == [
        "create db-data",
        "create web-data",
        "create db",
        "create web",
        "create side",
        "create load",
    ]
    assert {name: x.condition for name, x in first.readiness.items()} == dict.fromkeys(
        ("db", "web", "side", "load"), Condition.READY
    )
    assert site.inside("web", "sh", "-c", "echo $GREETING $LEVEL $DOLLARS") == "hello info $1"
    running = site.ids()
    again = site.deploy()
    assert again.steps == []
    assert site.ids() == running
    assert (site.place / "data/db/runs").read_text() == "run\n"


CHANGES: list[tuple[dict[str, str | bytes], dict[str, str]]] = [
    ({"config.env": "GREETING=servus\n"}, {"web": "its configuration changed"}),
    ({"config/web/nginx.conf": "b\n"}, {"web": "config/web/nginx.conf changed"}),
    ({"config/one.txt": "two\n"}, {"web": "config/one.txt changed"}),
    ({"config/web.env": "LEVEL=debug\n"}, {"web": "its configuration changed"}),
    ({JOBS: jobs("echo again >>/data/runs")}, {"load": "its configuration changed"}),
    (
        {PODS: pods(db={**DB, "labels": {"a": "b"}}, web=WEB, side=SIDE)},
        {
            "db": "its configuration changed",
            "side": "db, whose namespaces it shares, changed",
        },
    ),
]


def test_what_changed_is_rolled_and_nothing_else(site: Site) -> None:
    site.deploy()
    for change, reasons in CHANGES:
        running = site.ids()
        site.write(change)
        done = site.deploy()
        assert done.reasons == reasons
        now = site.ids()
        assert {name for name in now if now[name] != running[name]} == reasons.keys()
        assert site.deploy().steps == []
    assert site.inside("web", "sh", "-c", "echo $GREETING $LEVEL") == "servus debug"
    assert site.inside("web", "cat", "/etc/web/nginx.conf", "/one.txt") == "b\ntwo"
    assert (site.place / "data/db/runs").read_text() == "run\nagain\n"


def test_who_takes_the_mounts_of_another_is_rolled_with_it_alone(site: Site) -> None:
    taking: dict[str, Data] = {**SLEEP, "volumes_from": ["db:ro"]}
    site.write({PODS: pods(db=DB, web=WEB, copy=taking)})
    site.deploy()
    assert site.deploy().steps == []
    site.write({PODS: pods(db={**DB, "labels": {"a": "b"}}, web=WEB, copy=taking)})
    done = site.deploy()
    assert done.reasons["copy"] == "db, whose mounts it takes, changed"
    assert site.deploy().steps == []


def test_what_may_be_missing_may_be_left_to_its_profile(site: Site) -> None:
    waiting: dict[str, Data] = {"condition": "service_started", "required": False}
    needs: dict[str, Data] = {**SLEEP, "depends_on": {"debug": waiting}}
    site.write({PODS: pods(db=needs, web=SLEEP, debug={**SLEEP, "profiles": ["debug"]})})
    wanted = site.wanted()
    wanted = wanted._replace(resources=tuple(x for x in wanted.resources if x.title != "debug"))
    assert site.target().observe(wanted, site.earlier).troubles == ()
    files = ("--file", str(site.place / PODS), "--env-file", str(site.place / "config.env"))
    site.docker("compose", *files, "--project-name", site.project, "up", "--detach", "db")
    assert site.target().observe(wanted, site.earlier).sightings[site.key("db")].changes == ()


def test_an_image_that_was_built_anew_rolls_its_service(site: Site) -> None:
    image = f"{site.project}:1"
    site.docker("tag", "lab/busybox:1", image)
    try:
        site.write({PODS: pods(db={**DB, "image": image}, web=WEB)})
        site.deploy()
        site.docker("tag", "lab/web:1", image)
        assert site.deploy().reasons == {"db": f"image {image} changed"}
        assert site.deploy().steps == []
    finally:
        site.docker("rmi", image)


def test_what_is_staged_is_judged_by_its_own_files(site: Site) -> None:
    """A file of variables that only the next revision has is no fault, and no path moves."""
    site.deploy()
    staged = {**FILES, PODS: pods(db=DB, web=WEB, side=SIDE), JOBS: jobs()}
    site.write(staged, ".stacklint/next")
    assert not [x for x in site.look(".stacklint/next").sightings.values() if x.changes]
    web: dict[str, Data] = {**WEB, "env_file": ["../config/web.env", "../config/new.env"]}
    new: dict[str, str | bytes] = {
        "config/new.env": "N=1\n",
        "config/one.txt": "two\n",
        "config.env": "GREETING=hello\nTOKEN=secret\n",
        PODS: pods(db=DB, web=web, side=SIDE),
    }
    site.write(new, ".stacklint/next")
    found = site.look(".stacklint/next")
    changed = {key.name: x.changes for key, x in found.sightings.items() if x.changes}
    assert changed == {"web": ("its configuration", "config/one.txt"), PODS: ("its content",)}
    assert not found.troubles


def test_who_runs_it_changes_nothing_by_exported_variables(site: Site) -> None:
    site.deploy()
    exported = {
        **ENVIRONMENT,
        "GREETING": "exported",
        "COMPOSE_REMOVE_ORPHANS": "1",
        "COMPOSE_FILE": "/nowhere.yml",
    }
    found = site.look(environment=exported)
    assert not [x for x in found.sightings.values() if x.changes]
    roll = next(x for x in site.plan().plan.steps if x.resource.title == "web")
    site.target(environment=exported).execute(roll._replace(action=Action.ROLL))
    assert site.inside("web", "sh", "-c", "echo $GREETING") == "hello"
    assert site.ids().keys() == {"db", "web", "side", "load"}


def test_what_laconic_so_brought_up_is_left_alone(site: Site) -> None:
    """It runs one `up` for all services, without the jobs."""
    (site.place / "data/db").mkdir(parents=True)
    files = ("--file", str(site.place / PODS), "--env-file", str(site.place / "config.env"))
    site.docker("compose", *files, "--project-name", site.project, "up", "--detach")
    running = site.ids()
    assert site.deploy().steps == ["create load"]
    del (now := site.ids())["load"]
    assert now == running
    site.docker("compose", *files, "--project-name", site.project, "up", "--detach")
    del (now := site.ids())["load"]
    assert now == running


def test_what_is_not_wanted_any_more_is_removed(site: Site) -> None:
    site.write({PODS: pods(db=DB, web=WEB, old={**SLEEP, "ports": ["127.0.0.1:18931:80"]})})
    site.deploy()
    site.write({PODS: pods(db=DB, web=WEB)})
    done = site.deploy()
    assert done.steps == ["remove old"]
    assert done.found.leftovers[0].body == {"ports": ["127.0.0.1:18931"]}
    assert "old" not in site.ids()


def test_a_service_that_is_renamed_gives_its_port_up_first(site: Site) -> None:
    served: dict[str, Data] = {**SLEEP, "ports": ["127.0.0.1:18932:80"]}
    site.write({PODS: pods(db=DB, web=WEB, front=served)})
    site.deploy()
    site.write({PODS: pods(db=DB, web=WEB, edge=served)})
    assert site.deploy().steps == ["remove front", "create edge"]


def test_a_service_of_a_profile_is_nobody_s_leftover(site: Site) -> None:
    site.write({PODS: pods(db=DB, web=WEB, debug={**SLEEP, "profiles": ["debug"]})})
    wanted = site.wanted()
    wanted = wanted._replace(resources=tuple(x for x in wanted.resources if x.title != "debug"))
    files = ("--file", str(site.place / PODS), "--env-file", str(site.place / "config.env"))
    site.docker("compose", *files, "--project-name", site.project, "up", "--detach", "debug")
    assert site.target().observe(wanted, site.earlier).leftovers == ()


def test_a_profile_that_is_asked_for_runs_and_stays(site: Site) -> None:
    site.write({PODS: pods(db=DB, web=WEB, debug={**SLEEP, "profiles": ["debug"]})})
    site.write({"config.env": "GREETING=hello\nCOMPOSE_PROFILES=debug\n"})
    assert "create debug" in site.deploy().steps
    assert site.deploy().steps == []


def test_a_profile_that_nobody_asks_for_any_more_ends_its_service(site: Site) -> None:
    site.write({PODS: pods(db=DB, web=WEB, debug={**SLEEP, "profiles": ["debug"]})})
    site.write({"config.env": "GREETING=hello\nCOMPOSE_PROFILES=debug\n"})
    wanted = site.wanted()
    site.deploy()
    site.write({"config.env": "GREETING=hello\nCOMPOSE_PROFILES=\n"})
    rest = tuple(x for x in wanted.resources if x.title != "debug")
    found = site.target().observe(wanted._replace(resources=rest), site.earlier)
    assert [x.title for x in found.leftovers] == ["debug"]


def test_stopped_starts_again_and_destroyed_leaves_data(site: Site) -> None:
    site.deploy()
    (site.place / "data/db/kept").write_text("kept")
    names = ("web", "side", "db")
    for name in names:
        site.do(Action.STOP, name)
    seen = site.look().sightings
    assert all(seen[site.key(name)].is_stopped for name in names)
    ids = {name: found.split()[0] for name, found in site.ids().items()}
    again = site.deploy()
    assert again.steps == ["roll db", "roll web", "roll side"]
    assert {name: found.split()[0] for name, found in site.ids().items()} == ids
    for name in (*names, "load"):
        site.do(Action.REMOVE, name)
    assert site.ids() == {}
    assert site.docker("network", "ls", "--quiet", "--filter", f"name={site.project}") == ""
    assert site.docker("volume", "ls", "--quiet", "--filter", f"name={site.project}") != ""
    assert (site.place / "data/db/kept").read_text() == "kept"
    # The record knows that the job has run.
    assert site.deploy().steps == ["create db", "create web", "create side"]
