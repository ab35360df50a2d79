"""A deployment directory that lost a file: refused by every command, with what puts it back."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from deployer.commands.destroy import destroy
from deployer.commands.history import history
from deployer.commands.plan import Wish, plan
from deployer.commands.restart import restart
from deployer.commands.status import status
from deployer.commands.stop import stop
from deployer.errors import BadInput, CannotDo, LeftBroken
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
    "history": lambda place, world: history(place),  # noqa: ARG005 -- one shape for all
}
FILES = ("deployment.yml", "spec.yml", "stack.yml", "config.env", ".stacklint/state.json")
POD, JOB = "compose/docker-compose-notes.yml", "compose-jobs/docker-compose-load.yml"


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
@pytest.mark.parametrize(
    ("damaged", "words"),
    [
        (("deployment.yml", "a: [\n"), "deployment.yml cannot be read: "),
        (("deployment.yml", "hello\n"), "deployment.yml has no `cluster-id`"),
        (("spec.yml", "a: [\n"), "spec.yml cannot be read: "),
        (("spec.yml", "hello\n"), "spec.yml is not one YAML mapping"),
        (("stack.yml", "a: [\n"), "stack.yml cannot be read: "),
        (("stack.yml", "- hello\n"), "stack.yml is not one YAML mapping, and a stack is"),
        ((".stacklint/state.json", "{"), "state.json is damaged: "),
        ((POD, None), "notes.yml is not there, and stack.yml names it"),
        ((POD, ""), "notes.yml is empty, and it is needed"),
        ((POD, "a: [\n"), "notes.yml cannot be read: "),
        ((POD, "hello\n"), "notes.yml is not one YAML mapping, and a compose file is"),
        ((JOB, None), "load.yml is not there, and stack.yml names it"),
        ((JOB, ""), "load.yml is empty, and it is needed"),
    ],
)
def test_a_file_that_makes_no_sense_is_told_with_what_puts_it_back(
    place: Path, target: Fake, act: str, damaged: tuple[str, str | None], words: str
) -> None:
    before, (file, text) = tree_of(place), damaged
    damage(place / file, text)
    with pytest.raises(BadInput) as caught:
        ACTS[act](place, world_of(target))
    told, commands = str(caught.value).split("; revision 1 has it: ")
    assert told.startswith(f"{place}/")
    assert words in told
    assert target.taken == []
    # One that cannot be read is told behind the lock, which says who was there.
    (place / ".stacklint/lock").write_bytes(before[".stacklint/lock"][1])
    subprocess.run(commands.split("`")[1], shell=True, check=True)  # noqa: S602 -- as it is typed
    assert tree_of(place) == before


def test_a_folder_that_is_gone_is_made_again(place: Path, target: Fake) -> None:
    before = tree_of(place)
    shutil.rmtree(place / "compose")
    with pytest.raises(
        BadInput, match=r"notes.yml is not there.*: `mkdir -p .* && cp -p "
    ) as caught:
        status(place, world_of(target))
    command = str(caught.value).rsplit("has it: `", 1)[1].split("`")[0]
    subprocess.run(command, shell=True, check=True)  # noqa: S602 -- as it is typed
    assert tree_of(place) == before


@pytest.mark.parametrize("file", ["spec.yml", "stack.yml", "config.env", POD])
def test_what_no_revision_has_is_made_anew(place: Path, file: str) -> None:
    damage(place / file, None)
    with pytest.raises(BadInput, match=f"{file} is not there") as caught:
        begin(place, Fake())
    assert str(caught.value).endswith(
        f"; no revision of it was kept; without a backup, move {place} away, data and all, and "
        f"make it anew by `stacklint deploy create --spec-file {place.parent}/repo/envs/prod.yml "
        f"--deployment-dir {place}`"
    )


def test_what_laconic_so_made_has_to_be_in_a_backup(place: Path) -> None:
    damage(place / ".stacklint/state.json", None)
    damage(place / POD, None)
    with pytest.raises(BadInput, match="no revision of it was kept: a backup has to have it"):
        begin(place, Fake())


def test_what_was_started_in_vain_may_have_data(place: Path) -> None:
    target = Fake()
    target.fails = {"load"}
    with pytest.raises(LeftBroken):
        begin(place, target)
    damage(place / POD, None)
    with pytest.raises(BadInput, match="no revision of it was kept: a backup has to have it"):
        begin(place, target)


def test_a_fault_that_the_revision_has_too_is_not_put_back(place: Path, target: Fake) -> None:
    kept = place / ".stacklint/rev/1/files" / POD
    for file in (kept, place / POD):
        file.write_text("a: [\n", encoding="utf-8")
    with pytest.raises(BadInput, match=f"^{POD} cannot be read: [^;]*$"):
        status(place, world_of(target))


def damage(path: Path, text: str | None) -> None:
    """Write something else into a file; None takes it away."""
    if text is None:
        path.unlink()
    else:
        path.write_text(text, encoding="utf-8")


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
