"""Texts with `${}` filled in as docker compose does it, and made safe for Kubernetes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from deployer.wanted.resource import CannotRender
from stacklint.model.compose import interpolation

if TYPE_CHECKING:
    from deployer.wanted.configuration import Variables
    from stacklint.model.compose.interpolation import Variable
    from stacklint.model.yaml.place import Place


_DEFERRED = "\x00"
# The kubelet makes one dollar of two, and fills in `$(NAME)`.
_DOLLARS = re.compile(rf"\${{2,}}|\$(?={_DEFERRED})")


def filled(text: str, values: Variables, at: Place) -> str:
    """Fill in the variables of a text; `$$` becomes a dollar, and generated values are refused."""
    found = deferred(text, values, at)
    if _DEFERRED in found:
        words = "a generated value can only stand in `environment`, `command` and `entrypoint`"
        raise CannotRender(f"{words}: write it without", at)
    return found


def deferred(text: str, values: Variables, at: Place) -> str:
    """Fill in the variables of a text that goes through `for_kubelet`, which finishes it."""
    return interpolation.filled(text, lambda variable: _value(variable, values, at))


def for_kubelet(text: str, names: frozenset[str]) -> str:
    """Write a text so that the kubelet gives it to the container as it is.

    It fills in what is generated, `$(NAME)`, so that nobody else has to know it; `names` are the
    variables that it knows and has to leave alone.
    """
    text = _DOLLARS.sub(lambda found: found[0] * 2, text)
    for name in names:
        text = re.sub(rf"(?<!\$)\$\({re.escape(name)}\)", f"$$({name})", text)
    return text.replace(_DEFERRED, "$")


def _value(variable: Variable, values: Variables, at: Place) -> str:
    name = variable.name
    if name in values.unwritten:
        if variable.sign in {":+", "+"}:
            return deferred(variable.rest, values, at)
        return f"{_DEFERRED}({name})"
    text = values.texts.get(name)
    if not variable.takes_rest(text):
        return text or ""
    if variable.is_demand:
        why = f" ({variable.rest})" if variable.rest else ""
        words = f"variable {name} has to be set{why}: add it to `config` of the spec"
        raise CannotRender(words, at)
    return deferred(variable.rest, values, at)
