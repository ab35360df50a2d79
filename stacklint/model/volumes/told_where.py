"""Where a service is told to keep its data: by an option of its command, or by a variable.

A value that only begins with a variable leads nowhere, and is held against no mount.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from stacklint.model.pattern import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.compose.file import Service

_OF = "data|db|database|ledger|chain|chaindata|storage|state|snapshot"
_PLACE = "dir|directory|path|folder"
_OPTION = Pattern(
    rf"--?(?:(?:{_OF}|base)[-_.]?(?:{_PLACE})|data|ledger|home|storage\.tsdb\.path|path\.data)"
)
_VARIABLE = Pattern(
    rf"(?i)(?:.*_)?(?:(?:{_OF})_?(?:{_PLACE}|home|root)|paths_data|ipfs_path|minio_volumes)"
)


def told_where(service: Service, mounted: str) -> str:
    """Name what tells a service to keep its data at a mount or below it; empty for nothing."""
    for told, path in _told(service):
        if f"{path}/".startswith(f"{mounted.rstrip('/')}/"):
            return told
    return ""


def _told(service: Service) -> Iterator[tuple[str, str]]:
    for word, following in pairwise((*service.words, "")):
        option, sign, value = word.strip("\"'").partition("=")
        if _OPTION.fullmatch(option):
            yield option, (value if sign else following).strip("\"'")
    for name, value in service.environment.items():
        if _VARIABLE.fullmatch(name):
            yield name, value


def is_named(service: Service, mounted: str) -> bool:
    """Tell whether the command of a service names a mount, whatever for: `server /storage`."""
    return any(word.strip("\"'").rpartition("=")[2] == mounted for word in service.words)
