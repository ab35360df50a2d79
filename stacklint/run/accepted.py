"""The baseline of a session: read, held against what was found, its files followed to their names.

Loaded only where there is one.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from stacklint.baseline import BadBaseline, Baseline, read_baseline
from stacklint.repo.git import GitFailed
from stacklint.repo.log import renames
from stacklint.repo.said import why_of
from stacklint.run import CannotRun

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from stacklint.rule import StaleEntry
    from stacklint.run.looked import Looked
    from stacklint.run.session import Session


def baseline_of(session: Session) -> Baseline | None:
    """Read the baseline that is named, or the one that lies where it belongs.

    Raises CannotRun where it is none.
    """
    if not session.has_baseline:
        return None
    file = session.baseline_file
    name = os.path.relpath(file, session.workspace.folder).replace(os.sep, "/")
    if not os.path.isfile(file):  # noqa: PTH113 -- that of `Path` raises in a folder that is closed
        raise CannotRun(_no_file(session, name))
    try:
        return read_baseline(name, _text_of(file, name))
    except BadBaseline as error:
        raise CannotRun(str(error)) from None


def _no_file(session: Session, name: str) -> str:
    named = session.asked.baseline
    if named:
        return f"there is no baseline {named} (`stacklint baseline create` writes one)"
    return f"{name}: it cannot be read: it is no file"


def _text_of(file: Path, name: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BadBaseline(name, "it cannot be read: it is not UTF-8") from None
    except OSError as error:
        raise BadBaseline(name, f"it cannot be read: {why_of(error)}") from error


def mark(session: Session, looked: Looked, baseline: Baseline) -> list[StaleEntry]:
    """Mark the findings that are accepted; gives the entries that match nothing any more."""
    moves = renames_since(session, baseline)
    looked.outcome.findings, stale = baseline.apply(looked.outcome.findings, moves)
    return [entry for entry in stale if _was_judged(session, looked, entry)]


def _was_judged(session: Session, looked: Looked, entry: StaleEntry) -> bool:
    """Tell whether a finding would have been seen, so that its lack means something."""
    workspace = session.workspace
    if session.scope.touched is not None or workspace.paths != (".",):
        return False
    blind = looked.broken | {spec.spec for spec in looked.without_stack}
    if entry.file in blind:
        return False
    registry = workspace.config.registry
    if entry.rule not in registry.names:
        return True
    chosen = session.linter.selection.for_file(entry.file)
    is_shown = chosen.profile >= registry.rule_named(entry.rule).profile
    return entry.rule in chosen.names and is_shown


def renames_since(session: Session, baseline: Baseline) -> Mapping[str, str]:
    """Follow the files of a baseline that are not there any more to their new names."""
    scope, git = session.scope, session.workspace.git
    gone = {x.file for x in baseline.entries if not scope.tree.is_file(x.file)}
    if not gone or git is None:
        return {}
    try:
        now = [(raw.old_path, raw.path) for raw in git.diff("HEAD") if raw.status == "R"]
        moves = [*now, *renames(git)]
    except GitFailed:
        moves = []
    here = {old: new for new, old in scope.renames.items()}
    here |= dict(reversed(moves))
    return {file: _end_of(file, here) for file in gone}


def _end_of(file: str, moves: Mapping[str, str]) -> str:
    seen: set[str] = set()
    while file in moves and file not in seen:
        seen.add(file)
        file = moves[file]
    return file
