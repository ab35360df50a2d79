"""The lint gate: what keeps a spec from being deployed."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

from stacklint.cli.session import sessions
from stacklint.finding import Severity, Standing
from stacklint.report.run import as_typed

if TYPE_CHECKING:
    from stacklint.cli.session import Session
    from stacklint.finding import Finding


def errors_of(spec: str, arguments: argparse.Namespace) -> tuple[tuple[str, str], ...]:
    """Give rule and place of each error that is neither allowed nor in the baseline."""
    asked = argparse.Namespace(
        paths=[spec],
        config=arguments.config,
        isolated=arguments.isolated,
        baseline=arguments.baseline,
        select=(),
        ignore=(),
        profile=None,
    )
    (session,) = sessions(asked, time.perf_counter())
    looked, _, _ = session.lint()
    found = (x for x in looked.outcome.findings if x.standing is Standing.OPEN)
    return tuple((x.rule, _place(session, x)) for x in found if x.severity is Severity.ERROR)


def _place(session: Session, finding: Finding) -> str:
    workspace = session.workspace
    file = as_typed(finding.file, workspace.prefix, workspace.below)
    return f"{file}:{finding.at.line}"
