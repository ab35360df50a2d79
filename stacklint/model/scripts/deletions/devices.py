"""Devices that a script erases, and the directories that they are mounted at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.scripts.command import Command
    from stacklint.model.scripts.deletions.surroundings import Surroundings

_ERASERS = re.compile(r"mkfs(?:\.\w+)?|mke2fs|wipefs|blkdiscard|dd|shred")
_OF_DD = "of="


def erased_by(command: Command, around: Surroundings) -> Iterator[str]:
    """Give the directories of a device that is erased: unmounted before, and mounted in the script.

    While it is mounted, nothing makes a file system on it.
    """
    if _ERASERS.fullmatch(command.program) is None:
        return
    devices = {word.removeprefix(_OF_DD) for word in command.words[1:] if "/dev/" in word}
    at = around.at(command)
    for device, directory in around.mounted_from(devices):
        if any(around.is_unmounted(name, at) for name in (device, directory.rstrip("/"))):
            yield directory
