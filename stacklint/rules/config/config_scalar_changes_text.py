"""The rule `config-scalar-changes-text`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Safety, Severity
from stacklint.model.change import SetValue
from stacklint.model.configenv import config_of
from stacklint.model.yaml.nodes import is_own
from stacklint.model.yaml.scalars import is_null
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.configenv import ConfigValue
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits


@rule(
    category="config",
    severity=Severity.WARNING,
    harm=Harm.MEANING,
    fix=Safety.UNSAFE,
)
def config_scalar_changes_text(spec: Spec) -> Hits:
    """Value of `config` that is no text, and arrives as another one."""
    for value in config_of(spec).odd:
        if value.is_changed and not _is_opaque(spec, value):
            yield _lost(value) if value.scalar is None else _changed(spec, value)


def _is_opaque(spec: Spec, value: ConfigValue) -> bool:
    return spec.is_opaque("config", value.name)


def _lost(value: ConfigValue) -> Hit:
    return Hit(
        value.at,
        f"`{value.name}` is no text: the program sees Python's way of writing it",
        severity=Severity.ERROR,
    )


def _changed(spec: Spec, value: ConfigValue) -> Hit:
    # Imported late: most values never come here, and its many patterns cost a clean run.
    from stacklint.model.secrets.masks import is_secret_key  # noqa: PLC0415

    said = (
        f"`{value.name}` is no text, and arrives as another one"
        if is_secret_key(value.name)
        else f"`{f'{value.name}: {value.text}'.rstrip()}` arrives as {_as(value)}"
    )
    path = ("config", value.name)
    # However nothing is written, it is no text that the program should see.
    text = "" if is_null(value.scalar) else value.text
    fix = Fix(
        "quote it" if text else "write an empty text",
        Safety.UNSAFE,
        (SetValue(path, text, quote=True),),
        "the program sees another value than until now",
    )
    return Hit(
        value.at.value,
        said,
        fix if is_own(spec.document.root, path) else None,
        of_laconic_so=spec.makes_objects or value.is_time,
    )


def _as(value: ConfigValue) -> str:
    if value.is_time:
        return "Python writes a time: a blank for the `T`, perhaps, and `+00:00` for the `Z`"
    return f"`{value.written}`"
