"""Volumes of a compose project: where their bytes are, and that none is lost on a move."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from deployer.errors import StepFailed
from deployer.found import Binding, Earlier, Home, Place, SetAside
from deployer.guard import put_back
from deployer.guard.refusal import GuardRefused
from deployer.plan import Action, plan_of
from deployer.plan.moves import Asked, Way
from tests.deployer.targets.compose_site import PODS, Site, bound, has_docker

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from stacklint.model.change import Data

pytestmark = [
    pytest.mark.docker,
    pytest.mark.slow,
    pytest.mark.skipif(not has_docker(), reason="needs a docker daemon with the lab's images"),
]

DB = frozenset({"db-data"})
DATA = "/data/notes"


def pods(device: str | None, **others: Data) -> str:
    db: dict[str, Data] = {
        "image": "lab/busybox:1",
        "init": True,
        "command": "sleep 10000",
        "volumes": ["db-data:/data"],
    }
    declared = None if device is None else bound(device)
    return json.dumps({"services": {"db": db, **others}, "volumes": {"db-data": declared}})


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    found = Site(tmp_path, f"compose-volumes-{os.getpid()}")
    yield found
    found.clear()


def started(site: Site, device: str | None) -> Site:
    """Bring a database up that has written something."""
    site.write({PODS: pods(device)})
    site.deploy()
    site.inside("db", "sh", "-c", f"echo kept >{DATA}")
    return site


def test_where_the_bytes_are(site: Site) -> None:
    started(site, "../data/db")
    path = site.place / "data/db"
    found = site.look()
    stat, binding = path.stat(), found.bindings["db-data"]
    assert binding == Binding(
        volume="db-data",
        place=Place(Home.HOST, str(path), "", f"{stat.st_dev}:{stat.st_ino}", len("kept\n")),
        evidence=f"{site.project}-db-1 mounts it",
        users=(site.key("db"),),
    )
    prospect = found.prospects["db-data"]
    assert (prospect.exists, prospect.is_empty, prospect.trouble) == (True, False, "")
    site.do(Action.STOP, "db")
    stopped = site.look().bindings["db-data"]
    assert stopped.evidence == f"docker volume {site.project}_db-data"
    assert stopped.users == (site.key("db"),)


def test_what_a_first_volume_finds_is_counted(site: Site) -> None:
    site.write({PODS: pods("../data/db"), "data/db/old": "12345"})
    prospect = site.look().prospects["db-data"]
    assert (prospect.is_empty, prospect.place and prospect.place.size) == (False, 5)


def test_bytes_that_docker_keeps(site: Site) -> None:
    started(site, None)
    found = site.look()
    binding = found.bindings["db-data"]
    assert (binding.place.home, binding.place.inside) == (
        Home.DOCKER,
        f"{site.project}_db-data",
    )
    assert (binding.place.size, found.prospects["db-data"].place) == (len("kept\n"), None)


def test_a_path_that_is_written_otherwise_is_the_same_place(site: Site) -> None:
    started(site, "../data/db")
    (site.place / "link").symlink_to(site.place / "data")
    site.write({PODS: pods("../link/db")})
    done = site.deploy()
    assert done.steps == ["stop db", "replace db-data", "roll db"]
    assert [x.move.way for x in done.plan.steps if x.move] == [Way.REBIND]
    assert site.inside("db", "cat", DATA) == "kept"
    assert site.deploy().steps == []


def test_another_path_is_refused_and_goes_by_name(site: Site) -> None:
    started(site, "../data/db")
    site.write({PODS: pods("../data/other")})
    with pytest.raises(GuardRefused, match=r"would move from .*/data/db \(5 bytes\)"):
        site.deploy()
    done = site.deploy(Asked(migrate=DB))
    assert done.steps == ["stop db", "copy db-data", "replace db-data", "roll db"]
    for folder in ("db", "other"):
        assert (site.place / "data" / folder / "notes").read_text() == "kept\n"
    site.inside("db", "sh", "-c", f"echo more >>{DATA}")
    assert (site.place / "data/other/notes").read_text() == "kept\nmore\n"
    assert (site.place / "data/db/notes").read_text() == "kept\n"
    assert site.deploy().steps == []


def test_adopted_and_fresh(site: Site) -> None:
    started(site, "../data/db")
    site.write({"data/other/notes": "other\n", PODS: pods("../data/other")})
    site.deploy(Asked(adopt=DB))
    assert site.inside("db", "cat", DATA) == "other"
    site.write({PODS: pods(f"{site.place}/data/a/b")})
    site.deploy(Asked(fresh=DB))
    assert site.inside("db", "ls", "/data") == ""
    site.write({PODS: pods(None)})
    site.inside("db", "sh", "-c", f"echo kept >{DATA}")
    site.deploy(Asked(fresh=DB))
    assert site.inside("db", "ls", "/data") == ""
    texts = [(site.place / "data" / x / "notes").read_text() for x in ("db", "other", "a/b")]
    assert texts == ["kept\n", "other\n", "kept\n"]


def test_none_to_path_keeps_the_content_and_a_second_copy(site: Site) -> None:
    started(site, None)
    site.write({PODS: pods("../data/db")})
    with pytest.raises(GuardRefused, match="from a docker volume"):
        site.deploy()
    docker = site.docker(
        "volume", "inspect", "--format", "{{.Mountpoint}}", f"{site.project}_db-data"
    )
    assert [x[2:] for x in site.target().copies(site.plan(Asked(migrate=DB)).plan)] == [
        (docker, f"{site.place}/data/db"),
        (docker, docker.replace("/_data", ".keep-2026-11-28T12-00-00Z/_data")),
    ]
    done = site.deploy(Asked(migrate=DB))
    assert done.steps == ["stop db", "copy db-data", "replace db-data", "roll db"]
    assert site.inside("db", "cat", DATA) == "kept"
    assert (site.place / "data/db/notes").read_text() == "kept\n"
    kept = f"{site.project}_db-data.keep-2026-11-28T12-00-00Z"
    assert site.docker("run", "--rm", "-v", f"{kept}:/k", "lab/busybox:1", "cat", "/k/notes") == (
        "kept"
    )
    # The copy is of no service, so no plan says anything of it any more.
    assert site.deploy().steps == []
    found = site.look()
    assert found.bindings.keys() == DB
    (aside,) = found.set_aside
    removal = f"docker volume rm {kept}"
    assert aside == SetAside("db-data", kept, "2026-11-28T12-00-00Z", 5, removal)
    site.docker(*removal.split()[1:])
    assert site.look().set_aside == ()


def test_what_a_run_set_aside_comes_back_when_it_is_taken_back(site: Site) -> None:
    started(site, None)
    site.write({PODS: pods("../data/db")})
    site.deploy(Asked(migrate=DB))
    site.write({PODS: pods(None)})
    wanted, found = site.wanted(), site.look()
    plan = plan_of(wanted, found, put_back(wanted, found))
    for step in plan.changes:
        site.target().execute(step)
    assert site.inside("db", "cat", DATA) == "kept"
    assert site.look().bindings["db-data"].place.home is Home.DOCKER
    assert (site.place / "data/db/notes").read_text() == "kept\n"


def test_what_docker_lost_is_not_begun_anew_in_silence(site: Site) -> None:
    started(site, None)
    site.do(Action.REMOVE, "db")
    site.docker("volume", "rm", f"{site.project}_db-data")
    lost = f"docker has no volume {site.project}_db-data any more, where its data was"
    with pytest.raises(GuardRefused, match=lost):
        site.deploy()
    assert site.deploy(Asked(fresh=DB)).steps == ["create db-data", "create db"]


def test_docker_keeps_an_old_device_and_that_is_no_success(site: Site) -> None:
    """Compose 2.26 brings the service up with the old directory, exit 0."""
    started(site, "../data/db")
    site.write({PODS: pods("../data/other")})
    (site.place / "data/other").mkdir()
    with pytest.raises(StepFailed, match=r"still is .*/data/db and not .*/data/other"):
        site.do(Action.ROLL, "db")


def test_a_volume_in_use_is_not_replaced(site: Site) -> None:
    started(site, "../data/db")
    site.write({PODS: pods("../data/other")})
    steps = {x.action: x for x in site.plan(Asked(adopt=frozenset(), fresh=DB)).plan.steps}
    with pytest.raises(StepFailed, match=f"{site.project}-db-1 still uses it"):
        site.target().execute(steps[Action.REPLACE])
    assert site.inside("db", "cat", DATA) == "kept"


def test_erased_by_name(site: Site) -> None:
    started(site, None)
    step = next(x for x in site.plan().plan.steps if x.resource.title == "db-data")
    erase = step._replace(action=Action.ERASE)
    with pytest.raises(StepFailed, match="still uses it"):
        site.target().execute(erase)
    site.do(Action.REMOVE, "db")
    site.target().execute(erase)
    assert site.docker("volume", "ls", "--quiet", "--filter", f"name={site.project}") == ""


def test_erasing_a_bound_one_leaves_the_directory(site: Site) -> None:
    started(site, "../data/db")
    step = next(x for x in site.plan().plan.steps if x.resource.title == "db-data")
    site.do(Action.REMOVE, "db")
    site.target().execute(step._replace(action=Action.ERASE))
    assert (site.place / "data/db/notes").read_text() == "kept\n"
    # The record still knows where it is.
    assert site.deploy().steps == ["create db-data", "create db"]
    assert site.inside("db", "cat", DATA) == "kept"


def test_a_directory_that_is_gone_is_no_empty_volume(site: Site) -> None:
    started(site, "../data/db")
    site.do(Action.STOP, "db")
    (site.place / "data/db").rename(site.place / "data/elsewhere")
    with pytest.raises(GuardRefused, match=r"data/db, where its data was, is not there"):
        site.deploy()
    # As a disk leaves it that is not mounted.
    (site.place / "data/db").mkdir()
    with pytest.raises(GuardRefused, match="is empty, and not the directory that its data was in"):
        site.deploy()
    (site.place / "data/db").rmdir()
    (site.place / "data/elsewhere").rename(site.place / "data/db")
    assert site.deploy().steps == ["roll db"]


@pytest.mark.parametrize("is_made", [False, True])
def test_a_directory_that_is_gone_is_begun_anew_by_name(site: Site, *, is_made: bool) -> None:
    started(site, "../data/db")
    site.do(Action.STOP, "db")
    (site.place / "data/db").rename(site.place / "data/elsewhere")
    if is_made:
        (site.place / "data/db").mkdir()
    assert site.deploy(Asked(fresh=DB)).steps == ["stop db", "replace db-data", "roll db"]
    assert site.inside("db", "ls", "/data") == ""
    assert site.deploy().steps == []
    assert (site.place / "data/elsewhere/notes").read_text() == "kept\n"


def test_a_dead_mount(site: Site) -> None:
    started(site, "../data/db")
    (site.place / "data/db").rename(site.place / "data/elsewhere")
    (site.place / "data/db").mkdir()
    with pytest.raises(GuardRefused, match="writes to a directory that was"):
        site.deploy()


def test_a_volume_that_is_not_wanted_any_more_is_told_and_kept(site: Site) -> None:
    started(site, "../data/db")
    bare = json.loads(pods(None))
    del bare["volumes"], bare["services"]["db"]["volumes"]
    site.write({PODS: json.dumps(bare)})
    found = site.deploy().found
    assert found.bindings["db-data"].place.path == f"{site.place}/data/db"
    assert (site.place / "data/db/notes").read_text() == "kept\n"


@pytest.mark.parametrize(
    ("device", "first", "mounted"),
    [
        ("../data/db", ["create db-data", "create db"], ["create db-data", "roll db"]),
        (None, ["create db"], ["create db-data", "roll db"]),
    ],
)
def test_a_volume_that_nothing_mounts(
    site: Site, device: str | None, first: list[str], mounted: list[str]
) -> None:
    idle = json.loads(pods(device))
    del idle["services"]["db"]["volumes"]
    site.write({PODS: json.dumps(idle)})
    assert site.deploy().steps == first
    assert site.deploy().steps == []
    site.write({PODS: pods(device)})
    assert site.deploy().steps == mounted
    assert site.deploy().steps == []


def test_the_place_of_another_deployment(site: Site, tmp_path: Path) -> None:
    started(site, "../data/db")
    other = Site(tmp_path / "other", f"{site.project}-b")
    try:
        other.write({PODS: pods(f"{site.place}/data/db/sub")})
        trouble = other.look().prospects["db-data"].trouble
        assert trouble.endswith(
            f"is of docker volume {site.project}_db-data, which belongs to project {site.project}, "
            f"and {site.project}-db-1 has it: name another directory, or end that first"
        )
        site.do(Action.REMOVE, "db")
        trouble = other.look().prospects["db-data"].trouble
        assert f"no container has it: `docker volume rm {site.project}_db-data`" in trouble
        site.write({"deployment.yml": ""})
        other.write({PODS: pods(f"{site.place}/data/free")})
        trouble = other.look().prospects["db-data"].trouble
        assert trouble.endswith(f"is in {site.place}, which is the directory of another deployment")
        other.write({PODS: pods("/no-such-directory-here/db")})
        trouble = other.look().prospects["db-data"].trouble
        assert trouble == (
            "/no-such-directory-here is not there: `mkdir /no-such-directory-here`, if that is no "
            "slip"
        )
    finally:
        other.clear()


def test_an_external_volume_tells_who_else_mounts_it(site: Site, tmp_path: Path) -> None:
    started(site, None)
    volume = f"{site.project}_db-data"
    other = Site(tmp_path / "other", f"{site.project}-b")
    shared = json.loads(pods(None))
    shared["volumes"]["db-data"] = {"external": True, "name": volume}
    other.write({PODS: json.dumps(shared)})
    words = f"docker volume {volume}, which {site.project}-db-1, of another deployment, mounts too"
    assert other.look().bindings["db-data"].evidence == words
    assert other.look().prospects["db-data"].is_external
    assert not site.look().prospects["db-data"].is_external
    try:
        other.deploy()
        words = (
            f"{other.project}-db-1 mounts it, and so does {site.project}-db-1, of another "
            "deployment"
        )
        assert other.look().bindings["db-data"].evidence == words
    finally:
        other.clear()


def test_a_record_stands_in_for_a_volume_that_docker_has_not(site: Site) -> None:
    site.write({"data/old/notes": "kept\n", PODS: pods("../data/db")})
    place = Place(Home.HOST, str(site.place / "data/old"))
    site.earlier = Earlier(bindings={"db-data": Binding("db-data", place, "")})
    with pytest.raises(GuardRefused, match=r"from .*/data/old \(5 bytes\)"):
        site.deploy()
    site.deploy(Asked(migrate=DB))
    assert site.inside("db", "cat", DATA) == "kept"
