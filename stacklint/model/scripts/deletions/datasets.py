"""Datasets of ZFS that a script destroys, and mounts elsewhere than at their names."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from stacklint.model.scripts.deletions.deleting import destroyed_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stacklint.model.scripts.command import Command

_PROGRAMS = frozenset({"zfs", "zpool"})
_SET = "mountpoint="


def destroyed_elsewhere(command: Command, mounts: Mapping[str, str]) -> Iterator[str]:
    """Give the directories of what a command destroys, by those that the script told `zfs`."""
    for dataset in destroyed_by(command.words[1:]) if command.program in _PROGRAMS else ():
        above = dataset
        while above and above not in mounts:
            above = above.rpartition("/")[0]
        if above:
            yield posixpath.join(mounts[above], dataset.removeprefix(above).lstrip("/"))


def mounted_by(command: Command) -> tuple[str, str] | None:
    """Give the dataset that a command mounts somewhere, and where."""
    if command.program not in _PROGRAMS:
        return None
    at = next((x.removeprefix(_SET) for x in command.words if x.startswith(_SET)), "")
    at = at or command.option("-m") or ""
    words = [x for x in command.words[2:] if not x.startswith((_SET, "-", "/"))]
    named = (
        words[:1]
        if command.words[1:2] == ("create",) and command.program == "zpool"
        else words[-1:]
    )
    return (named[0], at) if named and at.startswith("/") else None
