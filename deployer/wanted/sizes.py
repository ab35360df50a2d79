"""Sizes as the author of a spec means them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.resource import CannotRender
from stacklint.model.quantity import is_binary_short

if TYPE_CHECKING:
    from stacklint.model.resources import Amount


def size_text(amount: Amount, *, decimal: bool) -> str:
    """Give a size for Kubernetes: `10Gi` as it is, anything else in megabytes.

    `decimal` takes `10Gi` for `10000M`, as laconic-so does.
    """
    quantity = amount.quantity
    if quantity.value is None:
        words = f"{amount.key} `{quantity.text}` {quantity.fault}: write it like `2Gi` or `500M`"
        raise CannotRender(words, amount.at)
    if not decimal and is_binary_short(quantity.text):
        return "".join(quantity.text.split())
    return f"{int(quantity.value)}M"


def cpu_text(amount: Amount) -> str:
    """Give a number of CPUs for Kubernetes."""
    if amount.quantity.value is None:
        words = f"cpus `{amount.quantity.text}` {amount.quantity.fault}: write it like `0.5`"
        raise CannotRender(words, amount.at)
    return str(float(amount.quantity.value))
