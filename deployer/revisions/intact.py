"""A deployment directory that can be driven: it is one, no copy, and whole as its last revision."""

from __future__ import annotations

from contextlib import contextmanager
from shlex import quote
from typing import TYPE_CHECKING

from deployer.directory.content import GENERATED_FILE, STATE_FILE
from deployer.directory.content_tree import ContentTree
from deployer.directory.disk import on_disk
from deployer.directory.present import present
from deployer.directory.reading import read_directory
from deployer.directory.state import origin_of, place_of
from deployer.errors import BadInput, CannotDo, Damaged
from deployer.revisions import files_folder, is_begun, latest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SPEC = "spec.yml"
_IDS = "deployment.yml"
_NEEDED = (_IDS, _SPEC, "stack.yml", "config.env", STATE_FILE, GENERATED_FILE)
"""Without them it would be another deployment, or have other passwords."""
_COMPOSE = ("compose", "compose-jobs")


def guard_directory(place: Path) -> None:
    """Raise BadInput where a path is no deployment directory, or a file of it is lost or no good.

    CannotDo where it is a copy of one that is there.
    """
    guard_own(place)
    guard_readable(place)


def guard_own(place: Path) -> None:
    """Raise what `guard_directory` does, but for files that cannot be read.

    A run that was killed may have left those, and the next one puts them back.
    """
    with on_disk(place), _with_way_back(place):
        _guard_whole(place)
        if not (place / _SPEC).is_file():
            if (place / _IDS).is_file():
                raise Damaged(_SPEC, "is not there")
            why = "is no deployment directory: `stacklint deploy create` makes one"
            raise BadInput(str(place), why)
        _guard_original(place)


def guard_readable(place: Path) -> None:
    """Raise BadInput where a deployment directory cannot be read, with what puts a file back."""
    with on_disk(place), _with_way_back(place):
        tree = ContentTree(present(place))
        read_directory(tree, place)


@contextmanager
def _with_way_back(place: Path) -> Iterator[None]:
    """Say of a file that is not right what puts it back."""
    try:
        yield
    except BadInput as error:
        back = _way_back(place, error)
        if not back:
            raise
        raise BadInput(str(place / error.what), f"{error.why}; {back}") from error


def _way_back(place: Path, error: BadInput) -> str:
    """Say what puts a file back; empty where it is as the last revision has it.

    A whole path is one that the system does not let us read, and not to be put back.
    """
    if error.what.startswith("/"):
        return ""
    record = latest(place)
    if record is None:
        return _made_anew(place) if isinstance(error, Damaged) else ""
    kept, now = files_folder(place, record.number) / error.what, place / error.what
    if not kept.is_file() or (now.is_file() and now.read_bytes() == kept.read_bytes()):
        return ""
    return f"revision {record.number} has it: {_copied(kept, now)}"


def _copied(kept: Path, to: Path) -> str:
    made = "" if to.parent.is_dir() else f"mkdir -p {quote(str(to.parent))} && "
    return f"`{made}cp -p {quote(str(kept))} {quote(str(to))}` puts it back"


def _made_anew(place: Path) -> str:
    """Say what to do where no revision was kept; what was started may have data already."""
    try:
        origin = origin_of(ContentTree(present(place)))
    except BadInput:
        origin = None
    if origin is None or not origin.repository or is_begun(place):
        return "no revision of it was kept: a backup has to have it"
    spec = quote(f"{origin.repository}/{origin.spec}")
    words = f"--spec-file {spec} --deployment-dir {quote(str(place))}"
    without = f"without a backup, move {place} away, data and all, and make it anew"
    return f"no revision of it was kept; {without} by `stacklint deploy create {words}`"


def _guard_original(place: Path) -> None:
    """Refuse a copy: two directories would drive one deployment, and neither know of the other."""
    there = place_of(place)
    if there is None or there.resolve() == place.resolve() or not _is_one(there, place):
        return
    why = (
        f"it is a copy of {there}, which has this deployment: work there. For a deployment of its "
        f"own, `stacklint deploy create` makes a directory; to go on with the copy, move {there} "
        "away, and the copy to its place"
    )
    raise CannotDo(f"deployment directory {place}", why)


def guard_place(place: Path) -> None:
    """Raise CannotDo where a directory was moved, and nothing leads to it from where it was."""
    there = place_of(place)
    if there is None or there.resolve() == place.resolve():
        return
    link = f"`ln -s {quote(str(place.resolve()))} {quote(str(there))}`"
    way = "move it back" if there.exists() else f"move it back, or leave a link there by {link}"
    why = f"it was made at {there}, and volumes below it would be others: {way}"
    raise CannotDo(f"deployment directory {place}", why)


def _is_one(there: Path, place: Path) -> bool:
    try:
        return (there / _IDS).read_bytes() == (place / _IDS).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return False


def _guard_whole(place: Path) -> None:
    gone = {name: why for name in _needed(place) if (why := _lost(place / name))}
    record = latest(place) if gone else None
    if record is None:
        return
    kept = files_folder(place, record.number)
    for name in (x for x in gone if not _lost(kept / x)):
        raise BadInput(name, f"is {gone[name]}, and it is needed")


def _needed(place: Path) -> Iterator[str]:
    """Give the files that have to be there, and those of services, which have to hold something.

    A compose file that `stack.yml` does not name may be gone.
    """
    yield from _NEEDED
    for folder in _COMPOSE:
        there = (place / folder).iterdir() if (place / folder).is_dir() else ()
        yield from sorted(f"{folder}/{file.name}" for file in there if file.is_file())


def _lost(file: Path) -> str:
    """Say what became of a file: a disk that was full leaves an empty one."""
    if not file.is_file():
        return "gone"
    return "" if file.stat().st_size else "empty"
