"""The rule `undelivered-generate-token`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.dialect import Dialect
from stacklint.model.secrets.generate import MARK, is_generated
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits

_ON_COMPOSE = "on compose, the variable is left out: no container gets it"
_ELSEWHERE = "no pod reads the Secret that it goes to, and each restart makes a new value"


@rule(category="secrets", severity=Severity.ERROR, harm=Harm.MEANING)
def undelivered_generate_token(spec: Spec) -> Hits:
    """Generated value that does not reach the program."""
    if MARK not in spec.document.text or spec.dialect is Dialect.FORK or spec.target is None:
        return
    for entry in spec.section("config").entries:
        if is_generated(entry.value):
            yield Hit(
                spec.at("config", entry.name).value,
                f"`{entry.name}`: {_ELSEWHERE if spec.makes_objects else _ON_COMPOSE}",
                notes=(("hint", "make it once, and name its file under `credentials-files`"),),
                severity=Severity.WARNING if spec.makes_objects else None,
            )
