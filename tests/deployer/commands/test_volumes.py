"""`deploy volumes` on a target in memory: the map of the spec, with the places that are true."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployer.commands.start import start
from deployer.commands.volumes import Volumes, volumes
from deployer.found import Home, Place, SetAside
from deployer.plan.moves import Asked
from stacklint.cli.deploy.volumes import data_of, text_of
from stacklint.model.volumes.survival import Backing
from tests.deployer.fake import Fake, approve, world_of
from tests.deployer.worlds import COMPOSE, KIND, make

if TYPE_CHECKING:
    from pathlib import Path

    from stacklint.model.volumes.survival_row import Row


def row_of(found: Volumes, name: str = "notes-db") -> Row:
    return next(row for row in found.map.rows if row.name == name)


def seen(tmp_path: Path, place: Place | None, spec: str = COMPOSE) -> Volumes:
    """The truth of a deployment that runs, with its database at a place."""
    made, target = tmp_path / "notes", Fake()
    make(tmp_path / "repo", spec, made)
    if place is not None:
        start(made, Asked(), world_of(target), approve)
        target.places["notes-db"] = place
    return volumes(made, world_of(target))


ELSEWHERE = Place(Home.HOST, "/srv/elsewhere", size=7)
NODE = Place(Home.NODE, "/mnt/notes-db", "in the node", size=0)
HOST = Place(Home.HOST, "/srv/notes", "/mnt/notes-db", size=None)
DOCKER = Place(Home.DOCKER, "/docker/x", "p_notes-db", size=2048)


@pytest.mark.parametrize(
    ("spec", "place", "shown", "note"),
    [
        (COMPOSE, ELSEWHERE, ("/srv/elsewhere", None, Backing.ABSOLUTE), "7 bytes; the spec says"),
        (COMPOSE, DOCKER, ("docker volume p_notes-db", None, Backing.NOTHING), "2 KiB; the spec"),
        (KIND, NODE, (None, "/mnt/notes-db", Backing.NOTHING), "0 bytes"),
        (KIND, HOST, ("/srv/notes", "/mnt/notes-db", Backing.ABSOLUTE), "size unknown"),
    ],
)
def test_a_row_says_where_the_bytes_are(
    tmp_path: Path,
    spec: str,
    place: Place,
    shown: tuple[str | None, str | None, Backing],
    note: str,
) -> None:
    found = row_of(seen(tmp_path, place, spec))
    assert (found.host, found.node, found.backing) == shown
    assert found.note.startswith(note)
    assert [x.service for x in found.mounts] == ["db", "load"]


def test_a_directory_of_the_deployment_is_shown_as_such(tmp_path: Path) -> None:
    path = str(tmp_path / "notes/data/notes-db")
    row = row_of(seen(tmp_path, Place(Home.HOST, path, size=7)))
    assert (row.host, row.backing) == ("<deployment>/data/notes-db", Backing.RELATIVE)


def test_what_was_never_started_is_nowhere(tmp_path: Path) -> None:
    row = row_of(seen(tmp_path, None))
    assert (row.host, row.survival) == (None, None)
    assert row.note == "nothing is there yet"


KEPT = "p_notes-db.keep-2026-11-28T12-00-00Z-77"
ASIDE = SetAside("notes-db", KEPT, "2026-11-28T12-00-00Z-77", 2048, f"docker volume rm {KEPT}")
SHOWN = f"""\

kept by earlier runs; nothing uses it, and nothing removes it by itself
  notes-db as it was before the run 2026-11-28T12-00-00Z-77: 2 KiB
    to remove it: docker volume rm {KEPT}
"""


@pytest.mark.parametrize(("left", "shown"), [((ASIDE,), SHOWN), ((), "")])
def test_what_a_migration_kept_is_shown_with_how_to_remove_it(
    tmp_path: Path, left: tuple[SetAside, ...], shown: str
) -> None:
    made, target = tmp_path / "notes", Fake()
    make(tmp_path / "repo", COMPOSE, made)
    target.set_aside = left
    found = volumes(made, world_of(target))
    table, _, rest = "\n".join([*text_of(found), ""]).partition("\n\n")
    assert "keep-" not in table
    assert (f"\n{rest}" if rest else "") == shown
    assert all(len(line) <= 80 for line in rest.split("\n"))
    asides = data_of(found)["set_aside"]
    assert isinstance(asides, list)
    assert [x["removal"] for x in asides if isinstance(x, dict)] == [x.removal for x in left]


def test_what_nothing_asks_for_any_more_is_shown(tmp_path: Path) -> None:
    made, target = tmp_path / "notes", Fake()
    make(tmp_path / "repo", COMPOSE, made)
    target.places["old"] = DOCKER
    found = volumes(made, world_of(target))
    assert row_of(found, "old").note == "2 KiB; nothing asks for it any more"
    assert [x.binding.volume for x in found.volumes] == ["old"]
