"""A deployment directory of somebody else: one sentence, and nothing is touched."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from deployer.commands.plan import Wish, plan
from deployer.commands.status import status
from deployer.commands.stop import stop
from deployer.errors import DeployError
from deployer.plan.moves import Asked
from tests.deployer.fake import Fake, approve, begin, world_of
from tests.deployer.run.test_killed import desk
from tests.deployer.worlds import COMPOSE, make, tree_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOBODY = 65534
WISH = Wish("", "", is_pulled=False, asked=Asked())
ACTS: dict[str, Callable[[Path], object]] = {
    "start": lambda place: begin(place, Fake()),
    "stop": lambda place: stop(place, world_of(Fake()), approve),
    "status": lambda place: status(place, world_of(Fake())),
    "plan": lambda place: plan(place, WISH, world_of(Fake()), desk()),
}


@pytest.fixture
def shared() -> Iterator[Path]:
    """Give a directory that everybody may look into."""
    if os.getuid():
        pytest.skip("only root can become somebody else")
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        make(Path(name) / "repo", COMPOSE, Path(name) / "place")
        begin(Path(name) / "place", Fake())
        yield Path(name) / "place"


def said_to_another(act: Callable[[Path], object], place: Path) -> str:
    """What a process of another user is told."""
    read, write = os.pipe()
    if not os.fork():
        os.setgroups([])
        os.setuid(NOBODY)
        try:
            words = f"done: {act(place)}"
        except DeployError as error:
            words = f"{error}"
        except BaseException as error:  # noqa: BLE001 -- the test tells of it
            words = f"fault: {error!r}"
        os.write(write, words.encode())
        os._exit(0)
    os.close(write)
    os.wait()
    with os.fdopen(read) as pipe:
        return pipe.read()


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("own", [0o700, 0o755])
def test_who_may_not_is_told_what_and_by_whom(shared: Path, act: str, own: int) -> None:
    (shared / ".stacklint").chmod(own)
    before = tree_of(shared)
    said = said_to_another(ACTS[act], shared)
    assert said.startswith(str(shared)), said
    assert "permission denied: run this as the user whose it is" in said
    assert tree_of(shared) == before


@pytest.mark.parametrize("act", ACTS)
def test_a_directory_that_nobody_else_may_enter_is_no_fault_of_ours(shared: Path, act: str) -> None:
    shared.chmod(0o700)
    said = said_to_another(ACTS[act], shared)
    assert said.startswith(str(shared)), said
    assert "permission denied: run this as the user whose it is" in said
