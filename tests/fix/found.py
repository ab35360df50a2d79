"""Findings for fixes to end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import (
    Confidence,
    Finding,
    Fix,
    Harm,
    Profile,
    Region,
    Safety,
    Severity,
    Standing,
)

if TYPE_CHECKING:
    from stacklint.model.change import Change
    from stacklint.model.yaml.nodes import KeyPath


def finding(  # noqa: PLR0913 -- each fact of a finding has its test
    rule: str,
    path: KeyPath,
    changes: tuple[Change, ...] | None,
    *,
    severity: Severity = Severity.WARNING,
    standing: Standing = Standing.OPEN,
    safety: Safety = Safety.SAFE,
    file: str = "spec.yml",
) -> Finding:
    fix = None if changes is None else Fix("mend", safety, changes)
    where = ".".join(map(str, path))
    return Finding(
        rule=rule,
        category="test",
        severity=severity,
        confidence=Confidence.HIGH,
        profile=Profile.RECOMMENDED,
        harm=Harm.ORDER,
        message=f"{rule} at {where}",
        at=Region(file, path, 0, 0, 1, 1, 1, 1),
        also=(),
        notes=(),
        fix=fix,
        key=(rule, file, where, ""),
        standing=standing,
    )
