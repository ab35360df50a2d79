"""What the hooks of a stack have to say, told from their text: nothing of it is run.

Source: the reference on the language, section on layout; `create` is run at each restart as well.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from deployer.directory.files.copies import copied
from deployer.wanted.resource import Note
from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern
from stacklint.model.targets import ABILITIES, Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.directory.content import Content, File
    from deployer.source import Source
    from stacklint.model.bundle import Stack
    from stacklint.model.tree import Tree

HOOKS = "hooks"
"""Where they are in a deployment directory."""
OPTION = "--run-hooks"
_NAME = "commands.py"
_ALL = Pattern(r"commands[^/]*\.py")
"""What laconic-so runs of that folder, whoever put it there."""
_NOT_COPIED = ("__pycache__/",)


class Hook(NamedTuple):
    """A program of a stack by its path, and the functions of it that do something."""

    path: str
    functions: frozenset[str]


def hook_paths(source: Source) -> Iterator[str]:
    """Give the file of the hooks, there or not, and where there is one, what it may read."""
    path = _path(source.stack)
    yield path
    if source.repository.tree.is_file(path):
        for file in hook_files(source).files:
            yield posixpath.join(posixpath.dirname(path), file.path.partition("/")[2])


def hook_of(stack: Stack, tree: Tree) -> Hook | None:
    """Give the hooks of a stack, None where it has none; BadInput where they are no Python."""
    path = _path(stack)
    data = tree.read(path)
    return None if data is None else _hook(path, data)


def hook_notes(stack: Stack, target: Target, tree: Tree) -> tuple[Note, ...]:
    """Say which functions of a stack's hooks would be run for a deployment, and are not yet."""
    hook = hook_of(stack, tree)
    if hook is None:
        return ()
    run = ("create", "start") if ABILITIES[target].makes_objects else ("create",)
    why = f"is code of the stack that would run, with {OPTION}; what it changes is not in here"
    return tuple(Note(f"{x}() of {hook.path} {why}", None) for x in run if x in hook.functions)


def hooks_in(content: Content) -> tuple[Hook, ...]:
    """Give the hooks of a deployment directory, in the order in which they are run."""
    found = {x.path: x.data for x in content.files if _is_hook(x)}
    return tuple(_hook(path, found[path]) for path in sorted(found))


def hook_files(source: Source) -> Content:
    """Give the hooks of a stack and what lies beside them, which they read, for a deployment."""
    found = copied((source.repository.root / _path(source.stack)).parent, HOOKS)
    files = tuple(file for file in found.files if _is_taken(file))
    folders = tuple(x for x in found.folders if not f"{x}/".endswith(_NOT_COPIED))
    return found._replace(files=files, folders=folders)


def _path(stack: Stack) -> str:
    return posixpath.join(stack.file.directory, "deploy", _NAME)


def _hook(path: str, data: bytes) -> Hook:
    from deployer.hooks.functions import functions_of  # noqa: PLC0415 -- few stacks have hooks

    return Hook(path, functions_of(path, data))


def _is_hook(file: File) -> bool:
    folder, _, name = file.path.rpartition("/")
    return folder == HOOKS and _ALL.fullmatch(name) is not None


def _is_taken(file: File) -> bool:
    """Leave out what laconic-so would run although the stack does not, and what Python leaves."""
    is_other = _is_hook(file) and file.path != f"{HOOKS}/{_NAME}"
    return not is_other and not any(x in file.path for x in _NOT_COPIED)
