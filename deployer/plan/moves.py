"""What becomes of a volume, and what was asked for it."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from deployer.errors import CannotDo
from deployer.found import Home
from deployer.found.size_words import size_words
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from deployer.found import Begun, Binding, Earlier, Found, Place, Prospect


_REPLACED = " is empty, and not the directory that its data was in: mount that, or move it back"


class Way(Enum):
    """What becomes of a volume.

    `KEEP` touches nothing, `MAKE` is its first time, `REBIND` names the same bytes in another way.
    `ADOPT` takes what is at the new place, `FRESH` starts empty there, `MIGRATE` copies. `RELEASE`
    is for a volume that nobody wants any more: its bytes stay.
    """

    KEEP = "keep"
    MAKE = "make"
    REBIND = "rebind"
    ADOPT = "adopt"
    FRESH = "fresh"
    MIGRATE = "migrate"
    RELEASE = "release"


class Move(NamedTuple):
    """What becomes of a volume, from where, to where, and why that is right.

    One that begins where something is already comes from there.
    """

    volume: str
    way: Way
    source: Place | None
    goal: Place | None
    words: str


class Asked(NamedTuple):
    """The volumes that the operator named, by what is to become of them.

    `of_cluster` allows to change what other deployments of the cluster use too, `host_names` the
    host names that are served.
    """

    adopt: frozenset[str] = frozenset()
    fresh: frozenset[str] = frozenset()
    migrate: frozenset[str] = frozenset()
    of_cluster: bool = False
    host_names: bool = False

    def way_of(self, volume: str) -> Way | None:
        """Give what was asked for a volume; CannotDo where it is two things at once."""
        named = {Way.ADOPT: self.adopt, Way.FRESH: self.fresh, Way.MIGRATE: self.migrate}
        ways = [way for way, names in named.items() if volume in names]
        if len(ways) > 1:
            options = " and ".join(f"--{way.value}" for way in ways)
            raise CannotDo(f"{options} {volume}", "a volume can only go one way: take one of them")
        return ways[0] if ways else None

    @property
    def names(self) -> frozenset[str]:
        """Every volume that is named."""
        return self.adopt | self.fresh | self.migrate


class Case(NamedTuple):
    """One volume: what it has, what it is to have, what was asked, whether bytes can be copied."""

    volume: str
    now: Binding | None
    goal: Prospect
    asked: Way | None
    can_copy: bool


def where(place: Place) -> str:
    """Say where bytes are, and how many where somebody could count."""
    size = "" if place.size is None else size_words(place.size)
    if place.home is Home.HOST:
        return f"{place.path} ({size})" if size else place.path
    notes = ", ".join(note for note in (size, place.inside) if note)
    return f"{place.home.value} ({notes})" if notes else place.home.value


def with_known(found: Found, earlier: Earlier) -> Found:
    """Mark where a run has put volumes before, and what has come in the place of one since."""
    prospects = {
        name: _known(goal, earlier.bindings.get(name), earlier.begun.get(name))
        for name, goal in found.prospects.items()
    }
    bindings = {
        name: _as_it_was(now, earlier.bindings.get(name)) for name, now in found.bindings.items()
    }
    unnamed = tuple(x._replace(is_begun=x.title in earlier.begun) for x in found.unnamed)
    return found._replace(prospects=prospects, bindings=bindings, unnamed=unnamed)


def _known(goal: Prospect, before: Binding | None, begun: Begun | None) -> Prospect:
    path = "" if goal.place is None else goal.place.path
    is_there = before is not None and is_same(before.place, goal.place)
    if begun is None or begun.path != path:
        return goal._replace(is_known=is_there)
    # A copy that is there may be complete, and not in use yet.
    return goal._replace(is_known=is_there or begun.way == Way.MIGRATE.value, begun=begun.way)


def _as_it_was(now: Binding, before: Binding | None) -> Binding:
    """Mark a volume as lost whose directory is gone, or an empty one in place of the recorded."""
    if before is None or now.trouble or now.place.home is not Home.HOST or now.place.size != 0:
        return now
    there, then = _number(now.place), _number(before.place)
    if now.place.path != before.place.path or not then or there == then:
        return now
    path = now.place.path
    return now._replace(trouble=f"{path}{_REPLACED}" if there else gone_words(path), is_lost=True)


def gone_words(path: str) -> str:
    """Say that the directory of a volume is away."""
    return f"{path}, where its data was, is not there: bring it back"


def _number(place: Place) -> str:
    """Give the number of a directory on its device; those of devices change with each boot."""
    return place.inode.partition(":")[2]


def is_same(now: Place, goal: Place | None) -> bool:
    """Tell whether two places are one; a place that the target makes up is any of its own."""
    if goal is None:
        return now.home in {Home.PROVISIONED, Home.DOCKER}
    if now.home is not goal.home:
        return False
    if now.inode and goal.inode:
        return now.inode == goal.inode
    return now.path == goal.path
