"""The only writer of files."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.repo.said import why_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from stacklint.model.yaml.document import Document


class NotWritten(Exception):
    """A file was left as it is, for a reason."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        """Say which file, and why."""
        return f"{self.path}: {self.reason}"


class Writing(NamedTuple):
    """New bytes for a file; `old` is what was read, None where there was no file."""

    path: Path
    old: bytes | None
    new: bytes


def bytes_of(document: Document) -> bytes:
    """Give what the file of a document is to hold."""
    return document.written.encode()


def write_file(
    path: Path, old: bytes | None, new: bytes, *, root: Path, is_ignored: Callable[[str], bool]
) -> None:
    """Put new bytes in the place of the old ones, all at once, with the mode that the file has.

    `old` is what was read, None where there was no file; `is_ignored` is asked with the path below
    `root`. Raises NotWritten where the file changed meanwhile, is a link out of `root`, is ignored
    by git, or cannot be written; then nothing is changed and nothing is left behind.
    """
    write_files([Writing(path, old, new)], root=root, is_ignored=is_ignored)


def write_files(
    writings: Iterable[Writing], *, root: Path, is_ignored: Callable[[str], bool]
) -> None:
    """Write several files that belong together: all of them, or none.

    Raises NotWritten for the first that cannot be written, as `write_file` does. Nearly all that
    can fail is done before the first file is put in its place; where one cannot take its place,
    those before it are put back.
    """
    _replace([_aimed(writing, root, is_ignored) for writing in writings])


def write_report(name: str, data: bytes) -> None:
    """Put a report in the place of the former one: all of it, or else the former one stays.

    What is no file, a pipe say, is written to, and so is a file that nothing can take the place of.
    Raises OSError.
    """
    if not _may_be_replaced(name):
        Path(name).write_bytes(data)
        return
    target = Path(os.path.realpath(name))
    temporary: Path | None = None
    try:
        temporary = _beside(target, data)
        temporary.replace(target)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        # Its directory is not ours, or it is mounted alone.
        if error.errno not in {errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY}:
            raise
        target.write_bytes(data)


def _may_be_replaced(name: str) -> bool:
    """Leave out what others may have opened too, and what is not to be written."""
    if os.path.abspath(name).startswith(("/dev/", "/proc/")):  # noqa: PTH100 -- links stay
        return False
    if not os.path.exists(name):  # noqa: PTH110 -- as above
        return True
    as_we_are = os.access in os.supports_effective_ids
    may_write = os.access(name, os.W_OK, effective_ids=as_we_are)
    return may_write and os.path.isfile(name)  # noqa: PTH113 -- as above


class _Aim(NamedTuple):
    """A writing with the file that it comes to, and the path to name in front of people."""

    target: Path
    shown: str
    old: bytes | None
    new: bytes


class _Ready(NamedTuple):
    """New bytes, beside the file that they will be."""

    aim: _Aim
    temporary: Path


def _aimed(writing: Writing, root: Path, is_ignored: Callable[[str], bool]) -> _Aim:
    shown = os.path.relpath(writing.path, root).replace(os.sep, "/")
    target = _target(writing.path, root, shown)
    behind = os.path.relpath(target, os.path.realpath(root)).replace(os.sep, "/")
    if is_ignored(shown) or (behind != shown and is_ignored(behind)):
        raise NotWritten(shown, "git ignores it: the source is elsewhere")
    # Where a link leads to a file that was fixed as well, it says already what it is to say.
    if _content(target, shown) not in {writing.old, writing.new}:
        raise NotWritten(shown, "it changed while stacklint was at work; run it again")
    return _Aim(target, shown, writing.old, writing.new)


def _target(path: Path, root: Path, shown: str) -> Path:
    """Follow links, but not out of the root: a link stays, and the file behind it is written."""
    target = Path(os.path.realpath(path))
    if not target.is_relative_to(os.path.realpath(root)):
        is_beside = shown.startswith("../")
        what = "lies outside of" if is_beside else "is a link that leads out of"
        raise NotWritten(shown, f"it {what} the repository")
    return target


def _content(target: Path, shown: str) -> bytes | None:
    try:
        return target.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise NotWritten(shown, _said(error)) from error


def _replace(aims: Iterable[_Aim]) -> None:
    ready: list[_Ready] = []
    try:
        for aim in aims:
            ready.append(_prepared(aim))  # noqa: PERF401 -- known when the next one fails
        _put(ready)
    finally:
        for one in ready:
            one.temporary.unlink(missing_ok=True)


def _prepared(aim: _Aim) -> _Ready:
    """Write the new bytes beside the file, with its mode."""
    try:
        return _Ready(aim, _beside(aim.target, aim.new))
    except PermissionError as error:
        words = "its directory is read-only, and a new file is put there"
        raise NotWritten(aim.shown, words) from error
    except OSError as error:
        raise NotWritten(aim.shown, _said(error)) from error


def _beside(target: Path, data: bytes) -> Path:
    """Write a file that is to take the place of another one; nothing is left where that fails."""
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".stacklint.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(_mode(target))
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return Path(temporary)


def _put(ready: Sequence[_Ready]) -> None:
    """Put every file in its place; where one fails, those before it go back."""
    done: list[_Aim] = []
    try:
        for one in ready:
            one.temporary.replace(one.aim.target)
            done.append(one.aim)
    except BaseException as error:
        stuck = [aim.shown for aim in done if not _is_put_back(aim)]
        if not isinstance(error, OSError):
            raise
        more = f"; {' and '.join(stuck)} could not be put back" if stuck else ""
        raise NotWritten(ready[len(done)].aim.shown, _said(error) + more) from error


def _is_put_back(aim: _Aim) -> bool:
    """Put the old bytes back; tell whether that went well."""
    try:
        if aim.old is None:
            aim.target.unlink()
        else:
            _replace([aim._replace(new=aim.old)])
    except (OSError, NotWritten):
        return False
    return True


def _mode(target: Path) -> int:
    """Give the mode of the file, or that of a new one under the caller's mask."""
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _said(error: OSError) -> str:
    return f"it cannot be written: {why_of(error)}"
