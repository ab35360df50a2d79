"""The places that fixes have changed: another fix of one of them has to wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from stacklint.model.change import (
    AddEntry,
    MoveEntry,
    RemoveEntry,
    RenameKey,
    Restore,
    SetComment,
    SetValue,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stacklint.finding import Finding
    from stacklint.model.change import Change
    from stacklint.model.yaml.nodes import KeyPath

_Place: TypeAlias = "tuple[str, KeyPath]"


class Touched:
    """Places by file."""

    def __init__(self) -> None:
        self._changed: set[_Place] = set()
        self._around: set[_Place] = set()

    def meets(self, finding: Finding) -> bool:
        """Tell whether a fix changes such a place, or one around it or in it, in any of its files.

        A fix is made as a whole: it waits as a whole too.
        """
        return any(map(self._has, _places(finding)))

    def concerns(self, finding: Finding) -> bool:
        """Tell whether a finding shows such a place, or one around it or in it.

        What lacks an entry shows where that would stand, and is not ended by the one beside it.
        """
        kind = _kind(finding)
        if kind is not None and AddEntry in kind:
            return False
        return any(self._has((region.file, region.path)) for region in (finding.at, *finding.also))

    def add(self, finding: Finding) -> None:
        """Take up the places of a fix that was made."""
        for place in _places(finding):
            self._changed.add(place)
            self._around.update(_from_root(place))

    def _has(self, place: _Place) -> bool:
        return place in self._around or not self._changed.isdisjoint(_from_root(place))


def is_alike(one: Finding, other: Finding) -> bool:
    """Tell whether two fixes change what their findings stand at in one way, or add side by side.

    Of others, a fix may depend on those before it: on what they have moved, or how they write.
    """
    kinds = _kind(one), _kind(other)
    return None not in kinds and kinds[0] == kinds[1]


def _kind(finding: Finding) -> tuple[object, ...] | None:
    """Name what a fix does where its finding stands; None where it does more or something else."""
    changes = () if finding.fix is None or finding.fix.elsewhere else finding.fix.changes
    match changes:
        case [AddEntry(path, _, quote)]:
            return finding.rule, AddEntry, path[:-1], quote
        case [SetValue(path=path) | RenameKey(path=path) | RemoveEntry(path=path)]:
            quote = getattr(changes[0], "quote", False)
            return (finding.rule, type(changes[0]), quote) if path == finding.at.path else None
        case _:
            return None


def _from_root(place: _Place) -> Iterator[_Place]:
    file, path = place
    return ((file, path[:depth]) for depth in range(len(path) + 1))


def _places(finding: Finding) -> Iterator[_Place]:
    fix = finding.fix
    for file, changes in {} if fix is None else fix.by_file(finding.file).items():
        yield from ((file, path) for path in _paths(changes))


def _paths(changes: Iterable[Change]) -> Iterator[KeyPath]:
    for change in changes:
        if isinstance(change, Restore):
            yield ()
        elif not isinstance(change, SetComment):
            yield change.path
        if isinstance(change, MoveEntry):
            yield change.to
        elif isinstance(change, RenameKey):
            # Nothing else may come to stand there.
            yield (*change.path[:-1], change.name)
