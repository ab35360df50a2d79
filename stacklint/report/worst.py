"""Which findings to show where there is room for a few."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stacklint.finding import Finding

_HARMS = tuple(Harm)


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Sort by severity, then by harm, then as they stand in the files."""
    return sorted(
        findings,
        key=lambda finding: (-finding.severity, _HARMS.index(finding.harm), finding.order),
    )
