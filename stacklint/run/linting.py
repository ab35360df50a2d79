"""A session looked at: its findings, with account taken of its baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.run import looking

if TYPE_CHECKING:
    from stacklint.baseline import Baseline
    from stacklint.rule import StaleEntry
    from stacklint.run.looked import Looked
    from stacklint.run.session import Session


def lint(session: Session) -> tuple[Looked, Baseline | None, list[StaleEntry]]:
    """Look at everything, take account of the baseline, and say what is stale in it."""
    looked, baseline, stale = look(session)
    looking.finish(session.linter, looked, stale)
    return looked, baseline, stale


def look(session: Session) -> tuple[Looked, Baseline | None, list[StaleEntry]]:
    """Do the same, and leave suppressions and stale entries to be judged."""
    looked = looking.look(session.linter, session.scope)
    if not session.has_baseline:
        return looked, None, []
    from stacklint.run.accepted import baseline_of, mark  # noqa: PLC0415 -- only where there is one

    baseline = baseline_of(session)
    return looked, baseline, [] if baseline is None else mark(session, looked, baseline)
