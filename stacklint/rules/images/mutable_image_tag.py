"""The rule `mutable-image-tag`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Profile, Severity
from stacklint.model.resources import containers
from stacklint.model.scalars import text_of
from stacklint.model.tokens import has_token
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.place import Place
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits

_MOVING = frozenset({"latest", "main", "master", "stable", "edge", "nightly", "dev"})


@rule(
    category="images",
    severity=Severity.INFO,
    profile=Profile.STRICT,
    harm=Harm.MEANING,
)
def mutable_image_tag(spec: Spec, stack: Stack) -> Hits:
    """Image whose tag may mean something else tomorrow."""
    if spec.is_test or spec.node("image-pull-policy") is not None:
        return
    for image, at in _images(spec, stack):
        tag = _tag(image)
        if has_token(image) or "@" in image or (tag and tag not in _MOVING):
            continue
        said = f"has the tag `{tag}`, which moves" if tag else "has no tag"
        becomes = "a pod that restarts may run another version, or an old one stays for ever"
        yield Hit(at, f"image `{image}` {said}: {becomes}", value=image)


def _images(spec: Spec, stack: Stack) -> Iterator[tuple[str, Place]]:
    """Give the images as they will be, each with the place that decides."""
    overrides = {
        entry.name: text
        for entry in (spec.section("image-overrides").entries if spec.makes_objects else ())
        if (text := text_of(entry.value)) is not None
    }
    for service in containers(stack):
        override = overrides.get(service.name)
        if override is not None:
            yield override, spec.at("image-overrides", service.name).value
        elif service.image:
            yield service.image, service.at.below("image").value


def _tag(image: str) -> str:
    return image.rsplit("/", 1)[-1].partition(":")[2]
