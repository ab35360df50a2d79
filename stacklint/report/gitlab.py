"""GitLab's code quality report."""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.report.escape import json_text, visible
from stacklint.report.mask import Mask

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stacklint.finding import Finding
    from stacklint.report.look import Look
    from stacklint.report.run import Run
    from stacklint.report.symbolic import Json


def code_quality(run: Run, _look: Look) -> str:
    """Give the open findings; GitLab tells old from new by their fingerprints."""
    mask = Mask(run)
    issues: list[Json] = [
        {
            "description": visible(mask.of(finding).said(finding.message)),
            "check_name": finding.rule,
            "fingerprint": fingerprint,
            "severity": _severity(finding),
            "location": {
                # A name that is no UTF-8 would make the report no JSON to many readers.
                "path": finding.file.encode("utf-8", "backslashreplace").decode(),
                "lines": {"begin": finding.at.line, "end": finding.at.end_line},
            },
        }
        for finding, fingerprint in fingerprinted(run.open)
    ]
    return json_text(json.dumps(issues, indent=2)) + "\n"


def fingerprinted(findings: Iterable[Finding]) -> Iterator[tuple[Finding, str]]:
    """Give each finding with a fingerprint that no other has: GitLab shows one of each."""
    seen: Counter[str] = Counter()
    for finding in findings:
        fingerprint = finding.fingerprint
        seen[fingerprint] += 1
        if seen[fingerprint] > 1:
            numbered = f"{fingerprint}#{seen[fingerprint]}"
            yield finding, sha256(numbered.encode()).hexdigest()[:32]
        else:
            yield finding, fingerprint


def _severity(finding: Finding) -> str:
    if finding.severity is Severity.ERROR:
        return "blocker" if finding.harm is Harm.DATA else "critical"
    return "minor" if finding.severity is Severity.WARNING else "info"
