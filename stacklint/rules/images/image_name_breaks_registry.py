"""The rule `image-name-breaks-registry`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.resources import overridden_in
from stacklint.model.targets import KUBERNETES
from stacklint.model.tokens import has_token
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits

_MOST_PARTS = 2


@rule(
    category="images",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=KUBERNETES,
    of_laconic_so=True,
)
def image_name_breaks_registry(spec: Spec, stack: Stack) -> Hits:
    """Image whose name cannot be split, as `image-registry` asks for."""
    if spec.text("image-registry") is None:
        return
    overridden = overridden_in(spec, stack)
    for service in (x for pod in stack.pods for x in pod.compose.services):
        image = service.image
        if image is None or service in overridden or has_token(image):
            continue
        if why := _why(image):
            yield Hit(
                spec.at("image-registry"),
                f"image `{image}` of `{service.name}` {why}: with `image-registry`, `start` stops"
                " with a ValueError",
                also=(Label(service.at.below("image").value, "named here"),),
                notes=(
                    ("hint", "a name of two parts with a tag, or an entry in `image-overrides`"),
                ),
                value=service.name,
            )


def _why(image: str) -> str:
    """Say why a name is not `name:tag` or `part/name:tag`; empty where it is."""
    if "@" in image:
        return "has a digest"
    if image.count("/") >= _MOST_PARTS:
        return "has three or more parts"
    return "" if ":" in image.rpartition("/")[2] else "has no tag"
