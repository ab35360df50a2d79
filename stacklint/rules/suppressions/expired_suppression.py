"""The rule `expired-suppression`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Profile, Severity
from stacklint.rule import Hit, rule
from stacklint.rules.suppressions.unused_suppression import comment_place

if TYPE_CHECKING:
    from stacklint.rule import AllowUse, Hits

_NOTICE = timedelta(days=30)


@rule(category="suppressions", severity=Severity.WARNING, harm=Harm.ORDER)
def expired_suppression(use: AllowUse) -> Hits:
    """Suppression comment whose date has passed, or will within 30 days."""
    until = use.allow.until
    if until is None or use.allow.fault is not None:
        return
    if until < use.today:
        yield Hit(
            comment_place(use),
            f"the suppression ended on {until}: what it silenced counts again, except in the hook",
            words="set another date, or mend the fault",
            severity=Severity.WARNING if use.profile is Profile.RECOMMENDED else Severity.ERROR,
        )
    elif until - use.today <= _NOTICE:
        days = (until - use.today).days
        when = ("today", "tomorrow")[days] if days <= 1 else f"in {days} days"
        yield Hit(
            comment_place(use),
            f"the suppression ends on {until}, {when}",
            severity=Severity.INFO,
        )
