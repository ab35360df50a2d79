"""One run of the linter over a scope."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from stacklint.engine import Engine
from stacklint.repo.discover import script_candidates
from stacklint.repo.history import NoHistory
from stacklint.rules import ACROSS
from stacklint.run.fleet import fleet_of, look_at_fleet
from stacklint.run.one_pass import Pass
from stacklint.run.secret_files import look_at_secret_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from stacklint.model.tree import Tree
    from stacklint.repo.history import History
    from stacklint.rule import StaleEntry
    from stacklint.run.known_findings import Known
    from stacklint.run.linter import Linter
    from stacklint.run.looked import Looked
    from stacklint.run.scope import Scope

# Below this, starting processes costs more than they save (measured: 200 specs, 60 ms).
_WORTH_FORKING = 200


def look(linter: Linter, scope: Scope, only: Sequence[str] | None = None) -> Looked:
    """Look at every spec of a scope and every stack without one; of a change, what it touches.

    `only` names the files to look at; suppressions have not been judged yet.
    """
    paths = linter.workspace.files(scope.tree) if only is None else only
    looked = _spread(linter, scope, paths, scope.history(paths))
    _look_at_stacks(linter, scope, looked, looked.others)
    if only is None:
        _look_around(linter, scope, looked, scope.touched)
    if scope.base is not None:
        _mark_known(linter, scope, looked)
    return looked


def _look_around(
    linter: Linter, scope: Scope, looked: Looked, touched: frozenset[str] | None
) -> None:
    """Look at what is about more than one spec, when all have been read.

    Of a change that was made later, `touched` says which files that git keeps it concerns.
    """
    fleet = fleet_of(linter, scope, looked)
    paths = _script_paths(linter, scope, looked)
    if paths:
        # Imported late: what reads shell is worth it only where there is some.
        from stacklint.run.scripts import look_at_scripts  # noqa: PLC0415

        look_at_scripts(linter, scope, looked, fleet, paths)
    look_at_fleet(linter, scope, looked, fleet)
    look_at_secret_files(linter, scope._replace(touched=touched), looked, fleet)


def _script_paths(linter: Linter, scope: Scope, looked: Looked) -> list[str]:
    """List what may be a script; of a change that touches neither spec nor script, nothing."""
    workspace = linter.workspace
    named = script_candidates(scope.tree, workspace.paths, workspace.is_excluded, looked.specs)
    paths = sorted({*named, *looked.playbooks})
    is_about = scope.touched is None or looked.specs or not scope.touched.isdisjoint(paths)
    return paths if is_about else []


def finish(linter: Linter, looked: Looked, stale: Iterable[StaleEntry] = ()) -> None:
    """Judge the suppressions, when all else has been said, and sort the findings."""
    engine = Engine(linter.selection, looked.allows, looked.outcome)
    uses = looked.allows.uses(linter.selection.profile_of, linter.selection.registry.names)
    engine.look_at_allows(uses, stale)
    engine.finish()


def _spread(linter: Linter, scope: Scope, paths: Sequence[str], history: History) -> Looked:
    processes = min(len(os.sched_getaffinity(0)), 8) if hasattr(os, "sched_getaffinity") else 1
    look = Pass(linter, scope, history).look
    if len(paths) < _WORTH_FORKING or processes == 1:
        return look(paths)
    from stacklint.run.processes import spread  # noqa: PLC0415 -- 15 ms that small runs need not pay

    looked, *others = spread(look, paths, processes)
    for other in others:
        looked.merge(other)
    return looked


def _look_at_stacks(linter: Linter, scope: Scope, looked: Looked, files: Iterable[str]) -> None:
    """Look at the stacks that no spec has led to, when all specs have been seen."""
    left = [file for file in files if file not in looked.reached]
    if left:
        from stacklint.run.stacks import look_at_stacks  # noqa: PLC0415 -- most specs have one

        look_at_stacks(linter, scope, looked, left)


def _olds(linter: Linter, base: Tree, olds: set[str], looked: Looked) -> list[str]:
    """Give what to look at in the base: every spec, where specs were compared."""
    found = looked.outcome.findings
    if any(x.rule in ACROSS or x.file in looked.scripts for x in found):
        return linter.workspace.files(base)
    return sorted(old for old in olds if base.is_file(old))


def _mark_known(linter: Linter, scope: Scope, looked: Looked) -> None:
    """Set apart the findings that the base had already, or what is merged into it."""
    from stacklint.run.known_findings import mark  # noqa: PLC0415 -- only with --new

    assert scope.base is not None  # noqa: S101 -- asked by the caller
    counts = _known(linter, scope, scope.base, looked)
    for tree in scope.merged:
        counts |= _known(linter, scope._replace(renames={}), tree, looked)
    mark(looked.outcome.findings, counts)


def _known(linter: Linter, scope: Scope, base: Tree, looked: Looked) -> Known:
    """Count the findings of an earlier version, under the names that files have by now."""
    from stacklint.run.known_findings import known  # noqa: PLC0415 -- only with --new

    olds = {scope.renames.get(file, file) for file in (*looked.specs, *looked.scripts)}
    stacks = {scope.renames.get(stack, stack) for stack in looked.stacks}
    touched = frozenset(olds | stacks)
    bare = scope._replace(tree=base, base=None, merged=(), touched=touched)
    before = Pass(linter, bare, NoHistory()).look(_olds(linter, base, olds, looked))
    # What was said of a stack for the sake of a spec is known as well.
    before.reached = set()
    _look_at_stacks(linter, bare, before, sorted(stacks))
    _look_around(linter, bare, before, scope.touched)
    news = {old: new for new, old in scope.renames.items()}
    return known(before.outcome.findings, news)
