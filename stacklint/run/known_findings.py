"""Findings that an earlier version had already: what has become worse since is not among them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

from stacklint.finding import Finding, Severity, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable

_Key: TypeAlias = tuple[str, str, str, str]
Known: TypeAlias = "Counter[tuple[_Key, Severity]]"
"""How many there were by key, at a severity or above it."""


def known(findings: Iterable[Finding], news: dict[str, str]) -> Known:
    """Count findings under the names that files have by now."""
    return Counter(x for one in findings for x in _graded(_renamed(one, news), one.severity))


def mark(findings: list[Finding], counts: Known) -> None:
    """Set apart the findings that were there already, as bad as now or worse."""
    for index, finding in enumerate(findings):
        if finding.standing is Standing.OPEN and counts[finding.key, finding.severity] > 0:
            counts.subtract(_graded(finding.key, Severity.ERROR))
            findings[index] = finding._replace(standing=Standing.KNOWN)


def _graded(key: _Key, worst: Severity) -> list[tuple[_Key, Severity]]:
    return [(key, severity) for severity in Severity if severity <= worst]


def _renamed(finding: Finding, news: dict[str, str]) -> _Key:
    rule, file, path, value = finding.key
    return rule, news.get(file, file), path, value
