"""The places that the fixes of a round have changed: another fix of one of them has to wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.change import MoveEntry, Restore, SetComment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stacklint.finding import Finding
    from stacklint.model.change import Change
    from stacklint.model.yaml.nodes import KeyPath


class Touched:
    """Places by file."""

    def __init__(self) -> None:
        self._paths: dict[str, list[KeyPath]] = {}

    def meets(self, finding: Finding) -> bool:
        """Tell whether a fix changes such a place, or one around it or in it, in any of its files.

        A fix is made as a whole: it waits as a whole too.
        """
        return any(
            path[: len(other)] == other or other[: len(path)] == path
            for file, path in _places(finding)
            for other in self._paths.get(file, ())
        )

    def add(self, finding: Finding) -> None:
        """Take up the places of a fix that was made."""
        for file, path in _places(finding):
            self._paths.setdefault(file, []).append(path)


def _places(finding: Finding) -> Iterator[tuple[str, KeyPath]]:
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
