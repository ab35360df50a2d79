"""The image of a container, and when it is pulled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.interpolation import filled
from deployer.wanted.resource import CannotRender
from stacklint.model.targets import Target

if TYPE_CHECKING:
    from deployer.wanted.kubernetes.frame import Frame
    from stacklint.model.compose.file import Service

_TAIL = 8
_POLICIES = {Target.KIND: "IfNotPresent", Target.K8S: "Always"}


def image_of(service: Service, frame: Frame) -> str:
    """Give the image: that of `image-overrides`, or its own, from the registry if it is local."""
    override = frame.spec.text("image-overrides", service.name)
    if override is not None and not service.is_init and not _is_job(service, frame):
        return override
    if service.image is None:
        words = f"{service.name} has no image, and a cluster builds none: name one"
        raise CannotRender(words, service.at)
    image = filled(service.image, frame.values, service.at.below("image"))
    if not image:
        words = f"image `{service.image}` of {service.name} is empty, since no variable of it is"
        raise CannotRender(f"{words} set: set it in `config`", service.at.below("image"))
    registry = frame.spec.text("image-registry")
    if registry is None or not image.endswith(":local"):
        return image
    name = image.removesuffix(":local").rpartition("/")[2]
    return f"{registry}/{name}:deploy-{frame.identity.deployment_id[-_TAIL:]}"


def pull_policy(frame: Frame) -> str:
    """Give when images are pulled."""
    target = frame.spec.target
    default = _POLICIES.get(target, "Always") if target else "Always"
    return frame.spec.text("image-pull-policy") or default


def _is_job(service: Service, frame: Frame) -> bool:
    return any(service in job.compose.services for job in frame.stack.jobs)
