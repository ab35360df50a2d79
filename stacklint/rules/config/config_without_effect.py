"""The rule `config-without-effect`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Profile, Safety, Severity
from stacklint.model.change import RemoveEntry
from stacklint.model.compose.wiring import wiring_of
from stacklint.model.configenv import config_of
from stacklint.model.targets import Target
from stacklint.model.tokens import has_token
from stacklint.model.yaml.nodes import is_own
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose.wiring import Wiring
    from stacklint.model.configenv import ConfigValue
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits


@rule(
    category="config",
    severity=Severity.INFO,
    profile=Profile.AUDIT,
    harm=Harm.ORDER,
    fix=Safety.UNSAFE,
)
def config_without_effect(spec: Spec, stack: Stack) -> Hits:
    """Value of `config` that changes nothing."""
    if not stack.is_whole:
        return
    wiring, config = wiring_of(stack), config_of(spec)
    is_compose = spec.target is Target.COMPOSE
    for name in config.named if is_compose else wiring.defaults:
        if config.scalar(name) is None:
            continue
        value = config.value(name)
        why = "" if has_token(value.text) else _why(value, wiring, is_compose=is_compose)
        if why:
            path = ("config", name)
            fix = Fix(f"no `{name}`", Safety.UNSAFE, (RemoveEntry(path),), "a later default counts")
            own = is_own(spec.document.root, path)
            yield Hit(value.at, f"`{name}` changes nothing: {why}", fix if own else None)


def _why(value: ConfigValue, wiring: Wiring, *, is_compose: bool) -> str:
    around = {x.default for _, x in wiring.around if x.name == value.name and is_compose}
    defaults = wiring.defaults.get(value.name, set()) | around
    if is_compose and any(x.name == value.name for x in wiring.taken):
        return ""
    if not defaults:
        return "no compose file of the stack asks for it" if is_compose else ""
    literals = [x for x in wiring.by_name.get(value.name, ()) if x.is_literal]
    if literals and not is_compose:
        return ""
    if value.written and defaults == {value.written}:
        return "it is the default of the compose file"
    return ""
