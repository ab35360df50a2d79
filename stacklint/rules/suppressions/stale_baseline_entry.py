"""The rule `stale-baseline-entry`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.rule import Hits, StaleEntry


@rule(category="suppressions", severity=Severity.INFO, harm=Harm.ORDER)
def stale_baseline_entry(entry: StaleEntry) -> Hits:
    """Entry of the baseline that matches no finding any more."""
    place = f" at {entry.path}" if entry.path else ""
    yield Hit(
        entry.at.entry,
        f"`{entry.rule}` in {entry.file}{place} is accepted, and found no more",
        words="stacklint baseline update takes it out",
    )
