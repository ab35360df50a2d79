"""The stacks of a run that no spec leads to."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from stacklint.alone import Alone, look_at_alone
from stacklint.engine import Engine
from stacklint.model.lazy import cached_property
from stacklint.model.scripts.script import YAML
from stacklint.model.stack import is_stack
from stacklint.model.tokens import mask_template
from stacklint.repo.discover import is_named_like_stack, parsed
from stacklint.repo.library import Library
from stacklint.repo.scripts import read_scripts
from stacklint.rule import Role, Source
from stacklint.run.looked import is_broken
from stacklint.run.touched import touches_stack

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stacklint.model.bundle import Stack
    from stacklint.model.yaml.document import Document
    from stacklint.run.linter import Linter
    from stacklint.run.looked import Looked
    from stacklint.run.scope import Scope


def look_at_stacks(linter: Linter, scope: Scope, looked: Looked, files: Iterable[str]) -> None:
    """Look at the stacks among files, and at those of which a named file is a part.

    What specs have led to is left out; a change is judged where it touches a stack.
    """
    rest = _Rest(linter, scope, looked)
    for file in sorted(files):
        rest.look_at(file)


class _Rest:
    """What is left when all specs have been seen."""

    def __init__(self, linter: Linter, scope: Scope, looked: Looked) -> None:
        self.workspace = linter.workspace
        self.scope = scope
        self.looked = looked
        self.library = Library(scope.tree, linter.workspace.stack_roots)
        self.engine = Engine(
            linter.selection, looked.allows, looked.outcome, linter.clock, seen=looked.files
        )

    def look_at(self, file: str) -> None:
        """Look at one file: a stack, a part of stacks, or neither."""
        if is_named_like_stack(file):
            found = [stack] if (stack := self.stack(file)) else []
        else:
            found = [stack for stack in self.every_stack if file in _files(stack)]
        is_named = file in self.workspace.paths and file not in self.looked.playbooks
        if not found and is_named and not read_scripts(self.scope.tree, (file,)).scripts:
            self._pass_over(file)
        for stack in found:
            is_judged = stack.file.file in {*self.looked.reached, *self.looked.stacks}
            if not is_judged and self._is_touched(stack):
                self._judge(stack)

    def _pass_over(self, file: str) -> None:
        """Say that a named file is none of ours; of one that cannot be read, nobody knows."""
        document = self._unreadable(file)
        if document is None:
            words = "is no spec (neither `deploy-to` nor `stack` in it), and of no stack: skipped"
            self.looked.notes.append(f"{self.workspace.as_typed(file)} {words}")
            return
        self.engine.look_at_file(Source(document, Role.UNKNOWN), self.scope.tree)
        self.looked.broken.add(file)

    def _unreadable(self, file: str) -> Document | None:
        """Give a YAML file that is none; what a template is before it is rendered counts not."""
        data = self.scope.tree.read(file)
        if data is None or not file.endswith(YAML) or self.workspace.is_template(file):
            return None
        document = parsed(file, data)
        is_broken = document.fault is not None and mask_template(document.text) is None
        return document if is_broken else None

    def stack(self, file: str) -> Stack | None:
        """Give the stack of a `stack.yml`, unless that is a copy in a deployment directory."""
        directory = posixpath.dirname(file)
        if self.scope.tree.is_file(posixpath.join(directory, "deployment.yml")):
            return None
        stack = self.library.stack(directory)
        return stack if stack is not None and is_stack(stack.file.document) else None

    @cached_property
    def every_stack(self) -> tuple[Stack, ...]:
        """The stacks of the repository, for a part that is named without its whole."""
        files = filter(is_named_like_stack, self.scope.tree.files())
        return tuple(stack for stack in map(self.stack, files) if stack is not None)

    def _is_touched(self, stack: Stack) -> bool:
        touched = self.scope.touched
        return touched is None or touches_stack(touched, stack, _files(stack))

    def _judge(self, stack: Stack) -> None:
        config = self.workspace.config
        alone = Alone(stack, self.scope.tree, config.settings, config.dialect)
        look_at_alone(self.engine, alone)
        self.looked.stacks[stack.file.file] = _files(stack)
        documents = [source.document for source in alone.sources]
        self.looked.broken |= {document.name for document in documents if is_broken(document)}


def _files(stack: Stack) -> set[str]:
    return {stack.file.file, *(pod.compose.file for pod in (*stack.pods, *stack.jobs))}
