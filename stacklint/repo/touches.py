"""The last commits that touched files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.repo.git import WALKED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stacklint.repo.git import Git
    from stacklint.repo.git_output import Touch

# A walk through all YAML files gives thousands of lines, one for a few files hardly any.
_FEW = 20


class Touches:
    """The last commit that touched each file: of those that are announced, and of stacks.

    Which stacks there are is known only when the specs have been read. Of many files git is asked
    at once, since processes that are forked later share the answer; of a few when somebody wants
    to know, and with `begin` it looks before that.
    """

    def __init__(self, git: Git, paths: Iterable[str]) -> None:
        self.git = git
        self.announced = frozenset(paths)
        self._begun: dict[str, Iterator[Touch]] = {}
        self._walk: Iterator[Touch] | None = None
        self._found = _found_of_many(git, self.announced) if self._are_many else None

    @property
    def _are_many(self) -> bool:
        return len(self.announced) > _FEW

    def begin(self, stack: str | None) -> bool:
        """Let git look already, for a `stack.yml` too; False where the answers are here."""
        if self._found is not None:
            return False
        if self._walk is None:
            self._walk = self.git.touches(self.announced)
        if stack is not None and stack not in self.announced:
            self._begun[stack] = self.git.touches([stack])
        return True

    @property
    def found(self) -> dict[str, Touch]:
        """What git has found of the files that were announced, and of stacks since then."""
        if self._found is None:
            walk, self._walk = self._walk, None
            self._found = _found_of_few(self.git, self.announced, walk)
        return self._found

    def get(self, path: str) -> Touch | None:
        """Give the last commit that touched a file which was announced."""
        return self.found.get(path)

    def of_stack(self, path: str) -> Touch | None:
        """Give the last commit that touched a `stack.yml`; git is asked once for all of many."""
        if path in self.announced or path in self.found:
            return self.found.get(path)
        if not self._are_many:
            walk = self._begun.pop(path, None) or self.git.touches([path])
            return next((x for x in walk if x.raw.path == path), None)
        if self._walk is None:
            self._walk = self.git.touches(like=("**/stack.yml",))
        for touch in self._walk:
            self.found.setdefault(touch.raw.path, touch)
            if touch.raw.path == path:
                return touch
        return None


def _found_of_many(git: Git, paths: frozenset[str]) -> dict[str, Touch]:
    others = {path for path in paths if not path.lower().endswith(WALKED)}
    found = _first_touches(git.touches(), paths - others)
    return found | (_first_touches(git.touches(others), others) if others else {})


def _found_of_few(
    git: Git, paths: frozenset[str], walk: Iterator[Touch] | None
) -> dict[str, Touch]:
    found = _first_touches(git.touches(paths) if walk is None else walk, paths)
    # Asked about alone, a renamed file looks added.
    added = {path for path, touch in found.items() if touch.raw.before is None}
    return found | _first_touches(git.touches(), added) if added else found


def _first_touches(touches: Iterable[Touch], wanted: Iterable[str]) -> dict[str, Touch]:
    left, found = set(wanted), {}
    for touch in touches:
        if touch.raw.path in left:
            left.discard(touch.raw.path)
            found[touch.raw.path] = touch
            if not left:
                break
    return found
