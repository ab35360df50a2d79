"""The step under way, on the disk before it is taken: who comes after a crash reads it."""

from __future__ import annotations

import json
import os
from enum import Enum
from typing import TYPE_CHECKING

from deployer.directory.content import SECRET_FOLDER, Content, same_files
from deployer.directory.disk import is_full, words_of
from deployer.directory.present import present
from deployer.directory.replace import clear_aside, replace_files, sync
from deployer.errors import StepFailed
from deployer.found.binding_data import read_begun, read_binding, written_begun, written_binding
from stacklint.model.named import NamedTuple
from stacklint.model.own_files import OWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from deployer.found import Begun, Binding, Earlier
    from stacklint.model.change import Data

_UNDO = "undo"
_RESERVE = "reserve"


class Phase(Enum):
    """How far a run is: `SWAP` changes the files of the directory, `APPLY` what runs.

    `BACK` changes the files to those of the revision that is put back.
    """

    SWAP = "swap"
    APPLY = "apply"
    BACK = "back"


class Entry(NamedTuple):
    """What a run was doing; `before` is the revision that can be put back, 0 for none.

    `placed` says of each volume that it led elsewhere, or was about to, where it is since; `begun`
    of each that the operator named what it was doing with it.
    """

    run: str
    phase: Phase
    step: str
    before: int
    placed: Mapping[str, Binding] = {}
    begun: Mapping[str, Begun] = {}


class Journal:
    """`.stacklint/run.json` of a deployment; it is gone when a run has come to its end."""

    __slots__ = ("_before", "_begun", "_path", "_placed", "_run")

    def __init__(self, place: Path, run: str, before: int) -> None:
        self._path = _path(place)
        self._run = run
        self._before = before
        self._placed: dict[str, Binding] = {}
        self._begun: dict[str, Begun] = {}

    def reserve(self, size: int) -> None:
        """Hold room on the disk, in bytes, for what has to be written when there is none left."""
        reserve = self._path.with_name(_RESERVE)
        reserve.unlink(missing_ok=True)
        handle = os.open(reserve, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.posix_fallocate(handle, 0, size)
            os.fsync(handle)
        except OSError as error:
            reserve.unlink()
            # The system names no file where it was given a number.
            raise OSError(error.errno, error.strerror, str(reserve)) from error
        finally:
            os.close(handle)

    def release(self) -> None:
        """Give back the room that was held: now is when there is none left, or none is needed."""
        self._path.with_name(_RESERVE).unlink(missing_ok=True)

    def begin_swap(self, old: Content, new: Content) -> None:
        """Keep the files as they are, to be put back should this run be killed on the way."""
        _drop_undo(self._path)
        if not same_files(old, new):
            undo = self._path.with_name(_UNDO)
            undo.mkdir(mode=SECRET_FOLDER)
            replace_files(undo, Content((), ()), old)
        self.begin(Phase.SWAP, "the files of the directory")

    def begin(
        self, phase: Phase, step: str, placed: Binding | None = None, begun: Sequence[Begun] = ()
    ) -> None:
        """Write down what is about to be done, and return when it is on the disk.

        `placed` is where a volume is once that is done: nothing else tells it before somebody
        mounts it there. On the way back, volumes belong where the revision before had them.
        `begun` is what is done with volumes; the first counts, as what the operator asked for.
        """
        if phase is Phase.BACK:
            self._placed.clear()
        if placed is not None:
            self._placed[placed.volume] = placed
        for one in begun:
            self._begun.setdefault(one.volume, one)
        text = json.dumps(self._entry(phase, step)) + "\n"
        try:
            _write(self._path, text)
        except OSError as error:
            if not is_full(error):
                raise
            if self._path.is_file():
                _write_over(self._path, text)
                return
            self.release()
            _write(self._path, text)

    def _entry(self, phase: Phase, step: str) -> dict[str, Data]:
        return {
            "run": self._run,
            "phase": phase.value,
            "step": step,
            "before": self._before,
            "placed": [written_binding(x) for x in self._placed.values()],
            "begun": written_begun(self._begun),
        }

    def close(self) -> None:
        """Say that the run has come to its end, well or not."""
        self._path.unlink(missing_ok=True)
        sync(self._path.parent)
        _forget(self._path)


def _write_over(path: Path, text: str) -> None:
    """Write into the room that a journal has already; half of it would read as one of nobody."""
    with path.open("r+b") as out:
        out.write(text.encode().ljust(path.stat().st_size))
        out.flush()
        os.fsync(out.fileno())


def _write(path: Path, text: str) -> None:
    new = _new(path)
    new.write_text(text, encoding="utf-8")
    sync(new)
    new.replace(path)
    sync(path.parent)


def unfinished(place: Path) -> Entry | None:
    """Give what a run was doing that never came to its end."""
    try:
        found = json.loads(_path(place).read_bytes())
        entry = Entry(found["run"], Phase(found["phase"]), found["step"], int(found["before"]))
        # One of an older stacklint says nothing of volumes.
        placed = [read_binding(x) for x in found.get("placed", ())]
        begun = read_begun(found.get("begun", ()))
        return entry._replace(placed={x.volume: x for x in placed}, begun=begun)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StepFailed(str(_path(place)), words_of(error)) from error
    except (ValueError, KeyError, TypeError):
        # Only a whole file is ever put there: this one is somebody else's work.
        return Entry("", Phase.APPLY, os.fspath(_path(place)), 0)


def with_left(earlier: Earlier, left: Entry | None) -> Earlier:
    """Add what a run that was killed did with volumes to what the record of the last one says."""
    if left is None:
        return earlier
    return earlier._replace(
        bindings={**earlier.bindings, **left.placed}, begun={**earlier.begun, **left.begun}
    )


def forget(place: Path) -> None:
    """Take away what a run left that was killed before it did anything, or when all was done."""
    _forget(_path(place))
    clear_aside(place)


def undo_of(place: Path) -> Content | None:
    """Give the files from before a swap that was under way; None where it kept none."""
    undo = place / OWN / _UNDO
    return present(undo) if undo.is_dir() else None


def _forget(path: Path) -> None:
    _new(path).unlink(missing_ok=True)
    path.with_name(_RESERVE).unlink(missing_ok=True)
    _drop_undo(path)


def _drop_undo(path: Path) -> None:
    undo = path.with_name(_UNDO)
    if undo.is_dir():
        from shutil import rmtree  # noqa: PLC0415 -- few runs change files

        rmtree(undo)


def _new(path: Path) -> Path:
    return path.with_name(f"{path.name}.new")


def _path(place: Path) -> Path:
    return place / OWN / "run.json"
