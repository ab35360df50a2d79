"""`stacklint baseline create`, `update` and `check`."""

from __future__ import annotations

import os
import time
from collections import Counter
from typing import TYPE_CHECKING

from stacklint.baseline import Baseline, Entry, baseline_text, entries_of, is_acceptable
from stacklint.cli import CLEAN, FINDINGS, UNREADABLE
from stacklint.cli.asked import sessions
from stacklint.cli.errors import UsageError, say, say_missing, say_unread
from stacklint.engine import OF_HISTORY
from stacklint.finding import Harm, Standing
from stacklint.repo.one_path import is_ignored
from stacklint.run.accepted import renames_since
from stacklint.run.linting import lint
from stacklint.run.looking import finish, look
from stacklint.write import NotWritten, write_file

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from stacklint.finding import Finding
    from stacklint.rule import StaleEntry
    from stacklint.run.looked import Looked
    from stacklint.run.session import Session


def run(arguments: argparse.Namespace) -> int:
    """Do what is asked for with the baseline of one repository."""
    act = {"create": _create, "update": _update, "check": _check}[arguments.action]
    session = sessions(arguments, time.perf_counter())[0]
    if say_missing(session.workspace):
        return UNREADABLE
    return act(session)


def _create(session: Session) -> int:
    if session.baseline_file.exists():
        words = "it can only shrink (`stacklint baseline update`); what is new is mended or allowed"
        raise UsageError(f"{_shown(session)} is there already: {words}")
    looked = look(session.linter, session.scope)
    finish(session.linter, looked)
    create(session, looked)
    return _ends(session, looked, CLEAN)


def _ends(session: Session, looked: Looked, code: int) -> int:
    """Give the exit code: nobody knows what is found in a file that cannot be read."""
    return UNREADABLE if say_unread(session.workspace, looked.broken) else code


def create(session: Session, looked: Looked) -> None:
    """Accept what is found as it stands."""
    findings = to_accept(session, looked)
    entries = entries_of(findings)
    _write(session, None, entries)
    losses = sum(finding.harm is Harm.DATA for finding in findings)
    words = f"{len(entries)} finding{'s' * (len(entries) != 1)} accepted"
    say(f"{_shown(session)}: {words}{_losses(losses)}{unseen(session, session.baseline_file)}")


def to_accept(session: Session, looked: Looked) -> list[Finding]:
    """List the open findings, without what some commit did once and fails nothing.

    Of a spec, only the last change is looked at: the next commit to it would leave such an entry
    without its finding.
    """
    registry = session.workspace.config.registry
    opened = (x for x in looked.outcome.findings if x.standing is Standing.OPEN)
    return [
        finding
        for finding in opened
        if is_acceptable(finding)
        if finding.severity >= session.threshold
        or finding.rule not in registry.names
        or OF_HISTORY.isdisjoint(registry.rule_named(finding.rule).reads)
    ]


def _losses(count: int) -> str:
    return f", {count} of them can lose data (every summary counts them)" if count else ""


def _update(session: Session) -> int:
    looked, baseline, stale = lint(session)
    if baseline is None:
        raise UsageError(f"there is no {_shown(session)} (`stacklint baseline create` writes one)")
    left = shrink(session, baseline, stale)
    moved = (Counter(left) - Counter(baseline.entries)).total()
    followed = f", {moved} moved along with renamed files" if moved else ""
    say(f"{_shown(session)}: {_entries(len(stale))} taken out{followed}, {len(left)} left")
    return _ends(session, looked, CLEAN)


def shrink(session: Session, baseline: Baseline, stale: Sequence[StaleEntry]) -> list[Entry]:
    """Take out the entries that match nothing any more, and follow files that were renamed."""
    left = baseline.without(stale, renames_since(session, baseline))
    if left != list(baseline.entries):
        _write(session, baseline, left)
    return left


def shrink_aloud(session: Session, baseline: Baseline, stale: Sequence[StaleEntry]) -> None:
    """Do so where nobody has asked for it by name, and say it."""
    shrink(session, baseline, stale)
    if stale:
        say(f"{_shown(session)}: {_entries(len(stale))} taken out")


def _check(session: Session) -> int:
    looked, baseline, stale = lint(session)
    if baseline is None:
        raise UsageError(f"there is no {_shown(session)} (`stacklint baseline create` writes one)")
    for entry in stale:
        place = f" at {entry.path}" if entry.path else ""
        say(f"stale: {entry.rule} in {entry.file}{place}")
    if stale:
        matches, them = ("matches", "it") if len(stale) == 1 else ("match", "them")
        entries = _entries(len(stale))
        say(f"{entries} {matches} nothing: stacklint baseline update takes {them} out")
    return _ends(session, looked, FINDINGS if stale else CLEAN)


def _entries(count: int) -> str:
    return f"{count} {'entry' if count == 1 else 'entries'}"


def _write(session: Session, old: Baseline | None, entries: Iterable[Entry]) -> None:
    file = session.baseline_file
    try:
        write_file(
            file,
            None if old is None else file.read_bytes(),
            baseline_text(entries).encode(),
            root=session.workspace.root,
            # It has no other source: what git ignores is told, and written all the same.
            is_ignored=lambda _path: False,
        )
    except NotWritten as error:
        raise UsageError(str(error)) from error


def unseen(session: Session, file: Path) -> str:
    """Say that git ignores a file of ours, which others need as well."""
    git, root = session.workspace.git, session.workspace.folder
    if git is None or not is_ignored(git, os.path.relpath(file, root).replace(os.sep, "/")):
        return ""
    return "; git ignores it, so commit it with `git add --force`"


def as_seen(file: Path) -> str:
    """Give the path of a file from where the command runs."""
    return os.path.relpath(file).replace(os.sep, "/")


def _shown(session: Session) -> str:
    return as_seen(session.baseline_file)
