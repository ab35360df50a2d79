"""Everything a run found, as JSON; `schema/report.schema.json` describes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from stacklint import __version__
from stacklint.finding import Profile, Severity, Standing
from stacklint.report.escape import json_text
from stacklint.report.mask import Mask
from stacklint.report.replacements import Replacements
from stacklint.report.symbolic import change_data

if TYPE_CHECKING:
    from stacklint.finding import Finding, Fix, Region
    from stacklint.report.look import Look
    from stacklint.report.mask import Secrets
    from stacklint.report.replacements import Replacement
    from stacklint.report.run import Repair, Run
    from stacklint.report.symbolic import Json

VERSION = 1
"""Grows when a field changes its meaning or goes; a new field leaves it alone."""


def data(run: Run, _look: Look) -> str:
    """Give all findings, whatever their standing, with a summary."""
    mask = Mask(run)
    made = Replacements(run, mask)
    report: dict[str, Json] = {
        "version": VERSION,
        "tool": {"name": "stacklint", "version": __version__},
        "summary": _summary(run),
        "findings": [_finding(finding, mask, made) for finding in run.ordered],
        "without_stack": [
            {"spec": x.spec, "why": mask.noted(x.why, x.spec)} for x in run.without_stack
        ],
        "notes": [mask.noted(note) for note in run.notes],
        "repairs": [_repair(repair, mask) for repair in run.repairs],
    }
    return json_text(json.dumps(report, indent=2)) + "\n"


def _summary(run: Run) -> Json:
    return {
        "specs": run.specs,
        "stacks": run.stacks,
        "files": run.files,
        "seconds": round(run.seconds, 3),
        "profile": run.profile.word,
        "fail_on": run.threshold.word,
        "judges_change": run.judges_change,
        "open": {
            severity.word: sum(x.severity is severity for x in run.open)
            for severity in sorted(Severity, reverse=True)
        },
        "standing": {standing.value: len(run.of(standing)) for standing in Standing},
        "beyond": {profile.word: run.beyond.get(profile, 0) for profile in sorted(Profile)},
        "accepted_losses": len(run.accepted_losses),
    }


def _finding(finding: Finding, mask: Mask, made: Replacements) -> Json:
    secrets = mask.of(finding)
    return {
        "rule": finding.rule,
        "category": finding.category,
        "severity": finding.severity.word,
        "confidence": finding.confidence.word,
        "profile": finding.profile.word,
        "harm": finding.harm.name.lower(),
        "standing": finding.standing.value,
        "reason": secrets.said(finding.reason),
        "message": secrets.said(finding.message),
        "at": _place(finding.at, secrets),
        "also": [_place(region, secrets) for region in finding.also],
        "notes": [
            {"head": secrets.said(head), "text": secrets.said(text)} for head, text in finding.notes
        ],
        "fix": None
        if finding.fix is None
        else _fix(finding, finding.fix, secrets, made.of(finding)),
        "fingerprint": finding.fingerprint,
    }


def _place(region: Region, secrets: Secrets) -> Json:
    path: list[Json] = [
        secrets.said(part) if isinstance(part, str) else part for part in region.path
    ]
    return {
        "file": region.file,
        "path": path,
        "start": region.start,
        "end": region.end,
        "line": region.line,
        "column": region.column,
        "end_line": region.end_line,
        "end_column": region.end_column,
        "words": secrets.said(region.words),
    }


def _fix(finding: Finding, fix: Fix, secrets: Secrets, made: dict[str, Replacement]) -> Json:
    edits = {file: _edit(one) for file, one in made.items()}
    return {
        "title": secrets.said(fix.title),
        "safety": fix.safety.value,
        "why": secrets.said(fix.why),
        "changes": [change_data(change, secrets) for change in fix.changes],
        "elsewhere": [
            {"file": file, "changes": [change_data(change, secrets) for change in changes]}
            for file, changes in fix.elsewhere
        ],
        # Who knows only this one must not make a part of a fix.
        "edit": edits.get(finding.file) if len(edits) == 1 else None,
        "edits": [{"file": file, **edit} for file, edit in edits.items()],
    }


def _edit(made: Replacement) -> dict[str, Json]:
    return {"start": made.start, "end": made.end, "text": made.text}


def _repair(repair: Repair, mask: Mask) -> Json:
    finding = repair.finding
    refused = repair.refused
    return {
        "rule": finding.rule,
        "file": finding.file,
        "files": list(finding.fixed_files),
        "fingerprint": finding.fingerprint,
        "refused": None if refused is None else mask.of(finding).said(refused),
    }
