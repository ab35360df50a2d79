"""Where Ansible looks for a file that a task names: beside the playbook, or in its role."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_OF_PLAYBOOK = re.compile(r"^\{\{\s*playbook_dir\s*\}\}/?")
_OF_ROLE = re.compile(r"^\{\{\s*role_path\s*\}\}/?")
_BELOW = ("", "files", "templates")


def below_the_playbook(source: str) -> str:
    """Give a source as it is written below the folder of its playbook, or of its role."""
    return _OF_ROLE.sub("", _OF_PLAYBOOK.sub("", source))


def folders_of(source: str, file: str) -> Iterator[str]:
    """Give the folders where a source may lie that a file names, one after the other."""
    beside = posixpath.dirname(file)
    role = posixpath.dirname(beside)
    for folder in (beside,) if _OF_PLAYBOOK.match(source) else (role, beside):
        yield from (posixpath.join(folder, below) for below in _BELOW)
