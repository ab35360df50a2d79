"""What puts data back where it was deleted: a copy of it is restored."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.scripts.carrying import runs_behind
from stacklint.model.scripts.command import Command
from stacklint.model.scripts.courses import is_one_course
from stacklint.model.scripts.deletions.restoring import copied_by, targets_of_task
from stacklint.model.scripts.deletions.surroundings import Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stacklint.model.scripts.script import Script, Task

# Nobody restores one directory more often behind its end.
_MOST = 3
# Questions, and whatever somebody has to set.
_ASKS = re.compile(r"^\s*(?:\[|\(\(|!|test\s|grep\s)|\||^\S*\$|^\w+(?:\.\w+)*\s*(?:$|\|)")


class Course(NamedTuple):
    """A script, and what it does around its deletions."""

    script: Script
    around: Surroundings

    @classmethod
    def of(cls, script: Script) -> Course:
        """Give the course that a script takes."""
        return cls(script, Surroundings(script.commands))

    def puts_in_again(self, path: str, piece: Command | Task) -> bool:
        """Tell whether what lay in a directory is put in again behind what deletes it."""
        behind = [x for x in self.script.tasks if x.start > piece.start]
        if any(_meet_one(targets_of_task(x), path) and _goes_on(x, piece) for x in behind):
            return True
        found = _putting_in(path, piece, self.around)
        return any(is_one_course(piece, x, self.script) for x in found)


def is_put_in_by(path: str, piece: Command, around: Surroundings) -> bool:
    """Tell the same of commands that follow each other, as in a container."""
    return any(True for _ in _putting_in(path, piece, around))


def _putting_in(path: str, piece: Command | Task, around: Surroundings) -> Iterator[Command]:
    """Give the commands behind one that put something in a directory."""
    at = around.at(piece) + 1 if isinstance(piece, Command) else 0
    found = around.restoring(path, at)
    behind = (x for x in found if (at or x.start > piece.start) and _goes_on(x, piece))
    for one in islice(behind, _MOST):
        if not any(map(around.is_empty, copied_by(one))):
            yield one


def _goes_on(piece: Command | Task, first: Command | Task) -> bool:
    """Tell whether one follows an earlier one, by way of what asks nothing: `cd x && tar …`."""
    guards = tuple(x for x in piece.guards if not x.holds or _ASKS.search(x.text))
    return runs_behind(piece._replace(guards=guards), first)


def _meet_one(targets: Iterable[str], path: str) -> bool:
    return any(_meet(target, path) for target in targets)


def _meet(target: str, path: str) -> bool:
    """Tell whether one of two directories is the other one, or lies in it."""
    one, other = f"{target.rstrip('/')}/", f"{path.rstrip('/')}/"
    return one.startswith(other) or other.startswith(one)
