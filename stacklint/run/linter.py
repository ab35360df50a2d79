"""One run of the linter over a scope."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.engine import Engine
from stacklint.engine.subject import Subject, sources_of
from stacklint.model.claims import Claimant
from stacklint.model.named import NamedTuple
from stacklint.model.spec import Spec
from stacklint.repo.deployed import DeploymentDirectories, MadeFrom
from stacklint.repo.discover import Shape, is_named_like_stack, look_at, script_candidates
from stacklint.repo.history import NoHistory
from stacklint.repo.left import recognised
from stacklint.repo.library import Library
from stacklint.report.run import WithoutStack
from stacklint.rules import ACROSS
from stacklint.run.fleet import fleet_of, look_at_fleet
from stacklint.run.looked import Looked, is_broken, is_lost, passed_over
from stacklint.run.secret_files import look_at_secret_files
from stacklint.suppress import Allows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from stacklint.model.bundle import Bundle, Stack
    from stacklint.model.revision import Revision, StackRevision
    from stacklint.model.tree import Tree
    from stacklint.repo.discover import Found
    from stacklint.repo.history import History
    from stacklint.rule import StaleEntry
    from stacklint.run.known_findings import Known
    from stacklint.run.scope import Scope
    from stacklint.run.workspace import Workspace
    from stacklint.select import Selection

# Below this, starting processes costs more than they save (measured: 200 specs, 60 ms).
_WORTH_FORKING = 200


class Linter(NamedTuple):
    """A workspace with a selection, ready to look at trees of it."""

    workspace: Workspace
    selection: Selection
    today: Callable[[], date]
    expired_count: bool = True
    clock: Callable[[], float] | None = None

    def look(self, scope: Scope, only: Sequence[str] | None = None) -> Looked:
        """Look at every spec of a scope and every stack without one; of a change, what it touches.

        `only` names the files to look at; suppressions have not been judged yet.
        """
        paths = self.paths(scope.tree) if only is None else only
        looked = self._spread(scope, paths, scope.history(paths))
        self._look_at_stacks(scope, looked, looked.others)
        if only is None:
            self._look_around(scope, looked, scope.touched)
        if scope.base is not None:
            self._mark_known(scope, looked)
        return looked

    def _look_around(self, scope: Scope, looked: Looked, touched: frozenset[str] | None) -> None:
        """Look at what is about more than one spec, when all have been read.

        Of a change that was made later, `touched` says which files that git keeps it concerns.
        """
        fleet = fleet_of(self, scope, looked)
        paths = self._script_paths(scope, looked)
        if paths:
            # Imported late: what reads shell is worth it only where there is some.
            from stacklint.run.scripts import look_at_scripts  # noqa: PLC0415

            look_at_scripts(self, scope, looked, fleet, paths)
        look_at_fleet(self, scope, looked, fleet)
        look_at_secret_files(self, scope._replace(touched=touched), looked, fleet)

    def _script_paths(self, scope: Scope, looked: Looked) -> list[str]:
        """List what may be a script; of a change that touches neither spec nor script, nothing."""
        workspace = self.workspace
        named = script_candidates(scope.tree, workspace.paths, workspace.is_excluded, looked.specs)
        paths = sorted({*named, *looked.playbooks})
        is_about = scope.touched is None or looked.specs or not scope.touched.isdisjoint(paths)
        return paths if is_about else []

    def finish(self, looked: Looked, stale: Iterable[StaleEntry] = ()) -> None:
        """Judge the suppressions, when all else has been said, and sort the findings."""
        engine = Engine(self.selection, looked.allows, looked.outcome)
        uses = looked.allows.uses(self.selection.profile_of, self.selection.registry.names)
        engine.look_at_allows(uses, stale)
        engine.finish()

    def paths(self, tree: Tree) -> list[str]:
        """List the files to look at."""
        return self.workspace.files(tree)

    def _spread(self, scope: Scope, paths: Sequence[str], history: History) -> Looked:
        processes = min(len(os.sched_getaffinity(0)), 8) if hasattr(os, "sched_getaffinity") else 1
        look = _Pass(self, scope, history).look
        if len(paths) < _WORTH_FORKING or processes == 1:
            return look(paths)
        from stacklint.run.processes import spread  # noqa: PLC0415 -- 15 ms that small runs need not pay

        looked, *others = spread(look, paths, processes)
        for other in others:
            looked.merge(other)
        return looked

    def allows(self) -> Allows:
        """Give what takes up suppressions, and has none yet."""
        return Allows(self.today, expired_count=self.expired_count)

    def _look_at_stacks(self, scope: Scope, looked: Looked, files: Iterable[str]) -> None:
        """Look at the stacks that no spec has led to, when all specs have been seen."""
        left = [file for file in files if file not in looked.reached]
        if left:
            from stacklint.run.stacks import look_at_stacks  # noqa: PLC0415 -- most specs have one

            look_at_stacks(self, scope, looked, left)

    def _olds(self, base: Tree, olds: set[str], looked: Looked) -> list[str]:
        """Give what to look at in the base: every spec, where specs were compared."""
        found = looked.outcome.findings
        if any(x.rule in ACROSS or x.file in looked.scripts for x in found):
            return self.paths(base)
        return sorted(old for old in olds if base.is_file(old))

    def _mark_known(self, scope: Scope, looked: Looked) -> None:
        """Set apart the findings that the base had already, or what is merged into it."""
        from stacklint.run.known_findings import mark  # noqa: PLC0415 -- only with --new

        assert scope.base is not None  # noqa: S101 -- asked by the caller
        counts = self._known(scope, scope.base, looked)
        for tree in scope.merged:
            counts |= self._known(scope._replace(renames={}), tree, looked)
        mark(looked.outcome.findings, counts)

    def _known(self, scope: Scope, base: Tree, looked: Looked) -> Known:
        """Count the findings of an earlier version, under the names that files have by now."""
        from stacklint.run.known_findings import known  # noqa: PLC0415 -- only with --new

        olds = {scope.renames.get(file, file) for file in (*looked.specs, *looked.scripts)}
        stacks = {scope.renames.get(stack, stack) for stack in looked.stacks}
        touched = frozenset(olds | stacks)
        bare = scope._replace(tree=base, base=None, merged=(), touched=touched)
        before = _Pass(self, bare, NoHistory()).look(self._olds(base, olds, looked))
        # What was said of a stack for the sake of a spec is known as well.
        before.reached = set()
        self._look_at_stacks(bare, before, sorted(stacks))
        self._look_around(bare, before, scope.touched)
        news = {old: new for new, old in scope.renames.items()}
        return known(before.outcome.findings, news)


class _Pass:
    """One process's way through files; what it has read once serves for all that follow."""

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
            self.history.expect(None if bundle.stack is None else bundle.stack.file)
        subject = Subject(
            bundle=bundle,
            revision=lambda: self._revision(spec),
            stack_revision=lambda: self._stack_revision(bundle),
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
