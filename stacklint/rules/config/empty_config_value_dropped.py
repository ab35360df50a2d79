"""The rule `empty-config-value-dropped`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Profile, Severity
from stacklint.model.compose.wiring import wiring_of
from stacklint.model.configenv import config_of
from stacklint.model.targets import KUBERNETES
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose.wiring import Setting
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits


@rule(
    category="config",
    severity=Severity.INFO,
    profile=Profile.STRICT,
    harm=Harm.MEANING,
    targets=KUBERNETES,
)
def empty_config_value_dropped(spec: Spec, stack: Stack) -> Hits:
    """Empty value that does not override what the compose file says."""
    empty = [x for x in config_of(spec).odd if x.scalar and x.scalar.style and not x.text]
    for value in empty:
        kept = [x for x in wiring_of(stack).settings if _stays(x, value.name)]
        if kept:
            yield Hit(
                value.at,
                f"`{value.name}` is empty, which is left out: `{kept[0].service.name}` keeps the"
                " value of the compose file",
                also=tuple(Label(x.at, "this value stays") for x in kept),
            )


def _stays(setting: Setting, name: str) -> bool:
    """A literal stays; `${NAME-x}` takes its default for one that is not set at all."""
    whole = setting.whole
    if whole is not None:
        return name in {setting.name, whole.name} and whole.sign == "-" and bool(whole.rest)
    return name == setting.name and setting.is_literal and bool(setting.value)
