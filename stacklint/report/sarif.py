"""SARIF 2.1.0, as code scanning and editors read it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from stacklint import __version__
from stacklint.finding import Severity, Standing
from stacklint.model.secrets.masks import MASK, with_mask
from stacklint.model.yaml.document import Span
from stacklint.report.escape import json_text, visible
from stacklint.report.mask import Mask
from stacklint.report.replacements import Replacements
from stacklint.report.utf16 import region_data

if TYPE_CHECKING:
    from stacklint.finding import Finding, Region
    from stacklint.model.yaml.document import Document
    from stacklint.report.look import Look
    from stacklint.report.replacements import Replacement
    from stacklint.report.run import Run
    from stacklint.report.symbolic import Json

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
FINGERPRINT = "stacklint/v1"
_ROOT = "%SRCROOT%"
# Of a longer place, the lines and columns say enough.
_LONGEST_SNIPPET = 1000


def sarif(run: Run, _look: Look) -> str:
    """Give all findings, allowed and accepted ones with their justification."""
    # Imported late: it loads the rules that occur.
    from stacklint.report.rule_data import rule_data  # noqa: PLC0415

    rules = sorted({finding.rule for finding in run.findings})
    mask = Mask(run)
    made = Replacements(run, mask)
    log: dict[str, Json] = {
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "stacklint",
                        "semanticVersion": __version__,
                        "version": __version__,
                        "rules": [rule_data(rule, run) for rule in rules],
                    }
                },
                "invocations": [_invocation(run, mask)],
                "originalUriBaseIds": {
                    _ROOT: {"description": {"text": "The root of the repository."}}
                },
                "columnKind": "utf16CodeUnits",
                "redactionTokens": [MASK],
                "results": [_Result(x, made).data(rules.index(x.rule)) for x in run.ordered],
            }
        ],
    }
    return json_text(json.dumps(log, indent=2)) + "\n"


def message(text: str) -> Json:
    """Give a message; `[words](target)` in it stays what it is and becomes no link."""
    shown = visible(text)
    if "](" in shown:
        shown = shown.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return {"text": shown}


def _invocation(run: Run, mask: Mask) -> Json:
    said = [
        mask.noted(f"{one.spec} was checked without its stack: {one.why}")
        for one in run.without_stack
    ]
    notifications: list[Json] = [
        {"level": "warning", "message": message(text)}
        for text in (*said, *map(mask.noted, run.notes))
    ]
    return {"executionSuccessful": True, "toolExecutionNotifications": notifications}


class _Result:
    """One finding of a run."""

    def __init__(self, finding: Finding, made: Replacements) -> None:
        self.run, self.finding, self.made = made.run, finding, made
        self.secrets = made.mask.of(finding)

    def data(self, rule_index: int) -> Json:
        finding = self.finding
        data: dict[str, Json] = {
            "ruleId": finding.rule,
            "ruleIndex": rule_index,
            "level": LEVELS[finding.severity],
            "message": message(self.secrets.said(finding.message)),
            "locations": [self._location(finding.at)],
            "partialFingerprints": {FINGERPRINT: finding.fingerprint},
            "properties": self._properties(),
        }
        if finding.also:
            data["relatedLocations"] = [
                {"id": number, **self._location(region)}
                for number, region in enumerate(finding.also, 1)
            ]
        if self.run.judges_change:
            data["baselineState"] = "unchanged" if finding.standing is Standing.KNOWN else "new"
        return data | self._suppressions() | self._fixes()

    def _properties(self) -> Json:
        finding, said = self.finding, self.secrets.said
        return {
            "category": finding.category,
            "confidence": finding.confidence.word,
            "profile": finding.profile.word,
            "harm": finding.harm.name.lower(),
            "standing": finding.standing.value,
            "notes": [visible(said(f"{head}: {text}")) for head, text in finding.notes],
        }

    def _suppressions(self) -> dict[str, Json]:
        standing = self.finding.standing
        reason = visible(self.secrets.said(self.finding.reason))
        if standing is Standing.ALLOWED:
            return {"suppressions": [{"kind": "inSource", "justification": reason}]}
        if standing is Standing.BASELINED:
            reason = reason or "accepted in the baseline"
            return {"suppressions": [{"kind": "external", "justification": reason}]}
        return {}

    def _fixes(self) -> dict[str, Json]:
        fix, edits = self.finding.fix, self.made.of(self.finding)
        if fix is None or not edits:
            return {}
        changes: list[Json] = [self._artifact_change(file, edit) for file, edit in edits.items()]
        kind = f"{fix.safety.value} fix" + (f", since {fix.why}" if fix.why else "")
        words = self.secrets.said(f"{fix.title} ({kind})")
        return {"fixes": [{"description": message(words), "artifactChanges": changes}]}

    def _artifact_change(self, file: str, edit: Replacement) -> Json:
        return {
            "artifactLocation": artifact(file),
            "replacements": [
                {
                    "deletedRegion": region_data(self.run.documents[file], edit.start, edit.end),
                    "insertedContent": {"text": edit.text},
                }
            ],
        }

    def _location(self, region: Region) -> dict[str, Json]:
        document = self.run.documents.get(region.file)
        place: dict[str, Json] = {"startLine": region.line}
        if document is not None:
            place = region_data(document, region.start, region.end)
            if 0 < region.end - region.start <= _LONGEST_SNIPPET:
                place["snippet"] = {"text": self._snippet(document, region)}
        data: dict[str, Json] = {
            "physicalLocation": {"artifactLocation": artifact(region.file), "region": place}
        }
        if region.words:
            data["message"] = message(self.secrets.said(region.words))
        return data

    def _snippet(self, document: Document, region: Region) -> str:
        """Give the characters of a place; a secret that begins before it is hidden as well."""
        inside = (
            Span(max(span.start - region.start, 0), min(span.end, region.end) - region.start)
            for span in self.secrets.spans(document)
        )
        text = document.text[region.start : region.end]
        return with_mask(text, [span for span in inside if span.start < span.end])


def artifact(file: str) -> Json:
    """Give a file by its percent-encoded path below the root of the repository."""
    return {"uri": quote(file.encode("utf-8", "surrogateescape"), safe="/"), "uriBaseId": _ROOT}
