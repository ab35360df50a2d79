"""The rule `gibibyte-read-as-gigabyte`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Profile, Safety, Severity
from stacklint.model.change import SetValue
from stacklint.model.quantity import is_binary_short
from stacklint.model.resources import every_amount
from stacklint.model.targets import KUBERNETES
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.resources import Amount
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits


@rule(
    category="resources",
    severity=Severity.INFO,
    profile=Profile.STRICT,
    harm=Harm.MEANING,
    targets=KUBERNETES,
    fix=Safety.DISPLAY,
    of_laconic_so=True,
)
def gibibyte_read_as_gigabyte(spec: Spec, stack: Stack | None) -> Hits:
    """Size with a binary unit that is read as a decimal one."""
    for amount in every_amount(spec, stack):
        value = amount.quantity.value
        if amount.key != "cpus" and value is not None and is_binary_short(amount.quantity.text):
            yield _hit(amount, int(value))


def _hit(amount: Amount, megabytes: int) -> Hit:
    text = amount.quantity.text
    fix = Fix(
        f"{text} → {text}B",
        Safety.DISPLAY,
        (SetValue(amount.at.path, f"{text}B"),),
        "the size changes, and a claim that exists cannot shrink",
    )
    words = f"`{amount.key}: {text}` is read as {megabytes}M: decimal, as if the `i` were not there"
    return Hit(amount.at.value, words, fix)
