"""The lint gate: what keeps a spec from being deployed."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

from deployer.errors import SpecHasErrors
from stacklint.cli.session import sessions
from stacklint.finding import Severity, Standing
from stacklint.report.run import as_typed

if TYPE_CHECKING:
    from stacklint.cli.session import Session
    from stacklint.finding import Finding


def refuse_errors(spec: str, arguments: argparse.Namespace) -> None:
    """Raise SpecHasErrors for errors that are neither allowed nor in the baseline."""
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
    errors = tuple((x.rule, _place(session, x)) for x in found if x.severity is Severity.ERROR)
    if errors:
        raise SpecHasErrors(spec, errors)


def _place(session: Session, finding: Finding) -> str:
    workspace = session.workspace
    file = as_typed(finding.file, workspace.prefix, workspace.below)
    return f"{file}:{finding.at.line}"
