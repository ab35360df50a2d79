"""What no right objects can be made of yet: said in a sentence, and nothing is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.resource import CannotRender
from stacklint.model.yaml.scalars import has_value

if TYPE_CHECKING:
    from deployer.wanted.kubernetes.frame import Frame

_SECTIONS = {
    "maintenance-service": "no page is shown while a deployment restarts",
    "registry-credentials": "nobody reads it: it is `image-pull-secret` now",
}


def refuse(frame: Frame) -> None:
    """Refuse sections that are not rendered, and volumes that no compose file has."""
    for name, words in _SECTIONS.items():
        if has_value(frame.spec.node(name)):
            raise CannotRender(f"{name} is not supported: {words}", frame.spec.at(name))
    declared = frame.stack.volumes
    for volume in frame.spec.volumes:
        if volume.name not in declared:
            words = f"volume {volume.name} is in no compose file of the stack, which has"
            have = ", ".join(sorted(declared)) or "none"
            raise CannotRender(f"{words} {have}: rename it or take it out", volume.at)
