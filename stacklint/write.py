"""The only writer of files."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class NotWritten(Exception):
    """A file was left as it is, for a reason."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        """Say which file, and why."""
        return f"{self.path}: {self.reason}"


def write_file(
    path: Path, old: bytes | None, new: bytes, *, root: Path, is_ignored: Callable[[str], bool]
) -> None:
    """Put new bytes in the place of the old ones, all at once, with the mode that the file has.

    `old` is what was read, None where there was no file; `is_ignored` is asked with the path below
    `root`. Raises NotWritten where the file changed meanwhile, is a link out of `root`, is ignored
    by git, or cannot be written; then nothing is changed and nothing is left behind.
    """
    shown = os.path.relpath(path, root).replace(os.sep, "/")
    target = _target(path, root, shown)
    behind = os.path.relpath(target, os.path.realpath(root)).replace(os.sep, "/")
    if is_ignored(shown) or (behind != shown and is_ignored(behind)):
        raise NotWritten(shown, "git ignores it: the source is elsewhere")
    if _content(target, shown) != old:
        raise NotWritten(shown, "it changed while stacklint was at work; run it again")
    _replace(target, new, shown)


def _target(path: Path, root: Path, shown: str) -> Path:
    """Follow links, but not out of the root: a link stays, and the file behind it is written."""
    target = Path(os.path.realpath(path))
    if not target.is_relative_to(os.path.realpath(root)):
        raise NotWritten(shown, "it is a link that leads out of the repository")
    return target


def _content(target: Path, shown: str) -> bytes | None:
    try:
        return target.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise NotWritten(shown, _said(error)) from error


def _replace(target: Path, new: bytes, shown: str) -> None:
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".stacklint.")
        with os.fdopen(handle, "wb") as file:
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(_mode(target))
        Path(temporary).replace(target)
        temporary = None
    except PermissionError as error:
        raise NotWritten(
            shown, "its directory is read-only, and a new file is put there"
        ) from error
    except OSError as error:
        raise NotWritten(shown, _said(error)) from error
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def _mode(target: Path) -> int:
    """Give the mode of the file, or that of a new one under the caller's mask."""
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _said(error: OSError) -> str:
    return f"it cannot be written: {(error.strerror or 'no reason given').lower()}"
