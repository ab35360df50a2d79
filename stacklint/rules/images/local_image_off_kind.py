"""The rule `local-image-off-kind`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.resources import overridden_in
from stacklint.model.targets import Target
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits


@rule(
    category="images",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=frozenset({Target.K8S}),
)
def local_image_off_kind(spec: Spec, stack: Stack) -> Hits:
    """Image that was built on one host, for a cluster that cannot have it."""
    if spec.node("image-registry") is not None or spec.has_gaps:
        return
    overridden = overridden_in(spec, stack)
    local = [
        service
        for service in stack.every_service
        if (service.image or "").endswith(":local") and service not in overridden
    ]
    if local:
        others = f" (and {len(local) - 1} more)" if len(local) > 1 else ""
        yield Hit(
            spec.at("deploy-to"),
            f"image `{local[0].image}` of `{local[0].name}`{others} is on the host that built it"
            " alone: the cluster cannot pull it",
            also=tuple(Label(x.at.below("image").value, f"of `{x.name}`") for x in local),
            notes=(("hint", "set `image-registry`, or entries below `image-overrides`"),),
        )
