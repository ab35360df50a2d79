"""The rule `secrets-in-every-container`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Profile, Severity
from stacklint.model.configenv import config_of
from stacklint.model.resources import containers
from stacklint.model.secrets.plaintext_hints import may_name_secret
from stacklint.model.targets import KUBERNETES
from stacklint.model.yaml.nodes import Mapping, Sequence
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.place import Place
    from stacklint.rule import Hits


@rule(
    category="secrets",
    severity=Severity.INFO,
    profile=Profile.AUDIT,
    harm=Harm.MEANING,
    targets=KUBERNETES,
)
def secrets_in_every_container(spec: Spec, stack: Stack) -> Hits:
    """Secrets that containers get which have no use for them."""
    if len(containers(stack)) > 1:
        names = [service.name for service in containers(stack)]
        for at, what in _given(spec):
            yield Hit(at, f"{what} reaches all {len(names)} containers: {', '.join(names)}")


def _given(spec: Spec) -> Iterator[tuple[Place, str]]:
    for key in ("secrets", "credentials-files"):
        node = spec.node(key)
        size = len(node.items if isinstance(node, Sequence) else ()) or len(
            node.entries if isinstance(node, Mapping) else ()
        )
        if size:
            yield spec.at(key), f"what `{key}` names"
    names = config_of(spec).named
    if not may_name_secret(" ".join(names)):
        return
    # Imported late: its many patterns cost a clean run more than all of this rule.
    from stacklint.model.secrets.masks import is_secret_key  # noqa: PLC0415

    for name in names:
        if is_secret_key(name):
            yield spec.at("config", name), f"`{name}`"
