"""What the commits of a repository did to files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.repo.log import WALKED, walk
from stacklint.repo.traced import traced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from stacklint.repo.git import Git
    from stacklint.repo.git_output import Touch

_OF_STACKS = ("**/stack.yml", "**/*compose*.yml")

# A walk through all YAML files gives thousands of lines, one for a few files hardly any.
_FEW = 20


class Touches:
    """The last commit that touched each file: of those that are announced, and of stacks.

    Which files of stacks there are is known only when the specs have been read. Of many files git
    is asked at once, since processes that are forked later share the answer; of a few when somebody
    wants to know, and with `begin` it looks before that.
    """

    def __init__(self, git: Git, paths: Iterable[str]) -> None:
        self.git = git
        self.announced = frozenset(paths)
        # Of a few files, those of a stack that git is asked about together, what it has begun to
        # look for, and what it said; of many, its way to the files of their stacks.
        self._together: dict[str, tuple[str, ...]] = {}
        self._begun: dict[tuple[str, ...], Iterator[Touch]] = {}
        self._said: dict[str, Touch | None] = {}
        self._walk: Iterator[Touch] | None = None
        self._stacks: Iterator[Touch] | None = None
        self._found = _found_of_many(git, self.announced) if self._are_many else None

    @property
    def _are_many(self) -> bool:
        return len(self.announced) > _FEW

    def begin(self, files: tuple[str, ...] = ()) -> None:
        """Let git look already, for the files of a stack too, where the answers are not here."""
        if self._are_many:
            return
        own = tuple(x for x in files if not (x in self.announced or is_elsewhere(x)))
        self._together |= dict.fromkeys(own, own)
        if self._found is None and self._walk is None:
            self._walk = walk(self.git, self.announced)
            if own:
                self._begun[own] = walk(self.git, own)

    @property
    def found(self) -> dict[str, Touch]:
        """What git has found of the files that were announced, and of stacks since then."""
        if self._found is None:
            begun, self._walk = self._walk, None
            self._found = _found_of_few(self.git, self.announced, begun)
        return self._found

    def get(self, path: str) -> Touch | None:
        """Give the last commit that touched a file which was announced."""
        return self.found.get(path)

    def of_stack(self, path: str) -> Touch | None:
        """Give the last commit that touched a file of a stack; of many, git is asked once."""
        if path in self.announced or path in self.found:
            return self.found.get(path)
        if not self._are_many:
            return self._of_few(path)
        if self._stacks is None:
            self._stacks = walk(self.git, like=_OF_STACKS)
        for touch in self._stacks:
            self.found.setdefault(touch.raw.path, touch)
            if touch.raw.path == path:
                self.found.update(_traced_if_taken(self.git, {path: touch}))
                return self.found[path]
        return None

    def _of_few(self, path: str) -> Touch | None:
        if path not in self._said:
            files = self._together.get(path, (path,))
            touches = self._begun.pop(files, None) or walk(self.git, files)
            found = traced(self.git, _first_touches(touches, files))
            self._said |= {file: found.get(file) for file in files}
        return self._said[path]


def is_elsewhere(path: str) -> bool:
    """Tell whether a file lies in another checkout, which has a history of its own."""
    return path.startswith("../")


def _found_of_many(git: Git, paths: frozenset[str]) -> dict[str, Touch]:
    others = {path for path in paths if not path.lower().endswith(WALKED)}
    found = _first_touches(walk(git), paths - others)
    found = _traced_if_taken(git, found)
    return found | (traced(git, _first_touches(walk(git, others), others)) if others else {})


def _traced_if_taken(git: Git, found: Mapping[str, Touch]) -> dict[str, Touch]:
    """Trace files whose commits took away another one like them, of those that a walk has seen."""
    commits = {touch.commit: touch.beside for touch in found.values()}
    taking = {x for x, beside in commits.items() if any(raw.status == "D" for raw in beside)}
    unsure = {path: touch for path, touch in found.items() if touch.commit in taking}
    return {**found, **traced(git, unsure)}


def _found_of_few(
    git: Git, paths: frozenset[str], begun: Iterator[Touch] | None
) -> dict[str, Touch]:
    # Asked about alone, a renamed file looks added.
    return traced(git, _first_touches(walk(git, paths) if begun is None else begun, paths))


def _first_touches(touches: Iterable[Touch], wanted: Iterable[str]) -> dict[str, Touch]:
    left, found = set(wanted), {}
    for touch in touches:
        if touch.raw.path in left:
            left.discard(touch.raw.path)
            found[touch.raw.path] = touch
            if not left:
                break
    return found
