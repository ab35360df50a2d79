"""A service as it is where something else names its image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.compose.file import Service
from stacklint.model.lazy import cached_property
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from stacklint.model.spec import Spec


class Overridden(Service):
    """A service that runs another image than its compose file says."""

    def __init__(self, service: Service, image: str) -> None:
        super().__init__(service.name, service.node, service.at)
        self._image = image

    @cached_property
    def image(self) -> str | None:
        """The image that it runs."""
        return self._image


def images_in(spec: Spec) -> tuple[tuple[str, str], ...]:
    """Give what a spec names as the images of services: `compose` reads none of it."""
    if not spec.makes_objects or spec.node("image-overrides") is None:
        return ()
    entries = spec.section("image-overrides").entries
    named = ((entry.name, text_of(entry.value)) for entry in entries)
    return tuple((name, image) for name, image in named if image)


def as_run(service: Service, images: dict[str, str]) -> Service:
    """Give a service with the image that it runs: that of an init container is never replaced."""
    image = None if service.is_init else images.get(service.name)
    return service if image is None else Overridden(service, image)
