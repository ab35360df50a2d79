"""What the module `synchronize` of Ansible deletes: it is an `rsync`, told in other words."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from stacklint.model.scripts.ansible.sources import below_the_playbook, folders_of
from stacklint.model.scripts.command import Command
from stacklint.model.scripts.deletions.rsync import deleted_by_sync

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.scripts.deletions.surroundings import Surroundings
    from stacklint.model.scripts.script import Task
    from stacklint.model.tree import Tree

_TRUE = frozenset({"true", "True", "yes"})


def deleted_by_synchronize(
    task: Task, file: str, around: Surroundings, tree: Tree
) -> Iterator[str]:
    """Give what a task of a file deletes beside what it copies."""
    if task.module != "synchronize" or task.arguments.get("mode") == "pull":
        return
    words = ("rsync", *_options(task), *_source(task), task.arguments.get("dest", ""))
    for folder in folders_of(task.arguments.get("src", ""), file):
        found = Command(words, task.start, task.end, folder)
        if deleted := tuple(deleted_by_sync(found, around, tree)):
            yield from deleted
            return


def _options(task: Task) -> Iterator[str]:
    if task.arguments.get("delete") in _TRUE:
        yield "--delete"
    try:
        yield from shlex.split(task.arguments.get("rsync_opts", ""))
    except ValueError:
        # What cannot be told may spare anything.
        yield "--filter="


def _source(task: Task) -> Iterator[str]:
    told = below_the_playbook(task.arguments.get("src", "")) or "./"
    if "{{" not in told:
        yield told
