"""What the commits of a repository did to files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from stacklint.repo.git import GitFailed
from stacklint.repo.git_output import Raw, Touch, changes_in, touches_in
from stacklint.repo.process import PIECE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from stacklint.repo.git import Git
    from stacklint.repo.process import Process

# The endings of the files whose history is walked through together.
_WALKED = (".yml", ".yaml", ".j2")
_EVERY_WALKED = tuple(f"**/*{ending}" for ending in _WALKED)

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
        # Of a few files, what git has begun to look for; of many, its way to their stacks.
        self._begun: dict[str, Iterator[Touch]] = {}
        self._walk: Iterator[Touch] | None = None
        self._stacks: Iterator[Touch] | None = None
        self._found = _found_of_many(git, self.announced) if self._are_many else None

    @property
    def _are_many(self) -> bool:
        return len(self.announced) > _FEW

    def begin(self, stack: str | None) -> None:
        """Let git look already, for a `stack.yml` too, where the answers are not here."""
        if self._found is None and self._walk is None:
            self._walk = walk(self.git, self.announced)
            if stack is not None and stack not in self.announced:
                self._begun[stack] = walk(self.git, [stack])

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
        """Give the last commit that touched a `stack.yml`; git is asked once for all of many."""
        if path in self.announced or path in self.found:
            return self.found.get(path)
        if not self._are_many:
            touches = self._begun.pop(path, None) or walk(self.git, [path])
            return next((x for x in touches if x.raw.path == path), None)
        if self._stacks is None:
            self._stacks = walk(self.git, like=("**/stack.yml",))
        for touch in self._stacks:
            self.found.setdefault(touch.raw.path, touch)
            if touch.raw.path == path:
                return touch
        return None


def _found_of_many(git: Git, paths: frozenset[str]) -> dict[str, Touch]:
    others = {path for path in paths if not path.lower().endswith(_WALKED)}
    found = _first_touches(walk(git), paths - others)
    return found | (_first_touches(walk(git, others), others) if others else {})


def _found_of_few(
    git: Git, paths: frozenset[str], begun: Iterator[Touch] | None
) -> dict[str, Touch]:
    found = _first_touches(walk(git, paths) if begun is None else begun, paths)
    # Asked about alone, a renamed file looks added.
    added = {path for path, touch in found.items() if touch.raw.before is None}
    return found | _first_touches(walk(git), added) if added else found


def _first_touches(touches: Iterable[Touch], wanted: Iterable[str]) -> dict[str, Touch]:
    left, found = set(wanted), {}
    for touch in touches:
        if touch.raw.path in left:
            left.discard(touch.raw.path)
            found[touch.raw.path] = touch
            if not left:
                break
    return found


def walk(
    git: Git, paths: Iterable[str] = (), like: Iterable[str] = _EVERY_WALKED
) -> Iterator[Touch]:
    """Walk the history back: the changes of some files, a commit after the other.

    Git walks from now on, whenever it is heard.
    Without paths these are all that are `like` a pattern, YAML files unless it is given, and
    renames among them are found; with paths a file that was renamed looks added.
    """
    arguments = (
        "log",
        "--format=%x01%H",
        "--raw",
        "-z",
        "--no-abbrev",
        "--find-renames",
        "--no-ext-diff",
        "--no-show-signature",
        "--root",
        "HEAD",
        "--",
        *([f":(literal){path}" for path in paths] or [f":(glob,icase){x}" for x in like]),
    )
    touches = _heard(git, git.start(arguments), arguments)
    # A generator that was begun ends the process also where nobody goes on.
    next(touches)
    return touches


_BEGUN = Touch("", Raw("", None, None, "", ""))


def _heard(git: Git, process: Process, arguments: tuple[str, ...]) -> Iterator[Touch]:
    try:
        yield _BEGUN
        yield from touches_in(iter(lambda: os.read(process.out.fileno(), PIECE), b""))
    except BaseException:
        process.kill()
        raise
    if process.end():
        yield from _heard_again(git, arguments)


def _heard_again(git: Git, arguments: tuple[str, ...]) -> Iterator[Touch]:
    """Have git say why it did not come to the end; without a commit, there was nothing to walk."""
    try:
        git.ask("rev-parse", "--verify", "--quiet", "HEAD")
    except GitFailed:
        # Where git refuses this repository, this says so.
        git.ask("rev-parse", "--git-dir")
        return
    yield from touches_in([git.ask(*arguments)])


def changed_at(git: Git, path: str) -> int | None:
    """Give the second of the last commit that touched a file, None where there is none."""
    try:
        return int(git.ask("log", "-1", "--format=%ct", "HEAD", "--", f":(literal){path}"))
    except (GitFailed, ValueError):
        return None


def had_blob(git: Git, path: str, blobs: Collection[str]) -> bool:
    """Tell whether a commit changed a file from one of some contents, renames followed."""
    return any(touch.raw.before in blobs for touch in followed(git, path))


def was_given(git: Git, path: str, blobs: Collection[str]) -> bool:
    """Tell whether a commit gave a file one of some contents, renames followed."""
    return any(touch.raw.after in blobs for touch in followed(git, path))


def followed(git: Git, path: str, start: str = "HEAD") -> Iterator[Touch]:
    """Give what commits up to one did to a file, the latest first, renames followed."""
    arguments = ("log", "--format=%x01%H", "--raw", "-z", "--no-abbrev", "--follow", start)
    try:
        return touches_in([git.ask(*arguments, "--", f":(literal){path}")])
    except GitFailed:
        return iter(())


def changes_by(git: Git, commit: str) -> tuple[Raw, ...]:
    """Give what a commit changed, renames found; all of it, where it is the first."""
    arguments = ("diff-tree", "-r", "--root", "--raw", "-z", "--no-abbrev", "--no-commit-id")
    return tuple(changes_in(git.ask(*arguments, "--find-renames", commit)))
