"""The rule `environment-not-a-string`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Safety, Severity
from stacklint.model.change import SetValue
from stacklint.model.pattern import Pattern
from stacklint.model.targets import KUBERNETES
from stacklint.model.yaml.nodes import Mapping, Scalar, is_own, merged_entries, resolved
from stacklint.model.yaml.readings import readings
from stacklint.model.yaml.scalars import Kind, kind_of
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.yaml.place import Place
    from stacklint.rule import Hits

# Written as docker compose prints it: of `0x1F` it makes `31`.
_AS_PRINTED = Pattern(r"-?(?:0|[1-9][0-9]*)")
_WRONG = {Kind.INT: "a number", Kind.BOOL: "true or false", Kind.FLOAT: "a number"}


@rule(
    category="compose",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=KUBERNETES,
    fix=Safety.SAFE,
    of_laconic_so=True,
)
def environment_not_a_string(stack: Stack) -> Hits:
    """Value of an environment that is no text."""
    for service in () if stack.is_for_fork() else stack.every_service:
        found = resolved(service.node.get("environment"))
        for entry in merged_entries(found) if isinstance(found, Mapping) else ():
            value = resolved(entry.value)
            if isinstance(value, Scalar) and (kind := kind_of(value)) in _WRONG:
                at = service.at.below("environment", entry.name)
                yield Hit(
                    at.value,
                    f"`{entry.name}` of `{service.name}` is {_WRONG[kind]}, and no text: on"
                    " Kubernetes, `start` stops there with a TypeError",
                    _fix(at, value, kind),
                )


def _fix(at: Place, value: Scalar, kind: Kind) -> Fix | None:
    if not is_own(at.document.root, at.path):
        return None
    text = value.value.lower() if kind is Kind.BOOL else value.value
    change = (SetValue(at.path, text, quote=True),)
    is_printed_so = kind is Kind.BOOL or _AS_PRINTED.fullmatch(text) is not None
    if is_printed_so and not readings(value):
        return Fix("quote it", Safety.SAFE, change)
    return Fix("quote it", Safety.UNSAFE, change, "docker compose reads the number otherwise")
