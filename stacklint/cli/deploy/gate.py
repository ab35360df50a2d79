"""The lint gate: what keeps a spec from being deployed."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

from deployer.errors import BadInput, SpecHasErrors
from stacklint.cli.session import sessions
from stacklint.finding import Severity, Standing
from stacklint.report.run import as_typed

if TYPE_CHECKING:
    from stacklint.cli.lint import Looked
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
    _refuse_unjudged(spec, session, looked)
    found = (x for x in looked.outcome.findings if x.standing is Standing.OPEN)
    errors = tuple((x.rule, _place(session, x)) for x in found if x.severity is Severity.ERROR)
    if errors:
        raise SpecHasErrors(spec, errors)


def _refuse_unjudged(spec: str, session: Session, looked: Looked) -> None:
    """Silence about a file that was passed over is no praise."""
    if any(map(session.workspace.is_template, session.workspace.paths)):
        raise BadInput(spec, "is a template (`templates` of the configuration): render it first")
    if not looked.specs:
        why = next(iter(looked.notes), "is no spec").removeprefix(f"{session.workspace.paths[0]} ")
        raise BadInput(spec, f"{why.removesuffix(': skipped')}, and is not judged by the linter")


def _place(session: Session, finding: Finding) -> str:
    workspace = session.workspace
    file = as_typed(finding.file, workspace.prefix, workspace.below)
    return f"{file}:{finding.at.line}"
