"""A deployment directory that lost a file: refused by every command, with what puts it back."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from deployer.commands.destroy import destroy
from deployer.commands.plan import Wish, plan
from deployer.commands.restart import restart
from deployer.commands.status import status
from deployer.commands.stop import stop
from deployer.errors import BadInput, CannotDo
from deployer.guard.refusal import GuardRefused
from tests.deployer.fake import NOBODY, Fake, approve, begin, world_of
from tests.deployer.run.test_killed import desk
from tests.deployer.worlds import edit, tree_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from deployer.run.world import World

pytestmark = pytest.mark.slow

WISH = Wish("", "", is_pulled=False, asked=NOBODY)
ACTS: dict[str, Callable[[Path, World], object]] = {
    "start": lambda place, world: begin(place, Fake()),  # noqa: ARG005 -- one shape for all
    "restart": lambda place, world: restart(place, WISH, world, desk(), approve),
    "plan": lambda place, world: plan(place, WISH, world, desk()),
    "stop": lambda place, world: stop(place, world, approve),
    "destroy": lambda place, world: destroy(place, frozenset(), world, approve),
    "status": status,
}
FILES = ("deployment.yml", "spec.yml", "stack.yml", "config.env", ".stacklint/state.json")


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("file", FILES)
def test_a_file_that_is_gone_is_told_with_what_puts_it_back(
    place: Path, target: Fake, act: str, file: str
) -> None:
    before = tree_of(place)
    (place / file).unlink()
    with pytest.raises(BadInput, match=f"{file} is gone, .* revision 1 has it: `cp ") as caught:
        ACTS[act](place, world_of(target))
    assert target.taken == []
    subprocess.run(shlex.split(str(caught.value).split("`")[1]), check=True)
    assert tree_of(place) == before


@pytest.mark.parametrize("act", ACTS)
def test_a_copy_is_refused_as_long_as_the_original_is_there(
    place: Path, target: Fake, act: str
) -> None:
    """It would stop what the other has started, or start it anew as it was once."""
    copy, away = place.with_name("copy"), place.with_name("away")
    shutil.copytree(place, copy)
    with pytest.raises(CannotDo, match=f"it is a copy of {place}, which has this deployment"):
        ACTS[act](copy, world_of(target))
    assert target.taken == []
    place.rename(away)
    copy.rename(place)
    assert status(place, world_of(target)).is_ready
    with pytest.raises(CannotDo, match="it is a copy"):
        status(away, world_of(target))


def test_a_directory_behind_a_link_is_no_copy(place: Path, target: Fake) -> None:
    disk = place.with_name("disk")
    place.rename(disk)
    place.symlink_to(disk)
    assert status(place, world_of(target)).is_ready
    assert status(disk, world_of(target)).is_ready


def test_a_moved_directory_is_told_as_such_and_a_link_leads_back(place: Path, target: Fake) -> None:
    disk = place.with_name("disk")
    place.rename(disk)
    # Where volumes are right, nothing keeps it from running.
    begin(disk, target)
    edit(disk, "./data/notes-db", "./data/other", "spec.yml")
    edit(disk, "../data/notes-db", "../data/other")
    with pytest.raises(CannotDo, match=f"it was made at {place}, and volumes below") as caught:
        begin(disk, target)
    assert str(status(disk, world_of(target)).refused) == str(caught.value)
    subprocess.run(shlex.split(str(caught.value).split("`")[1]), check=True)
    with pytest.raises(GuardRefused):
        begin(disk, target)


@pytest.mark.parametrize("file", FILES)
def test_a_file_that_a_full_disk_left_empty_is_told(place: Path, target: Fake, file: str) -> None:
    before = tree_of(place)
    (place / file).write_bytes(b"")
    with pytest.raises(BadInput, match=f"{file} is empty, .* revision 1 has it: `cp ") as caught:
        status(place, world_of(target))
    subprocess.run(shlex.split(str(caught.value).split("`")[1]), check=True)
    assert tree_of(place) == before


def test_what_no_revision_had_is_not_missed(place: Path) -> None:
    """As laconic-so made directories once, without a `deployment.yml`."""
    (place / "deployment.yml").unlink()
    target = Fake()
    begin(place, target)
    assert status(place, world_of(target)).is_ready
