"""The files of a deployment directory that a plan names, and what of them would change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from deployer.found import Sighting
from deployer.targets.compose.variables import CONFIG, variables_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.targets.compose.look import Look
    from deployer.wanted.resource import Key

KIND = "file"


def file_sightings(look: Look) -> dict[Key, Sighting]:
    """Compare the files in the directory with those that are judged."""
    found: dict[Key, Sighting] = {}
    for resource in look.wanted.resources:
        if resource.key.kind == KIND:
            now = _bytes_of(look.setting.place, resource.key.name)
            then = _bytes_of(look.setting.files, resource.key.name)
            if now is not None:
                changes = () if now == then else tuple(_changes(resource.key.name, now, then))
                found[resource.key] = Sighting(changes)
    return found


def _bytes_of(folder: str, name: str) -> bytes | None:
    path = Path(folder, name)
    return path.read_bytes() if path.is_file() else None


def _changes(name: str, now: bytes, then: bytes | None) -> Iterator[str]:
    """Say what of a file changes: of variables the names, never the values."""
    if name != CONFIG or then is None:
        yield "its content"
        return
    old, new = variables_of(now), variables_of(then)
    names = [x for x in dict.fromkeys((*old, *new)) if old.get(x) != new.get(x)]
    yield from names or ["its comments"]
