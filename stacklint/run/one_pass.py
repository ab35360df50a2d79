"""One pass through files: each is read, told what it is, and judged."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.engine import Engine
from stacklint.engine.subject import Subject, sources_of
from stacklint.model.claims import Claimant
from stacklint.model.spec import Spec
from stacklint.repo.deployed import DeploymentDirectories, MadeFrom
from stacklint.repo.discover import Shape, is_named_like_stack, look_at
from stacklint.repo.history import Pods
from stacklint.repo.left import recognised
from stacklint.repo.library import Library
from stacklint.report.run import WithoutStack
from stacklint.run.looked import Looked, is_broken, is_lost, passed_over

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stacklint.model.bundle import Bundle, Stack
    from stacklint.model.revision import Revision, StackRevision
    from stacklint.repo.discover import Found
    from stacklint.repo.history import History
    from stacklint.run.linter import Linter
    from stacklint.run.scope import Scope


class Pass:
    """One process's pass through files; what it has read once serves for all that follow."""

    def __init__(self, linter: Linter, scope: Scope, history: History) -> None:
        workspace = linter.workspace
        self.linter = linter
        self.workspace = workspace
        self.scope = scope
        self.history = history
        self.engine = Engine(linter.selection, linter.allows(), clock=linter.clock)
        self.looked = Looked(self.engine.outcome, self.engine.allows)
        self.library = Library(scope.tree, workspace.stack_roots)
        made_from = MadeFrom(scope.tree, workspace.git) if scope.is_on_disk else None
        self.claimant = Claimant()
        self.pods = Pods(history)
        self.deployed = DeploymentDirectories(workspace.folder, made_from)

    def look(self, paths: Sequence[str]) -> Looked:
        """Look at files, and give what came of these alone."""
        self.engine = self.engine.anew(self.linter.allows())
        self.looked = Looked(self.engine.outcome, self.engine.allows)
        # Worth its own process for many; one spec may well need no earlier version at all.
        if len(paths) > 1:
            self.history.prepare(paths)
        for path in paths:
            self.look_at(path)
        return self.looked

    def look_at(self, path: str) -> None:
        """Look at one file, whatever it turns out to be."""
        found = recognised(self._shape(path), self.scope.tree, self.history)
        if found.may_have_commands:
            self.looked.playbooks.append(path)
        if found.may_have_commands or found.shape is Shape.OTHER:
            if is_named_like_stack(path) or path in self.workspace.paths:
                self.looked.others.append(path)
        elif found.shape is not Shape.SPEC or found.document is None:
            typed = found._replace(path=self.workspace.as_typed(path))
            self.looked.notes += passed_over(typed, named=path in self.workspace.paths)
        elif found.document.masked and found.document.fault is not None:
            name = self.workspace.as_typed(path)
            self.looked.notes.append(f"{name} is a template that is no YAML before it is rendered")
        else:
            spec = Spec(found.document, self.workspace.config.dialect)
            self._look_at_spec(self.library.bundle(spec))

    def _shape(self, path: str) -> Found:
        found = look_at(self.scope.tree, path, is_template=self.workspace.is_template(path))
        lost = self.scope.is_on_disk and is_lost(found, named=path in self.workspace.paths)
        return found._replace(shape=Shape.SPEC) if lost else found

    def _look_at_spec(self, bundle: Bundle) -> None:
        spec, looked = bundle.spec, self.looked
        if spec.document.fault is None:
            self.history.expect(() if bundle.stack is None else bundle.stack.files)
        subject = Subject(
            bundle=bundle,
            revision=lambda: self._revision(spec),
            stack_revision=lambda: self._stack_revision(bundle),
            pods_revision=self.pods.revision,
            tree=self.scope.tree,
            deployed=self.deployed,
            past=self.history.past(spec),
            settings=self.workspace.config.settings,
            rendering=self.workspace.rendering_of(spec.file),
        )
        if bundle.stack is not None:
            looked.reached.add(bundle.stack.file.file)
        if spec.document.fault is None and not spec.is_test:
            looked.claims.append(self.claimant.claims_of(bundle))
        names, broken = _files_of(bundle.stack)
        files = {spec.file, *names}
        if not self._is_touched(bundle, files):
            return
        self.engine.look_at(subject)
        looked.specs[spec.file] = files
        looked.broken |= {spec.file, *broken} if is_broken(spec.document) else broken
        if bundle.stack is None and spec.document.fault is None:
            looked.without_stack.append(WithoutStack(spec.file, bundle.missing))

    def _revision(self, spec: Spec) -> Revision | None:
        return None if spec.document.fault is not None else self.history.revision(spec)

    def _stack_revision(self, bundle: Bundle) -> StackRevision | None:
        return None if bundle.stack is None else self.history.stack_revision(bundle.stack.file)

    def _is_touched(self, bundle: Bundle, files: set[str]) -> bool:
        touched = self.scope.touched
        if touched is None:
            return True
        from stacklint.run.touched import touches  # noqa: PLC0415 -- only of a change

        return touches(touched, bundle, files)


# Many specs share a stack.
@lru_cache(maxsize=256)
def _files_of(stack: Stack | None) -> tuple[frozenset[str], frozenset[str]]:
    """Name the files of a stack, and those of them that could not be read as one document."""
    documents = [] if stack is None else [x.document for x in sources_of(stack)]
    names = (document.name for document in documents)
    return frozenset(names), frozenset([x.name for x in documents if is_broken(x)])
