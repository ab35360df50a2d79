"""Texts with `${}` filled in as docker compose does it, and made safe for Kubernetes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.resource import CannotRender
from stacklint.model.interpolation import variables

if TYPE_CHECKING:
    from deployer.wanted.configuration import Variables
    from stacklint.model.interpolation import Variable
    from stacklint.model.place import Place


def filled(text: str, values: Variables, at: Place) -> str:
    """Fill in the variables of a text; `$$` becomes a dollar.

    A generated value is put in by the kubelet, as `$(NAME)`: nobody else has to know it.
    """
    if "$" not in text:
        return text
    parts: list[str] = []
    done = 0
    for variable in variables(text):
        # What stands in a default that was not taken, or was filled already.
        if variable.start >= done:
            parts += (_plain(text[done : variable.start]), _value(variable, values, at))
            done = variable.end
    return "".join((*parts, _plain(text[done:])))


def _plain(text: str) -> str:
    return text.replace("$$", "$")


def _value(variable: Variable, values: Variables, at: Place) -> str:
    name, sign = variable.name, variable.sign
    if name in values.generated:
        return filled(variable.rest, values, at) if sign in {":+", "+"} else f"$({name})"
    text = values.texts.get(name)
    is_there = text is not None and (bool(text) or not sign.startswith(":"))
    if sign in {":+", "+"}:
        return filled(variable.rest, values, at) if is_there else ""
    if is_there:
        return text or ""
    if sign in {":?", "?"}:
        why = f" ({variable.rest})" if variable.rest else ""
        words = f"variable {name} has to be set{why}: add it to `config` of the spec"
        raise CannotRender(words, at)
    return filled(variable.rest, values, at) if sign else ""


def kept(text: str, names: frozenset[str]) -> str:
    """Keep the kubelet from filling in a `$(NAME)` that is meant as it stands."""
    for name in names:
        text = text.replace(f"$({name})", f"$$({name})")
    return text
