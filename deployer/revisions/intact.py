"""A deployment directory that can be driven: it is one, no copy, and whole as its last revision."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from deployer.directory.content import GENERATED_FILE, STATE_FILE
from deployer.directory.disk import on_disk
from deployer.directory.state import place_of
from deployer.errors import BadInput, CannotDo
from deployer.revisions import files_folder, latest

if TYPE_CHECKING:
    from pathlib import Path

_SPEC = "spec.yml"
_IDS = "deployment.yml"
_NEEDED = (_IDS, _SPEC, "stack.yml", "config.env", STATE_FILE, GENERATED_FILE)
"""Without them it would be another deployment, or have other passwords."""


def guard_directory(place: Path) -> None:
    """Raise BadInput where a path is no deployment directory, or lost a file that it needs.

    CannotDo where it is a copy of one that is there.
    """
    with on_disk(place):
        _guard_whole(place)
        if not (place / _SPEC).is_file():
            why = "is no deployment directory: `stacklint deploy create` makes one"
            raise BadInput(str(place), why)
        _guard_original(place)


def _guard_original(place: Path) -> None:
    """Refuse a copy: two directories would drive one deployment, and neither know of the other."""
    there = place_of(place)
    if there is None or there.resolve() == place.resolve() or not _is_one(there, place):
        return
    why = (
        f"it is a copy of {there}, which has this deployment: work there. For a deployment of its "
        f"own, `stacklint deploy create` makes a directory; to go on with the copy, move {there} "
        "away, and the copy to its place"
    )
    raise CannotDo(f"deployment directory {place}", why)


def guard_place(place: Path) -> None:
    """Raise CannotDo where a directory was moved, and nothing leads to it from where it was."""
    there = place_of(place)
    if there is None or there.resolve() == place.resolve():
        return
    link = f"`ln -s {quote(str(place.resolve()))} {quote(str(there))}`"
    way = "move it back" if there.exists() else f"move it back, or leave a link there by {link}"
    why = f"it was made at {there}, and volumes below it would be others: {way}"
    raise CannotDo(f"deployment directory {place}", why)


def _is_one(there: Path, place: Path) -> bool:
    try:
        return (there / _IDS).read_bytes() == (place / _IDS).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return False


def _guard_whole(place: Path) -> None:
    gone = {name: why for name in _NEEDED if (why := _lost(place / name))}
    record = latest(place) if gone else None
    if record is None:
        return
    kept = {name: files_folder(place, record.number) / name for name in gone}
    for name in (x for x in gone if not _lost(kept[x])):
        back = f"`cp -p {quote(str(kept[name]))} {quote(str(place / name))}` puts it back"
        why = f"is {gone[name]}, and it is needed; revision {record.number} has it: {back}"
        raise BadInput(str(place / name), why)


def _lost(file: Path) -> str:
    """Say what became of a file: a disk that was full leaves an empty one."""
    if not file.is_file():
        return "gone"
    return "" if file.stat().st_size else "empty"
