"""The survival map of a spec: where its volumes lie, who mounts them, and what they outlive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.targets import Target
from stacklint.model.volumes.nodepath import usable_root
from stacklint.model.volumes.survival import WORST, Backing, Fate
from stacklint.model.volumes.survival_row import Section, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Bundle
    from stacklint.model.spec import Spec
    from stacklint.model.volumes.survival_row import Row


class Tally(NamedTuple):
    """How many volumes there are, ConfigMaps aside, and how many do not outlive the worst.

    Of `unknown` ones nobody can say; those `without_place` are none of the others.
    """

    volumes: int
    lost: int
    unknown: int
    without_place: int


class SurvivalMap(NamedTuple):
    """All volumes of a spec, and what holds for all of them.

    `knows_mounts` is false where the stack was not found.
    """

    target: Target | None
    stack: str | None
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    knows_mounts: bool

    @property
    def tally(self) -> Tally:
        """Count the volumes by what becomes of them in the worst event of the target."""
        volumes = [row for row in self.rows if row.section is not Section.CONFIGMAPS]
        fates = [self._worst_fate(row) for row in volumes]
        placeless = sum(row.backing is Backing.NOWHERE for row in volumes)
        return Tally(
            len(volumes),
            fates.count(Fate.LOST),
            fates.count(Fate.UNKNOWN),
            placeless,
        )

    def _worst_fate(self, row: Row) -> Fate | None:
        if self.target is None or row.survival is None:
            return None
        return row.survival.fate(WORST[self.target])


def survival_map(bundle: Bundle) -> SurvivalMap:
    """Lay out the volumes of a spec, its ConfigMaps, and what only the stack has."""
    spec = bundle.spec
    rows = tuple(rows_of(bundle))
    notes = (*_notes(bundle), *_about_paths(spec, {row.backing for row in rows}))
    return SurvivalMap(spec.target, spec.stack, rows, notes, bundle.stack is not None)


def _notes(bundle: Bundle) -> Iterator[str]:
    spec, stack = bundle.spec, bundle.stack
    if spec.is_merged:
        yield "a list of specs, which only the fork reads: their volumes are not on the map"
        return
    if spec.target is None:
        yield f"what outlives what is not known: {_about_target(spec)}"
    if stack is None:
        yield f"who mounts what is not known: {bundle.missing}"
    elif not stack.is_whole:
        yield "some files of the stack were not found or cannot be read: there may be more mounts"
    elif stack.names_are_known and not stack.knows_mounts(spec.target):
        yield "variables, `extends` and the like are not followed: there may be more mounts"
    if spec.has_gaps:
        yield "a template puts in more than is written here"


def _about_target(spec: Spec) -> str:
    if spec.is_opaque("deploy-to"):
        return "a template names the target"
    if spec.deploy_to is None:
        return "`deploy-to` is missing"
    return f"`deploy-to: {spec.deploy_to}` is no target"


def _about_paths(spec: Spec, backings: set[Backing]) -> Iterator[str]:
    if spec.target is Target.K8S and Backing.ABSOLUTE in backings:
        yield "a path is a directory of the node that runs the pod: on another node it is empty"
    root = usable_root(spec)
    if root is not None and Backing.RELATIVE in backings:
        yield (
            f"{root.text} is taken not to hold the deployment directory: if it does, data with a"
            f" relative path goes to {root.text.rstrip('/')}/NAME"
        )
