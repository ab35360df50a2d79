"""Devices that a script erases, and the directories that they are mounted at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.model.scripts.shell.options import behind_options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.scripts.command import Command
    from stacklint.model.scripts.script import Script

_ERASERS = re.compile(r"mkfs(?:\.\w+)?|mke2fs|wipefs|blkdiscard|dd|shred")
_OF_DD = "of="
_OF_MOUNT = ("-L", "-O", "-U", "-o", "-t", "--options", "--types")


def erased_by(command: Command, script: Script) -> Iterator[str]:
    """Give the directories of a device that is erased: unmounted before, and mounted in the script.

    While it is mounted, nothing makes a file system on it.
    """
    if _ERASERS.fullmatch(command.program) is None:
        return
    devices = {word.removeprefix(_OF_DD) for word in command.words[1:] if "/dev/" in word}
    before = script.commands[: script.commands.index(command)]
    freed = {word for x in before if x.program == "umount" for word in x.words[1:]}
    for device, directory in _mounts(script):
        if device in devices and not {device, directory.rstrip("/")}.isdisjoint(freed):
            yield directory


def _mounts(script: Script) -> Iterator[tuple[str, str]]:
    for command in script.commands:
        told = behind_options(command.words[1:], _OF_MOUNT) if command.program == "mount" else ()
        if len(told) > 1:
            yield told[0], told[1]
