"""The rule `retired-registry-credentials`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Safety, Severity
from stacklint.model.change import RenameKey
from stacklint.model.targets import KUBERNETES
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits

_OLD, _NEW = "registry-credentials", "image-pull-secret"


@rule(
    category="images",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=KUBERNETES,
    fix=Safety.SAFE,
)
def retired_registry_credentials(spec: Spec) -> Hits:
    """Key with the credentials of a registry that is not read any more."""
    if spec.node(_OLD) is None:
        return
    has_both = spec.node(_NEW) is not None
    says = (
        f"`{_NEW}` is there too, and counts alone"
        if has_both
        else f"the key is `{_NEW}`, and images cannot be pulled without"
    )
    change = RenameKey((_OLD,), _NEW)
    yield Hit(
        spec.at(_OLD),
        f"`{_OLD}` is not read: {says}",
        None if has_both else Fix(f"{_OLD} → {_NEW}", Safety.SAFE, (change,)),
    )
