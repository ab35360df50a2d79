"""A restart that is killed, at each change that it makes to the disk; the next start mends it.

The system tells each change to an audit hook of a forked process, which then kills that process.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from deployer.commands.create import create
from deployer.commands.next_revision import Desk
from deployer.commands.plan import Wish
from deployer.commands.restart import restart
from deployer.commands.start import start
from deployer.errors import DeployError, LeftBroken, RolledBack
from deployer.plan.moves import Asked
from deployer.revisions import files_of, latest
from deployer.revisions.journal import unfinished
from deployer.shell import Shell
from deployer.source import Repository
from tests.deployer.fake import Fake, Quiet, approve, world_of
from tests.deployer.worlds import COMPOSE, STACK, tree_of
from tests.deployer.worlds import world as world_of_create
from tests.gitrepo import QUIET, repo
from tests.running import write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.run.carried_out import Outcome
    from deployer.run.world import World
    from tests.gitrepo import Repo

pytestmark = pytest.mark.slow

SPEC = "envs/prod.yml"
POD = "compose/docker-compose-notes.yml"
CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.chmod", "os.truncate"}
NEXT = {
    "compose-jobs/docker-compose-load.yml": "services: {load: {image: a}}\n",
    POD: STACK[POD].replace("postgres:16", "postgres:17"),
    SPEC: COMPOSE.replace("A: b", "A: c"),
    "config/notes/app.conf/now/a-directory": "d\n",
    "config/notes/deep": "now a file\n",
    "config/notes/new/b.conf": "b\n",
}
GONE = ("config/notes/app.conf", "config/notes/deep", "config/load.env")


class Bench(NamedTuple):
    """A deployment, as it was, and the target that it ran on."""

    mine: Repo
    place: Path
    kept: Path
    target: Fake

    @property
    def world(self) -> World:
        return world_of(self.target)._replace(shell=Shell({**os.environ, **QUIET}))

    def restart(self, watcher: Quiet | None = None) -> Outcome:
        wish = Wish("", "", is_pulled=False, asked=Asked())
        world = self.world._replace(watcher=watcher or Quiet())
        return restart(self.place, wish, world, desk(), approve)

    def go_on(self) -> None:
        """Commit what the next revision is made of."""
        self.mine.run("rm", "-rq", *GONE)
        self.mine.commit(NEXT)

    def start(self) -> Outcome:
        return start(self.place, Asked(), self.world, approve)

    def files(self) -> dict[str, tuple[int, bytes]]:
        return {k: v for k, v in tree_of(self.place).items() if not k.startswith(".stacklint")}

    def reset(self) -> None:
        shutil.rmtree(self.place)
        shutil.copytree(self.kept, self.place, symlinks=True)


def desk() -> Desk:
    return Desk(
        repository=lambda root: Repository(root, ()),
        make=bytes,
        home=Path("/nobody"),
        version="0",
        judge=lambda root, spec, runs: None,  # noqa: ARG005 -- all is well
    )


def killed_at(bench: Bench, change: int) -> bool:
    """Restart in a process that is killed before that change; tell whether it came so far."""
    child = os.fork()
    if not child:
        _die_at(str(bench.place), change)
        with suppress(DeployError):
            bench.restart()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert status in {0, signal.SIGKILL}
    return status == signal.SIGKILL


def _counts(path: str, place: str) -> bool:
    """Leave out copies in which one file is like the next."""
    return path.startswith(place) and "/next-" not in path and "/files/" not in path


def _die_at(place: str, change: int) -> None:
    left = change

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event in CHANGES and _counts(str(arguments[0]), place):
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Give a folder in memory where there is one: a disk is waited for again and again."""
    memory = Path("/dev/shm")  # noqa: S108 -- a folder of its own is made there
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as name:
        yield Path(name)


def bench_of(root: Path, place: Path, kept: Path, *, is_started: bool = True) -> Bench:
    """Give a deployment made of a repository, and a copy of it as it is now."""
    mine = repo(root, {**STACK, SPEC: COMPOSE})
    made = Bench(mine, place, kept, Fake())
    create(Repository(mine.root, ()), SPEC, place, world_of_create())
    if is_started:
        made.start()
    write(place, {"data/notes-db/base": "precious\n", "config/notes/app.conf.bak": "bak\n"})
    shutil.copytree(place, kept, symlinks=True)
    return made


@pytest.fixture(params=["runs", "never ran"])
def bench(folder: Path, request: pytest.FixtureRequest) -> Bench:
    runs = request.param == "runs"
    made = bench_of(folder / "mine", folder / "place", folder / "kept", is_started=runs)
    made.go_on()
    return made


def test_wherever_a_restart_is_killed_the_next_start_has_whole_files(bench: Bench) -> None:
    old = bench.files()
    bench.target.objects, objects = dict(bench.target.objects), bench.target.objects
    places = dict(bench.target.places)
    bench.restart()
    new = bench.files()
    assert new != old
    seen = []
    for change in range(1, 500):
        bench.reset()
        bench.target.objects, bench.target.places = dict(objects), dict(places)
        bench.target.stopped.clear()
        if not killed_at(bench, change):
            break
        bench.start()
        found = bench.files()
        assert found in (old, new), change
        seen.append(found == new)
        assert (bench.place / "data/notes-db/base").read_text(encoding="utf-8") == "precious\n"
        guard_tidy(bench, change)
    assert seen == sorted(seen)
    assert seen.count(False) > 20
    assert seen.count(True) > 10


def test_wherever_a_way_back_is_killed_the_next_start_has_whole_files(bench: Bench) -> None:
    old = bench.files()
    objects, places = dict(bench.target.objects), dict(bench.target.places)
    bench.target.broken = {"postgres:17"}
    with pytest.raises(RolledBack if objects else LeftBroken):
        bench.restart()
    seen = []
    for change in range(1, 500):
        bench.reset()
        bench.target.objects, bench.target.places = dict(objects), dict(places)
        if not killed_at(bench, change):
            break
        with suppress(RolledBack, LeftBroken):
            bench.start()
        found = bench.files()
        seen.append(found == old)
        assert unfinished(bench.place) is None or not objects, change
        assert found == old or not objects, change
    assert len(seen) > 40


def guard_tidy(bench: Bench, change: int) -> None:
    own = bench.place / ".stacklint"
    assert unfinished(bench.place) is None, change
    left = {x.name for x in own.iterdir()} - {"state.json", "generated.json", "lock", "rev"}
    assert not left, change
    record = latest(bench.place)
    assert record is not None, change
    assert {x.path for x in files_of(bench.place, record.number).files} >= {"spec.yml", POD}
