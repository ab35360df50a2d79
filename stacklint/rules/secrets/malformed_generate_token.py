"""The rule `malformed-generate-token`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.dialect import Dialect
from stacklint.model.secrets.generate import MARK, fault_of
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits


@rule(category="secrets", severity=Severity.ERROR, harm=Harm.MEANING)
def malformed_generate_token(spec: Spec) -> Hits:
    """Token for a generated value that does not give one."""
    if MARK not in spec.document.text or spec.dialect is Dialect.FORK:
        return
    for entry in spec.section("config").entries:
        if fault := fault_of(entry.value):
            yield Hit(spec.at("config", entry.name).value, f"`{entry.name}`: {fault}")
