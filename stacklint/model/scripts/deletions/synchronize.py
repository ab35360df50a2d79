"""What the module `synchronize` of Ansible deletes: it is an `rsync`, told in other words."""

from __future__ import annotations

import posixpath
import re
import shlex
from typing import TYPE_CHECKING

from stacklint.model.scripts.command import Command
from stacklint.model.scripts.deletions.rsync import deleted_by_sync

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.scripts.deletions.surroundings import Surroundings
    from stacklint.model.scripts.script import Task
    from stacklint.model.tree import Tree

_TRUE = frozenset({"true", "True", "yes"})
_OF_PLAYBOOK = re.compile(r"^\{\{\s*playbook_dir\s*\}\}/?")
_OF_ROLE = re.compile(r"^\{\{\s*role_path\s*\}\}/?")


def deleted_by_task(task: Task, file: str, around: Surroundings, tree: Tree) -> Iterator[str]:
    """Give what a task of a file deletes beside what it copies."""
    if task.module != "synchronize" or task.arguments.get("mode") == "pull":
        return
    words = ("rsync", *_options(task), *_source(task), task.arguments.get("dest", ""))
    for folder in _folders(task, file):
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
    told = task.arguments.get("src", "")
    told = _OF_ROLE.sub("", _OF_PLAYBOOK.sub("", told)) or "./"
    if "{{" not in told:
        yield told


def _folders(task: Task, file: str) -> Iterator[str]:
    """Give the folders where Ansible looks for a source, one after the other."""
    beside = posixpath.dirname(file)
    role, source = posixpath.dirname(beside), task.arguments.get("src", "")
    for folder in (beside,) if _OF_PLAYBOOK.match(source) else (role, beside):
        for below in ("", "files"):
            yield posixpath.join(folder, below)
