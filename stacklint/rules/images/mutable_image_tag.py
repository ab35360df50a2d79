"""The rule `mutable-image-tag`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Profile, Severity
from stacklint.model.nodes import Mapping
from stacklint.model.resources import containers
from stacklint.model.scalars import text_of
from stacklint.model.tokens import has_token
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose import Service
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
    overrides = spec.node("image-overrides") if spec.makes_objects else None
    for service in _moving(stack):
        overridden = isinstance(overrides, Mapping) and overrides.get(service.name) is not None
        if not overridden and service.image:
            yield _hit(service.image, service.at.below("image").value)
    for entry in overrides.entries if isinstance(overrides, Mapping) else ():
        image = text_of(entry.value)
        if image is not None and _moves(image):
            yield _hit(image, spec.at("image-overrides", entry.name).value)


# Many specs share a stack.
@lru_cache(maxsize=256)
def _moving(stack: Stack) -> tuple[Service, ...]:
    return tuple(x for x in containers(stack) if x.image and _moves(x.image))


def _moves(image: str) -> bool:
    tag = _tag(image)
    return not (has_token(image) or "@" in image or (tag and tag not in _MOVING))


def _hit(image: str, at: Place) -> Hit:
    tag = _tag(image)
    said = f"has the tag `{tag}`, which moves" if tag else "has no tag"
    becomes = "a pod that restarts may run another version, or an old one stays for ever"
    return Hit(at, f"image `{image}` {said}: {becomes}", value=image)


def _tag(image: str) -> str:
    return image.rsplit("/", 1)[-1].partition(":")[2]
