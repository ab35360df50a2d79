"""The rule `config-value-expands-on-host`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.compose.interpolation import variables
from stacklint.model.configenv import config_of
from stacklint.model.secrets.generate import MARK
from stacklint.model.targets import Target
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.configenv import ConfigValue
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits, Settings


@rule(category="config", severity=Severity.WARNING, harm=Harm.MEANING)
def config_value_expands_on_host(spec: Spec, settings: Settings) -> Hits:
    """Value with a variable that is filled on the host that deploys."""
    is_compose = spec.target is Target.COMPOSE
    for value in config_of(spec).odd:
        written = _of_compose(value) if is_compose else value.host_variables
        found = [x for x in written if x not in settings.template_tokens]
        if found:
            yield _hit(value, found[0], is_compose=is_compose)


def _of_compose(value: ConfigValue) -> list[str]:
    """Compose fills `$NAME` too, and nothing between single quotes."""
    text = value.text
    if (value.is_wrapped and text.startswith("'")) or MARK in text:
        return []
    return [text[x.start : x.end] for x in variables(text)]


def _hit(value: ConfigValue, found: str, *, is_compose: bool) -> Hit:
    # Imported late: most values never come here, and its many patterns cost a clean run.
    from stacklint.model.secrets.masks import is_shown  # noqa: PLC0415

    # What stands behind the dollar of a password is a part of it.
    what = found if is_shown(found, value.name, value.text) else "what a `$` begins"
    comes_to = "or from its default" if ":-" in found else "where it is most often nothing"
    hint = (("hint", "`$$` is a dollar on compose"),) if is_compose else ()
    return Hit(
        value.at.value,
        f"`{value.name}`: {what} is put in from the environment of the host that deploys,"
        f" {comes_to}",
        notes=hint,
        is_refused=bool(value.host_variables) and not value.text.startswith("'"),
    )
