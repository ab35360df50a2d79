"""The rule `config-overrides-service-literal`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Profile, Severity
from stacklint.model.compose.wiring import wiring_of
from stacklint.model.configenv import config_of
from stacklint.model.dialect import Dialect
from stacklint.model.targets import KUBERNETES
from stacklint.model.tokens import has_token
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose.wiring import Setting
    from stacklint.model.configenv import ConfigValue
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits


@rule(
    category="config",
    severity=Severity.WARNING,
    profile=Profile.STRICT,
    harm=Harm.MEANING,
    targets=KUBERNETES,
)
def config_overrides_service_literal(spec: Spec, stack: Stack) -> Hits:
    """Value of `config` that takes the place of what services set for themselves."""
    if spec.dialect is Dialect.FORK:
        return
    settings, config = wiring_of(stack).by_name, config_of(spec)
    for name in settings:
        if name not in config.named:
            continue
        value = config.value(name)
        literals = [x for x in settings[name] if x.is_literal and x.value]
        changed = [x for x in literals if x.value != value.written]
        if changed and value.text and not has_token(value.text):
            yield _hit(value, changed, is_shared=len(literals) > 1)


def _hit(value: ConfigValue, changed: list[Setting], *, is_shared: bool) -> Hit:
    names = ", ".join(dict.fromkeys(f"`{x.service.name}`" for x in changed))
    message = f"`{value.name}` reaches every container, in the place of what {names} set"
    hit = Hit(
        value.at,
        message + ("" if len(changed) > 1 else "s"),
        also=tuple(Label(x.at, "set here") for x in changed),
    )
    if is_shared:
        return hit
    return hit._replace(severity=Severity.INFO, profile=Profile.AUDIT)
