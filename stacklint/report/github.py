"""Annotations of GitHub's workflow commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Severity
from stacklint.report import hints
from stacklint.report.escape import github_message, github_property, visible
from stacklint.report.look import PLAIN
from stacklint.report.mask import Mask
from stacklint.report.scene import scene_of
from stacklint.report.summary import unseen
from stacklint.report.worst import worst_first

if TYPE_CHECKING:
    from stacklint.finding import Finding
    from stacklint.report.look import Look
    from stacklint.report.mask import Secrets
    from stacklint.report.run import Run

MOST = 10
"""GitHub shows as many for a step, and drops the rest without a word."""

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def workflow_commands(run: Run, _look: Look) -> str:
    """Give the worst ten open findings, how many more there are, and what no finding tells."""
    mask = Mask(run)
    worst = worst_first(run.open)
    lines = [_annotation(finding, mask.of(finding)) for finding in worst[:MOST]]
    if len(worst) > MOST:
        more = f"{len(worst) - MOST} more findings; all of them: "
        lines.append(_notice(f"{more}{hints.command('check')}"))
    # One for all of it: of notices too, GitHub shows no more than ten.
    if said := "\n".join(unseen(scene_of(run, PLAIN))):
        lines.append(_notice(said))
    return "".join(f"{line}\n" for line in lines)


def _notice(text: str) -> str:
    return f"::notice title=stacklint::{github_message(text)}"


def _annotation(finding: Finding, secrets: Secrets) -> str:
    at = finding.at
    properties: dict[str, str] = {
        "file": visible(finding.file),
        "line": str(at.line),
        "endLine": str(at.end_line),
    }
    # GitHub drops both columns of a place that spans lines, and complains in the log.
    if at.line == at.end_line:
        properties |= {"col": str(at.column), "endColumn": str(at.end_column)}
    properties["title"] = finding.rule
    said = ",".join(f"{name}={github_property(value)}" for name, value in properties.items())
    text = "\n".join(visible(secrets.said(line)) for line in _lines(finding))
    return f"::{_COMMANDS[finding.severity]} {said}::{github_message(text)}"


def _lines(finding: Finding) -> list[str]:
    fix = [] if finding.fix is None else [f"fix: {finding.fix.title}"]
    return [finding.message, *fix, f"help: {hints.explain(finding.rule)}"]
