"""Volumes that docker makes for mounts without a name: none is let go without a word."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from deployer.errors import StepFailed
from deployer.found import Home
from deployer.guard.refusal import GuardRefused
from deployer.guard.unnamed import guard_unnamed, mounted_again
from deployer.plan import Action
from deployer.plan.moves import Asked
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

IMAGE, OWN = "lab/busybox:1", "compose-unnamed/own:1"


@pytest.fixture(scope="module", autouse=True)
def image_with_a_volume(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Make an image that has a volume of its own at /data; other workers may use it still."""
    site = Site(tmp_path_factory.mktemp("image"), "compose-unnamed")
    made = site.docker("create", IMAGE, "sleep", "10000")
    site.docker("commit", "--change", "VOLUME /data", made, OWN)
    site.docker("rm", made)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    found = Site(tmp_path, f"compose-unnamed-{os.getpid()}")
    yield found
    found.clear()


def pods(*mounts: str, body: dict[str, Data] | None = None, device: str = "../data/db") -> str:
    db: dict[str, Data] = {"image": IMAGE, "init": True, "command": "sleep 10000"}
    names = {x.partition(":")[0] for x in mounts if not x.startswith("/")}
    declared = {name: bound(device) if device else None for name in names}
    service: dict[str, Data] = {**db, "volumes": [*mounts], **(body or {})}
    return json.dumps({"services": {"db": service}, "volumes": declared})


def started(site: Site, *mounts: str, image: str = IMAGE) -> None:
    site.write({PODS: pods(*mounts, body={"image": image})})
    site.deploy()
    site.inside("db", "sh", "-c", "echo kept >/data/notes")


# What the service mounts at first, in which image, and what is changed of it.
INHERITED: list[tuple[list[str], str, dict[str, Data]]] = [
    (["/data"], IMAGE, {"environment": {"A": "b"}}),
    ([], OWN, {"environment": {"A": "b"}}),
    ([], OWN, {"volumes": ["/data"]}),
    (["/data"], OWN, {"volumes": []}),
    (["/data"], IMAGE, {"image": OWN, "volumes": []}),
    (["/data"], IMAGE, {"volumes": ["/data/"]}),
]
LET_GO: list[tuple[list[str], str, dict[str, Data]]] = [
    (["/data"], IMAGE, {"volumes": ["/other"]}),
    (["/data"], IMAGE, {"volumes": []}),
    ([], OWN, {"image": IMAGE}),
    ([], OWN, {"tmpfs": ["/data"]}),
    (["/data"], OWN, {"volumes": ["../files:/data"]}),
]


@pytest.mark.parametrize(("mounts", "image", "changed"), INHERITED)
def test_compose_mounts_it_again(
    site: Site, mounts: list[str], image: str, changed: dict[str, Data]
) -> None:
    started(site, *mounts, image=image)
    site.write({PODS: pods(*mounts, body={"image": image, **changed})})
    (one,) = site.look().unnamed
    assert (one.title, one.is_inherited) == ("db:/data", True)
    site.deploy()
    assert site.inside("db", "cat", "/data/notes") == "kept"


@pytest.mark.parametrize(("mounts", "image", "changed"), LET_GO)
def test_compose_begins_with_another_one(
    site: Site, mounts: list[str], image: str, changed: dict[str, Data]
) -> None:
    started(site, *mounts, image=image)
    site.write({"files/keep": "", PODS: pods(*mounts, body={"image": image, **changed})})
    ran = site.plan()
    (one,) = ran.found.unnamed
    assert (one.place.home, one.place.size, one.is_inherited) == (Home.UNNAMED, 5, False)
    with pytest.raises(GuardRefused, match=r"db keeps at /data .*\(5 bytes\)"):
        guard_unnamed(ran.plan, ran.found, (), Asked())
    site.deploy()
    assert "notes" not in site.inside("db", "sh", "-c", "ls /data || true")
    assert site.docker("volume", "inspect", "--format", "{{.Name}}", one.place.inside)


