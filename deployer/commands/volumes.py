"""The volumes of a deployment as they are, laid over the map of what its spec says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.commands.status import held
from deployer.directory.content_tree import ContentTree
from deployer.directory.reading import read_directory
from deployer.found import Home
from deployer.found.backing import backing_of
from deployer.found.size_words import size_words
from deployer.plan.moves import is_same, where
from deployer.run.observed import observe
from stacklint.model.named import NamedTuple
from stacklint.model.targets import Target
from stacklint.model.volumes.survival import Backing, survival_of
from stacklint.model.volumes.survival_map import survival_map
from stacklint.model.volumes.survival_row import Row, Section
from stacklint.model.volumes.way import DEPLOYMENT

if TYPE_CHECKING:
    from pathlib import Path

    from deployer.commands.status import Held
    from deployer.found import Binding, Found, Place, Prospect, SetAside
    from deployer.revisions.candidate import Candidate
    from deployer.run.world import World
    from stacklint.model.bundle import Bundle
    from stacklint.model.volumes.survival_map import SurvivalMap


class Volumes(NamedTuple):
    """The volumes of a deployment; `bundle` is what its directory says.

    `set_aside` are copies that earlier runs left of them.
    """

    candidate: Candidate
    bundle: Bundle
    map: SurvivalMap
    volumes: tuple[Held, ...]
    set_aside: tuple[SetAside, ...] = ()


def volumes(place: Path, world: World) -> Volumes:
    """Look where the bytes are, and change nothing."""
    one, _, found, _ = observe(place, world)
    bundle = read_directory(ContentTree(one.content), place).bundle
    said = survival_map(bundle)
    rows = [_as_it_is(row, one, found) for row in said.rows]
    known = {row.name for row in said.rows}
    more = sorted((x for x in found.held if x.volume not in known), key=lambda x: x.volume)
    rows += [_row(_unasked(x), one, x, None) for x in more]
    there = tuple(held(one, x) for x in found.held)
    return Volumes(one, bundle, said._replace(rows=tuple(rows)), there, found.set_aside)


def _as_it_is(row: Row, one: Candidate, found: Found) -> Row:
    """Give a row of the spec its true place; ConfigMaps and what has no place stay."""
    binding = found.bindings.get(row.name)
    if row.section is Section.CONFIGMAPS or (binding is None and row.backing is Backing.NOWHERE):
        return row
    if binding is None:
        return row._replace(
            host=None, node=None, backing=Backing.NOWHERE, survival=None, note=_NONE
        )
    return _row(row, one, binding, found.prospects.get(row.name))


_NONE = "nothing is there yet"


def _unasked(binding: Binding) -> Row:
    words = "nothing asks for it any more"
    if binding.place.home is Home.UNNAMED:
        words = f"{binding.evidence}, without a name"
    return Row(binding.volume, Section.VOLUMES, Backing.NOTHING, None, None, None, (), None, words)


def _row(row: Row, one: Candidate, binding: Binding, goal: Prospect | None) -> Row:
    backing = backing_of(binding.place, one.target, str(one.place))
    host, node = _paths(one, binding.place)
    return row._replace(
        host=host,
        node=node if one.target is Target.KIND else None,
        backing=backing,
        survival=survival_of(one.target, backing),
        note="; ".join(filter(None, _remarks(row, binding, goal))),
    )


def _paths(one: Candidate, place: Place) -> tuple[str | None, str | None]:
    """Give what is shown for the host and for the node of kind."""
    if place.home is Home.HOST:
        return _short(place.path, one), place.inside or None
    if place.home in {Home.DOCKER, Home.UNNAMED}:
        return f"docker volume {place.inside}", None
    # Elsewhere nobody sees the host of a node: the node is the host.
    return (None if one.target is Target.KIND else place.path or None), place.path or None


def _short(path: str, one: Candidate) -> str:
    start = f"{one.place}/"
    return path.replace(start, f"{DEPLOYMENT}/", 1) if path.startswith(start) else path


def _remarks(row: Row, binding: Binding, goal: Prospect | None) -> tuple[str, ...]:
    place = binding.place
    size = "size unknown" if place.size is None else size_words(place.size)
    is_there = goal is None or is_same(place, goal.place)
    differs = "" if is_there or goal is None else f"the spec says {_said(goal)}"
    unused = "" if row.mounts else row.note
    return size, differs, unused, binding.trouble


def _said(goal: Prospect) -> str:
    return "no path" if goal.place is None else where(goal.place)
