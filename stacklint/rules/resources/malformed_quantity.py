"""The rule `malformed-quantity`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Fix, Harm, Safety, Severity
from stacklint.model.change import SetValue
from stacklint.model.quantity import megabytes_of, without_milli
from stacklint.model.resources import blank_amounts, every_amount
from stacklint.model.targets import KUBERNETES
from stacklint.model.yaml.nodes import Scalar, is_own
from stacklint.model.yaml.scalars import Kind, kind_of
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
    for amount in every_amount(spec, stack):
        if amount.quantity.fault:
            yield Hit(amount.at.value, _words(amount), _fix(spec, amount))
    for at in blank_amounts(spec):
        # Not known of laconic-so; the schema wants a value.
        hit = Hit(at, f"`{at.path[-1]}` is empty: neither an amount nor a default counts there")
        yield hit.guessed(Severity.WARNING)._replace(confidence=Confidence.MEDIUM)


def _words(amount: Amount) -> str:
    text = amount.quantity.text
    written = f"{amount.key}: {text}" if text else amount.key
    return f"`{written}` {amount.quantity.fault}: `start` stops there"


def _fix(spec: Spec, amount: Amount) -> Fix | None:
    """Quote a number, and write `500m` as 0.5; nothing else can be derived."""
    text, at, node = amount.quantity.text, amount.at, amount.node
    if not isinstance(node, Scalar) or not is_own(at.document.root, at.path):
        return None
    if amount.key == "cpus":
        return _without_milli(spec, amount)
    if kind_of(node) is not Kind.INT or not megabytes_of(text):
        return None
    # To docker compose, a number and its text are as many bytes.
    change = SetValue(at.path, text, quote=True)
    return Fix(f"quote it: {text} bytes", Safety.SAFE, (change,))


def _without_milli(spec: Spec, amount: Amount) -> Fix | None:
    text, path = amount.quantity.text, amount.at.path
    number = without_milli(text)
    if not number:
        return None
    fix = Fix(f"{text} → '{number}'", Safety.SAFE, (SetValue(path, number, quote=True),))
    if amount.at.document is spec.document:
        return fix
    return fix._replace(safety=Safety.UNSAFE, why="docker compose, which refuses it now, takes it")
