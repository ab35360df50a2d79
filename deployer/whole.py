"""A deployment directory that can be driven: it is one, and has what its last revision had."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from deployer.directory.content import GENERATED_FILE, STATE_FILE
from deployer.disk import on_disk
from deployer.errors import BadInput
from deployer.revisions import files_folder, latest

if TYPE_CHECKING:
    from pathlib import Path

_SPEC = "spec.yml"
_NEEDED = ("deployment.yml", _SPEC, "stack.yml", "config.env", STATE_FILE, GENERATED_FILE)
"""Without them it would be another deployment, or have other passwords."""


def guard_directory(place: Path) -> None:
    """Raise BadInput where a path is no deployment directory, or lost a file that it needs."""
    with on_disk(place):
        _guard_whole(place)
        if not (place / _SPEC).is_file():
            why = "is no deployment directory: `stacklint deploy create` makes one"
            raise BadInput(str(place), why)


def _guard_whole(place: Path) -> None:
    gone = [name for name in _NEEDED if not (place / name).is_file()]
    record = latest(place) if gone else None
    if record is None:
        return
    kept = {name: files_folder(place, record.number) / name for name in gone}
    for name in (x for x in gone if kept[x].is_file()):
        back = f"`cp -p {quote(str(kept[name]))} {quote(str(place / name))}` puts it back"
        why = f"is gone, and it is needed; revision {record.number} has it: {back}"
        raise BadInput(str(place / name), why)
