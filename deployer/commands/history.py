"""`deploy history`: the revisions that are kept, what became of each, what it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.directory.content import STATE_FILE, Content, same_files
from deployer.directory.content_tree import ContentTree
from deployer.directory.disk import on_disk
from deployer.directory.present import present
from deployer.directory.reading import read_directory
from deployer.directory.state import origin_of
from deployer.revisions import evidence_of, files_of, kept_numbers, record_of
from deployer.revisions.intact import guard_directory
from stacklint.model.enums import Enum
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from deployer.revisions import Record
    from deployer.wanted.resource import Identity
    from stacklint.model.spec import Spec


class Fate(Enum):
    """What became of a revision."""

    READY = "ready"
    NOT_READY = "not ready"
    FAILED = "failed"


class Kept(NamedTuple):
    """A revision that is kept; `record` is None for one that failed, and came to be nothing.

    `changed` are its files that are not those of the one that came to be before it, with those
    that it has no more: nothing of the first, of which nobody knows what was before. `is_here` is
    set of the newest whose very files the deployment directory has. `evidence` is a directory that
    says why it failed.
    """

    number: int
    record: Record | None
    changed: tuple[str, ...] = ()
    is_here: bool = False
    evidence: Path | None = None

    @property
    def fate(self) -> Fate:
        """What became of it."""
        if self.record is None:
            return Fate.FAILED
        return Fate.READY if self.record.is_ready else Fate.NOT_READY


class History(NamedTuple):
    """What is kept of a deployment, the newest revision first.

    `has_source` is set where its directory says which repository it was made from, so that an
    earlier commit can be deployed again.
    """

    place: Path
    spec: Spec
    identity: Identity
    kept: tuple[Kept, ...]
    has_source: bool

    @property
    def way_back(self) -> str:
        """The commit of the last good revision that is not of the commit of what is here."""
        here = next((x.record for x in self.kept if x.is_here and x.record is not None), None)
        commits = (x.record.commit for x in self.kept if x.record is not None and x.record.is_ready)
        there = "" if here is None else here.commit
        return next((x for x in commits if x and x != there), "") if self.has_source else ""


def history(place: Path) -> History:
    """Read what is kept of a deployment; asks nobody, and changes nothing."""
    guard_directory(place)
    with on_disk(place):
        tree = ContentTree(now := present(place))
        directory, origin = read_directory(tree, place), origin_of(tree)
        kept = tuple(_kept(place, now))[::-1]
    here = next((one.number for one in kept if one.is_here), 0)
    kept = tuple(one._replace(is_here=one.number == here) for one in kept)
    has_source = origin is not None and bool(origin.repository)
    return History(place, directory.bundle.spec, directory.identity, kept, has_source)


def _kept(place: Path, now: Content) -> Iterator[Kept]:
    """Give the revisions in the order in which they were made, with all that have these files."""
    before: Content | None = None
    for number in kept_numbers(place):
        record, evidence = record_of(place, number), evidence_of(place, number)
        if record is None:
            yield Kept(number, None, evidence=evidence)
            continue
        files = files_of(place, number)
        changed = () if before is None else _changed(before, files)
        yield Kept(number, record, changed, same_files(files, now), evidence)
        before = files


def _changed(before: Content, after: Content) -> tuple[str, ...]:
    old, new = ({x.path: x for x in content.files} for content in (before, after))
    # What only we keep has the commit in it, and differs each time.
    return tuple(sorted(x for x in {*old, *new} - {STATE_FILE} if old.get(x) != new.get(x)))
