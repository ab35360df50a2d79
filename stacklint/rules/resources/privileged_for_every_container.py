"""The rule `privileged-for-every-container`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Profile, Severity
from stacklint.model.compose.bysecurity import TRUE, holds_all
from stacklint.model.resources import containers
from stacklint.model.targets import KUBERNETES
from stacklint.model.yaml.nodes import Sequence
from stacklint.model.yaml.scalars import text_of
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Service
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits


@rule(
    category="resources",
    severity=Severity.WARNING,
    profile=Profile.STRICT,
    harm=Harm.MEANING,
    targets=KUBERNETES,
)
def privileged_for_every_container(spec: Spec, stack: Stack) -> Hits:
    """Privilege that all containers get, and one needs."""
    running = containers(stack)
    for key in _given(spec) if len(running) > 1 else ():
        others = [x.name for x in running if not _asks(x, key, spec)]
        if others:
            names = ", ".join(f"`{name}`" for name in others)
            verb = "get" if len(others) > 1 else "gets"
            yield Hit(
                spec.at("security", key),
                f"`security.{key}` holds for every container: {names} {verb} it too",
            )


def _given(spec: Spec) -> list[str]:
    """Name what a spec gives to all containers."""
    capabilities = spec.node("security", "capabilities")
    given = ["privileged"] if spec.text("security", "privileged") in TRUE else []
    if isinstance(capabilities, Sequence) and capabilities.items:
        given.append("capabilities")
    return given


def _asks(service: Service, key: str, spec: Spec) -> bool:
    """Tell whether a service asks for it in the compose file."""
    if text_of(service.node.get("privileged")) in TRUE:
        return True
    given = spec.node("security", key)
    return key == "capabilities" and holds_all(service.node.get("cap_add"), given)
