"""Checksums of the files that a service mounts, one line each, as `sha256sum` writes them.

Compose looks at the paths of what is mounted and never at the bytes. Only what a deployment brings
along counts: what lies below `data/`, or elsewhere on the host, is written to by who runs.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from deployer.targets.compose.project import Service
    from deployer.targets.compose.setting import Setting

_BROUGHT = ("config", "configmaps", "pods", "compose", "compose-jobs", "config.env")
_ABSENT = "-"
CONFIGURATION = "its configuration"


def digest_of(service: Service, setting: Setting, files: str) -> str:
    """Give the checksums of what a service mounts, as it lies in a directory of this layout."""
    paths = sorted(set(_brought(service.sources, setting.place)))
    lines = [line for path in paths for line in _lines(files, path)]
    return "\n".join([f"{service.config}  {CONFIGURATION}", *lines])


def lying(source: str, setting: Setting) -> str:
    """Give where a source of a mount lies as it is judged: what comes along, where it is staged."""
    path = os.path.relpath(source, setting.place)
    return f"{setting.files}/{path}" if _is_brought(path) else source


def files_changed(before: str, after: str) -> tuple[str, ...]:
    """Give the paths whose checksums differ."""
    old, new = _by_path(before), _by_path(after)
    names = dict.fromkeys((*old, *new))
    return tuple(x for x in names if x != CONFIGURATION and old.get(x) != new.get(x))


def files_in(digest: str) -> frozenset[str]:
    """Give the paths of the files that were there."""
    return frozenset(path for path, value in _by_path(digest).items() if value != _ABSENT)


def _by_path(digest: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in digest.splitlines():
        value, _, path = line.partition("  ")
        found[path] = value
    return found


def _brought(sources: Iterable[str], place: str) -> Iterator[str]:
    for source in sources:
        path = os.path.relpath(source, place)
        if _is_brought(path):
            yield path


def _is_brought(path: str) -> bool:
    return path.partition("/")[0] in _BROUGHT


def _lines(files: str, path: str) -> Iterator[str]:
    full = Path(files, path)
    if not full.is_dir():
        yield f"{_checksum(full)}  {path}"
        return
    for folder, folders, names in os.walk(full):
        folders.sort()
        for name in sorted(names):
            found = Path(folder, name)
            yield f"{_checksum(found)}  {found.relative_to(files)}"


def _checksum(path: Path) -> str:
    try:
        data = path.read_bytes()
        is_program = path.stat().st_mode & 0o111
    except OSError:
        return _ABSENT
    return hashlib.sha256(data).hexdigest() + ("x" if is_program else "")
