"""The step under way, on the disk before it is taken: who comes after a crash reads it."""

from __future__ import annotations

import json
import os
from enum import Enum
from typing import TYPE_CHECKING

from deployer.directory.content import OWN
from deployer.directory.replace import sync
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from pathlib import Path


class Phase(Enum):
    """How far a run is: `SWAP` changes the files of the directory, `APPLY` what runs."""

    SWAP = "swap"
    APPLY = "apply"


class Entry(NamedTuple):
    """What a run was doing; `before` is the revision that can be put back, 0 for none."""

    run: str
    phase: Phase
    step: str
    before: int


class Journal:
    """`.stacklint/run.json` of a deployment; it is gone when a run has come to its end."""

    __slots__ = ("_before", "_path", "_run")

    def __init__(self, place: Path, run: str, before: int) -> None:
        self._path = _path(place)
        self._run = run
        self._before = before

    def begin(self, phase: Phase, step: str) -> None:
        """Write down what is about to be done, and return when it is on the disk."""
        entry = {"run": self._run, "phase": phase.value, "step": step, "before": self._before}
        new = self._path.with_name("run.json.new")
        new.write_text(json.dumps(entry) + "\n", encoding="utf-8")
        sync(new)
        new.replace(self._path)
        sync(self._path.parent)

    def close(self) -> None:
        """Say that the run has come to its end, well or not."""
        self._path.unlink(missing_ok=True)


def unfinished(place: Path) -> Entry | None:
    """Give what a run was doing that never came to its end."""
    try:
        text = _path(place).read_text(encoding="utf-8")
        found = json.loads(text)
        return Entry(found["run"], Phase(found["phase"]), found["step"], int(found["before"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        # Only a whole file is ever put there: this one is somebody else's work.
        return Entry("", Phase.SWAP, os.fspath(_path(place)), 0)


def _path(place: Path) -> Path:
    return place / OWN / "run.json"
