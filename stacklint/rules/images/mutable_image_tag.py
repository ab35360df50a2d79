"""The rule `mutable-image-tag`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Profile, Severity
from stacklint.model.pattern import Pattern
from stacklint.model.resources import overridden_in
from stacklint.model.tokens import has_token
from stacklint.model.yaml.scalars import text_of
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Service
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.place import Place
    from stacklint.rule import Hits

    # An image, and where it is written.
    _Named = tuple[str, Place]

_MOVING = frozenset({"latest", "main", "master", "stable", "edge", "nightly", "dev"})
_FOR_TRYING = frozenset({"dev", "devel", "development", "sandbox"})
_WORD = Pattern(r"[a-z0-9]+")


@rule(
    category="images",
    severity=Severity.INFO,
    profile=Profile.STRICT,
    harm=Harm.MEANING,
)
def mutable_image_tag(spec: Spec, stack: Stack) -> Hits:
    """Image whose tag may mean something else tomorrow."""
    if spec.makes_objects:
        moving = [*_of_kubernetes(spec, stack), *_of_overrides(spec)]
    else:
        moving = _of_compose(stack)
    if moving and not _is_meant(spec):
        for image, at in moving:
            yield _hit(image, at)


def _is_meant(spec: Spec) -> bool:
    """A policy was chosen, or the spec says of itself that it is for tests or development."""
    if spec.makes_objects and spec.node("image-pull-policy") is not None:
        return True
    words = _WORD.findall(spec.file.lower().rpartition(".")[0])
    return spec.is_test or not _FOR_TRYING.isdisjoint(words)


def _of_compose(stack: Stack) -> list[_Named]:
    named = (x for x in _moving(stack) if x.node.get("pull_policy") is None)
    return [(x.image or "", x.at.below("image").value) for x in named]


def _of_kubernetes(spec: Spec, stack: Stack) -> list[_Named]:
    moving = _moving(stack)
    overridden = overridden_in(spec, stack) if moving else ()
    named = (x for x in moving if x not in overridden)
    return [(x.image or "", x.at.below("image").value) for x in named]


def _of_overrides(spec: Spec) -> list[_Named]:
    is_there = spec.root.entry("image-overrides") is not None
    entries = spec.section("image-overrides").entries if is_there else ()
    named = ((text_of(x.value) or "", spec.at("image-overrides", x.name).value) for x in entries)
    return [(image, at) for image, at in named if image and _moves(image)]


# Many specs share a stack.
@lru_cache(maxsize=256)
def _moving(stack: Stack) -> tuple[Service, ...]:
    return tuple(x for x in stack.every_service if x.image and _moves(x.image))


def _moves(image: str) -> bool:
    tag = _tag(image)
    # A variable may stand for the tag as well.
    is_known = not (has_token(image) or "$" in image)
    return is_known and "@" not in image and (not tag or tag in _MOVING)


def _hit(image: str, at: Place) -> Hit:
    tag = _tag(image)
    said = f"has the tag `{tag}`, which moves" if tag else "has no tag"
    becomes = "a pod that restarts may run another version, or an old one stays for ever"
    return Hit(at, f"image `{image}` {said}: {becomes}", value=image)


def _tag(image: str) -> str:
    return image.rsplit("/", 1)[-1].partition(":")[2]
