"""What SARIF says about the rules that occur in a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.report import hints
from stacklint.report.sarif import LEVELS

if TYPE_CHECKING:
    from stacklint.report.run import Run
    from stacklint.report.symbolic import Json


def rule_data(name: str, run: Run) -> Json:
    """Describe a rule as it was declared; a fault that no rule declares, by what was found."""
    if name not in run.registry.names:
        found = next(finding for finding in run.ordered if finding.rule == name)
        return {"id": name, "defaultConfiguration": {"level": LEVELS[found.severity]}}
    rule = run.registry.rule_named(name)
    return {
        "id": name,
        "shortDescription": {"text": rule.summary},
        "help": {"text": f"What it means, and what to do: {hints.explain(name)}"},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "category": rule.category,
            "confidence": rule.confidence.word,
            "profile": rule.profile.word,
            "harm": rule.harm.name.lower(),
            "tags": [rule.category],
            "origin": run.registry.origin_of(name),
        },
    }
