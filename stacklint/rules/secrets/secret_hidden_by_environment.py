"""The rule `secret-hidden-by-environment`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.compose.wiring import wiring_of
from stacklint.model.configenv import config_of
from stacklint.model.targets import KUBERNETES
from stacklint.model.yaml.nodes import Mapping, Sequence
from stacklint.model.yaml.scalars import text_of
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose.wiring import Setting
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.place import Place
    from stacklint.rule import Hits


@rule(category="secrets", severity=Severity.WARNING, harm=Harm.MEANING, targets=KUBERNETES)
def secret_hidden_by_environment(spec: Spec, stack: Stack) -> Hits:
    """Entry of a Secret whose variable services set themselves."""
    # A file may set the variable, and what it sets goes before a Secret by intention.
    if not spec.section("config").is_complete or spec.node("credentials-files") is not None:
        return
    by_name, set_here = wiring_of(stack).by_name, config_of(spec).named
    for secret, name, at in _entries(spec):
        hiding = [
            x for x in by_name.get(name, ()) if name not in set_here and _is_left(x, set_here)
        ]
        if hiding:
            yield _hit(secret, name, at, hiding)


def _is_left(setting: Setting, set_here: Container[str]) -> bool:
    """It is a variable alone that nobody gives a value, so that its author awaited one."""
    whole = setting.whole
    return whole is not None and whole.name not in set_here


def _hit(secret: str, name: str, at: Place, hiding: list[Setting]) -> Hit:
    services = ", ".join(dict.fromkeys(f"`{x.service.name}`" for x in hiding))
    rest = {(x.whole.default or "") for x in hiding if x.whole is not None}
    value = "nothing" if rest == {""} else "its default"
    sets = "sets" if len(hiding) == 1 else "set"
    return Hit(
        at,
        f"`{name}` of `{secret}` is hidden from {services}, which {sets} it to {value}",
        also=tuple(Label(x.at, "set here, and that goes before a Secret") for x in hiding),
        notes=(("hint", f"take `{name}` out of `environment`: each container gets the Secret"),),
    )


def _entries(spec: Spec) -> Iterator[tuple[str, str, Place]]:
    """Give Secrets, their entries, and where these are named, in a list or below `keys`."""
    for secret in spec.section("secrets").names():
        node, keys = spec.node("secrets", secret), spec.node("secrets", secret, "keys")
        if isinstance(node, Sequence):
            for index, item in enumerate(node.items):
                yield secret, text_of(item) or "", spec.at("secrets", secret, index)
        for entry in keys.entries if isinstance(keys, Mapping) else ():
            yield secret, entry.name, spec.at("secrets", secret, "keys", entry.name)
