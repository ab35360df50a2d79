"""What was deployed, kept so that it can be put back: `.stacklint/rev/N/`.

`files/` holds the files of the directory, `record.json` what they do not tell. A record of another
format is refused, never guessed at.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from deployer.directory.content import SECRET_FOLDER
from deployer.directory.present import present
from deployer.directory.replace import replace_files, sync
from deployer.errors import BadInput, StepFailed
from deployer.found import Earlier
from deployer.found.binding_data import read_begun, read_binding, written_begun, written_binding
from deployer.wanted.resource import Key
from stacklint.model.named import NamedTuple
from stacklint.model.own_files import OWN
from stacklint.repo.said import why_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from deployer.directory.content import Content
    from stacklint.model.change import Data

FORMAT = 1
_READY = "ready"
_RECORD, _EVIDENCE = "record.json", "evidence"
_OF_WORTH = (_RECORD, _EVIDENCE)
KEPT = 10
"""Revisions that stay; older ones go when a new one is complete."""


class Record(NamedTuple):
    """A revision: its number, when it was there (RFC 3339), of which commit, by which plan.

    `is_ready` tells that all of it got ready, so that it may be gone back to.
    """

    number: int
    time: str
    commit: str
    plan: str
    earlier: Earlier
    is_ready: bool = True


def latest(place: Path) -> Record | None:
    """Give the record of the last revision that came to be, ready or not."""
    numbers = _numbers(place)
    return read_record(place, numbers[-1]) if numbers else None


def last_ready(place: Path) -> Record | None:
    """Give the record of the last revision that got ready: the one to go back to."""
    found = (read_record(place, number) for number in reversed(_numbers(place)))
    return next((record for record in found if record.is_ready), None)


def earlier_of(record: Record | None) -> Earlier:
    """Give what a record tells of what no live object does; nothing where there is none."""
    return Earlier() if record is None else record.earlier


def read_record(place: Path, number: int) -> Record:
    """Read the record of a revision; BadInput where it is none of ours."""
    path = _folder(place, number) / _RECORD
    try:
        found = json.loads(path.read_bytes())
        if found["format"] != FORMAT:
            raise BadInput(str(path), f"has format {found['format']}; a newer stacklint wrote it")
        earlier = Earlier(
            inventory=tuple(Key(*key) for key in found["inventory"]),
            bindings={str(x["volume"]): read_binding(x) for x in found["volumes"]},
            digests=dict(found["digests"]),
            images=dict(found["images"]),
            # Few records have it, and those of an older stacklint never.
            begun=read_begun(found.get("begun", ())),
        )
        # Records from before there was such a word are of revisions that got ready.
        is_ready = found.get("result", _READY) == _READY
        return Record(number, found["time"], found["commit"], found["plan"], earlier, is_ready)
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(str(path), "is no record of a revision: move it away by hand") from error
    except OSError as error:
        raise BadInput(str(path), f"cannot be read: {why_of(error)}") from error


def files_of(place: Path, number: int) -> Content:
    """Give the files of a revision."""
    return present(files_folder(place, number))


def files_folder(place: Path, number: int) -> Path:
    """Give the directory that holds the files of a revision."""
    return _folder(place, number) / "files"


def next_number(place: Path) -> int:
    """Give the number that the next revision has; one that failed keeps its number.

    Files alone are half of a revision, which the next run takes away.
    """
    return max(kept_numbers(place), default=0) + 1


def kept_numbers(place: Path) -> list[int]:
    """Give the numbers that count: of what came to be, and of what failed and left evidence."""
    return [x for x in _taken(place) if any((_folder(place, x) / y).exists() for y in _OF_WORTH)]


def record_of(place: Path, number: int) -> Record | None:
    """Give the record of a revision, None of one that failed; BadInput where it is not ours."""
    is_there = (_folder(place, number) / _RECORD).is_file()
    return read_record(place, number) if is_there else None


def is_begun(place: Path) -> bool:
    """Tell whether a revision was ever begun; the folder of all stays where none came to be."""
    return (place / OWN / "rev").is_dir()


def evidence_of(place: Path, number: int) -> Path | None:
    """Give the directory that tells why a revision failed; None where none does."""
    folder = _folder(place, number) / _EVIDENCE
    return folder if folder.is_dir() else None


def keep(place: Path, record: Record, content: Content) -> None:
    """Keep a revision; the record is written last, and makes it count."""
    folder = _folder(place, record.number)
    try:
        lay_files(place, record.number, content)
        _write(folder, record)
        _forget(place)
    except OSError as error:
        raise StepFailed(f"revision {record.number}", f"cannot be kept: {why_of(error)}") from error


def lay_files(place: Path, number: int, content: Content) -> None:
    """Write the files of a revision down, before it is known whether it comes to be."""
    folder = files_folder(place, number)
    folder.mkdir(mode=SECRET_FOLDER, parents=True, exist_ok=True)
    replace_files(folder, present(folder), content)


def drop(place: Path, number: int) -> None:
    """Take away the files of a revision that did not come to be; evidence stays, where it has any.

    What cannot be taken away stays: it counts for nothing, and is no reason to stop.
    """
    from shutil import rmtree  # noqa: PLC0415 -- where something went wrong

    folder = _folder(place, number)
    rmtree(folder / "files", ignore_errors=True)
    (folder / "record.json.new").unlink(missing_ok=True)
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def drop_halves(place: Path) -> None:
    """Take away the files of revisions that never came to be, since their run was killed."""
    for number in set(_taken(place)) - set(_numbers(place)):
        drop(place, number)


def retell(place: Path, change: Callable[[Earlier], Earlier]) -> None:
    """Write the last record anew, where a change makes a difference to it."""
    record = latest(place)
    if record is None:
        return
    earlier = change(record.earlier)
    if earlier == record.earlier:
        return
    try:
        _write(_folder(place, record.number), record._replace(earlier=earlier))
    except OSError as error:
        raise StepFailed(f"revision {record.number}", f"cannot be kept: {why_of(error)}") from error


def _write(folder: Path, record: Record) -> None:
    new = folder / "record.json.new"
    new.write_text(json.dumps(_data(record), indent=2) + "\n", encoding="utf-8")
    sync(new)
    new.replace(folder / _RECORD)
    for made in (folder, folder.parent, folder.parent.parent):
        sync(made)


def evidence_folder(place: Path, number: int) -> Path:
    """Give the directory, made where it is missing, for what tells why a revision failed."""
    folder = _folder(place, number) / _EVIDENCE
    folder.mkdir(mode=SECRET_FOLDER, parents=True, exist_ok=True)
    return folder


def _forget(place: Path) -> None:
    from shutil import rmtree  # noqa: PLC0415 -- once in ten revisions

    first, ready = _numbers(place)[-KEPT:][0], last_ready(place)
    for number in _taken(place):
        if number < first and (ready is None or number != ready.number):
            # Half of a revision is none: what makes it count goes first.
            (_folder(place, number) / _RECORD).unlink(missing_ok=True)
            sync(_folder(place, number))
            rmtree(_folder(place, number))


def _numbers(place: Path) -> list[int]:
    """Give the numbers of the revisions that came to be."""
    return [x for x in _taken(place) if (_folder(place, x) / _RECORD).is_file()]


def _taken(place: Path) -> list[int]:
    folder = place / OWN / "rev"
    if not folder.is_dir():
        return []
    return sorted(int(x.name) for x in folder.iterdir() if x.name.isdecimal())


def _folder(place: Path, number: int) -> Path:
    return place / OWN / "rev" / str(number)


def _data(record: Record) -> dict[str, Data]:
    earlier = record.earlier
    return {
        "format": FORMAT,
        "revision": record.number,
        "time": record.time,
        "commit": record.commit,
        "plan": record.plan,
        "result": _READY if record.is_ready else "not ready",
        "inventory": [[*key] for key in earlier.inventory],
        "volumes": [written_binding(x) for x in earlier.bindings.values()],
        "digests": dict(earlier.digests),
        "images": dict(earlier.images),
        "begun": written_begun(earlier.begun),
    }
