"""A restart on a small disk that is nearly full: the directory is the old one, or the new one."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from deployer.commands.stop import stop
from deployer.errors import DeployError, PreflightFailed, RolledBack
from deployer.revisions import last_ready
from deployer.revisions.journal import unfinished
from tests.deployer.fake import Quiet, approve
from tests.deployer.run.test_killed import Bench, bench_of
from tests.deployer.worlds import tree_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from deployer.run.apply import Act
    from deployer.wanted.resource import Key
    from stacklint.model.change import Data

pytestmark = pytest.mark.slow

SIZE = 2 << 20
BLOCK = 4096
OWN = {"state.json", "generated.json", "lock", "rev"}


def fill(place: Path, blocks: int) -> None:
    """Take all room of the disk but so many blocks."""
    found = os.statvfs(place)
    with (place / "data/ballast").open("ab") as out:
        size = out.tell() + max(found.f_bavail - blocks, 0) * found.f_frsize
        os.posix_fallocate(out.fileno(), 0, max(size, 1))


class Idle(Quiet):
    """Nobody else is there."""

    def __init__(self, place: Path) -> None:
        super().__init__()
        self.place = place


class Greedy(Idle):
    """Somebody else who takes all the room as soon as something is done to what runs."""

    def begin(self, act: Act, words: str) -> None:
        super().begin(act, words)
        if act.step == "S13":
            fill(self.place, 0)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=700", "none", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, check=False).returncode:
        pytest.skip("no small disk to fill: mounting is not allowed here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def bench(small: Path, tmp_path: Path) -> Bench:
    made = bench_of(tmp_path / "mine", small / "place", tmp_path / "kept")
    made.go_on()
    return made


def bodies_of(bench: Bench) -> dict[Key, dict[str, Data]]:
    return {key: x.body for key, x in bench.target.objects.items()}


def outcome(bench: Bench, watcher: Quiet) -> str:
    try:
        bench.restart(watcher)
    except DeployError as error:
        is_full = "no space left on device" in str(error)
        return type(error).__name__ if is_full or isinstance(error, RolledBack) else str(error)
    return "done"


@pytest.mark.parametrize(
    ("broken", "watcher", "outcomes"),
    [
        (set(), Idle, ["PreflightFailed", "done"]),
        ({"postgres:17"}, Idle, ["PreflightFailed", "RolledBack"]),
        (set(), Greedy, ["PreflightFailed", "done"]),
        ({"postgres:17"}, Greedy, ["PreflightFailed", "RolledBack"]),
    ],
)
def test_however_full_the_disk_is_the_directory_is_the_old_one_or_the_new_one(
    bench: Bench, broken: set[str], watcher: Callable[[Path], Quiet], outcomes: list[str]
) -> None:
    old, objects, places = bench.files(), dict(bench.target.objects), dict(bench.target.places)
    bodies = bodies_of(bench)
    bench.restart()
    new, seen = bench.files(), list[str]()
    assert new != old
    bench.target.broken = broken
    for blocks in range(0, 240, 6):
        bench.reset()
        bench.target.objects, bench.target.places = dict(objects), dict(places)
        fill(bench.place, blocks)
        seen.append(outcome(bench, watcher(bench.place)))
        (bench.place / "data/ballast").unlink()
        found = new if seen[-1] == "done" else old
        assert bench.files() == found, (blocks, seen[-1])
        assert (bodies_of(bench) == bodies) is (seen[-1] != "done"), blocks
        guard_tidy(bench, blocks)
    assert list(dict.fromkeys(seen)) == outcomes


def guard_tidy(bench: Bench, blocks: int) -> None:
    own = bench.place / ".stacklint"
    assert unfinished(bench.place) is None, blocks
    assert {x.name for x in own.iterdir()} <= OWN, blocks
    assert last_ready(bench.place) is not None, blocks
    assert not [x for x in tree_of(own / "rev") if x.endswith(".new")], blocks


@pytest.mark.parametrize("blocks", [0, 1])
def test_a_stop_without_room_for_its_journal_stops_nothing(bench: Bench, blocks: int) -> None:
    fill(bench.place, blocks)
    bench.target.taken = []
    with pytest.raises(PreflightFailed, match=r"reserve: no space left on device: make room"):
        stop(bench.place, bench.world, approve)
    assert bench.target.taken == []
    assert {x.name for x in (bench.place / ".stacklint").iterdir()} <= OWN


def test_a_disk_that_is_nearly_full_keeps_nobody_from_stopping_what_fills_it(bench: Bench) -> None:
    fill(bench.place, 4)
    bench.target.taken = []
    stop(bench.place, bench.world, approve)
    assert bench.target.taken == ["stop db"]
    assert {x.name for x in (bench.place / ".stacklint").iterdir()} <= OWN
