"""`stacklint baseline create`, `update` and `check`."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from stacklint.baseline import Baseline, Entry, baseline_text, entries_of
from stacklint.cli import CLEAN, FINDINGS, UNREADABLE
from stacklint.cli.errors import UsageError, say
from stacklint.cli.session import Session, say_missing, sessions
from stacklint.finding import Harm, Standing
from stacklint.write import write_file

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from stacklint.cli.looked import Looked
    from stacklint.rule import StaleEntry


def run(arguments: argparse.Namespace) -> int:
    """Do what is asked for with the baseline of one repository."""
    act = {"create": _create, "update": _update, "check": _check}[arguments.action]
    session = sessions(arguments, time.perf_counter())[0]
    if say_missing(session):
        return UNREADABLE
    return act(session)


def _create(session: Session) -> int:
    if session.baseline() is not None:
        words = "it can only shrink (`stacklint baseline update`); what is new is mended or allowed"
        raise UsageError(f"{_shown(session)} is there already: {words}")
    looked, _, _ = session.lint()
    return create(session, looked)


def create(session: Session, looked: Looked) -> int:
    """Accept every open finding as it stands."""
    findings = [x for x in looked.outcome.findings if x.standing is Standing.OPEN]
    entries = entries_of(findings)
    _write(session, None, entries)
    losses = sum(finding.harm is Harm.DATA for finding in findings)
    words = f"{len(entries)} finding{'s' * (len(entries) != 1)} accepted"
    say(f"{_shown(session)}: {words}{_losses(losses)}")
    return CLEAN


def _losses(count: int) -> str:
    return f", {count} of them can lose data (every summary counts them)" if count else ""


def _update(session: Session) -> int:
    _, baseline, stale = session.lint()
    if baseline is None:
        raise UsageError(f"there is no {_shown(session)} (`stacklint baseline create` writes one)")
    shrink(session, baseline, stale)
    left = len(baseline.entries) - len(stale)
    say(f"{_shown(session)}: {len(stale)} entries taken out, {left} left")
    return CLEAN


def shrink(session: Session, baseline: Baseline, stale: Sequence[StaleEntry]) -> None:
    """Take out the entries that match nothing any more."""
    if stale:
        _write(session, baseline, baseline.without(stale))


def _check(session: Session) -> int:
    _, baseline, stale = session.lint()
    if baseline is None:
        raise UsageError(f"there is no {_shown(session)} (`stacklint baseline create` writes one)")
    for entry in stale:
        place = f" at {entry.path}" if entry.path else ""
        say(f"stale: {entry.rule} in {entry.file}{place}")
    if stale:
        say(f"{len(stale)} entries match nothing: stacklint baseline update takes them out")
    return FINDINGS if stale else CLEAN


def _write(session: Session, old: Baseline | None, entries: Iterable[Entry]) -> None:
    file = session.baseline_file
    git = session.workspace.git
    write_file(
        file,
        None if old is None else file.read_bytes(),
        baseline_text(entries).encode(),
        root=session.workspace.root,
        is_ignored=(lambda _path: False) if git is None else git.is_ignored,
    )


def _shown(session: Session) -> str:
    return os.path.relpath(session.baseline_file).replace(os.sep, "/")
