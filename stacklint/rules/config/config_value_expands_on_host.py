"""The rule `config-value-expands-on-host`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.configenv import config_of
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits, Settings


@rule(category="config", severity=Severity.WARNING, harm=Harm.MEANING)
def config_value_expands_on_host(spec: Spec, settings: Settings) -> Hits:
    """Value with a variable that is filled on the host that deploys."""
    for value in config_of(spec).odd:
        found = [x for x in value.host_variables if x not in settings.template_tokens]
        if found:
            yield Hit(
                value.at.value,
                f"`{value.name}`: {found[0]} is put in from the environment of the host that"
                " deploys, where it is most often nothing",
            )
