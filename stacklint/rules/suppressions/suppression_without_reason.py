"""The rule `suppression-without-reason`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.rule import Hit, rule
from stacklint.rules.suppressions.unused_suppression import comment_place

if TYPE_CHECKING:
    from stacklint.rule import AllowUse, Hits


@rule(category="suppressions", severity=Severity.ERROR, harm=Harm.ORDER)
def suppression_without_reason(use: AllowUse) -> Hits:
    """Suppression comment that does not say why."""
    if use.allow.fault is None and not use.allow.reason:
        yield Hit(
            comment_place(use),
            "a suppression without a reason suppresses nothing: nobody will know why it is there",
            words="write -- and the reason",
        )
