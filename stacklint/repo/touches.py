"""The last commits that touched files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.repo.git import WALKED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stacklint.repo.git import Git
    from stacklint.repo.git_output import Touch


class Touches:
    """The last commit that touched each file: of those that are announced, and of stacks.

    Which stacks there are is known only when the specs have been read.
    """

    def __init__(self, git: Git, paths: Iterable[str]) -> None:
        self.git = git
        self.announced = frozenset(paths)
        self.found = last_touches(git, self.announced)
        self._walk: Iterator[Touch] | None = None

    def get(self, path: str) -> Touch | None:
        """Give the last commit that touched a file which was announced."""
        return self.found.get(path)

    def of_stack(self, path: str) -> Touch | None:
        """Give the last commit that touched a `stack.yml`; git is asked once for all of many."""
        if path in self.announced or path in self.found:
            return self.found.get(path)
        if len(self.announced) <= _FEW:
            return next((x for x in self.git.touches([path]) if x.raw.path == path), None)
        if self._walk is None:
            self._walk = self.git.touches(like=("**/stack.yml",))
        for touch in self._walk:
            self.found.setdefault(touch.raw.path, touch)
            if touch.raw.path == path:
                return touch
        return None


def last_touches(git: Git, paths: Iterable[str]) -> dict[str, Touch]:
    """Find, for each path, the last commit that touched it."""
    wanted = set(paths)
    if len(wanted) > _FEW:
        others = {path for path in wanted if not path.lower().endswith(WALKED)}
        found = _first_touches(git.touches(), wanted - others)
        return found | (_first_touches(git.touches(others), others) if others else {})
    found = _first_touches(git.touches(wanted), wanted)
    # Asked about alone, a renamed file looks added.
    added = {path for path, touch in found.items() if touch.raw.before is None}
    return found | _first_touches(git.touches(), added) if added else found


# A walk through all YAML files gives thousands of lines, one for a few files hardly any.
_FEW = 20


def _first_touches(touches: Iterable[Touch], wanted: set[str]) -> dict[str, Touch]:
    left, found = set(wanted), {}
    for touch in touches:
        if touch.raw.path in left:
            left.discard(touch.raw.path)
            found[touch.raw.path] = touch
            if not left:
                break
    return found