def test_a_volume_with_a_name_takes_the_data_over(site: Site) -> None:
    started(site, "/data")
    site.write({PODS: pods("db-data:/data")})
    with pytest.raises(GuardRefused, match=r"would move from a volume without a name \(5 bytes, "):
        site.deploy()
    done = site.deploy(Asked(migrate=frozenset({"db-data"})))
    assert done.steps == ["stop db", "copy db-data", "create db-data", "roll db"]
    assert site.inside("db", "cat", "/data/notes") == "kept"
    assert (site.place / "data/db/notes").read_text() == "kept\n"
    assert site.deploy().steps == []


def test_or_begins_empty_on_purpose(site: Site) -> None:
    started(site, "/data")
    (one,) = site.look().unnamed
    site.write({PODS: pods("db-data:/data", device="")})
    with pytest.raises(GuardRefused) as caught:
        site.deploy()
    assert [x.option for x in caught.value.refusals[0].exits] == [
        "give db-data a path in the spec",
        "--fresh db-data",
    ]
    site.deploy(Asked(fresh=frozenset({"db-data"})))
    assert site.inside("db", "ls", "/data") == ""
    assert site.docker("volume", "inspect", "--format", "{{.Name}}", one.place.inside)
    assert site.look().bindings["db-data"].place.home is Home.DOCKER


def test_what_a_move_of_another_volume_takes_along(site: Site) -> None:
    """Docker lets a volume go only when no container has it: that takes the container away."""
    site.write({PODS: pods("logs:/logs", "/data")})
    site.deploy()
    site.inside("db", "sh", "-c", "echo kept >/data/notes")
    site.write({PODS: pods("logs:/logs", "/data", device="../data/other")})
    ran = site.plan()
    with pytest.raises(GuardRefused, match="db keeps at /data"):
        guard_unnamed(ran.plan, ran.found, (), Asked())
    site.deploy()
    assert site.inside("db", "ls", "/data") == ""


def test_a_container_that_is_gone_leaves_it_where_nobody_looks(site: Site) -> None:
    started(site, "/data")
    (one,) = site.look().unnamed
    site.do(Action.REMOVE, "db")
    assert site.look().unnamed == ()
    assert site.docker("volume", "inspect", "--format", "{{.Name}}", one.place.inside)


@pytest.mark.parametrize(("mounts", "image"), [(["/data"], IMAGE), ([], OWN)])
def test_who_goes_back_mounts_it_again(site: Site, mounts: list[str], image: str) -> None:
    """Compose alone would mount what stands at the place in the container that goes."""
    started(site, *mounts, image=image)
    before, files = site.look().unnamed, (site.place / PODS).read_text(encoding="utf-8")
    site.write({PODS: pods("db-data:/data", device="../data/db")})
    site.deploy(Asked(fresh=frozenset({"db-data"})))
    site.write({PODS: files})
    ran = site.plan()
    plan = mounted_again(ran.plan, before, ran.found.unnamed)
    for step in plan.changes:
        site.target().execute(step)
    assert site.inside("db", "cat", "/data/notes") == "kept"
    assert site.look().unnamed == before
    assert site.deploy().steps == []


def test_it_is_not_copied_while_somebody_writes(site: Site) -> None:
    started(site, "/data")
    site.write({PODS: pods("db-data:/data")})
    plan = site.plan(Asked(migrate=frozenset({"db-data"}))).plan
    (copy,) = (step for step in plan.changes if step.action is Action.MOVE)
    with pytest.raises(StepFailed, match="still uses it: stop that first"):
        site.target().execute(copy)


def test_the_record_leads_to_it_when_its_container_is_gone(site: Site) -> None:
    started(site, "/data")
    site.write({PODS: pods("db-data:/data")})
    found = site.look().bindings
    site.earlier = site.earlier._replace(bindings=found)
    site.do(Action.REMOVE, "db")
    now = site.look().bindings["db-data"]
    assert (now.place, now.evidence) == (
        found["db-data"].place,
        "the record of the last revision",
    )
    site.docker("volume", "rm", now.place.inside)
    assert site.look().bindings["db-data"].is_lost
