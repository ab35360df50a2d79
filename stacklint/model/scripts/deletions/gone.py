"""Directories that a script deletes for good: nobody is asked, and nothing is put there again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.scripts.ci.runners import is_passing
from stacklint.model.scripts.command import Command, written_out
from stacklint.model.scripts.courses import is_one_course
from stacklint.model.scripts.deletions.containers import deleted_on_host
from stacklint.model.scripts.deletions.datasets import destroyed_elsewhere
from stacklint.model.scripts.deletions.deleting import BELOW, deleted_by
from stacklint.model.scripts.deletions.devices import erased_by
from stacklint.model.scripts.deletions.rsync import deleted_by_sync
from stacklint.model.scripts.deletions.sparing import spares
from stacklint.model.scripts.deletions.synchronize import deleted_by_synchronize
from stacklint.model.scripts.driven import holds
from stacklint.model.scripts.script import ScriptKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.fleet import Claims
    from stacklint.model.scripts.deletions.refilling import Course
    from stacklint.model.scripts.script import Task
    from stacklint.model.tree import Tree


class Gone(NamedTuple):
    """What a command or task deletes: a path, from where the script began as far as it is told.

    `by` says how, where that is not the piece alone.
    """

    piece: Command | Task
    path: str
    course: Course
    by: str = ""

    @property
    def how(self) -> str:
        """What it is deleted by, as a finding may name it."""
        piece = self.piece
        if isinstance(piece, Command):
            return self.by or f"`{piece.program}`"
        return "`state: absent`" if piece.deletes_file else f"`{piece.module}` with `delete`"

    @property
    def told(self) -> str:
        """The path as a finding may name it."""
        return self.path.removesuffix(BELOW)

    def has(self, directory: str) -> bool:
        """Tell whether a directory goes with it, and what lay in it is not put in again."""
        is_lost = holds(self.path, directory)
        return is_lost and not self.course.puts_in_again(directory, self.piece)

    def volume_of(self, claims: Claims) -> str:
        """Name the first volume of a spec that goes with it, of those with an absolute path."""
        return next((x.volume for x in claims.directories if self.has(x.path)), "")


def gone_in(course: Course, tree: Tree) -> Iterator[Gone]:
    """Give what a script deletes; what an image is made of is none of it."""
    script = course.script
    commands = () if script.kind is ScriptKind.DOCKERFILE else script.commands
    for command in commands:
        if not (command.is_confirmed or is_passing(command, script)):
            paths = (command.path(x) or x for x in _words(command, course, tree))
            for path in (x for x in paths if not spares(command.guards, x)):
                yield Gone(command, path, course)
                yield from _moved_before(path, command, course)
    for task in script.tasks:
        for path in () if task.is_confirmed else _of_task(task, course, tree):
            yield from (Gone(task, one, course) for one in written_out(path))


def _moved_before(path: str, command: Command, course: Course) -> Iterator[Gone]:
    """Give what had another name before it was deleted: `mv x x.old`, and `rm` of that."""
    for moving, old in course.around.moved_to(path, command):
        if not moving.is_confirmed and is_one_course(moving, command, course.script):
            yield Gone(moving, old, course, f"`mv`, with `{command.program}` behind it,")


def _of_task(task: Task, course: Course, tree: Tree) -> Iterator[str]:
    if task.deletes_file:
        yield named_by(task)
    yield from deleted_by_synchronize(task, course.script.file, course.around, tree)


def named_by(task: Task) -> str:
    """Give the path, or the name, of what a task is about."""
    names = ("path", "dest", "name", "project_src")
    return next((found for name in names if (found := task.arguments.get(name))), "")


def _words(command: Command, course: Course, tree: Tree) -> Iterator[str]:
    yield from deleted_by(command)
    yield from deleted_on_host(command)
    yield from deleted_by_sync(command, course.around, tree)
    yield from erased_by(command, course.around)
    yield from destroyed_elsewhere(command, course.around.datasets)
