"""The rule `malformed-quantity`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Safety, Severity
from stacklint.model.change import SetValue
from stacklint.model.nodes import is_own
from stacklint.model.quantity import without_milli
from stacklint.model.resources import spec_amounts, stack_amounts
from stacklint.model.scalars import Kind, kind_of
from stacklint.model.targets import KUBERNETES
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.resources import Amount
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits


@rule(
    category="resources",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=KUBERNETES,
    fix=Safety.SAFE,
)
def malformed_quantity(spec: Spec, stack: Stack | None) -> Hits:
    """CPU or size that cannot be read, or counts as nothing."""
    for amount in spec_amounts(spec):
        if amount.quantity.fault:
            yield Hit(amount.at.value, _words(amount), _fix(spec, amount))
    for amount in stack_amounts(stack) if stack is not None else ():
        if amount.quantity.fault:
            yield Hit(amount.at.value, _words(amount))


def _words(amount: Amount) -> str:
    return f"`{amount.key}: {amount.quantity.text}` {amount.quantity.fault}: `start` stops there"


def _fix(spec: Spec, amount: Amount) -> Fix | None:
    """Quote a number, and write `500m` as 0.5; nothing else can be derived."""
    text, path = amount.quantity.text, amount.at.path
    if not is_own(spec.document.root, path):
        return None
    if amount.key == "cpus":
        number = without_milli(text)
        change = SetValue(path, number, quote=True)
        return Fix(f"{text} → '{number}'", Safety.SAFE, (change,)) if number else None
    if kind_of(amount.node) is not Kind.INT:
        return None
    change = SetValue(path, text, quote=True)
    return Fix(f"quote it: {text} bytes", Safety.SAFE, (change,))
